"""Where sentences begin and end in Kazakh, Russian and English.

A citation is a sentence, so a wrong cut is seen by every reader.  Splitters
made for one language know neither `т.ғ.к.` nor `Қ.К. Тоқаев`, and none knows
that in many archive texts the line, not the full stop, closes the sentence.
Two questions are asked of every possible place:

* after `. ! ? …`: is the mark part of an initial, an abbreviation, a number or
  a bracket, and does what follows look like a beginning?
* at a line break inside a paragraph: was the line broken to fit a width, or
  does it end because its sentence does?  (`_is_wrapped`)

A blank line always ends a sentence.  Everything is one pass over the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.language.abbreviations import (
    BY_LANGUAGE,
    CLOSING,
    MEASURES,
    NAMING,
    NUMBERED,
    OPENING,
    SECTION_WORDS,
    STARTERS,
)
from qa.types import Language, Span

# What is longer is a table or a log, not a sentence; it is cut at clauses.
MAX_SENTENCE = 3000
# Lines wrapped to a width are no wider than this.
_WIDEST_LINE = 200

_BLANKS = " \t\u00a0\u2002\u2003\u2009\u202f"
_OPENERS = "«“„‘\"'([{‹"
_DASHES = "-–—―‒"
_PARAGRAPH_BREAK = re.compile(rf"\n[{_BLANKS}]*(?:\n[{_BLANKS}]*)+")
_PLACE = re.compile(r"(?P<mark>[.!?…]+|[。！？]+)(?P<close>[»”“\"’'›)\]}]*(?:\[\d{1,3}\])*)|\n")
_TOKEN = re.compile(r"[^\s«»“”„\"'()\[\]{},;:!?…/]+$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LINE_MARKER = re.compile(
    r"(?:[•●▪◦‣·*]|[-–—]\s|(?:\d{1,3}(?:\.\d{1,3})*|[IVXІХ]{1,5}|[a-zа-яәғқңөұүі])[).]\s)"
)
_SENTENCE_NUMBER = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3})*|[IVXLCІХ]{1,6}|[^\W\d_])$|(?P<word>[^\W\d_]+) \d{1,3}$"
    r"|\d{1,3}-(?P<suffixed>[^\W\d_]+)$"
)
_CLAUSE = re.compile(rf"[;,:{_BLANKS}\n]")
_CLOSING_QUOTES = '»”"›'


def split_sentences(text: str, language: Language) -> list[Span]:
    """Spans of the sentences of `text`, in order, without the blanks around them.

    Every character that is not a blank lies in exactly one span; none is longer
    than `MAX_SENTENCE` characters.  `language` decides the abbreviations whose
    meaning differs between languages.
    """
    wrapped = _wrapped_paragraphs(text)
    spans: list[Span] = []
    for paragraph, is_wrapped in wrapped:
        spans.extend(_split_paragraph(text, paragraph, is_wrapped, language))
    return [piece for span in spans for piece in _cut_overlong(text, span)]


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    for gap in _PARAGRAPH_BREAK.finditer(text):
        yield Span(start, gap.start())
        start = gap.end()
    yield Span(start, len(text))


def _wrapped_paragraphs(text: str) -> list[tuple[Span, bool]]:
    """Each paragraph, and whether its lines were broken to fit a width.

    A short paragraph shows too little, so it goes by all paragraphs together.
    """
    paragraphs = [p for p in map(lambda s: _trim(text, *s), _paragraphs(text)) if p]
    lines = [text[p.start : p.end].split("\n") for p in paragraphs]
    several = [block for block in lines if len(block) > 1]
    width = max((len(line) for block in several for line in block), default=0)
    whole = _is_wrapped(several, width)
    return [
        (
            paragraph,
            _is_wrapped([block], max(map(len, block))) if len(block) > 4 else whole,
        )
        for paragraph, block in zip(paragraphs, lines, strict=True)
    ]


def _is_wrapped(blocks: list[list[str]], width: int) -> bool:
    """Whether line breaks fall where the next word no longer fitted in `width`.

    Needs sentences that run on in small letters across breaks, too: verse and
    lists of equal lines have none.
    """
    if not 0 < width <= _WIDEST_LINE:
        return False
    breaks = fitting = running_on = 0
    for block in blocks:
        for line, following in zip(block, block[1:], strict=False):
            line, following = line.rstrip(), following.lstrip()
            first = following.split(" ", 1)[0]
            breaks += 1
            fitting += len(line) + 1 + len(first) <= width * 0.97
            running_on += following[:1].islower() and line[-1:] not in ".!?…:;"
    return breaks > 0 and fitting <= 0.25 * breaks and running_on >= 0.2 * breaks


def _split_paragraph(
    text: str, paragraph: Span, wrapped: bool, language: Language
) -> Iterator[Span]:
    inside = _bracketed(text, paragraph)
    start = paragraph.start
    for place in _PLACE.finditer(text, paragraph.start, paragraph.end):
        if place.end() >= paragraph.end or place.start() < start:
            continue
        if place.start() in inside:
            continue
        if place["mark"] is None:
            ends = _line_ends_sentence(text, place.start(), paragraph, wrapped)
        else:
            ends = _mark_ends_sentence(text, start, place, paragraph.end, language)
        if ends and (span := _trim(text, start, place.end())):
            yield span
            start = place.end()
    if span := _trim(text, start, paragraph.end):
        yield span


def _line_ends_sentence(text: str, at: int, paragraph: Span, wrapped: bool) -> bool:
    line_start = max(text.rfind("\n", paragraph.start, at) + 1, paragraph.start)
    line = text[max(line_start, at - 80) : at].rstrip()
    following = text[at + 1 : at + 80].lstrip(_BLANKS + "\n")
    if not line:
        return False
    if _LINE_MARKER.match(following):
        return not (wrapped and line[-1] not in ".!?…:;»”")
    if wrapped:
        return False
    first = following.lstrip(_OPENERS + _DASHES + _BLANKS)[:1]
    if line[-1] in ";:":
        return True
    if line[-1] in "," or line[-1] in _DASHES:
        return False
    return not first.islower()


def _mark_ends_sentence(
    text: str, start: int, place: re.Match[str], stop: int, language: Language
) -> bool:
    mark, close, end = place["mark"], place["close"], place.end()
    following = _skip(text, end, stop, _BLANKS + "\n")
    first_at = _skip(text, following, stop, _OPENERS + _DASHES + _BLANKS + "\n")
    first = text[first_at : first_at + 1]
    if mark[0] in "。！？":
        return True
    if first.islower() or not first:
        return False
    if ")" in close and not _starts_with_bracket(text, start):
        # `(и др.) Астана`: the mark belongs to what the bracket holds.
        return False
    if following == end:
        return _is_missing_space(text, start, place, first_at, stop)
    if close.strip(")]}") and text[following] in _DASHES and "\n" not in text[end:following]:
        # `«…!» – Президент айтты`: the words of attribution follow.
        return False
    if mark != "." or (close and close[0] in _CLOSING_QUOTES):
        return not _is_sentence_number(text, start, place.start()) or mark != "."
    return _full_stop_ends(text, start, place.start(), first_at, language)


def _full_stop_ends(text: str, start: int, dot: int, first_at: int, language: Language) -> bool:
    found = _TOKEN.search(text, max(start, dot - 40), dot)
    if found is None:
        return True
    if _is_sentence_number(text, start, dot):
        return False
    token = found[0].lower()
    kind = _kind(token, found[0], language)
    if kind == "word":
        return True
    first = text[first_at]
    if kind == "opening":
        return False
    if kind == "numbered":
        return not first.isdigit() and _opens_sentence(text, first_at)
    if kind == "closing":
        return True
    if kind == "town or year":
        before = text[max(start, found.start() - 12) : found.start()].rstrip(_BLANKS)
        numeric = before[-1:].isdigit() or before[-2:] in ("х.", "-х", "го")
        if token == "қ":
            # `Тараз қ.` closes a name; `қ. Тараз` opens one.
            word = before.split()[-1] if before.split() else ""
            numeric = numeric or word[:1].isupper()
        return numeric and first.isupper()
    if kind == "measure":
        return first.isupper()
    return _opens_sentence(text, first_at)


def _kind(token: str, written: str, language: Language) -> str:
    """What the token before a full stop is; `word` when it is no abbreviation."""
    if token in BY_LANGUAGE.get(language, {}):
        return BY_LANGUAGE[language][token]
    parts = written.replace("-", ".").split(".")
    if all(len(p) == 1 and p.isupper() for p in parts if p):
        return "initial"
    if token in ("г", "қ"):
        return "town or year"
    for group, kind in (
        (CLOSING, "closing"),
        (OPENING, "opening"),
        (NUMBERED, "numbered"),
        (MEASURES, "measure"),
        (NAMING, "naming"),
    ):
        if token in group:
            return kind
    if all(len(p) == 1 and p.isalpha() for p in parts):
        # `т.ғ.к.`, `к.и.н.`, a single small letter.
        return "initial"
    return "word"


def _opens_sentence(text: str, at: int) -> bool:
    """Whether the word at `at` opens sentences and is no initial itself (`А.`)."""
    word = _WORD.match(text, at)
    if word is None:
        return False
    return word[0].lower() in STARTERS and not (
        len(word[0]) == 1 and text[word.end() : word.end() + 1] == "."
    )


def _is_sentence_number(text: str, start: int, dot: int) -> bool:
    """Whether all of the sentence so far is its number: `1.`, `IV.`, `Статья 5.`, `5-бап.`."""
    if dot - start > 40:
        return False
    found = _SENTENCE_NUMBER.match(text[start:dot].strip(_BLANKS + "\n" + _OPENERS))
    if found is None:
        return False
    word = found["word"] or found["suffixed"]
    return word is None or word.lower() in SECTION_WORDS


def _is_missing_space(
    text: str, start: int, place: re.Match[str], first_at: int, stop: int
) -> bool:
    """`жатыр.Ассамблея`: a whole small-letter word, the mark, a capitalised word."""
    first = text[first_at]
    if not first.isupper() or first_at > place.end() + 1:
        return False
    if place["close"].strip("0123456789[]"):
        return first_at == place.end() and place["close"][-1] in _CLOSING_QUOTES
    before = _TOKEN.search(text, max(start, place.start() - 40), place.start())
    after = _WORD.match(text, first_at, stop)
    if before is None or after is None or "." in before[0]:
        return False
    word = before[0].rsplit("-", 1)[-1]
    known = before[0].lower()
    return (
        word.isalpha()
        and word.islower()
        and len(word) >= 3
        and len(after[0]) >= 2
        and not after[0].isupper()
        and known not in OPENING
        and known not in MEASURES
        and known not in NUMBERED
        and word.isascii() == after[0].isascii()
    )


def _bracketed(text: str, paragraph: Span) -> set[int]:
    """Places of marks and breaks inside short brackets that close in the paragraph."""
    places: set[int] = set()
    opened: list[int] = []
    for found in re.finditer(r"[()]", text[paragraph.start : paragraph.end]):
        at = paragraph.start + found.start()
        if found[0] == "(":
            opened.append(at)
        elif opened:
            begin = opened.pop()
            if not opened and at - begin <= 300 and not _starts_with_bracket(text, begin):
                places.update(m.start() for m in _PLACE.finditer(text, begin, at) if m.end() <= at)
    return places


def _starts_with_bracket(text: str, at: int) -> bool:
    """Whether a sentence that begins at `at` stands in brackets as a whole."""
    begin = _skip(text, at, min(at + 40, len(text)), _BLANKS + "\n")
    if text[begin : begin + 1] != "(":
        return False
    before = text[max(0, begin - 3) : begin].rstrip(_BLANKS)
    return not before or before[-1] in ".!?…\n»”"


def _cut_overlong(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    while span.end - start > MAX_SENTENCE:
        limit = start + MAX_SENTENCE
        cut = limit
        for found in _CLAUSE.finditer(text, start + MAX_SENTENCE // 2, limit):
            cut = found.end()
        if piece := _trim(text, start, cut):
            yield piece
        start = cut
    if piece := _trim(text, start, span.end):
        yield piece


def _skip(text: str, at: int, stop: int, characters: str) -> int:
    while at < stop and text[at] in characters:
        at += 1
    return at


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if end > start else None
