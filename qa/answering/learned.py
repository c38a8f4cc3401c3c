"""The learned reader: what the joint layers say, weighed beside late interaction.

Ranking by the network alone loses where likeness alone is right, and the other way round, so
a sentence's score is a weighted sum of both, fitted on questions of sets that the network
never saw, and so is the log-odds that anything answers.  The weights are in the manifest
beside the network's, with what they were fitted on (docs/reader.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from qa.answering.joint import LOWEST, JointLayers, JointRead
from qa.answering.late_reader import LateInteractionReader, late_scores
from qa.answering.reader import NOTHING, SIGNS, Edges, Reader, Reading, ranked
from qa.answering.reader_file import FOLDER, read_manifest, read_tensors
from qa.embedding import Encoder
from qa.embedding.fast import FastEncoder
from qa.errors import ReaderError
from qa.questions.question import Question
from qa.retrieval.search import SearchResult
from qa.types import Hit, Passage

Matrix = NDArray[np.float32]

PASSAGES = 2
"""Best hits that are read; the others are judged by late interaction beside the worst read.
Reading more tells refusal less on the dev sets (docs/reader.md), and takes longer."""
PART_CHARS = 320
"""Passages are read in part: cut into runs of sentences of at most so many characters, of which
the one with the likeliest sentence is read.  More tells refusal no better on the dev sets, and
takes twice as long; runs that are the same for every question can be kept."""
SENTENCE_SIGNS = ("joint", "passage", "late", "alike", "hit")
ANSWERABLE_SIGNS = ("passage", "second", "joint", "margin", "late", "hit")


@dataclass(frozen=True, slots=True)
class Weighing:
    """Fitted weights: of a sentence's signs, relative; of the signs that anything answers, with
    a bias; of a passage's own log-odds (slope, bias)."""

    sentence: tuple[float, ...]
    answerable: tuple[float, ...]
    bias: float
    passage: tuple[float, float]

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        return cls(
            tuple(float(raw["sentence"][name]) for name in SENTENCE_SIGNS),
            tuple(float(raw["answerable"][name]) for name in ANSWERABLE_SIGNS),
            float(raw["bias"]),
            (float(raw["passage"][0]), float(raw["passage"][1])),
        )


class LearnedReader:
    """A `Reader` with the committed network; for one embedding model only."""

    signs = SIGNS

    def __init__(self, joint: JointLayers, weighing: Weighing, name: str) -> None:
        self._joint, self._weighing, self._name = joint, weighing, name

    @classmethod
    def load(cls, encoder: Encoder, folder: Path = FOLDER) -> Self:
        """Raises ReaderError when the files are missing or damaged, or made for another model
        than `encoder`."""
        manifest = read_manifest(folder)
        runs = fast(encoder)
        reason = unfit(encoder.name, folder)
        if reason or runs is None:
            raise ReaderError(reason or f"{encoder.name} does not run on the fast path")
        try:
            joint = JointLayers(runs, read_tensors(folder), int(manifest["lower"]))
            weighing = Weighing.from_json(manifest["weighing"])
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise ReaderError(
                f"{folder} lacks something the reader needs ({error}); install the package again"
            ) from error
        return cls(joint, weighing, f"learned {str(manifest['sha256'])[:12]}")

    @property
    def name(self) -> str:
        return self._name

    def read(self, question: Question, found: SearchResult) -> Reading:
        if not found.hits:
            return NOTHING
        read = self.read_jointly(question, found)
        weighing = self._weighing
        rows = sentence_rows(read, found)
        scores = [own @ np.array(weighing.sentence, np.float32) for own in rows]
        sentences = ranked(found, scores)
        row = answerable_row(read, found, scores)
        told = row @ np.array(weighing.answerable, np.float32)
        slope, bias = weighing.passage
        passages = tuple(slope * answers + bias for answers in passage_answers(read, found))
        return Reading(
            tuple(
                replace(one, edges=edges_of(read[one.hit], one.number, found.hits[one.hit]))
                if one.hit < len(read)
                else one
                for one in sentences
            ),
            round(float(told) + weighing.bias, 4),
            passages,
            tuple(float(sign) for sign in row[: len(SIGNS)]),
        )

    def read_jointly(self, question: Question, found: SearchResult) -> list[JointRead]:
        """What the network says of the best hits, in their order, from the part of each that is
        likest to answer; sentences outside of it are as low as the lowest inside."""
        late = late_scores(found)
        parts = [
            likeliest_part(hit.passage, own[:, 0])
            for hit, own in zip(found.hits[:PASSAGES], late, strict=False)
        ]
        read = self._joint.read(question.spellings[0], [part for part, _ in parts])
        return [
            in_passage(own, first, hit.passage)
            for own, (_, first), hit in zip(read, parts, found.hits, strict=False)
        ]


def load_reader(encoder: Encoder) -> Reader:
    """The learned reader for the model it was made for, late interaction alone for another.

    Raises ReaderError when the learned reader's files are missing or damaged.
    """
    if fast(encoder) is None or unfit(encoder.name):
        return LateInteractionReader()
    return LearnedReader.load(encoder)


def unfit(encoder: str, folder: Path = FOLDER) -> str:
    """Why the reader's weights do not go with the encoder of this name; empty when they do.

    Raises ReaderError when the manifest is missing or damaged.
    """
    made_for = str(read_manifest(folder).get("encoder"))
    # A model's name is its folder's and its content's; the content alone decides.
    if encoder.rpartition("@")[2] == made_for.rpartition("@")[2]:
        return ""
    return (
        f"the reader in {folder} was made for {made_for}, the model is {encoder}: answers rest "
        "on late interaction alone; use the default model, or train a reader with "
        "scripts/train_reader.py"
    )


def fast(encoder: Encoder) -> FastEncoder | None:
    """The fast encoder itself, also from behind a memory; None for another kind."""
    inner: object = encoder
    while not isinstance(inner, FastEncoder):
        inner = getattr(inner, "behind", None)
        if inner is None:
            return None
    return inner


def likeliest_part(passage: Passage, near: Matrix) -> tuple[Passage, int]:
    """The part of a passage that is read, and the number of its first sentence; `near` (s,) is
    how near each sentence is to the question."""
    best, spans = int(near.argmax()), passage.sentences
    first = 0
    for number, span in enumerate(spans):
        if number > first and span.end - spans[first].start > PART_CHARS:
            if number > best:
                break
            first = number
    else:
        number = len(spans)
    sentences = spans[first:number]
    start, end = sentences[0].start, sentences[-1].end
    text = passage.text[start - passage.start : end - passage.start]
    return replace(passage, start=start, end=end, text=text, sentences=sentences), first


def in_passage(read: JointRead, first: int, passage: Passage) -> JointRead:
    """What was read of a part whose first sentence is number `first`, told of the passage."""
    sentences = np.full(len(passage.sentences), read.sentences.min(), np.float32)
    sentences[first : first + len(read.sentences)] = read.sentences
    shift = passage.sentences[first].start - passage.start
    numbers = np.where(read.numbers < 0, -1, read.numbers + first)
    return replace(read, sentences=sentences, numbers=numbers, offsets=read.offsets + shift)


def sentence_rows(read: Sequence[JointRead], found: SearchResult) -> list[Matrix]:
    """For each hit the signs of its sentences, float32 (sentences, signs).

    Those of a passage that was not read are as low as the lowest that were.
    """
    lowest = min((float(own.sentences.min(initial=0.0)) for own in read), default=0.0)
    answers = passage_answers(read, found)
    rows = []
    for place, (hit, late) in enumerate(zip(found.hits, late_scores(found), strict=True)):
        count = len(hit.passage.sentences)
        joint = (
            read[place].sentences
            if place < len(read)
            else np.full(count, max(lowest, LOWEST), np.float32)
        )
        same = np.ones(count, np.float32)
        rows.append(
            np.stack(
                [joint, answers[place] * same, late[:, 0], late[:, 1], hit.score * same], axis=1
            ).astype(np.float32)
        )
    return rows


def passage_answers(read: Sequence[JointRead], found: SearchResult) -> list[float]:
    """The network's log-odds of each hit; of one that was not read, below all that were."""
    known = [own.answers for own in read]
    return known + [min(known, default=0.0) - 1.0] * (len(found.hits) - len(known))


def answerable_row(
    read: Sequence[JointRead], found: SearchResult, scores: Sequence[Matrix]
) -> Matrix:
    """The signs that anything answers, float32 (signs,)."""
    answers = sorted(passage_answers(read, found), reverse=True)
    joint = max(float(own.sentences.max(initial=LOWEST)) for own in read)
    ordered = np.sort(np.concatenate(scores))[::-1]
    margin = float(ordered[0] - ordered[1]) if len(ordered) > 1 else 0.0
    late = max(float(own[:, 0].max(initial=0.0)) for own in late_scores(found))
    second = answers[1] if len(answers) > 1 else answers[0]
    hit = max(hit.score for hit in found.hits)
    return np.array([answers[0], second, joint, min(margin, 5.0), late, hit], np.float32)


def edges_of(read: JointRead, number: int, hit: Hit) -> Edges | None:
    """Where in a sentence the answer lies; None where no token of it was read."""
    places = np.flatnonzero(read.numbers == number)
    if not len(places):
        return None
    logs = read.edges[places].astype(np.float64)
    logs -= logs.max(axis=0)
    logs -= np.log(np.exp(logs).sum(axis=0))
    return Edges(read.offsets[places].astype(np.int64) + hit.passage.start, logs)
