"""The list of documents as a person looks through it: searched, narrowed down, sorted, counted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.index.columns import Columns, Mask
from qa.index.passage_index import DocumentSummary
from qa.types import Language, Span

COMMON = 1_000
"""Documents with a word from which on it is not counted how often each has it: that takes long,
and says nothing where nearly all have it."""
NAMED = 3.6
"""What a common word is worth in a title or a source: what `fulltext` gives one in a title."""
_TITLE_FIRST = 1000.0
"""What a title or a source that holds the words as they are typed is worth beside the words."""
SNIPPET_TEXT = 400_000
"""Characters of a text that are looked through for a snippet."""
_AROUND = 90
"""Characters of a snippet on each side of the words found."""
_WORD = re.compile(r"[^\W_]+")
_SPACE = re.compile(r"\s")
_SHORTEST = 2
"""Letters from which a text is searched: nearly every document has a word that begins with one."""


@dataclass(frozen=True, slots=True)
class Browse:
    """What is looked for; an empty field allows everything.

    `years` are `2024`, or empty for documents without a date; `folders` hold a document's
    source without its name; `formats` are the endings of names.  `sort` is a name of
    `columns.SORTS`, with `-` before it for the other way round.
    """

    text: str = ""
    languages: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    sort: str = "source"
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of the list; `snippet` is its text around the words found, with their spans."""

    summary: DocumentSummary
    pages: int
    metadata: Mapping[str, Any]
    snippet: str = ""
    matched: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """Part of the list; `total` counts all that match.

    `facets` count documents by value; of each facet's own choice nothing is left out, so that
    more of its values can be chosen.
    """

    total: int
    documents: list[Listed]
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


def listing(
    columns: Columns,
    found: Mask,
    scores: NDArray[np.float64] | None,
    asked: Browse,
    read: Callable[[list[int]], list[Listed]],
) -> Listing:
    """The page that was asked for of the documents found; `read` gives those of some rows."""
    chosen = {
        "language": asked.languages,
        "year": asked.years,
        "folder": asked.folders,
        "format": asked.formats,
        "collection": asked.collections,
    }
    found, facets = columns.narrowed(found, chosen)
    places = columns.sorted(found, asked.sort, scores)
    page = columns.rows[places[asked.offset : asked.offset + asked.limit]]
    return Listing(len(places), read(page.tolist()), facets)


def words_of(text: str) -> list[str]:
    """The words that are looked for, the last as a beginning; none where that is too short."""
    words = _WORD.findall(text.lower())
    return words if words and len(words[-1]) >= _SHORTEST else []


def with_titles(
    columns: Columns, allowed: Mask, text: str, held: Mask, scores: NDArray[np.float64]
) -> tuple[Mask, NDArray[np.float64]]:
    """What texts hold, and what titles and sources hold as it was typed, which goes first."""
    titled = columns.holding(looked_for(text)) & allowed
    return held | titled, scores + _TITLE_FIRST * titled


def looked_for(text: str) -> str:
    return " ".join(text.split())


def listed_document(values: Sequence[Any], metadata: str, body: str, text: str) -> Listed:
    known = json.loads(metadata)
    snippet, matched = snippet_of(body, text) if text.strip() else ("", ())
    pages = len(known.get("pages") or ())
    return Listed(summary_of(values, known), pages, known, snippet, matched)


def summary_of(values: Sequence[Any], known: Mapping[str, Any]) -> DocumentSummary:
    """From a row's columns and what the document's metadata says."""
    name, source, title, language, date, passages, characters, root, indexed, collection = values
    return DocumentSummary(
        name,
        source,
        title,
        Language(language),
        date,
        passages,
        characters,
        root,
        indexed,
        known.get("author"),
        collection,
    )


def plain(asked: str) -> str:
    """What was asked for, without halves of surrogate pairs, under which nothing is stored."""
    return asked.encode("utf-8", "replace").decode()


def snippet_of(body: str, text: str) -> tuple[str, tuple[Span, ...]]:
    """The text around the first place where the words stand, all of them if they stand near one
    another, and their spans in it; empty where none of them does."""
    words = [re.escape(word) for word in _WORD.findall(text)]
    if not words:
        return "", ()
    pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(words)})", re.IGNORECASE)
    first = pattern.search(body)
    if first is None:
        return "", ()
    at = first.start()
    if len(words) > 1:
        starts = pairwise(match.start() for match in pattern.finditer(body))
        at = next((start for start, after in starts if after < start + 2 * _AROUND), at)
    start = body.rfind(" ", 0, max(0, at - _AROUND)) + 1
    end = body.find(" ", at + 2 * _AROUND)
    end = len(body) if end < 0 else end
    places = (match.span() for match in pattern.finditer(body, start, end))
    return _SPACE.sub(" ", body[start:end]), tuple(Span(s - start, e - start) for s, e in places)
