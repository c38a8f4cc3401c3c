"""How well a reader reads, on questions it was not trained with.

Every question is searched in a real index, and the reader reads what was found.  Archives
lack answers on purpose: whole paragraphs are *left out* while their neighbours stay, or the
answering sentence is *cut out* of a paragraph that stays, the nearest miss there is.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from qa.answering.late_reader import LateInteractionReader
from qa.answering.learned import load_reader
from qa.errors import BadInput
from qa.evaluation.answer_judging import Item, auc, occurrences, read_items
from qa.evaluation.answerability import PAIRS, halve
from qa.evaluation.cached_encoder import CachedEncoder
from qa.evaluation.datasets import (
    Archive,
    Asked,
    RetrievalSet,
    Split,
    as_document,
    kazqad_set,
    read_lines,
    xquad_sets,
)
from qa.evaluation.retrieval import indexed, remembering
from qa.index.local import LocalIndex
from qa.index.passage_index import ArchiveIndex
from qa.indexing import Indexer, index_settings
from qa.questions.question import Question, analyse
from qa.retrieval.search import Searcher, SearchResult
from qa.settings import Settings
from qa.types import WHOLE_ARCHIVE, Hit, Span

MOST = 100
"""Questions of each kind in each group."""

OWN = {
    "corpus": (Path("tests/corpus_questions/questions.jsonl"), Path("corpus")),
    "second": (Path("tests/archive/questions.jsonl"), Path("tests/archive/documents")),
}

GROUPS = (*PAIRS, "kazqad", *OWN)

Right = Callable[[Hit, Span], bool]


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A question with what was found for it; `kind` is "whole", "left out" or "cut out", the
    first with an answer; `right` are the (hit, sentence) that hold it, `answers` its words
    where they are known."""

    group: str
    kind: str
    question: Question
    found: SearchResult
    right: frozenset[tuple[int, int]]
    answers: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        return self.kind == "whole"


@dataclass(frozen=True, slots=True)
class Figures:
    """One group's figures: the share of questions whose first sentence is right (of those for
    which a right one was found), and AUCs of telling answerable from left out and cut out."""

    group: str
    questions: int
    first: float
    left_out: float | None
    cut_out: float | None


def run(
    settings: Settings,
    data: Path,
    split: Split,
    *,
    only: Sequence[str] = GROUPS,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, list[Figures]]:
    """Figures by reader: late interaction alone, and the learned reader where the model has one.

    Raises BadInput for an unknown group, or a model without token states.
    """
    unknown = sorted(set(only) - set(GROUPS))
    if unknown:
        raise BadInput(f"unknown set {', '.join(unknown)}; expected some of {', '.join(GROUPS)}")
    with remembering(settings) as encoder:
        readers = {one.name: one for one in (LateInteractionReader(), load_reader(encoder))}
        asked: list[Case] = []
        firsts: dict[str, list[bool]] = {name: [] for name in readers}
        scores: dict[str, list[float]] = {name: [] for name in readers}
        for case in cases(settings, data, split, encoder, say, only=only):
            asked.append(case)
            for name, reader in readers.items():
                reading = reader.read(case.question, case.found)
                first = reading.sentences[0] if reading.sentences else None
                firsts[name].append(first is not None and (first.hit, first.number) in case.right)
                scores[name].append(reading.answerable)
    return {name: figures(asked, firsts[name], scores[name]) for name in readers}


def cases(
    settings: Settings, data: Path, split: Split, encoder: CachedEncoder,
    say: Callable[[str], None] = lambda _: None, most: int = MOST,
    *,
    only: Sequence[str] = GROUPS,
) -> Iterator[Case]:  # fmt: skip
    """Of XQuAD's language pairs, KazQAD, and the project's own questions."""
    answers = known_answers(data)
    for chosen in (*xquad_sets(data, split), kazqad_set(data, split)):
        if chosen.name in only:
            say(chosen.name)
            yield from set_cases(chosen, answers, encoder, settings, most)
    for name, (questions, documents) in OWN.items():
        if name not in only:
            continue
        say(name)
        items = [item for item in read_items(questions) if split in ("all", item.split)]
        yield from own_cases(name, items, documents, encoder, settings)


def known_answers(data: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """The answers by question (without its language) and language."""
    return {
        (row["id"].split("-")[0], row["language"]): tuple(row["answers"])
        for name in ("xquad", "kazqad")
        for row in read_lines(data / name / "questions.jsonl")
    }


def set_cases(
    chosen: RetrievalSet,
    answers: Mapping[tuple[str, str], tuple[str, ...]],
    encoder: CachedEncoder,
    settings: Settings,
    most: int,
) -> Iterator[Case]:
    """Half the questions in each of two archives that lack the other half's paragraphs, then
    those whose sentence can be cut, in an archive without these sentences."""
    language = "kk" if chosen.name == "kazqad" else chosen.name[-2:]
    known = {q.id: answers.get((q.id.split("-")[0], language), ()) for q in chosen.questions}
    for half in halve(chosen, most):
        with indexed(half.archive, encoder, settings) as index:
            yield from _ask(index, chosen.name, "whole", half.kept, known, encoder, settings)
            yield from _ask(index, chosen.name, "left out", half.left_out, known, encoder, settings)
    cut, gone = cut_out(chosen, known, most)
    with indexed(cut, encoder, settings) as index:
        yield from _ask(index, chosen.name, "cut out", gone, known, encoder, settings)


def cut_out(
    chosen: RetrievalSet, known: Mapping[str, tuple[str, ...]], most: int
) -> tuple[Archive, list[Asked]]:
    """The archive with the answering sentences of one question cut out of each paragraph, and
    these questions."""
    asked: dict[str, Asked] = {}
    texts: dict[str, str] = {}
    for document, passage in chosen.archive.documents:
        for question in chosen.questions if len(asked) < most else ():
            if document.source not in question.relevant or not known[question.id]:
                continue
            sentences = [document.text[a:b] for a, b in passage.sentences]
            left = [s for s in sentences if not any(k in s for k in known[question.id])]
            # What is asked for may stand in another sentence in other words; then both stay.
            if left and len(left) < len(sentences):
                asked[document.source], texts[document.source] = question, " ".join(left)
                break
    documents = tuple(
        as_document(d.source, texts[d.source], d.language.value, p.context)
        if d.source in texts
        else (d, p)
        for d, p in chosen.archive.documents
    )
    return Archive(chosen.archive.name, documents, chosen.archive.languages), list(asked.values())


def _ask(
    index: ArchiveIndex, group: str, kind: str, questions: Sequence[Asked],
    known: Mapping[str, tuple[str, ...]], encoder: CachedEncoder, settings: Settings,
) -> Iterator[Case]:  # fmt: skip
    searcher = Searcher(index, encoder, settings)
    for asked in questions:

        def right(hit: Hit, span: Span, asked: Asked = asked) -> bool:
            text = hit.document.text[span.start : span.end]
            return hit.document.source in asked.relevant and any(a in text for a in known[asked.id])

        yield make_case(searcher, group, kind, asked.text, right, known[asked.id])


def own_cases(
    group: str, items: Sequence[Item], documents: Path, encoder: CachedEncoder, settings: Settings
) -> Iterator[Case]:
    """Questions with evidence in a folder of documents, and without."""
    with tempfile.TemporaryDirectory() as folder:
        index = LocalIndex.open(Path(folder), index_settings(settings, encoder), create=True)
        try:
            Indexer(index, encoder, settings).update([documents])
            searcher = Searcher(index, encoder, settings)
            for item in items:

                def right(hit: Hit, span: Span, item: Item = item) -> bool:
                    text = hit.document.text
                    return any(
                        place.start < span.end and span.start < place.end
                        for source, evidence in item.evidence
                        if source == hit.document.source
                        for place in occurrences(evidence, text)
                    )

                kind = "whole" if item.answerable else "left out"
                yield make_case(searcher, group, kind, item.question, right)
        finally:
            index.close()


def make_case(
    searcher: Searcher,
    group: str,
    kind: str,
    text: str,
    right: Right,
    answers: tuple[str, ...] = (),
) -> Case:
    question = analyse(text)
    found = searcher.rank(WHOLE_ARCHIVE, question)
    places = frozenset(
        (place, number)
        for place, hit in enumerate(found.hits)
        for number, span in enumerate(hit.passage.sentences)
        if right(hit, span)
    )
    return Case(group, kind, question, found, places if kind == "whole" else frozenset(), answers)


def figures(
    asked: Sequence[Case], firsts: Sequence[bool], scores: Sequence[float]
) -> list[Figures]:
    """By group; `firsts` says for each case whether its first sentence is right, `scores` how
    surely anything answers."""
    made = []
    for group in dict.fromkeys(case.group for case in asked):
        own = [place for place, case in enumerate(asked) if case.group == group]
        by_kind = {
            kind: [scores[place] for place in own if asked[place].kind == kind]
            for kind in ("whole", "left out", "cut out")
        }
        right = [firsts[place] for place in own if asked[place].right]
        whole = by_kind["whole"]

        def told(kind: str, whole: list[float] = whole, by: dict[str, list[float]] = by_kind
                 ) -> float | None:  # fmt: skip
            return auc(whole, by[kind]) if by[kind] and whole else None

        made.append(
            Figures(
                group, len(own), sum(right) / max(len(right), 1), told("left out"), told("cut out")
            )
        )
    return made


def table(made: Mapping[str, Sequence[Figures]]) -> str:
    """Figures of several readers, a line each and group."""
    lines = [
        "| group | reader | first | left out, AUC | cut out, AUC |",
        "| --- | --- | --- | --- | --- |",
    ]
    names = list(made)
    for row, one in enumerate(made[names[0]]):
        for name in names:
            own = made[name][row]
            lines.append(
                f"| {one.group} | {name} | {own.first:.3f} | {_told(own.left_out)} "
                f"| {_told(own.cut_out)} |"
            )
    return "\n".join(lines)


def exact(made: Mapping[str, Sequence[Figures]]) -> str:
    """The figures as JSON."""
    told = {name: [asdict(one) for one in own] for name, own in made.items()}
    return json.dumps(told, ensure_ascii=False, indent=2)


def _told(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
