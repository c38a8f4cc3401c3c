"""How search time and memory grow with the archive, from 1,000 passages to a million.

Real passages are indexed the ordinary way and then multiplied.  A copy keeps its
original's text and token states; its vector is mixed with that of another
passage and with noise, and a sixth of its lexical terms is exchanged for terms
drawn from the whole archive as often as they occur there.  So copies rank
differently, posting lists have the lengths of real text, and states their real
size.  Rare words are rarer in a real archive of that size, where a question's
posting lists are shorter: the times are on the high side.

Each size is measured in a process of its own, so that its memory is its own.  An
archive that is kept is grown further from where it is, also after it was broken off.
"""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from qa.embedding import load_encoder
from qa.errors import BadInput
from qa.evaluation.bench_recall import Noting, recall
from qa.index.lexical import PackedTerms, pack_terms
from qa.index.opening import open_index
from qa.index.passage_index import ArchiveIndex, IndexedDocument, IndexedPassage
from qa.questions.question import analyse
from qa.retrieval.search import Searcher
from qa.settings import Settings
from qa.types import WHOLE_ARCHIVE

SIZES = (1_000, 10_000, 100_000)
CANDIDATES = 50
"""Passages whose token states a question reads."""

MARK = "made-by-bench"
"""A file that says that an archive is the bench's own."""
_QUESTIONS = 50
_WORDS_ASKED = 12
_PASSAGES_A_DOCUMENT = 50
_EXCHANGED = 1 / 6
_COPIES = "copies"
"""The root of documents that were made here."""
_PROCESSOR = ", processor"
"""Of the time that the process worked, which other work on the machine changes little."""
_TOLD = 20_000
"""Passages between two lines of progress."""


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
    """One archive: times by stage, by the clock and of the processor (`first search` is each
    question's first, when what it reads of files and tables may not be in memory yet), bytes of
    resident memory of the process (`resident`, of which `mapped` are pages of files), bytes of the
    files or tables, seconds to open it, and milliseconds that storing a passage took.

    `recall` is the share of the 24 nearest passages of each language that the search found;
    `changed` and `seen` are the seconds in which a document was replaced, and in which another
    reader found it then.
    """

    passages: int
    times: dict[str, Times]
    resident: int
    mapped: int
    files: dict[str, int]
    open_seconds: float
    recall: float
    changed: float
    seen: float
    stored_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class SearchSpeed:
    """`resident_per_passage` is the growth from the smallest to the largest size, in bytes."""

    sizes: list[SizeResult]
    resident_per_passage: float
    disk_per_passage: float


def measure_search(
    index: ArchiveIndex, settings: Settings, sizes: Sequence[int] = SIZES
) -> SearchSpeed:
    """Grow the archive of the settings, opened as `index`, to each of `sizes` and measure.

    Searches run in processes of their own.
    """
    if len(index.places) > 1:
        raise BadInput(
            "QA_INDEX names several servers, and this measures one; name one, or take "
            "scripts/measure_shards.py for several"
        )
    copies = Copies(index)
    results = []
    for size in sorted(sizes):
        before = index.statistics(WHOLE_ARCHIVE).passages
        started = time.perf_counter()
        if before < size:
            with index.writing() as writer:
                writer.load(_told(copies.up_to(size), before, size))
        seconds = time.perf_counter() - started
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=context) as process:
            task = process.submit(measure_size, copies.questions, settings)
            each = round(1000 * seconds / max(size - before, 1), 2)
            results.append(dataclasses.replace(task.result(), stored_ms=each))
        index.refresh()
        print(json.dumps(dataclasses.asdict(results[-1])), file=sys.stderr)
    first, last = results[0], results[-1]
    grown = max(last.passages - first.passages, 1)
    return SearchSpeed(
        sizes=results,
        resident_per_passage=(last.resident - first.resident) / grown,
        disk_per_passage=sum(last.files.values()) / last.passages,
    )


def _told(
    documents: Iterator[IndexedDocument], before: int, size: int
) -> Iterator[IndexedDocument]:
    """The documents, with a line about every so many passages."""
    done, told, started = before, before, time.perf_counter()
    for document in documents:
        yield document
        done += len(document.passages)
        if done - told >= _TOLD or done >= size:
            told, seconds = done, time.perf_counter() - started
            print(f"{done:,} of {size:,} passages, {seconds:.0f} s", file=sys.stderr)


class Copies:
    """Varied copies of the passages that are in an index; the same for the same index."""

    def __init__(self, index: ArchiveIndex) -> None:
        self._index = index
        self._documents = [
            index.whole(one.id)
            for one in index.documents(WHOLE_ARCHIVE, limit=-1).documents
            if one.root != _COPIES
        ]
        self._passages = [
            (document, passage) for document in self._documents for passage in document.passages
        ]
        self._terms = [pack_terms(passage.terms) for _, passage in self._passages]
        self._all_terms = np.concatenate([hashes for hashes, _ in self._terms])
        self.questions = [
            " ".join(passage.passage.text.split()[:_WORDS_ASKED])
            for _, passage in self._passages[:: max(len(self._passages) // _QUESTIONS, 1)]
        ][:_QUESTIONS]

    def up_to(self, size: int) -> Iterator[IndexedDocument]:
        """Documents of copies that fill the archive to `size` passages."""
        known = self._index.statistics(WHOLE_ARCHIVE)
        number = known.documents - len(self._documents)
        for start in range(known.passages, size, _PASSAGES_A_DOCUMENT):
            yield self.document(number, min(_PASSAGES_A_DOCUMENT, size - start))
            number += 1

    def document(self, number: int, passages: int = _PASSAGES_A_DOCUMENT, turn: int = 0) -> Any:
        """Copy `number`; another `turn` gives it other vectors and terms."""
        draw = np.random.default_rng([20220429, number, turn])
        first = number * _PASSAGES_A_DOCUMENT
        chosen = [(first + i) % len(self._passages) for i in range(passages)]
        original = self._passages[chosen[0]][0]
        name = f"copy-{number}"
        entries, start = [], 0
        for which in chosen:
            entries.append(self._copy(which, name, start, draw))
            start = entries[-1].passage.end + 1
        text = "\n".join(entry.passage.text for entry in entries)
        document = dataclasses.replace(original.document, id=name, source=name, text=text)
        return IndexedDocument(document, entries, f"{name}-{turn}", _COPIES, original.facts)

    def _copy(
        self, which: int, document_id: str, start: int, draw: np.random.Generator
    ) -> IndexedPassage:
        own = self._passages[which][1]
        passage = dataclasses.replace(
            own.passage,
            id=f"{document_id}-{start}",
            document_id=document_id,
            start=start,
            end=start + len(own.passage.text),
            sentences=(),
        )
        vector, terms = self._mixed(own.vector, draw), self._exchange(which, draw)
        return dataclasses.replace(own, passage=passage, vector=vector, terms=terms)

    def _mixed(self, own: NDArray[np.float32], draw: np.random.Generator) -> NDArray[np.float32]:
        other = self._passages[int(draw.integers(len(self._passages)))][1].vector
        noise = draw.normal(size=len(own)) * 0.3 / np.sqrt(len(own))
        vector: NDArray[np.float32] = (0.8 * own + 0.3 * other + noise).astype(np.float32)
        vector /= np.linalg.norm(vector)
        return vector

    def _exchange(self, which: int, draw: np.random.Generator) -> PackedTerms:
        hashes, counts = self._terms[which]
        taken = draw.random(len(hashes)) < _EXCHANGED
        drawn = self._all_terms[draw.integers(len(self._all_terms), size=int(taken.sum()))]
        new, places = np.unique(np.append(hashes[~taken], drawn), return_index=True)
        kept = np.append(counts[~taken], np.ones(len(drawn), np.uint8))
        return PackedTerms(new, kept[places])


def measure_size(questions: list[str], settings: Settings) -> SizeResult:
    """Measure the archive of the settings as it is; run in a fresh process."""
    encoder = load_encoder(settings)
    started = time.perf_counter()
    index = open_index(settings)
    opened = time.perf_counter() - started
    noting = Noting(index)
    searcher = Searcher(cast(ArchiveIndex, noting), encoder, settings)
    analysed = [analyse(question) for question in questions]
    asked, first = [], []
    for question in analysed:
        began = time.perf_counter()
        with index.steady():
            asked.append(noting.during(partial(searcher.rank, WHOLE_ARCHIVE, question)))
        first.append(time.perf_counter() - began)
    rows = [[hit.row for hit in one.dense[0].found[0]][:CANDIDATES] for one in asked]
    plain = Searcher(index, encoder, settings)

    def search(which: int) -> object:
        # As an archive asks: what is stored stands still meanwhile.
        with index.steady():
            return plain.rank(WHOLE_ARCHIVE, analysed[which])

    stages: dict[str, Callable[[int], object]] = {
        "dense": lambda i: asked[i].search_dense(index),
        "lexical": lambda i: asked[i].search_lexical(index),
        "token states": lambda i: index.token_states(WHOLE_ARCHIVE, rows[i]),
        "whole search": search,
    }
    times = {"first search": Times.of(first)}
    for name, run in stages.items():
        times[name], times[f"{name}{_PROCESSOR}"] = _time(run, len(questions))
    resident, mapped = _memory()
    files = _table_sizes(index) if index.shared else _file_sizes(settings.data_dir)
    passages = index.statistics(WHOLE_ARCHIVE).passages
    found = recall(index, [search for one in asked for search in one.dense])
    changed, seen = _change(index, settings)
    index.close()
    return SizeResult(
        passages, times, resident, mapped, files, round(opened, 2), found, changed, seen
    )


def _change(index: ArchiveIndex, settings: Settings) -> tuple[float, float]:
    """Seconds in which a copy is replaced, and in which another reader finds the new one then."""
    copies = [
        one for one in index.documents(WHOLE_ARCHIVE, limit=-1).documents if one.root == _COPIES
    ]
    if not copies:
        return 0.0, 0.0
    reader = open_index(settings)
    # One that has answered before.
    reader.statistics(WHOLE_ARCHIVE)
    old = index.whole(copies[len(copies) // 2].id)
    turn = int(old.content_hash.rpartition("-")[2]) + 1
    number = int(old.document.id.rpartition("-")[2])
    new = Copies(index).document(number, len(old.passages), turn)
    started = time.perf_counter()
    index.add([new])
    changed = time.perf_counter() - started
    reader.refresh()
    ((hit, *_),) = reader.dense_search(WHOLE_ARCHIVE, new.passages[0].vector[None], 1)
    seen = time.perf_counter() - started - changed
    (passage,) = reader.passages(WHOLE_ARCHIVE, [hit.row]).values()
    if passage.document_id != new.document.id:
        raise AssertionError(f"{passage.document_id} was found, {new.document.id} was changed")
    reader.close()
    return round(changed, 2), round(seen, 2)


def _file_sizes(folder: Path) -> dict[str, int]:
    return {kind: sum(f.stat().st_size for f in folder.glob(f"{kind}*")) for kind in _FILES}


def _table_sizes(index: ArchiveIndex) -> dict[str, int]:
    """Bytes of each table of a PostgreSQL archive, with its indexes and large values."""
    query = """SELECT relname, pg_total_relation_size(oid) FROM pg_class
      WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY 2 DESC"""
    with index.tables.reading() as connection:
        return dict(connection.execute(query).fetchall()[:8])


_FILES = ("index.db", "vectors-", "part-")


def _time(run: Callable[[int], object], questions: int) -> tuple[Times, Times]:
    """Times over all questions by the clock and of the processor, after a tenth of them has
    warmed the caches."""
    for i in range(0, questions, 10):
        run(i)
    seconds, worked = [], []
    for i in range(questions):
        started, before = time.perf_counter(), time.process_time()
        run(i)
        seconds.append(time.perf_counter() - started)
        worked.append(time.process_time() - before)
    return Times.of(seconds), Times.of(worked)


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
    lines = ["passages  stage" + "p50 / p95 ms".rjust(51)]
    for size in speed.sizes:
        for stage, known in size.times.items():
            cell = f"{known.p50:.1f} / {known.p95:.1f}"
            lines.append(f"{size.passages:8}  {stage:30}{cell:>26}")
    for size in speed.sizes:
        parts = ", ".join(
            f"{k.rstrip('-')} {b / size.passages:,.0f}" for k, b in size.files.items()
        )
        lines.append(
            f"{size.passages}: {size.resident / 1e6:,.0f} MB resident "
            f"({size.mapped / 1e6:,.0f} MB of it files), opened in {size.open_seconds} s, "
            f"{size.stored_ms:.1f} ms to store a passage, recall@24 {size.recall:.3f}, a document "
            f"changed in {size.changed} s and seen by another reader in {size.seen} s; "
            f"bytes a passage on disk: {parts}"
        )
    lines.append(f"resident memory: {speed.resident_per_passage:,.0f} bytes a passage of growth")
    lines.append(f"disk: {speed.disk_per_passage:,.0f} bytes a passage")
    return "\n".join(lines)
