"""Whether several PostgreSQL servers answer as one does, and how fast.

    QA_PASSAGE_TOKENS=32 python scripts/measure_shards.py --size 20000

Real servers (the wheel's) on this machine: one archive on one of them, the same taken over with
`qa copy` to some others.  The texts of the folder are indexed the ordinary way and multiplied as
`qa bench search` does.  Every question is asked of both, in turns, and what they answer is
compared: first the best hits of a search in their order with their scores, then whole answers with
their text, citations, suggestions and scores.  Questions are made of words of the texts that follow
one another, or come from a file, one a line.  With `--eval-data` the passages of XQuAD and KazQAD
are indexed as well, and the development questions on these and on the corpus are asked, each once.
Told at the end: those that were not answered alike, and the times of both with their ratios.  Exit
code 1 when one was answered otherwise.

Servers that share a machine share its processor: what is measured is what several cost, not what
they gain.  With `--log` every other question is asked of one server after another, and the times of
each server's part, in the application and in the server, go into that file, from which
`scripts/simulate_shards.py` predicts what they gain on machines of their own.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qa.archive import Archive  # noqa: E402
from qa.embedding import Encoder, load_encoder  # noqa: E402
from qa.errors import QuestionError  # noqa: E402
from qa.evaluation.bench_search import Copies  # noqa: E402
from qa.evaluation.datasets import RetrievalSet, gold_questions  # noqa: E402
from qa.evaluation.retrieval import retrieval_sets  # noqa: E402
from qa.index.copying import copy_archive  # noqa: E402
from qa.index.opening import open_index  # noqa: E402
from qa.index.passage_index import ArchiveIndex, IndexedDocument  # noqa: E402
from qa.index.shards.index import ShardedIndex  # noqa: E402
from qa.indexing import index_settings  # noqa: E402
from qa.retrieval.prepare import prepare  # noqa: E402
from qa.settings import Settings, read_settings  # noqa: E402
from qa.stages import Stage  # noqa: E402
from qa.types import WHOLE_ARCHIVE, Scope, Span  # noqa: E402
from tests.index.server import running  # noqa: E402

_WARM = 20
"""Questions that are asked before those that count."""
_WORDS = (5, 12)
_OPTIONS = {"shared_buffers": "512MB", "maintenance_work_mem": "256MB"}
_NEAR = 1e-5
"""By how much scores may differ: sums of vectors are added in another order."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds of the search and of everything, and what came of it."""

    search: float
    whole: float
    shown: object
    scores: tuple[float, ...]


Ask = Callable[[Archive, str], Asked]


class Parts:
    """While it is `noting`, servers are asked one after another: `calls` are those of the question
    in hand, each a name, and milliseconds of each server's part, by the clock and of these the
    application's own."""

    def __init__(self, index: ShardedIndex) -> None:
        self.noting = False
        self.calls: list[tuple[str, list[tuple[float, float]]]] = []
        self._name = ""
        self._asked = index._servers.asked
        index._servers.asked = self._timed  # type: ignore[method-assign]
        for name in _CALLS:
            setattr(index, name, partial(self._called, name, getattr(index, name)))

    def _called(self, name: str, call: Callable[..., Any], *given: Any, **named: Any) -> Any:
        before, self._name = self._name, name
        try:
            return call(*given, **named)
        finally:
            self._name = before

    def _timed(self, scope: Scope, given: Mapping[int, Any], ask: Callable[..., Any]) -> Any:
        if not self.noting:
            return self._asked(scope, given, ask)
        found: dict[int, Any] = {}
        spent = []
        for number, own in given.items():
            began, worked = time.perf_counter(), time.thread_time()
            found |= self._asked(scope, {number: own}, ask)
            clock, worked = time.perf_counter() - began, time.thread_time() - worked
            spent.append((clock * 1000, worked * 1000))
        self.calls.append((self._name, spent))
        return found


_CALLS = (
    "dense_searches", "labelled", "label_counts", "read_passages", "token_states", "vectors",
    "read_documents",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--folder", type=Path, default=ROOT / "corpus", help="texts to index")
    parser.add_argument("--size", type=int, default=20_000, help="passages")
    parser.add_argument("--servers", type=int, default=3, help="beside the one")
    parser.add_argument("--questions", type=Path, help="a file of questions, one a line")
    parser.add_argument("--eval-data", type=Path, help="a folder of evaluation data, see above")
    parser.add_argument("--searches", type=int, default=1_000, help="questions searched")
    parser.add_argument("--answers", type=int, default=1_000, help="questions answered")
    parser.add_argument("--seconds", type=float, default=1e9, help="for each, at most")
    parser.add_argument("--log", type=Path, help="where the times go, as JSON")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="qa-shards-")))
        urls = [
            stack.enter_context(running(_OPTIONS)).new_database("archive")
            for _ in range(1 + given.servers)
        ]
        settings = [
            read_settings(index=address, data_dir=folder / name)
            for name, address in (("one", urls[0]), ("several", " ".join(urls[1:])))
        ]
        encoder = load_encoder(settings[0])
        made = [stack.enter_context(opened(one, encoder)) for one in settings]
        fill(made[0], made[1], encoder, settings[0], given)
        number = max(given.searches, given.answers) + _WARM
        if given.eval_data:
            asked = development_questions(given.eval_data, number)
        else:
            asked = list(questions(made[0], given.questions, number))
        print(f"{len(set(asked[_WARM:]))} different questions", flush=True)
        archives = [Archive(index, encoder, one) for index, one in zip(made, settings, strict=True)]
        assert isinstance(made[1], ShardedIndex)
        parts = Parts(made[1])
        wrong = 0
        if given.searches:
            parts.noting = given.log is not None
            some = asked[: given.searches + _WARM]
            wrong, logged = compare(archives, parts, searched, some, given.seconds)
            parts.noting = False
            passages = archives[0].summary().passages
            told = {"passages": passages, "servers": given.servers, **logged}
            if given.log:
                given.log.write_text(json.dumps(told))
        if given.answers:
            some = asked[: given.answers + _WARM]
            wrong += compare(archives, parts, answered, some, given.seconds)[0]
        return 1 if wrong else 0


@contextmanager
def opened(settings: Settings, encoder: Encoder) -> Iterator[ArchiveIndex]:
    index = open_index(settings, index_settings(settings, encoder), create=True)
    try:
        yield index
    finally:
        index.close()


def fill(
    one: ArchiveIndex,
    several: ArchiveIndex,
    encoder: Encoder,
    settings: Settings,
    given: argparse.Namespace,
) -> None:
    """Make the archive on one server, and copy it to the others."""
    began = time.perf_counter()
    Archive(one, encoder, settings).index(given.folder)
    if given.eval_data:
        for known in sets_of(given.eval_data):
            pairs = known.archive.documents
            one.add(prepare(document, [passage], encoder) for document, passage in pairs)
    with one.writing() as writer:
        writer.load(map(readable, Copies(one).up_to(given.size)), audited=False)
    made = time.perf_counter()
    copied = copy_archive(one, several).documents
    passages = [index.statistics(WHOLE_ARCHIVE).passages for index in (one, several)]
    print(
        f"{passages[0]:,} passages made in {made - began:.0f} s, {copied} documents copied in "
        f"{time.perf_counter() - made:.0f} s: {passages[1]:,} passages",
        flush=True,
    )


def sets_of(data: Path) -> list[RetrievalSet]:
    return retrieval_sets(data, "dev", ["mixed", "kazqad"])


def development_questions(data: Path, number: int) -> list[str]:
    """Those of all sets, each once, in an order that is drawn."""
    asked = [question.text for known in sets_of(data) for question in known.questions]
    asked += [question.text for question in gold_questions(data / "gold" / "dev.jsonl")]
    every = list(dict.fromkeys(asked))
    return [every[at] for at in np.random.default_rng(26).permutation(len(every))[:number]]


def readable(document: IndexedDocument) -> IndexedDocument:
    """Each passage as one sentence: a copy is told of none, and answers are made of them."""
    entries = [
        replace(one, passage=replace(p, sentences=(Span(p.start, p.end),)))
        for one in document.passages
        for p in (one.passage,)
    ]
    return replace(document, passages=entries)


def questions(index: ArchiveIndex, file: Path | None, number: int) -> Iterator[str]:
    """Lines of the file, in turns where there are too few; or words that follow one another."""
    if file is not None:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
        known = [line for line in lines if line]
        yield from (known[at % len(known)] for at in range(number))
        return
    draw = np.random.default_rng(26)
    names = [one.id for one in index.documents(WHOLE_ARCHIVE, limit=-1).documents]
    texts = [index.document(WHOLE_ARCHIVE, name).document.text.split() for name in names[:200]]
    long = [words for words in texts if len(words) > _WORDS[1]]
    made: dict[str, None] = {}
    while len(made) < number:
        words = long[int(draw.integers(len(long)))]
        size = int(draw.integers(*_WORDS))
        start = int(draw.integers(len(words) - size))
        made[" ".join(words[start : start + size])] = None
    yield from made


def compare(
    archives: Sequence[Archive], parts: Parts, ask: Ask, asked: Sequence[str], seconds: float
) -> tuple[int, dict[str, list[object]]]:
    """Ask both, and tell of it: how many answers differ, and the times of the servers' parts."""
    times: list[list[Asked]] = [[], []]
    different = compared = 0
    logged: list[object] = []
    until = time.monotonic() + seconds
    log = parts.noting
    for number, question in enumerate(asked):
        if time.monotonic() > until:
            break
        parts.noting = log and number % 4 > 1
        found = {}
        for which in (0, 1) if number % 2 else (1, 0):
            parts.calls.clear()
            found[which] = ask(archives[which], question)
            if number >= _WARM and which and parts.noting:
                logged.append({"search": found[1].search, "calls": list(parts.calls)})
        if number >= _WARM:
            compared += 1
            if not parts.noting:
                for which, known in enumerate(times):
                    known.append(found[which])
        if not alike(found[0], found[1]):
            different += 1
            print(f"not alike: {question}\n  {found[0]}\n  {found[1]}", flush=True)
        if number % 100 == 0:
            print(f"{number} of {len(asked)}", file=sys.stderr, flush=True)
    print(f"{compared} questions {ask.__name__}, {different} not alike")
    for name in ("search", "whole"):
        print(line(name, *(np.array([getattr(one, name) for one in known]) for known in times)))
    sys.stdout.flush()
    one, several = ([asked.search for asked in known] for known in times)
    return different, {"one": one, "measured": several, "several": logged}


def line(name: str, one: Any, several: Any) -> str:
    ours, theirs = (np.percentile(known, [50, 95]) for known in (one, several))
    ratio = theirs / ours
    return (
        f"{name}: p50 / p95 ms of one server {ours[0]:.1f} / {ours[1]:.1f}, of several "
        f"{theirs[0]:.1f} / {theirs[1]:.1f}; ratio {ratio[0]:.2f} / {ratio[1]:.2f}"
    )


def searched(archive: Archive, question: str) -> Asked:
    """The passages found, none of them merged."""
    began = time.perf_counter()
    try:
        hits = archive.search(question, merged=False).hits
    except QuestionError:
        hits = ()
    took = (time.perf_counter() - began) * 1000
    return Asked(took, took, tuple(h.passage.id for h in hits), tuple(h.score for h in hits))


def answered(archive: Archive, question: str) -> Asked:
    """What a reader gets: the answer, how sure it is, and what it cites."""
    try:
        answer = archive.ask(question)
    except QuestionError as error:
        return Asked(0.0, 0.0, str(error), ())
    cited = tuple((c.passage_id, c.start, c.end, c.quote) for c in answer.citations)
    near = tuple(one.document_id for one in answer.suggestions)
    spent = answer.timings_ms
    search = sum(spent.get(stage, 0.0) for stage in (Stage.EMBED, Stage.SEARCH))
    shown = (answer.status, answer.text, cited, near)
    return Asked(search, spent["total"], shown, (answer.score,))


def alike(one: Asked, other: Asked) -> bool:
    return (
        one.shown == other.shown
        and len(one.scores) == len(other.scores)
        and bool(np.allclose(one.scores, other.scores, rtol=_NEAR, atol=_NEAR))
    )


if __name__ == "__main__":
    sys.exit(main())
