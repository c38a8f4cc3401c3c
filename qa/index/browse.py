"""The list of documents as a person looks through it: searched, narrowed down, sorted, counted."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from qa.index.database import Database
from qa.index.fulltext import has_fulltext, ranked
from qa.index.passage_index import DocumentSummary
from qa.types import Language, Scope, Span

_TITLE_FIRST = 1000.0
"""What a title or a source that holds the words as they are typed is worth beside BM25."""
SNIPPET_TEXT = 400_000
"""Characters of a text that are looked through for a snippet."""
_AROUND = 90
"""Characters of a snippet on each side of the words found."""


@dataclass(frozen=True, slots=True)
class Browse:
    """What is looked for; an empty field allows everything.

    `years` are `2024`, or empty for documents without a date; `folders` hold a document's
    source without its name; `formats` are the endings of names.  `sort` is a name of
    `SORTS`, with `-` before it for the other way round.
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


class Row(NamedTuple):
    row: int
    source: str
    language: str
    date: str
    collection: str
    added: str
    key: str

    @property
    def year(self) -> str:
        return self.date[:4]

    @property
    def folder(self) -> str:
        return self.source.rpartition("/")[0]

    @property
    def format(self) -> str:
        return PurePosixPath(self.source).suffix.removeprefix(".").lower()


SORTS: dict[str, Callable[[Row], Any]] = {
    "source": lambda row: row.source,
    "title": lambda row: row.key,
    "date": lambda row: row.date,
    "added": lambda row: (row.added, row.row),
}


def browse(database: Database, scope: Scope, asked: Browse) -> Listing:
    """The documents that `asked` and the scope allow."""
    has_texts = has_fulltext(database)
    with database.reading() as connection:
        scores = _scores(connection, plain(asked.text), has_texts)
        found, facets = arranged(_rows(connection, scope, scores), scores, asked)
        page = found[asked.offset : asked.offset + asked.limit]
        documents = _listed(connection, [row.row for row in page], asked.text)
    return Listing(len(found), documents, facets)


def arranged(
    rows: Sequence[Row], scores: Mapping[int, float] | None, asked: Browse
) -> tuple[list[Row], dict[str, dict[str, int]]]:
    """Those of the rows that were chosen, sorted, and how many have each value of a facet."""
    chosen = {
        "language": asked.languages,
        "year": asked.years,
        "folder": asked.folders,
        "format": asked.formats,
        "collection": asked.collections,
    }
    found = [row for row in rows if _passes(row, chosen)]
    _sort(found, asked.sort, scores)
    return found, _facets(rows, chosen)


def metadata(database: Database, scope: Scope, document_id: str) -> dict[str, Any]:
    """What is known of a document, without its text; empty where there is none."""
    query = "SELECT collection, metadata FROM documents WHERE id = ?"
    with database.reading() as connection:
        row = connection.execute(query, [document_id]).fetchone()
    known: dict[str, Any] = json.loads(row[1]) if row and scope.allows(row[0]) else {}
    return known


def _scores(connection: sqlite3.Connection, text: str, has_texts: bool) -> dict[int, float] | None:
    """How well documents match the words; None where none are looked for."""
    wanted = " ".join(text.split()).casefold()
    if not wanted:
        return None
    scores = ranked(connection, text) if has_texts else {}
    # The covering index again: the rows themselves hold whole texts.
    query = "SELECT row FROM documents WHERE instr(search_key, ?) > 0"
    for (row,) in connection.execute(query, [wanted]):
        scores[row] = scores.get(row, 0.0) + _TITLE_FIRST
    return scores


def _rows(
    connection: sqlite3.Connection, scope: Scope, scores: Mapping[int, float] | None
) -> list[Row]:
    query = """SELECT row, source, language, coalesce(date, ''), collection, indexed_at, search_key
      FROM documents"""
    rows = [Row._make(values) for values in connection.execute(query)]
    return [
        row
        for row in rows
        if scope.allows(row.collection) and (scores is None or row.row in scores)
    ]


def _passes(row: Row, chosen: Mapping[str, Sequence[str]], but: str = "") -> bool:
    return all(
        getattr(row, name) in values for name, values in chosen.items() if values and name != but
    )


def _sort(rows: list[Row], sort: str, scores: Mapping[int, float] | None) -> None:
    rows.sort(key=SORTS["source"])
    if sort == "relevance":
        rows.sort(key=lambda row: -(scores or {}).get(row.row, 0.0))
    else:
        rows.sort(key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))


def _facets(rows: Sequence[Row], chosen: Mapping[str, Sequence[str]]) -> dict[str, dict[str, int]]:
    counted = {}
    for name in chosen:
        values = Counter(getattr(row, name) for row in rows if _passes(row, chosen, but=name))
        counted[name] = dict(values.most_common())
    return counted


def _listed(connection: sqlite3.Connection, rows: Sequence[int], text: str) -> list[Listed]:
    query = f"""SELECT row, id, source, title, language, date, passages, characters, root,
      indexed_at, collection, metadata{", substr(text, 1, ?)" if text.strip() else ", ''"}
      FROM documents WHERE row IN (SELECT value FROM json_each(?))"""
    values = [SNIPPET_TEXT] if text.strip() else []
    found = {}
    for row, *rest in connection.execute(query, [*values, json.dumps(rows)]):
        *summary, metadata, body = rest
        found[row] = listed_document(summary, metadata, body, text)
    return [found[row] for row in rows if row in found]


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
    words = [re.escape(word) for word in re.findall(r"[^\W_]+", text)]
    if not words:
        return "", ()
    pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(words)})", re.IGNORECASE)
    places = [match.span() for match in pattern.finditer(body)]
    if not places:
        return "", ()
    together = [start for (start, _), (after, _) in pairwise(places) if after < start + 2 * _AROUND]
    at = together[0] if len(words) > 1 and together else places[0][0]
    start = body.rfind(" ", 0, max(0, at - _AROUND)) + 1
    end = body.find(" ", at + 2 * _AROUND)
    end = len(body) if end < 0 else end
    shown = re.sub(r"\s", " ", body[start:end])
    matched = tuple(Span(s - start, e - start) for s, e in places if start <= s and e <= end)
    return shown, matched
