"""How often a search finds what answers, on archives built and asked by the product itself.

Every figure comes out of the real `Searcher` over a real index, in a temporary folder
or in the database of the settings; only encodings are remembered between runs.
Beside it stands stock dense search over the same passages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from qa.embedding import Encoder, TokenEncoder, load_encoder
from qa.errors import BadInput
from qa.evaluation.cached_encoder import CachedEncoder, memory_of
from qa.evaluation.datasets import (
    Archive,
    GoldQuestion,
    RetrievalSet,
    Split,
    gold_questions,
    kazqad_set,
    xquad_sets,
)
from qa.evaluation.measures import first_rank
from qa.evaluation.report import Report, Row, make_row
from qa.evaluation.stock import StockSearch
from qa.index.opening import scratch
from qa.index.passage_index import ArchiveIndex, IndexedDocument, IndexSettings
from qa.indexing import Indexer, index_settings
from qa.questions.question import analyse
from qa.questions.spelling import ArchiveSpelling
from qa.retrieval.prepare import encode, prepare
from qa.retrieval.search import PARTS, Searcher
from qa.settings import Settings
from qa.types import WHOLE_ARCHIVE, Hit

DEPTH = 10
CORPUS = Path("corpus")
SETS = ("xquad", "mixed", "kazqad", "gold")

Say = Callable[[str], None]


def run(
    settings: Settings,
    data: Path,
    split: Split = "test",
    without: frozenset[str] = frozenset(),
    *,
    only: Sequence[str] = SETS,
    corpus: Path = CORPUS,
    say: Say = lambda _: None,
) -> Report:
    """Measure retrieval on `data`; `without` names parts of the search to leave out.

    Raises BadInput when the data is absent or a name is unknown.  `gold` has one
    split and is reported whatever `split` is.
    """
    unknown = sorted(without - PARTS)
    if unknown:
        raise BadInput(f"unknown part {', '.join(unknown)}; expected some of {', '.join(PARTS)}")
    rows: list[Row] = []
    with remembering(settings) as encoder:
        for chosen in retrieval_sets(data, split, only):
            say(f"{chosen.name}: {len(chosen.questions)} questions")
            rows += measure_set(chosen, encoder, settings, without)
        if "gold" in only:
            say("gold: the corpus")
            rows += measure_gold(
                gold_questions(data / "gold" / "dev.jsonl"), corpus, encoder, settings, without
            )
    return Report("retrieval", settings.model, split, tuple(sorted(without)), tuple(rows))


def retrieval_sets(data: Path, split: Split, only: Sequence[str] = SETS) -> list[RetrievalSet]:
    """The sets of passages and questions that `only` names."""
    sets: list[RetrievalSet] = []
    if "xquad" in only or "mixed" in only:
        wanted = ("mixed" in only, "xquad" in only)
        sets += [s for s in xquad_sets(data, split) if wanted[0 if s.name == "mixed" else 1]]
    if "kazqad" in only:
        sets.append(kazqad_set(data, split))
    return sets


@contextmanager
def remembering(settings: Settings) -> Iterator[CachedEncoder]:
    """The settings' encoder with a memory in the model cache."""
    encoder = load_encoder(settings)
    if not isinstance(encoder, TokenEncoder):
        raise BadInput(f"{encoder.name} gives no token states; measure with the default model")
    cached = CachedEncoder(encoder, memory_of(settings))
    try:
        yield cached
    finally:
        cached.close()


@contextmanager
def indexed(archive: Archive, encoder: Encoder, settings: Settings) -> Iterator[ArchiveIndex]:
    """A real index of the archive's passages as they are, thrown away at the end."""
    made = IndexSettings(encoder.name, encoder.dimension, "evaluation: as given")
    with scratch(settings, made) as index:
        index.add(_prepared(archive, encoder))
        yield index


def _prepared(archive: Archive, encoder: Encoder) -> Iterator[IndexedDocument]:
    # All texts at once first: a batch of one passage would take several times as long.
    if isinstance(encoder, CachedEncoder):
        encode([passage for _, passage in archive.documents], encoder)
    for document, passage in archive.documents:
        yield prepare(document, [passage], encoder)


def measure_set(
    chosen: RetrievalSet, encoder: Encoder, settings: Settings, without: frozenset[str]
) -> list[Row]:
    """Rows of one set; the mixed archive's also by the evidence's language."""
    with indexed(chosen.archive, encoder, settings) as index:
        searcher = Searcher(index, encoder, settings, without=without)
        baseline = StockSearch(index, encoder)
        restore = partial(ArchiveSpelling(index).restore, WHOLE_ARCHIVE)
        found, stock = [], []
        for asked in chosen.questions:
            result = searcher.rank(
                WHOLE_ARCHIVE, analyse(asked.text, restore=restore), top_k=DEPTH, explain=False
            )
            found.append(first_rank([h.document.source for h in result.hits], asked.relevant))
            nearest = baseline.search(asked.text, DEPTH)
            stock.append(first_rank([h.document.source for h in nearest], asked.relevant))
    rows = [make_row(chosen.name, found, stock)]
    if chosen.name == "mixed":
        language = chosen.archive.languages
        same = [any(language[key] == q.language for key in q.relevant) for q in chosen.questions]
        for name, wanted in (("mixed, same language", True), ("mixed, another language", False)):
            places = [i for i, value in enumerate(same) if value is wanted]
            rows.append(make_row(name, [found[i] for i in places], [stock[i] for i in places]))
    return rows


def measure_gold(
    questions: Sequence[GoldQuestion],
    corpus: Path,
    encoder: Encoder,
    settings: Settings,
    without: frozenset[str],
) -> list[Row]:
    """The answerable questions on the corpus, read and split by the real pipeline.

    Two rows: the place of the first passage of a right document, and of the
    first passage that holds evidence.
    """
    if not corpus.is_dir():
        raise BadInput(f"no corpus at {corpus}; run from the project's folder or give --corpus")
    answerable = [question for question in questions if question.evidence]
    documents: list[tuple[int, int]] = []
    passages: list[tuple[int, int]] = []
    with scratch(settings, index_settings(settings, encoder)) as index:
        Indexer(index, encoder, settings).update([corpus])
        searcher = Searcher(index, encoder, settings, without=without)
        baseline = StockSearch(index, encoder)
        restore = partial(ArchiveSpelling(index).restore, WHOLE_ARCHIVE)
        for question in answerable:
            result = searcher.rank(
                WHOLE_ARCHIVE,
                analyse(question.text, restore=restore),
                top_k=DEPTH,
                explain=False,
            )
            stock = baseline.search(question.text, DEPTH)
            documents.append((_document(result.hits, question), _document(stock, question)))
            passages.append((_evidence(result.hits, question), _evidence(stock, question)))
    return [
        make_row("gold, right document", *_columns(documents)),
        make_row("gold, evidence passage", *_columns(passages)),
    ]


def _columns(pairs: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [first for first, _ in pairs], [second for _, second in pairs]


def _document(hits: Sequence[Hit], question: GoldQuestion) -> int:
    return first_rank([hit.document.source for hit in hits], question.sources)


def _evidence(hits: Sequence[Hit], question: GoldQuestion) -> int:
    return first_rank(["yes" if holds(hit, question) else "no" for hit in hits], ("yes",))


def holds(hit: Hit, question: GoldQuestion) -> bool:
    """Whether the passage overlaps a piece of evidence in its document."""
    for source, text in question.evidence:
        start = hit.document.text.find(text) if hit.document.source == source else -1
        if start >= 0 and hit.passage.start < start + len(text) and start < hit.passage.end:
            return True
    return False
