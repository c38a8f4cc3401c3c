"""Questions and the passages they are read with, made from question answering data.

Contexts are cut into passages by the product's own splitter, at sizes drawn by chance, so
that an answer may stand anywhere and a passage holds several sentences, as it will in an
archive.  What a question is read beside its own passage comes from the same context or from
the nearest other one by character 4-grams, never one that holds the answer's words.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy import sparse

from qa.documents.split import split_passages
from qa.types import Document, Language, Passage, Span

SIZES = (60, 80, 100, 120)
"""Largest passages, in tokens; one is drawn for each context."""
_TITLED = 0.6
"""Share of contexts that keep their title."""
_LANGUAGES = {"en": Language.ENGLISH, "ru": Language.RUSSIAN, "kk": Language.KAZAKH}
_FEATURES = 1 << 18
_NEAREST = 6


@dataclass(frozen=True, slots=True)
class Record:
    """A question of the data; `answers` are spans of `context`, none for "not answered"."""

    source: str
    id: str
    title: str
    language: str
    question_language: str
    question: str
    context: str
    answers: tuple[Span, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question with the passages to read.

    `gold` answers; its `right` are the numbers of sentences that hold the answer at `answers`
    (spans of the context).  Without an answer `gold` is None and `near` are passages of the
    context that people were asked to write the question on.  `others` are passages that do
    not answer.
    """

    record: Record
    gold: Passage | None
    right: tuple[int, ...]
    answers: tuple[Span, ...]
    near: tuple[Passage, ...]
    others: tuple[Passage, ...] = field(default=())


def read_records(path: Path) -> list[Record]:
    """The questions of one gzipped file, in its order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [_record(json.loads(line)) for line in lines]


def _record(raw: dict[str, object]) -> Record:
    answers = tuple(Span(a["start"], a["start"] + len(a["text"])) for a in raw["answers"])
    named = {k: str(raw[k]) for k in Record.__dataclass_fields__ if k != "answers"}
    return Record(**named, answers=tuple(dict.fromkeys(a for a in answers if a.end > a.start)))


def choose(records: Sequence[Record], count: int, per_context: int, seed: int) -> list[Record]:
    """About `count` questions, whole contexts at a time, languages in turn, `per_context` of
    each at most: many questions on a passage are cheap, since it is encoded once."""
    chance = random.Random(seed)
    contexts: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        contexts[record.language][record.context].append(record)
    queues = []
    for language in sorted(contexts):
        listed = list(contexts[language].values())
        chance.shuffle(listed)
        queues.append(iter(listed))
    chosen: list[Record] = []
    while queues and len(chosen) < count:
        for queue in list(queues):
            found = next(queue, None)
            if found is None:
                queues.remove(queue)
                continue
            chosen += chance.sample(found, min(per_context, len(found)))
    return chosen[:count]


def make_examples(
    records: Sequence[Record],
    count_tokens: Callable[[str], int],
    seed: int,
    *,
    size: int | None = None,
) -> list[Example]:
    """The questions with their passages; one whose answer no passage holds whole is left out.

    `size` is the largest passage where it shall not be drawn by chance.
    """
    passages = {
        context: _split(record, count_tokens, seed, size)
        for context, record in {record.context: record for record in records}.items()
    }
    examples = [made for record in records if (made := _example(record, passages[record.context]))]
    return _with_others(examples, passages, seed)


def _split(
    record: Record, count_tokens: Callable[[str], int], seed: int, size: int | None
) -> list[Passage]:
    key = hashlib.sha256(f"{seed}\0{record.context}".encode()).hexdigest()[:16]
    chance = random.Random(key)
    title = record.title if chance.random() < _TITLED else ""
    language = _LANGUAGES.get(record.language, Language.OTHER)
    document = Document(key, f"{record.source}/{record.language}", title, language, record.context)
    drawn = chance.choice(SIZES)
    return split_passages(document, count_tokens, size or drawn)


def _example(record: Record, passages: Sequence[Passage]) -> Example | None:
    if not record.answers:
        return Example(record, None, (), (), tuple(passages)) if passages else None
    first = record.answers[0]
    gold = next((p for p in passages if p.start <= first.start and first.end <= p.end), None)
    if gold is None:
        return None
    inside = tuple(a for a in record.answers if gold.start <= a.start and a.end <= gold.end)
    right = tuple(
        number
        for number, sentence in enumerate(gold.sentences)
        if any(a.start < sentence.end and sentence.start < a.end for a in inside)
    )
    rest = tuple(p for p in passages if not any(p.start < a.end and a.start < p.end
                                                for a in record.answers))  # fmt: skip
    return Example(record, gold, right, inside, rest)


def _with_others(
    examples: Sequence[Example], passages: dict[str, list[Passage]], seed: int
) -> list[Example]:
    """Each with passages that do not hold the answer's words: nearest ones of other contexts."""
    groups: dict[str, list[tuple[str, Passage]]] = defaultdict(list)
    for context, own in passages.items():
        for passage in own:
            groups[_language_of(passage)].append((context, passage))
    near: dict[str, list[tuple[str, Passage]]] = {}
    for group in groups.values():
        near |= _nearest(group)
    made = []
    for example in examples:
        record = example.record
        anchor = example.gold or example.near[0]
        told = [record.context[a.start : a.end].casefold() for a in record.answers]
        others = tuple(
            passage
            for context, passage in near[anchor.id]
            if context != record.context
            and not any(text in passage.text.casefold() for text in told)
        )
        made.append(Example(record, example.gold, example.right, example.answers,
                            example.near, others))  # fmt: skip
    return made


def _language_of(passage: Passage) -> str:
    # Twelve languages are `OTHER`; the script tells them apart well enough for 4-grams.
    return passage.language.value


def _nearest(group: Sequence[tuple[str, Passage]]) -> dict[str, list[tuple[str, Passage]]]:
    rows = sparse.vstack([_grams(passage.text) for _, passage in group]).tocsr()
    document_frequency = np.bincount(rows.indices, minlength=_FEATURES)
    rows = rows @ sparse.diags(np.log(len(group) / np.maximum(document_frequency, 1)))
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1)).A1 if hasattr(rows, "A1") else np.sqrt(
        np.asarray(rows.multiply(rows).sum(axis=1)).ravel())  # fmt: skip
    rows = sparse.diags(1 / np.maximum(lengths, 1e-9)) @ rows
    found: dict[str, list[tuple[str, Passage]]] = {}
    for start in range(0, len(group), 256):
        similar = (rows[start : start + 256] @ rows.T).toarray()
        for offset, scores in enumerate(similar):
            scores[start + offset] = -1.0
            best = np.argpartition(-scores, min(3 * _NEAREST, len(group) - 1))[: 3 * _NEAREST]
            context = group[start + offset][0]
            ordered = [group[i] for i in best[np.argsort(-scores[best])]]
            found[group[start + offset][1].id] = [one for one in ordered if one[0] != context][
                :_NEAREST
            ]
    return found


def _grams(text: str) -> sparse.csr_matrix:
    folded = " ".join(text.casefold().split()).encode("utf-8", "surrogatepass").decode()
    hashes = {
        int.from_bytes(hashlib.blake2b(folded[i : i + 4].encode(), digest_size=4).digest(), "big")
        % _FEATURES
        for i in range(len(folded) - 3)
    }
    places = np.array(sorted(hashes), np.int32)
    return sparse.csr_matrix(
        (np.ones(len(places), np.float32), places, [0, len(places)]), shape=(1, _FEATURES)
    )
