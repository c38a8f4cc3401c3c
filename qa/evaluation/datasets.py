"""Evaluation data as archives to index and questions to ask of them.

The data is no part of the project (see its own README for sources and
licences); every loader says what to do when it is absent.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from qa.errors import BadInput
from qa.language.sentences import split_sentences
from qa.types import Document, Language, Passage

Split = Literal["dev", "test", "all"]

PAIRS = (
    ("en", "ru"),
    ("ru", "en"),
    ("ru", "ru"),
    ("en", "en"),
    ("tr", "ru"),
    ("tr", "tr"),
    ("en", "tr"),
)
_LANGUAGES = {language.value: language for language in Language}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the keys (document sources) of the passages that answer it."""

    id: str
    text: str
    language: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Archive:
    """Documents of one passage each, whose `source` is the passage's key."""

    name: str
    documents: tuple[tuple[Document, Passage], ...]
    languages: dict[str, str]


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """An archive with questions: `en→ru`, `mixed`, `kazqad`."""

    name: str
    archive: Archive
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question on the corpus: `evidence` are (source, verbatim text); empty when the
    archive has no answer."""

    id: str
    text: str
    language: str
    kind: str
    evidence: tuple[tuple[str, str], ...]

    @property
    def sources(self) -> frozenset[str]:
        return frozenset(source for source, _ in self.evidence)


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file.  Raises BadInput when it is absent or broken."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(
            f"no evaluation data at {path} ({error.strerror}); "
            "give the folder that holds xquad/, kazqad/ and gold/ with --data"
        ) from error
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError as error:
        raise BadInput(f"{path} is no JSON Lines file: {error}") from error


def xquad_sets(data: Path, split: Split) -> list[RetrievalSet]:
    """The language pairs and the mixed archive; all paragraphs are indexed in each."""
    passages = read_lines(data / "xquad" / "passages.jsonl")
    questions = _of_split(read_lines(data / "xquad" / "questions.jsonl"), split)
    archives = {
        language: _archive(
            f"xquad-{language}", [p for p in passages if p["language"] == language], titled=False
        )
        for language in dict.fromkeys(target for _, target in PAIRS)
    }
    sets = []
    for asked, target in PAIRS:
        chosen = [q for q in questions if q["language"] == asked]
        sets.append(_xquad_set(f"{asked}→{target}", archives[target], passages, chosen))
    mixed = _archive("xquad-mixed", [p for p in passages if p["mixed"]], titled=False)
    return [*sets, _xquad_set("mixed", mixed, passages, questions)]


def _xquad_set(
    name: str, archive: Archive, passages: Sequence[dict[str, Any]], chosen: Sequence[Any]
) -> RetrievalSet:
    paragraph = {p["id"]: p["paragraph"] for p in passages}
    key_of = {paragraph[key]: key for key in archive.languages}
    return RetrievalSet(
        name,
        archive,
        tuple(
            Asked(q["id"], q["question"], q["language"], frozenset((key_of[q["paragraph"]],)))
            for q in chosen
        ),
    )


def kazqad_set(data: Path, split: Split) -> RetrievalSet:
    """KazQAD's passages, each with its article's title as context."""
    archive = _archive("kazqad", read_lines(data / "kazqad" / "passages.jsonl"), titled=True)
    questions = _of_split(read_lines(data / "kazqad" / "questions.jsonl"), split)
    return RetrievalSet(
        "kazqad",
        archive,
        tuple(
            Asked(q["id"], q["question"], q["language"], frozenset(q["relevant"]))
            for q in questions
        ),
    )


def gold_questions(path: Path) -> list[GoldQuestion]:
    """The questions of a gold file (`gold/dev.jsonl`)."""
    return [_gold(raw) for raw in read_lines(path)]


def _gold(raw: dict[str, Any]) -> GoldQuestion:
    evidence = [(raw["doc"], text) for text in raw.get("evidence") or () if raw["doc"]]
    evidence += [(raw["doc2"], text) for text in raw.get("evidence2") or () if raw.get("doc2")]
    return GoldQuestion(raw["id"], raw["question"], raw["lang"], raw["kind"], tuple(evidence))


def _of_split(questions: list[dict[str, Any]], split: Split) -> list[dict[str, Any]]:
    return [q for q in questions if split in ("all", q["split"])]


def _archive(name: str, passages: Sequence[dict[str, Any]], *, titled: bool) -> Archive:
    """XQuAD's titles are English whatever the passage's language: they would give it away."""
    documents = tuple(
        as_document(p["id"], p["text"], p["language"], p["title"] if titled else "")
        for p in passages
    )
    return Archive(name, documents, {p["id"]: p["language"] for p in passages})


def as_document(key: str, text: str, code: str, title: str) -> tuple[Document, Passage]:
    """A document that is one passage; `title` is its context."""
    language = _LANGUAGES.get(code, Language.OTHER)
    identity = hashlib.sha256(key.encode()).hexdigest()[:16]
    document = Document(identity, key, title, language, text)
    sentences = tuple(split_sentences(text, language))
    return document, Passage(identity, identity, 0, len(text), text, title, language, sentences)
