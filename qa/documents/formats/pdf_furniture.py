"""Running heads, feet and page numbers: what stands at the same place of page after page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.documents.formats.pdf_rows import Row
from qa.language.roman import roman_value

# Rows from either end of a page among which running heads are looked for.
_EDGE = 3
# Points by which a running head may stand higher or lower.
_SHIFT = 6
_NUMBER = re.compile(r"\d+")
_BARE_NUMBER = re.compile(r"[-–—\s]*(\d{1,5})[-–—\s.]*")
_FEWEST_PAGES = 2
_SHARE = 0.5
_ENOUGH = 3
_FURTHEST = 30
# A line of a number and no more words than these tells nothing (`page 3 of 9`).
_PAGE_WORDS = 3
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Furniture:
    """What is taken out of each page (`bodies` is the rest), and the distinct lines that tell
    something, in order."""

    bodies: list[list[Row]]
    told: tuple[str, ...]


def part_furniture(pages: Sequence[Sequence[Row]]) -> Furniture:
    """Part running heads and page numbers from the rows of every page."""
    places: defaultdict[tuple[bool, str], list[tuple[int, int]]] = defaultdict(list)
    for number, rows in enumerate(pages):
        for at in _edges(len(rows)):
            if rows[at].is_row:
                continue
            key = (at < len(rows) / 2, _NUMBER.sub("#", rows[at].text))
            places[key].append((number, at))
    taken: dict[tuple[int, int], str] = {}
    for (_, masked), found in places.items():
        if _runs(pages, found):
            first, last = (pages[number][at].text for number, at in (found[0], found[-1]))
            dropped = first != last and len(_WORD.findall(masked)) <= _PAGE_WORDS
            taken |= dict.fromkeys(found, "" if dropped else first)
    for number, rows in enumerate(pages):
        for at in (0, len(rows) - 1):
            if rows and _is_page_number(rows[at].text, number):
                taken.setdefault((number, at), "")
    taken |= dict.fromkeys(_roman_numbers(pages), "")
    bodies = [
        [row for at, row in enumerate(rows) if (number, at) not in taken]
        for number, rows in enumerate(pages)
    ]
    return Furniture(bodies, tuple(dict.fromkeys(filter(None, taken.values()))))


def _edges(count: int) -> list[int]:
    return sorted({*range(min(_EDGE, count)), *range(max(0, count - _EDGE), count)})


def _runs(pages: Sequence[Sequence[Row]], found: Sequence[tuple[int, int]]) -> bool:
    """Whether these rows, alike but for their numbers, are one running head."""
    numbers = {number for number, _ in found}
    enough = len(numbers) >= _ENOUGH or len(numbers) >= _SHARE * len(pages)
    if len(numbers) < _FEWEST_PAGES or not enough:
        return False
    rows = [pages[number][at] for number, at in found]
    heights = [row.bottom for row in rows]
    if max(heights) - min(heights) > _SHIFT:
        return False
    columns = zip(*(map(int, _NUMBER.findall(row.text)) for row in rows), strict=True)
    return all(_counts_pages(column, [number for number, _ in found]) for column in columns)


def _counts_pages(values: Sequence[int], pages: Sequence[int]) -> bool:
    """The same number on every page, or one that grows with them."""
    return len(set(values)) == 1 or len({v - p for v, p in zip(values, pages, strict=True)}) == 1


def _is_page_number(text: str, page: int) -> bool:
    found = _BARE_NUMBER.fullmatch(text)
    return found is not None and abs(int(found[1]) - (page + 1)) <= _FURTHEST


def _roman_numbers(pages: Sequence[Sequence[Row]]) -> Iterator[tuple[int, int]]:
    """Rows of a Roman numeral alone that count pages; of one page alone it may say anything."""
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, rows in enumerate(pages):
        for at in sorted({0, len(rows) - 1} if rows else ()):
            text = rows[at].text.strip(" –—-.")
            value = roman_value(text.upper()) if text in (text.upper(), text.lower()) else None
            if value is not None:
                found[value - number].append((number, at))
    for places in found.values():
        if len({number for number, _ in places}) >= _FEWEST_PAGES:
            yield from places
