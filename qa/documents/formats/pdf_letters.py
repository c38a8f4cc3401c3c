"""Letters of a PDF's pages put right, page by page, or found to be of no language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from qa.documents.formats.letters import Way, find_way, is_text
from qa.documents.formats.pdf_join import Word
from qa.documents.formats.pdf_words import PageWords

_ENDS = ".!?:"
# A file's letters in this code page lose some on their way: blanks and hyphens stand for them.
_NEVER = "cp866"


def put_letters_right(pages: Sequence[PageWords], notes: list[str]) -> list[int]:
    """Repair each page's letters where that is sure; the numbers of pages, now emptied, whose
    letters are of no language.  A page with too few of them to tell follows the others."""
    found = [_way_of(page) for page in pages]
    usual = Counter(way.name for way in found if way is not None).most_common(1)
    ways = {way.name: way for way in found if way is not None}
    spoilt: list[int] = []
    told: dict[str, list[int]] = {}
    for number, (page, own) in enumerate(zip(pages, found, strict=True), 1):
        way = own
        if way is None and usual and not is_text(_text(page)):
            way = ways[usual[0][0]]
        if way is not None:
            _apply(way, page)
            told.setdefault(way.name, []).append(number)
        if not is_text(_text(page)):
            spoilt.append(number)
            page.words, page.turned = [], []
    for name, numbers in told.items():
        if kept := [number for number in numbers if number not in spoilt]:
            notes.append(f"letters put right on pages {_listed(kept)}: {name}")
    if spoilt:
        notes.append(f"letters of no language on pages {_listed(spoilt)}: not read as text")
    return spoilt


def _way_of(page: PageWords) -> Way | None:
    way = find_way(_text(page).replace("\n", " "))
    return None if way is None or way.codec == _NEVER else way


def _text(page: PageWords) -> str:
    return "\n".join(word.text for words in (page.words, *page.turned) for word in words)


def _apply(way: Way, page: PageWords) -> None:
    page.words = list(_applied(way, page.words))
    page.turned = [list(_applied(way, words)) for words in page.turned]


def _applied(way: Way, words: Sequence[Word]) -> Iterable[Word]:
    before = ""
    for word in words:
        text = way.apply(word.text)
        if word.text.startswith("•") and not text.startswith("•") and _wants_capital(before):
            text = text[:1].upper() + text[1:]
        before = text
        yield replace(word, text=text)


def _wants_capital(before: str) -> bool:
    """At the beginning of a sentence, or after the first of two names; its case was lost."""
    return not before or before[-1] in _ENDS or before[0].isupper()


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
