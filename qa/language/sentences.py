"""Where sentences begin and end.

A citation is a sentence, so a wrong cut is seen by every reader.  Splitters
made for one language know neither `т.ғ.к.` nor `Қ.К. Тоқаев`, and none knows
that in many archive texts the line, not the full stop, closes the sentence.
Two questions are asked of every possible place:

* after `. ! ? …`: is the mark part of an initial, an abbreviation, a number or
  a bracket, and does what follows look like a beginning?
* at a line break inside a paragraph: was the line broken to fit a width, or
  does it end because its sentence does?  (`qa.language.lines`)

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
    ORDINAL_ENDS,
    PLACES,
    SECTION_WORDS,
    STARTERS,
    TOWNS_BEHIND,
    YEARS_OR_TOWNS,
)
from qa.language.lines import (
    BLANKS,
    DASHES,
    OPENERS,
    line_ends_sentence,
    paragraphs,
    skip,
    trim,
)
from qa.language.windows import find_each
from qa.types import Language, Span

# What is longer is a table or a log, not a sentence; it is cut at clauses.
MAX_SENTENCE = 3000

_PLACE = re.compile(r"(?P<mark>[.!?…]+|[。！？]+)(?P<close>[»”“\"’'›)\]}]*(?:\[\d{1,3}\])*)|\n")
_TOKEN = re.compile(r"[^\s«»“”„\"'()\[\]{},;:!?…/]+$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE_NUMBER = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3})*|[IVXLCІХ]{1,6}|[^\W\d_])$|(?P<word>[^\W\d_]+) \d{1,3}$"
    r"|\d{1,3}-(?P<suffixed>[^\W\d_]+)$"
)
_ROMAN = re.compile(r"[IVXLC]+\b")
# `В 2023 г.` is no sentence yet, and `Алматы обл.` continues an address.
_BARE_YEAR = re.compile(r"(?:[^\W\d_]{1,6}\s+)?\d{4}(?:\s*[-–]\s*\d{4})?\s*[^\W\d_]{1,2}\Z")
_PLACE_NAME = re.compile(rf"[^\W\d_]+(?:-[^\W\d_]+)?\s+(?:{PLACES})\.")
_CLAUSE = re.compile(rf"[;,:{BLANKS}\n]")
_BRACKET = re.compile(r"[()]")
_CLOSING_QUOTES = '»”"›'


def split_sentences(text: str, language: Language) -> list[Span]:
    """Spans of the sentences of `text`, in order, without the blanks around them.

    Every character that is not a blank lies in exactly one span; none is longer
    than `MAX_SENTENCE` characters.  `language` decides the abbreviations whose
    meaning differs between languages.
    """
    spans = (
        span
        for paragraph, wrapped in paragraphs(text)
        for span in _split_paragraph(text, paragraph, wrapped, language)
    )
    return [piece for span in spans for piece in _cut_overlong(text, span)]


def _split_paragraph(
    text: str, paragraph: Span, wrapped: bool, language: Language
) -> Iterator[Span]:
    inside = _bracketed(text, paragraph)
    start = paragraph.start
    for place in find_each(_PLACE, text, paragraph.start, paragraph.end):
        if place.end() >= paragraph.end or place.start() < start:
            continue
        if place.start() in inside:
            continue
        if place["mark"] is None:
            ends = line_ends_sentence(text, place.start(), paragraph, wrapped)
        else:
            ends = _mark_ends_sentence(text, start, place, paragraph.end, language)
        if ends and (span := trim(text, start, place.end())):
            yield span
            start = place.end()
    if span := trim(text, start, paragraph.end):
        yield span


def _mark_ends_sentence(
    text: str, start: int, place: re.Match[str], stop: int, language: Language
) -> bool:
    mark, close, end = place["mark"], place["close"], place.end()
    following = skip(text, end, stop, BLANKS + "\n")
    first_at = skip(text, following, stop, OPENERS + DASHES + BLANKS + "\n")
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
    if close.strip(")]}") and text[following] in DASHES and "\n" not in text[end:following]:
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
        if first.isdigit() or _ROMAN.match(text, first_at):
            return False
        return token.isascii() or len(token) > 2 or _opens_sentence(text, first_at)
    if kind == "closing":
        return True
    if kind == "town or year":
        before = text[max(start, found.start() - 12) : found.start()].rstrip(BLANKS)
        numeric = before[-1:].isdigit() or before.endswith(ORDINAL_ENDS)
        if token in TOWNS_BEHIND:
            word = before.split()[-1] if before.split() else ""
            numeric = numeric or word[:1].isupper()
        return numeric and first.isupper() and not _is_bare_year(text, start, dot)
    if kind == "measure":
        runs_on = _is_bare_year(text, start, dot) or _PLACE_NAME.match(text, first_at)
        return first.isupper() and not runs_on
    return _opens_sentence(text, first_at)


def _kind(token: str, written: str, language: Language) -> str:
    """What the token before a full stop is; `word` when it is no abbreviation."""
    parts = written.replace("-", ".").split(".")
    if all(len(p) == 1 and p.isupper() for p in parts if p):
        return "initial"
    if token in BY_LANGUAGE.get(language, {}):
        return BY_LANGUAGE[language][token]
    if token in YEARS_OR_TOWNS:
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


def _is_bare_year(text: str, start: int, dot: int) -> bool:
    return dot - start <= 40 and _BARE_YEAR.match(text[start:dot].lstrip()) is not None


def _is_sentence_number(text: str, start: int, dot: int) -> bool:
    """Whether all of the sentence so far is its number: `1.`, `IV.`, `Статья 5.`, `5-бап.`."""
    if dot - start > 40:
        return False
    found = _SENTENCE_NUMBER.match(text[start:dot].strip(BLANKS + "\n" + OPENERS))
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
        and len(word) >= 3
        and (word.islower() or (word[1:].islower() and place["mark"] != "."))
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
    for found in find_each(_BRACKET, text, paragraph.start, paragraph.end):
        at = found.start()
        if found[0] == "(":
            opened.append(at)
        elif opened:
            begin = opened.pop()
            if not opened and at - begin <= 300 and not _starts_with_bracket(text, begin):
                places.update(m.start() for m in _PLACE.finditer(text, begin, at) if m.end() <= at)
    return places


def _starts_with_bracket(text: str, at: int) -> bool:
    """Whether a sentence that begins at `at` stands in brackets as a whole."""
    begin = skip(text, at, min(at + 40, len(text)), BLANKS + "\n")
    if text[begin : begin + 1] != "(":
        return False
    before = text[max(0, begin - 3) : begin].rstrip(BLANKS)
    return not before or before[-1] in ".!?…\n»”"


def _cut_overlong(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    while span.end - start > MAX_SENTENCE:
        limit = start + MAX_SENTENCE
        cut = limit
        for found in _CLAUSE.finditer(text, start + MAX_SENTENCE // 2, limit):
            cut = found.end()
        if piece := trim(text, start, cut):
            yield piece
        start = cut
    if piece := trim(text, start, span.end):
        yield piece
