"""Whole replies to the questions of gold dev, of which some sentences are false.

A sentence of the evidence is made false by one number, one name, one denial, or by the place of
two people; sentences of other documents say what the question's own does not.  The search, the
prompt and the judge are the archive's own; only the model is scripted.
"""

from __future__ import annotations

import random
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from qa.answering.generation.chat import Usage
from qa.answering.generation.generate import Writer
from qa.answering.generation.prompt import Prompt
from qa.archive import Archive
from qa.embedding import TokenEncoder
from qa.evaluation.datasets import read_lines
from qa.index.local import LocalIndex
from qa.indexing import Indexer, index_settings
from qa.language.people import find_people
from qa.settings import Settings
from qa.types import Answer, Document, Verdict
from scripts.negate_claims import negated

CORPUS = Path("corpus")
_SHOWN = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
_NUMBER = re.compile(r"(?<![\w.,-])\d{1,6}(?![\w.,]\w|\w)")
_WORDS = re.compile(r"\w+")
_PIECE = re.compile(r"\s*(?:\w+|[^\w\s])\n?")
_SHORTEST = 6
_ELSEWHERE = 3


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of a scripted reply; `kind` is `true`, or how it is false."""

    text: str
    kind: str


class Moment(NamedTuple):
    """Seconds by the clock, and of processors."""

    clock: float
    processors: float

    @classmethod
    def now(cls) -> Moment:
        return cls(time.monotonic(), time.process_time())

    def since(self, before: Moment) -> Moment:
        return Moment(self.clock - before.clock, self.processors - before.processors)


class Writes:
    """A model that writes given sentences, each with the number of the sentence shown that has
    most words in common with it: after `first` seconds a word every `pace`.

    `began` and `ended` are when it was asked and when it had written, by the clock and in
    processor time of the whole program.
    """

    name = "scripted:mixed"

    def __init__(self, pace: float = 0.0, first: float = 0.0) -> None:
        self._pace, self._first = pace, first
        self.sentences: Sequence[Written] = ()
        self.shown = ""
        self.began = self.ended = Moment(0.0, 0.0)

    def stream(self, prompt: Prompt) -> Iterator[str | Usage]:
        shown = {int(number): text for number, text in _SHOWN.findall(prompt.user)}
        self.shown = " ".join(shown.values())
        self.began = Moment.now()
        time.sleep(self._first)
        for sentence in self.sentences:
            if sentence.kind == "elsewhere" and sentence.text in self.shown:
                continue
            words = set(_WORDS.findall(sentence.text))
            best = max(shown, key=lambda n: len(words & set(_WORDS.findall(shown[n]))), default=1)
            for piece in _PIECE.findall(f"{sentence.text} [{best}]\n"):
                time.sleep(self._pace)
                yield piece
        self.ended = Moment.now()


def measure_gold(data: Path, encoder: TokenEncoder) -> None:
    model, caught, kept = Writes(), defaultdict[str, list[bool]](list), list[bool]()
    with tempfile.TemporaryDirectory() as folder:
        archive = _opened(Path(folder), encoder, model)
        documents = _documents(archive)
        asked = 0
        for row, sentences in _replies(data, documents):
            model.sentences = sentences
            answer = archive.ask(row["question"])
            if answer.generation is None:
                continue
            asked += 1
            shown = {claim.text.strip(" .") for claim in answer.claims}
            # Where nothing of the model's stands, the quotations are not its doing.
            if answer.generation.note and not answer.generation.dropped:
                continue
            extractive = answer.mode.value == "extractive"
            for sentence in sentences:
                stands = not extractive and sentence.text.strip(" .") in shown
                if sentence.kind == "elsewhere" and sentence.text in model.shown:
                    continue
                if sentence.kind == "true":
                    kept.append(stands)
                    if not stands:
                        why = [
                            d.reasons
                            for d in answer.generation.dropped
                            if d.text.strip(" .") in sentence.text or sentence.text in d.text
                        ]
                        print("lost:", row["id"], why, sentence.text[:160])
                else:
                    caught[sentence.kind].append(not stands)
                    if stands:
                        verdicts = [
                            c.verdict
                            for c in answer.claims
                            if c.text.strip(" .") == sentence.text.strip(" .")
                        ]
                        said = "quoted" if Verdict.QUOTED in verdicts else "supported"
                        print("shown:", sentence.kind, said, row["id"], sentence.text[:160])
        archive.close()
    for kind, found in sorted(caught.items()):
        print(f"| caught | {kind} | {sum(found)}/{len(found)} |")
    every = [one for found in caught.values() for one in found]
    print(f"| caught | all | {sum(every)}/{len(every)} | {sum(every) / len(every):.3f} |")
    print(f"| kept | true, to the letter | {sum(kept)}/{len(kept)} | {sum(kept) / len(kept):.3f} |")
    print(f"{asked} replies")


def measure_overhead(data: Path, encoder: TokenEncoder, pace: float, first: float) -> None:
    """What a reply takes beyond the model's own time: until the model is asked, and after it has
    written.  Both by the clock and of processors: on a busy machine only the second tells."""
    model, asked = Writes(pace, first), list[Moment]()
    waits = defaultdict[str, list[Moment]](list)
    write = Writer.write

    def noted(writer: Writer, *given: Any) -> Answer:
        asked.append(Moment.now())
        return write(writer, *given)

    with tempfile.TemporaryDirectory() as folder, patch.object(Writer, "write", noted):
        archive = _opened(Path(folder), encoder, model)
        documents = _documents(archive)
        for row, sentences in _replies(data, documents):
            model.sentences, model.ended = sentences[:4], model.began
            answer = archive.ask(row["question"])
            if answer.generation is not None and model.ended > model.began:
                parts = {
                    "until the model is asked": model.began.since(asked[-1]),
                    "after it has written": Moment.now().since(model.ended),
                    "from asking to the answer": Moment.now().since(asked[-1]),
                }
                for name, took in parts.items():
                    waits[name].append(took)
                added = zip(*list(parts.values())[:2], strict=True)
                waits["beyond the model"].append(Moment(*map(sum, added)))
        archive.close()
    for name, found in waits.items():
        for unit, milliseconds in zip(Moment._fields, zip(*found, strict=True), strict=True):
            ordered = sorted(1000 * one for one in milliseconds)
            p50, p95 = (ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.95))
            print(f"{name}, {unit}: p50 {p50:.0f} ms, p95 {p95:.0f} ms")
    print(f"{len(waits['beyond the model'])} replies of at most 4 sentences")


def _opened(folder: Path, encoder: TokenEncoder, model: Writes) -> Archive:
    settings = Settings(data_dir=folder)
    index = LocalIndex.open(folder, index_settings(settings, encoder), create=True)
    Indexer(index, encoder, settings).update([CORPUS])
    return Archive(index, encoder, settings, model)


def _documents(archive: Archive) -> dict[str, Document]:
    listed = archive.documents(limit=-1).documents
    return {one.source: archive.document(one.id) for one in listed}


def _replies(
    data: Path, documents: dict[str, Document]
) -> Iterator[tuple[dict[str, Any], list[Written]]]:
    chance = random.Random(12)
    sentences = {name: _sentences(one) for name, one in documents.items()}
    people = {
        one.language: sorted({p.name for d in documents.values() if d.language is one.language
                              for p in find_people(d.text)})
        for one in documents.values()
    }  # fmt: skip
    for row in read_lines(data / "gold" / "dev.jsonl"):
        if not row["evidence"]:
            continue
        own = documents[row["doc"]]
        # An altered sentence of another language than the question's would be dropped for that.
        if row["lang"] != own.language.value:
            continue
        true = [
            one for one in sentences[row["doc"]]
            if any(quote in one or one in quote for quote in row["evidence"])
        ]  # fmt: skip
        written = [Written(one, "true") for one in true[:2]]
        for one in true[:3]:
            written += _altered(one, own, people[own.language], chance)
        others = [
            one
            for name, found in sentences.items()
            if name != row["doc"] and documents[name].language is own.language
            for one in found
        ]
        written += [
            Written(one, "elsewhere") for one in chance.sample(others, min(_ELSEWHERE, len(others)))
        ]
        chance.shuffle(written)
        if written:
            yield row, written[:16]


def _sentences(document: Document) -> list[str]:
    from qa.language.sentences import split_sentences

    found = (
        " ".join(document.text[start:end].split())
        for start, end in split_sentences(document.text, document.language)
    )
    return [one for one in found if len(_WORDS.findall(one)) >= _SHORTEST and len(one) < 400]


def _altered(
    sentence: str, document: Document, people: Sequence[str], chance: random.Random
) -> Iterator[Written]:
    if numbers := list(_NUMBER.finditer(sentence)):
        number = chance.choice(numbers)
        other = str(int(number[0]) + chance.choice((1, 2, 10)))
        yield Written(sentence[: number.start()] + other + sentence[number.end() :], "number")
    for one in negated(sentence, document.language)[:1]:
        yield Written(one, "negation")
    named = [person.name for person in find_people(sentence) if person.name in sentence]
    if named:
        surnames = {name.split()[-1] for name in named}
        others = [one for one in people if one.split()[-1] not in surnames]
        if others:
            yield Written(sentence.replace(named[0], chance.choice(others)), "name")
    if len(named) > 1 and named[0] not in named[1] and named[1] not in named[0]:
        first, second = named[:2]
        turned = sentence.replace(first, "\0").replace(second, first).replace("\0", second)
        yield Written(turned, "role")
