"""Whose words a quoted sentence is: the words of attribution after it, in the same speech.

Speeches run over many sentences, and the name stands once, at their end (`… –
деді аймақ басшысы`) or before they begin.  A sentence is inside a speech while a
quotation mark is open, or in a paragraph that a dash opens; beyond that, words
of saying belong to somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qa.language.folding import fold_text
from qa.language.pack import Pack
from qa.language.packs import either
from qa.questions.question import Question
from qa.types import Span


def _asked(pack: Pack) -> Iterator[str]:
    """Who said something, by words of one language."""
    who, said = "|".join(pack.speakers.who), "|".join(pack.speakers.said)
    yield rf"(?:{who})(?!\w).*(?<!\w)(?:{said})"


_SAYING = re.compile(
    rf"(?<!\w)(?:{either(lambda pack: pack.speakers.saying)})(?!\w)", re.IGNORECASE
)
_ASKED = re.compile(rf"(?<!\w)(?:{either(_asked)})(?!\w)")
_MARK = re.compile("[«“„»”]")
# Characters that a speech is followed through, either way.
_LONGEST = 4000
# So many sentences are quoted as one with the words of attribution; beyond, those alone.
_RUN_ON = 3


def asks_who_said(question: Question) -> bool:
    """Whether the question asks whose words something is."""
    text = fold_text(question.spellings[0])
    return bool(_ASKED.search(text) or _ASKED.search(" ".join(reversed(text.split()))))


def with_speaker(text: str, sentences: Sequence[Span], place: int, span: Span) -> list[Span]:
    """`span`, which ends with the sentence at `place` or after it, with the words that say
    whose it is: as one where they are near, else as a second span; alone where there are none."""
    if _SAYING.search(text, *span):
        return [span]
    end = _end_of_speech(text, span)
    for number, after in enumerate(sentences[place + 1 :], 1):
        if after.start < span.end:
            continue
        if after.start > end:
            break
        if _SAYING.search(text, after.start, after.end):
            return [Span(span.start, after.end)] if number <= _RUN_ON else [span, after]
    return [span]


def _end_of_speech(text: str, span: Span) -> int:
    """Up to where the speech that holds `span` goes, with the line after its closing mark."""
    line_end = _line_end(text, span.end)
    opened = _open_mark(text, span)
    if opened < 0:
        # Quotations that open and close in the line, or a spoken line.
        dashed = text[text.rfind("\n", 0, span.start) + 1 :][:1] in "–—-"
        quotes = _MARK.search(text, span.start, span.end) is not None
        return line_end if dashed or quotes else span.end
    depth = 1
    for mark in _MARK.finditer(text, opened + 1, span.start + _LONGEST):
        depth += -1 if mark[0] in "»”" else 1
        if depth == 0:
            return max(line_end, _line_end(text, mark.end()))
    return line_end


def _open_mark(text: str, span: Span) -> int:
    """Where the quotation mark stands that was opened before `span`, or with it, and is still
    open at its beginning; -1 for none."""
    depth = 0
    before = list(_MARK.finditer(text, max(0, span.start - _LONGEST), span.start + 1))
    for mark in reversed(before):
        depth += -1 if mark[0] in "»”" else 1
        if depth > 0:
            return mark.start()
    return -1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
