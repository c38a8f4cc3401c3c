"""What can begin an item of a list: numbers, letters, bullets, ordinals of three languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from qa.language.packs import either, merged, packs
from qa.types import Span


def _ordinal_words() -> dict[str, tuple[str, int]]:
    """Each form with its style (`ordinal` names the item, `adverb` begins its sentence)."""
    words: dict[str, tuple[str, int]] = {}
    for pack in packs():
        rows = (("ordinal", pack.layout.ordinals), ("adverb", pack.layout.adverbs))
        for style, forms in rows:
            for number, spellings in enumerate(forms, 1):
                words |= dict.fromkeys(spellings.split("|"), (style, number))
    return words


_ORDINALS = _ordinal_words()
# Kazakh lists count `а) ә) б)` or, like Russian ones, `а) б) в)`.
_ALPHABETS = merged(lambda pack: pack.layout.letters)
_FIRST_LETTERS = frozenset(alphabet[0] for alphabet in _ALPHABETS)
_NEXT_LETTERS = frozenset(pair for alphabet in _ALPHABETS for pair in pairwise(alphabet))
_ROMAN_NUMERALS = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV"
_ROMAN = {numeral: number for number, numeral in enumerate(_ROMAN_NUMERALS.split(), 1)}
_OPENING = "«“„\"‘'("
_CLOSING = '»”"’'
_NUMERAL = rf"(?P<numeral>\d{{1,2}}-?(?:{either(lambda pack: pack.layout.endings)}))"
_LEAD = re.compile(
    r"(?P<quote>[«“„\"‘(]?\s*)(?:"
    r"(?P<roman>[IVX]{1,5}[).])(?=\s)"
    r"|(?P<word>[^\W\d_]+(?:-[^\W\d_]+)?)(?P<after>\s*(?:[,:.]|\s[–—-]\s|\Z|(?=\n)))"
    r"|(?P<digits>\(?\d{1,2}(?P<paren>[).]))(?=\s|[^\W\d_«“\"])"
    r"|(?P<letter>\(?[^\W\d_]\))(?=\s)"
    rf"|{_NUMERAL}(?=\s*(?:[,:.–—]|\Z))"
    r"|(?P<bullet>[•●▪◦‣·*]|[-–—](?=\s))\s*)"
)
_NAMED = re.compile(
    rf"(?P<quote>[«“„\"‘(]?\s*)(?:(?P<word>[^\W\d_]+)|{_NUMERAL})\s+[^\W\d_]{{3,}}"
    r"(?=\s*:|\s[–—-]\s)"
)
_INLINE = re.compile(r"(?<=[\s:;,(])(?P<open>\(?)(?P<mark>\d{1,2}|[а-яәa-z])\)(?=\s)")


class Marker(NamedTuple):
    """A marker in the text; `style` groups those that may count on from one another."""

    style: str
    number: int  # 0 for bullets, -1 for what cannot begin a list
    span: Span
    sentence: int
    inline: bool
    alone: bool
    letter: str = ""


def find_markers(text: str, sentences: Sequence[Span]) -> Iterator[Marker]:
    """Markers in the text's order, at the beginning of sentences and inside them (`… 2) …`)."""
    for index, sentence in enumerate(sentences):
        lead = _lead_marker(text, sentence, index)
        if lead:
            yield lead
        for found in _INLINE.finditer(text, sentence.start + 1, sentence.end):
            mark = found["mark"]
            if lead is None or found.start() >= lead.span.end:
                letter = "" if mark.isdigit() else mark
                style = "inline letter" if letter else "inline digit"
                yield Marker(style, _number(mark), Span(*found.span()), index, True, False, letter)


def _lead_marker(text: str, sentence: Span, index: int) -> Marker | None:
    if named := _named_marker(text, sentence, index):
        return named
    found = _LEAD.match(text, sentence.start, sentence.end)
    if found is None:
        return None
    start = found.end("quote")
    if found["word"] and (known := _ORDINALS.get(_plain(found["word"]))):
        span = Span(start, found.end("word"))
        alone = not text[found.end() : sentence.end].strip(".:,» ")
        return Marker(*known, span, index, False, alone)
    for group, style in (
        ("digits", "digit" + (found["paren"] or "")),
        ("letter", "letter"),
        ("roman", "roman"),
        ("numeral", "numeral"),
    ):
        if found[group]:
            span = Span(start, found.end(group))
            alone = not text[found.end() : sentence.end].strip()
            written = found[group].strip("().")
            letter = written if group == "letter" else ""
            return Marker(style, _number(written), span, index, False, alone, letter)
    if not found["bullet"] or not _at_line_start(text, sentence.start):
        return None
    span = Span(start, start + 1)
    return Marker("bullet " + found["bullet"][0], 0, span, index, False, False)


def _named_marker(text: str, sentence: Span, index: int) -> Marker | None:
    """`Бірінші міндет – …`, `2-ші тапсырма: …`: an ordinal with what it counts."""
    found = _NAMED.match(text, sentence.start, sentence.end)
    if found is None:
        return None
    style, number = _ORDINALS.get(_plain(found["word"] or ""), ("ordinal", 0))
    number = number or (_number(found["numeral"]) if found["numeral"] else 0)
    if style != "ordinal" or not number:
        return None
    span = Span(found.end("quote"), found.end("word" if found["word"] else "numeral"))
    alone = not text[found.end() : sentence.end].strip(" :–—-")
    return Marker(style, number, span, index, False, alone)


def _plain(word: str) -> str:
    return word.lower().replace("ё", "е")


def _number(written: str) -> int:
    digits = re.match(r"\d+", written)
    if digits:
        return int(digits[0])
    return _ROMAN.get(written) or (1 if written in _FIRST_LETTERS else -1)


def follows(marker: Marker, last: Marker) -> bool:
    """Whether `marker` is the next number or letter after `last`."""
    if marker.letter:
        return (last.letter, marker.letter) in _NEXT_LETTERS
    return marker.number == last.number + 1


def _at_line_start(text: str, at: int) -> bool:
    while at > 0 and text[at - 1] in " \t\u00a0":
        at -= 1
    return at == 0 or text[at - 1] == "\n"
