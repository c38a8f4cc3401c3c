"""How search time and memory grow with the archive, from 1,000 to 100,000 passages.

Real passages are indexed the ordinary way and then multiplied.  A copy keeps its
original's text and token states; its vector is mixed with that of another
passage and with noise, and a sixth of its lexical terms is exchanged for terms
drawn from the whole archive as often as they occur there.  So copies rank
differently, posting lists have the lengths of real text, and states their real
size.  Rare words are rarer in a real archive of that size, where a question's
posting lists are shorter: the times are on the high side.

Each size is measured in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import dataclasses
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.embedding import load_encoder
from qa.index.opening import open_index
from qa.index.passage_index import ArchiveIndex, IndexedDocument, IndexedPassage
from qa.language.identify import identify
from qa.language.terms import search_terms
from qa.questions.question import analyse
from qa.retrieval.search import Searcher
from qa.settings import Settings
from qa.types import WHOLE_ARCHIVE

SIZES = (1_000, 10_000, 100_000)
CANDIDATES = 50
"""Passages whose token states a question reads."""

_PASSAGES_A_DOCUMENT = 50
_EXCHANGED = 1 / 6


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds."""

    p50: float
    p95: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Times:
        p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95])
        return cls(round(float(p50), 2), round(float(p95), 2))


@dataclass(frozen=True, slots=True)
class SizeResult:
    """One archive: times by stage, bytes of resident memory of the process (`resident`, of
    which `mapped` are pages of files), bytes of the files or tables, seconds to open it, and
    milliseconds that storing a passage took."""

    passages: int
    times: dict[str, Times]
    resident: int
    mapped: int
    files: dict[str, int]
    open_seconds: float
    stored_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class SearchSpeed:
    """`resident_per_passage` is the growth from the smallest to the largest size, in bytes."""

    sizes: list[SizeResult]
    resident_per_passage: float
    disk_per_passage: float


def measure_search(
    index: ArchiveIndex,
    questions: Sequence[str],
    settings: Settings,
    sizes: Sequence[int] = SIZES,
) -> SearchSpeed:
    """Grow the archive of the settings, opened as `index`, to each of `sizes` and measure.

    Searches run in processes of their own.
    """
    copies = Copies(index)
    results = []
    for size in sorted(sizes):
        before = index.statistics(WHOLE_ARCHIVE).passages
        started = time.perf_counter()
        index.add(copies.up_to(size))
        seconds = time.perf_counter() - started
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=context) as process:
            task = process.submit(measure_size, list(questions), settings)
            each = round(1000 * seconds / max(size - before, 1), 2)
            results.append(dataclasses.replace(task.result(), stored_ms=each))
    first, last = results[0], results[-1]
    grown = max(last.passages - first.passages, 1)
    return SearchSpeed(
        sizes=results,
        resident_per_passage=(last.resident - first.resident) / grown,
        disk_per_passage=sum(last.files.values()) / last.passages,
    )


class Copies:
    """Varied copies of the passages that are in an index; the same for the same index."""

    def __init__(self, index: ArchiveIndex) -> None:
        self._index = index
        self._draw = np.random.default_rng(20220429)
        summaries = index.documents(WHOLE_ARCHIVE, limit=-1).documents
        self._passages = {
            r: p for s in summaries for r, p in index.document_passages(WHOLE_ARCHIVE, s.id).items()
        }
        self._rows = list(self._passages)
        self._vectors = dict(zip(self._rows, index.vectors(WHOLE_ARCHIVE, self._rows), strict=True))
        self._tokens = index.token_states(WHOLE_ARCHIVE, self._rows)
        self._terms = {
            row: search_terms(f"{p.context} {p.text}", p.language)
            for row, p in self._passages.items()
        }
        self._all_terms = [term for terms in self._terms.values() for term in terms]
        self._made = 0

    def up_to(self, size: int) -> Iterator[IndexedDocument]:
        """Documents of copies that fill the archive to `size` passages."""
        missing = size - self._index.statistics(WHOLE_ARCHIVE).passages
        for start in range(0, missing, _PASSAGES_A_DOCUMENT):
            yield self._document(min(_PASSAGES_A_DOCUMENT, missing - start))

    def _document(self, passages: int) -> IndexedDocument:
        rows = [self._rows[(self._made + i) % len(self._rows)] for i in range(passages)]
        self._made += passages
        first = self._passages[rows[0]]
        name = f"copy-{self._made}"
        original = self._index.document(WHOLE_ARCHIVE, first.document_id)
        text = "\n".join(self._passages[row].text for row in rows)
        entries, start = [], 0
        for row in rows:
            entries.append(self._copy(row, name, start))
            start = entries[-1].passage.end + 1
        document = dataclasses.replace(original.document, id=name, source=name, text=text)
        return IndexedDocument(document, entries, name, "copies", original.facts)

    def _copy(self, row: int, document_id: str, start: int) -> IndexedPassage:
        passage = self._passages[row]
        passage = dataclasses.replace(
            passage,
            id=f"{document_id}-{start}",
            document_id=document_id,
            start=start,
            end=start + len(passage.text),
            sentences=(),
        )
        return IndexedPassage(
            passage,
            self._mixed(row),
            self._exchange(row),
            self._tokens.get(row),
            self._vectors[row],
        )

    def _mixed(self, row: int) -> NDArray[np.float32]:
        own = self._vectors[row]
        other = self._vectors[self._rows[int(self._draw.integers(len(self._rows)))]]
        noise = self._draw.normal(size=len(own)) * 0.3 / np.sqrt(len(own))
        vector: NDArray[np.float32] = (0.8 * own + 0.3 * other + noise).astype(np.float32)
        vector /= np.linalg.norm(vector)
        return vector

    def _exchange(self, row: int) -> list[str]:
        terms = list(self._terms[row])
        places = np.flatnonzero(self._draw.random(len(terms)) < _EXCHANGED).tolist()
        drawn = self._draw.integers(len(self._all_terms), size=len(places)).tolist()
        for place, taken in zip(places, drawn, strict=True):
            terms[place] = self._all_terms[taken]
        return terms


def measure_size(questions: list[str], settings: Settings) -> SizeResult:
    """Measure the archive of the settings as it is; run in a fresh process."""
    encoder = load_encoder(settings)
    started = time.perf_counter()
    index = open_index(settings)
    opened = time.perf_counter() - started
    vectors = encoder.encode_questions(questions)
    terms = [dict.fromkeys(search_terms(q, identify(q).language), 1.0) for q in questions]
    found = [index.dense_search(WHOLE_ARCHIVE, v[None], CANDIDATES)[0] for v in vectors]
    candidates = [[hit.row for hit in hits] for hits in found]
    searcher = Searcher(index, encoder, settings)
    times = {
        "dense": _time(
            lambda i: index.dense_search(WHOLE_ARCHIVE, vectors[i : i + 1], CANDIDATES), questions
        ),
        "lexical": _time(
            lambda i: index.lexical_search(WHOLE_ARCHIVE, terms[i], CANDIDATES), questions
        ),
        "token states": _time(
            lambda i: index.token_states(WHOLE_ARCHIVE, candidates[i]), questions
        ),
        "whole search": _time(
            lambda i: searcher.rank(WHOLE_ARCHIVE, analyse(questions[i])), questions
        ),
    }
    resident, mapped = _memory()
    files = _table_sizes(index) if index.shared else _file_sizes(settings.data_dir)
    passages = index.statistics(WHOLE_ARCHIVE).passages
    index.close()
    return SizeResult(passages, times, resident, mapped, files, round(opened, 2))


def _file_sizes(folder: Path) -> dict[str, int]:
    return {kind: sum(f.stat().st_size for f in folder.glob(f"{kind}*")) for kind in _FILES}


def _table_sizes(index: ArchiveIndex) -> dict[str, int]:
    """Bytes of each table of a PostgreSQL archive, with its indexes and large values."""
    query = """SELECT relname, pg_total_relation_size(oid) FROM pg_class
      WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY 2 DESC"""
    with index.tables.reading() as connection:
        return dict(connection.execute(query).fetchall()[:8])


_FILES = ("index.db", "vectors-", "lexical-", "statistics-")


def _time(run: Callable[[int], Any], questions: Sequence[str]) -> Times:
    """Times over all questions, after a tenth of them has warmed the caches."""
    for i in range(0, len(questions), 10):
        run(i)
    seconds = []
    for i in range(len(questions)):
        started = time.perf_counter()
        run(i)
        seconds.append(time.perf_counter() - started)
    return Times.of(seconds)


def _memory() -> tuple[int, int]:
    """Resident bytes of this process and how many of them are pages of files; zeros where
    the operating system does not say (it is read from Linux's /proc)."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0, 0
    values = {key: rest for key, _, rest in (line.partition(":") for line in lines)}
    resident, mapped = (int(values[key].split()[0]) * 1024 for key in ("VmRSS", "RssFile"))
    return resident, mapped


def table(speed: SearchSpeed) -> str:
    stages = list(speed.sizes[0].times)
    lines = ["passages  " + "".join(f"{stage + ' p50/p95 ms':>26}" for stage in stages)]
    for size in speed.sizes:
        cells = [f"{t.p50:.1f} / {t.p95:.1f}" for t in size.times.values()]
        lines.append(f"{size.passages:8}  " + "".join(f"{cell:>26}" for cell in cells))
    for size in speed.sizes:
        parts = ", ".join(
            f"{k.rstrip('-')} {b / size.passages:,.0f}" for k, b in size.files.items()
        )
        lines.append(
            f"{size.passages}: {size.resident / 1e6:,.0f} MB resident "
            f"({size.mapped / 1e6:,.0f} MB of it files), opened in {size.open_seconds} s, "
            f"{size.stored_ms:.1f} ms to store a passage; "
            f"bytes a passage on disk: {parts}"
        )
    lines.append(f"resident memory: {speed.resident_per_passage:,.0f} bytes a passage of growth")
    lines.append(f"disk: {speed.disk_per_passage:,.0f} bytes a passage")
    return "\n".join(lines)
