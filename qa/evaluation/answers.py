"""`qa eval answers`: are the answers exact, whole and honest?

The real pipeline reads, indexes and answers in a temporary folder; encodings of
passages are remembered between runs, those of the timed questions are not.
Beside it stands a simple baseline: the nearest passage whole as the citation,
refused below the cosine that tells best on XQuAD's dev split.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from qa.archive import Archive
from qa.embedding import TokenEncoder, load_encoder
from qa.errors import BadInput
from qa.evaluation.answer_judging import (
    Given,
    Item,
    Judged,
    Measures,
    cite,
    given_answer,
    judge,
    measure,
    read_items,
    together,
)
from qa.evaluation.answer_report import as_markdown, save_curve
from qa.evaluation.answerability import Scores, measure_answerability
from qa.evaluation.cached_encoder import CachedEncoder, memory_of
from qa.evaluation.classification import best_threshold
from qa.evaluation.datasets import Split
from qa.evaluation.outside import CitedAnswers, foreign_items, measure_cited, xquad_items
from qa.evaluation.report import markdown_table
from qa.evaluation.retrieval import CORPUS
from qa.evaluation.stock import StockSearch
from qa.index.opening import scratch
from qa.indexing import Indexer, index_settings
from qa.settings import Settings
from qa.types import WHOLE_ARCHIVE, Document

SUITES = ("gold", "corpus", "second", "foreign", "kazqad", "xquad", "cut", "baseline")
SECOND = Path("tests/archive")
CORPUS_QUESTIONS = Path("tests/corpus_questions/questions.jsonl")

Say = Callable[[str], None]


def run(
    settings: Settings,
    data: Path,
    split: Split = "test",
    *,
    only: Sequence[str] = SUITES,
    markdown: Path | None = None,
    curve: Path | None = None,
    corpus: Path = CORPUS,
    corpus_questions: Path = CORPUS_QUESTIONS,
    second: Path = SECOND,
    say: Say = lambda _: None,
) -> dict[str, Any]:
    """Measure answers; `only` names suites.  Gold has one split, which is always measured.

    `markdown` gets a report with every miss, `curve` the plot of refusals.
    Raises BadInput when data is absent or a suite unknown, MissingExtra when a
    plot is asked for without matplotlib.
    """
    unknown = sorted(set(only) - set(SUITES))
    if unknown:
        raise BadInput(f"unknown suite {', '.join(unknown)}; expected some of {', '.join(SUITES)}")
    judged: dict[str, list[Judged]] = {}
    pairs: list[Scores] = []
    cited: CitedAnswers | None = None
    with _encoders(settings) as (plain, remembering):
        threshold = None
        if "baseline" in only:
            say("baseline: the cosine that tells best on XQuAD's dev split")
            threshold = _baseline_threshold(settings, data, remembering)
        if "gold" in only:
            items = read_items(data / "gold" / "dev.jsonl")
            say(f"gold: {len(items)} questions")
            judged |= _measure_items("gold", items, corpus, settings, plain, remembering, threshold)
        if "corpus" in only:
            items = _of(split, read_items(corpus_questions))
            say(f"corpus questions: {len(items)}")
            judged |= _measure_items(
                "corpus", items, corpus, settings, plain, remembering, threshold
            )
        if "second" in only:
            items = _of(split, read_items(second / "questions.jsonl"))
            say(f"second archive: {len(items)} questions")
            folder = second / "documents"
            judged |= _measure_items(
                "second", items, folder, settings, plain, remembering, threshold
            )
        if "foreign" in only:
            own = _of(split, read_items(corpus_questions))
            others = _of(split, read_items(second / "questions.jsonl"))
            foreign = [*foreign_items(others), *xquad_items(data, split)]
            say(f"foreign questions on the corpus: {len(foreign)}")
            judged |= _measure_items("foreign, corpus", foreign, corpus, settings, plain,
                                     remembering, None)  # fmt: skip
            foreign = foreign_items(own)
            say(f"foreign questions on the second archive: {len(foreign)}")
            judged |= _measure_items("foreign, second", foreign, second / "documents", settings,
                                     plain, remembering, None)  # fmt: skip
        if "kazqad" in only:
            say("kazqad: does a cited sentence hold the answer?")
            cited = measure_cited(settings, data, split, remembering)
        for suite in ("xquad", "cut"):
            if suite in only:
                pairs += measure_answerability(
                    settings, data, split, remembering, cut=suite == "cut", say=say
                )
    report = as_dict(settings, split, judged, pairs, cited)
    if markdown is not None:
        _write(markdown, as_markdown(judged, table(report)))
    if curve is not None:
        save_curve(judged, pairs, settings.refuse_below, curve)
    return report


def _of(split: Split, items: Sequence[Item]) -> list[Item]:
    return [item for item in items if split in ("all", item.split)]


@contextmanager
def _encoders(settings: Settings) -> Iterator[tuple[TokenEncoder, CachedEncoder]]:
    """The encoder as it is, for questions that are timed, and one that remembers."""
    encoder = load_encoder(settings)
    if not isinstance(encoder, TokenEncoder):
        raise BadInput(f"{encoder.name} gives no token states; measure with the default model")
    remembering = CachedEncoder(encoder, memory_of(settings))
    try:
        yield encoder, remembering
    finally:
        remembering.close()


def _baseline_threshold(settings: Settings, data: Path, encoder: CachedEncoder) -> float:
    scores = measure_answerability(settings, data, "dev", encoder, ours=False)
    kept = [score for pair in scores for score in pair.cosine_kept]
    left_out = [score for pair in scores for score in pair.cosine_left_out]
    return best_threshold(*together(kept, left_out))


def _measure_items(
    name: str,
    items: Sequence[Item],
    folder: Path,
    settings: Settings,
    plain: TokenEncoder,
    remembering: CachedEncoder,
    threshold: float | None,
) -> dict[str, list[Judged]]:
    """Our results on the questions and, given a `threshold`, the baseline's, by suite."""
    if not folder.is_dir():
        raise BadInput(f"no documents at {folder}; run from the project's folder")
    found: dict[str, list[Judged]] = {}
    with scratch(settings, index_settings(settings, plain)) as index:
        Indexer(index, remembering, settings).update([folder])
        summaries = index.documents(WHOLE_ARCHIVE, limit=-1).documents
        stored = [index.document(WHOLE_ARCHIVE, summary.id).document for summary in summaries]
        documents = {document.source: document for document in stored}
        archive = Archive(index, plain, settings)
        archive.ask("warm up")
        baseline = StockSearch(index, remembering)
        for item in items:
            suite = f"{name}, {item.split}"
            given = _ask(archive, item, documents)
            found.setdefault(suite, []).append(judge(item, given, documents))
            if threshold is not None:
                stock = _stock(baseline, item, threshold)
                row = found.setdefault(f"{suite}, baseline", [])
                row.append(judge(item, stock, documents))
    return found


def _ask(archive: Archive, item: Item, documents: dict[str, Document]) -> Given:
    started = time.perf_counter()
    answer = archive.ask(item.question)
    return given_answer(answer, documents, (time.perf_counter() - started) * 1000)


def _stock(baseline: StockSearch, item: Item, threshold: float) -> Given:
    """The nearest passage whole, refused below the threshold; not timed, as it remembers."""
    hit = baseline.search(item.question, 1)[0]
    cited = cite(hit.document, hit.passage.start, hit.passage.end)
    refused = hit.score < threshold
    return Given(refused, hit.score, () if refused else (cited,), 0, math.nan)


def as_dict(
    settings: Settings,
    split: Split,
    judged: dict[str, list[Judged]],
    pairs: Sequence[Scores] = (),
    cited: CitedAnswers | None = None,
) -> dict[str, Any]:
    """Plain JSON values; what cannot be measured is null."""
    return {
        "suite": "answers",
        "model": settings.model,
        "split": split,
        "refuse_below": settings.refuse_below,
        "suites": {
            name: {
                "all": _values(measure(group)),
                "by_kind": _by(group, lambda j: j.item.kind),
                "by_pair": _by(group, lambda j: j.pair),
            }
            for name, group in judged.items()
        },
        "answerability": [
            {
                "pair": s.pair,
                "kept": len(s.kept),
                "left_out": len(s.left_out),
                "auc": s.auc,
                "cosine_auc": s.cosine_auc,
                "refusal_recall": s.refused_left_out / max(len(s.left_out), 1),
                "false_refusals": s.refused_kept / max(len(s.kept), 1),
                "right_paragraph": s.right,
            }
            for s in pairs
        ],
        "kazqad": asdict(cited) if cited else None,
        "questions": {name: [asdict(j) for j in group] for name, group in judged.items()},
    }


def _by(group: Sequence[Judged], key: Callable[[Judged], str]) -> dict[str, Any]:
    return {
        name: _values(measure([j for j in group if key(j) == name]))
        for name in sorted({key(j) for j in group})
    }


def _values(measures: Measures) -> dict[str, Any]:
    return {
        name: None if isinstance(value, float) and math.isnan(value) else value
        for name, value in asdict(measures).items()
    }


_COLUMNS = {
    "questions": "n",
    "evidence_recall": "evidence",
    "fully_answered": "fully",
    "precision": "precision",
    "precision_all": "with unans.",
    "document": "document",
    "must_have": "must have",
    "refusal_recall": "refusals",
    "false_refusals": "false ref.",
    "auc": "AUC",
    "short_right": "short right",
    "short_share": "short given",
    "broken": "broken",
    "p50_ms": "p50 ms",
    "p95_ms": "p95 ms",
}


def table(report: dict[str, Any]) -> str:
    """Tables for a terminal; also valid Markdown."""
    parts = []
    for name, suite in report["suites"].items():
        rows = {"all": suite["all"]}
        if not name.endswith("baseline"):
            rows |= suite["by_kind"] | suite["by_pair"]
        lines = [[row, *(_cell(values[key]) for key in _COLUMNS)] for row, values in rows.items()]
        parts.append(markdown_table([name, *_COLUMNS.values()], lines))
    if report["answerability"]:
        keys = ("kept", "left_out", "auc", "cosine_auc", "refusal_recall", "false_refusals",
                "right_paragraph")  # fmt: skip
        head = (f"XQuAD, {report['split']}", "kept", "left out", "AUC", "cosine's AUC", "refusals",
                "false ref.", "right paragraph")  # fmt: skip
        lines = [[s["pair"], *(_cell(s[key]) for key in keys)] for s in report["answerability"]]
        parts.append(markdown_table(head, lines))
    if cited := report["kazqad"]:
        shares = [cited[key] / max(cited["questions"], 1) for key in ("holding", "refused")]
        columns = (f"KazQAD, {report['split']}", "a citation holds the answer", "refused")
        parts.append(markdown_table(columns, [[str(cited["questions"]), *map(_cell, shares)]]))
    return "\n\n".join(parts)


def _cell(value: float | int | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, int):
        return str(value)
    return f"{value:.3f}" if value <= 1 else f"{value:.1f}"


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from error
