"""Claims with the sources they are checked against, and what is true of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.checking.check import Source
from qa.evaluation.datasets import read_lines
from qa.types import Language

SETS = ("news", "second", "altered")
"""`news` is the evaluation data; the others lie in `tests/archive`: claims on the documents of
the second archive, and sentences in three languages with altered copies."""

SECOND = Path("tests/archive")


@dataclass(frozen=True, slots=True)
class ClaimItem:
    """A claim, the passage that decides it, and the truth.

    `kind` says what the claim is: supported, or how it was made false.
    `sources` are what it is checked against where that is more than the passage.
    """

    id: str
    claim: str
    passage: str
    claim_language: Language
    passage_language: Language
    supported: bool
    kind: str
    split: str
    sources: tuple[Source, ...] = ()

    @property
    def pair(self) -> str:
        return f"{self.claim_language}→{self.passage_language}"


def read_claims(data: Path) -> list[ClaimItem]:
    """The items of `claims/claims.jsonl`.  Raises BadInput when it is absent."""
    return [
        ClaimItem(
            row["id"],
            row["claim"],
            row["passage"],
            Language(row["claim_lang"]),
            Language(row["passage_lang"]),
            row["supported"],
            row["kind"],
            row["split"],
        )
        for row in read_lines(data / "claims" / "claims.jsonl")
    ]


def read_second(folder: Path = SECOND) -> list[ClaimItem]:
    """Claims on the second archive, each checked against all its documents."""
    files = sorted((folder / "documents").glob("*.txt"))
    sources = tuple(Source(path.name, path.read_text(encoding="utf-8")) for path in files)
    texts = {source.id: source.text for source in sources}
    return [
        ClaimItem(
            row["id"],
            row["claim"],
            texts[row["doc"]],
            Language(row["lang"]),
            Language(row["doc"][:2]),
            row["kind"] == "supported",
            row["kind"],
            row["split"],
            sources,
        )
        for row in read_lines(folder / "claims.jsonl")
    ]


def read_altered(folder: Path = SECOND) -> list[ClaimItem]:
    """Every sentence and its altered copy, in each language, against the sentence in each other."""
    return [
        item
        for number, row in enumerate(read_lines(folder / "altered.jsonl"))
        for item in _altered(f"alt-{number:03}", row)
    ]


def _altered(key: str, row: dict[str, Any]) -> Iterator[ClaimItem]:
    languages = [Language(code) for code in row["true"]]
    for claim_language in languages:
        for language in languages:
            if claim_language is language:
                continue
            for supported in (True, False):
                yield ClaimItem(
                    f"{key}-{claim_language}-{language}-{'true' if supported else 'false'}",
                    row["true" if supported else "false"][claim_language.value],
                    row["true"][language.value],
                    claim_language,
                    language,
                    supported,
                    "supported" if supported else row["kind"],
                    row["split"],
                )
