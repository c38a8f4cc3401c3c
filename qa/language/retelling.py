"""A value or a name of one language as another writes it: `60 мың отбасы` as `60,000`, `Ерлан
Қарин` as `Yerlan Karin`.

Only what the value itself says is told, by the templates of a pack's `retelling.toml`; what it
counts stays in the original.  A retelling is kept only where it reads back as the same value,
and a name only where it has no ending that might be a case's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from qa.language.folding import normalise
from qa.language.names import find_names, name_forms
from qa.language.pack import Pack
from qa.language.packs import pack_of
from qa.language.values import Value, ValueKind, find_values
from qa.types import Language

_DATE = re.compile(r"(?P<year>\d{4}|-)(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?")
_NUMBER = re.compile(r"(?P<whole>\d+)(?:\.(?P<part>\d+))?")
_WORD = re.compile(r"[^\W\d_]+")
_HYPHENED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_GROUPED_FROM = 5
"""Digits from which they are set in groups of three: shorter ones may be years."""


def retell(text: str, language: Language) -> str:
    """The only value in `text`, or the name that it is, as `language` writes it; empty where
    there is none or another one, or where what was written would not read back as the same."""
    pack = pack_of(language)
    values = [value for value in find_values(text) if not value.weak]
    if pack is None or len(values) > 1:
        return ""
    if not values:
        return _name(text, pack.retelling.letters)
    told = _told(values[0], pack)
    again = find_values(told)
    same = len(again) == 1 and _meaning(again[0]) == _meaning(values[0])
    return told if same else ""


def _name(text: str, letters: Mapping[str, str]) -> str:
    """A name in other letters; empty for none, and for one with the ending of a case."""
    names = find_names(text)
    whole = len(names) == 1 and names[0].text == text and not (names[0].quoted or names[0].acronym)
    words = _HYPHENED.findall(text)
    if not whole or any(name_forms(word) != (normalise(word),) for word in words):
        return ""
    known = "".join(_WORD.findall(text)).lower()
    if any(letter not in letters for letter in known):
        return ""
    return _WORD.sub(lambda word: _in_letters(word[0], letters), text)


def _in_letters(word: str, letters: Mapping[str, str]) -> str:
    first = word[0].lower()
    rest = "".join(letters[letter] for letter in word[1:].lower())
    told = letters.get(f" {first}", letters[first]) + rest
    return told[:1].upper() + told[1:] if word[0].isupper() else told


def _meaning(value: Value) -> tuple[ValueKind, str, str]:
    return value.kind, value.value, value.modifier


def _told(value: Value, pack: Pack) -> str:
    """Empty for what no template tells."""
    words = pack.retelling
    first, dots, last = value.value.partition("..")
    if value.kind is ValueKind.ORDINAL or (dots and not (first and last)):
        return ""
    percent = value.value.endswith("%")
    parts = [_one(part.rstrip("%"), value.kind, pack) for part in (first, last) if part]
    if not all(parts):
        return ""
    told = words.templates["range"].format(first=parts[0], last=parts[1]) if dots else parts[0]
    if percent:
        told = words.templates["percent"].format(number=told)
    return words.templates[value.modifier].format(value=told) if value.modifier else told


def _one(canonical: str, kind: ValueKind, pack: Pack) -> str:
    date = _DATE.fullmatch(canonical)
    if date and (kind in (ValueKind.DATE, ValueKind.YEAR) or canonical.startswith("-")):
        return _date(date, pack)
    number = _NUMBER.fullmatch(canonical)
    return _number(number, pack) if number else ""


def _date(date: re.Match[str], pack: Pack) -> str:
    words = pack.retelling
    year, month, day = date["year"].strip("-"), date["month"], date["day"]
    if not month:
        return year
    names = words.months if day else words.months_alone
    name = ("day" if day else "month") + (" of year" if year else "")
    template = words.templates[name]
    return template.format(year=year, month=names[int(month) - 1], day=int(day or 0))


def _number(number: re.Match[str], pack: Pack) -> str:
    words = pack.retelling
    whole, part = number["whole"], number["part"]
    if len(whole) >= _GROUPED_FROM:
        whole = f"{int(whole):,}".replace(",", words.thousands)
    return f"{whole}{words.decimal}{part}" if part else whole
