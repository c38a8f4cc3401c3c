"""`qa eval claims`: does the checker tell carried claims from altered ones?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.answering.check import Readers, nearest_signals
from qa.embedding import TokenEncoder
from qa.errors import BadInput
from qa.language.sentences import split_sentences
from qa.types import Language


@dataclass(frozen=True, slots=True)
class ClaimItem:
    """A claim, the passage it is checked against, and the truth."""

    id: str
    claim: str
    passage: str
    claim_language: Language
    passage_language: Language
    supported: bool
    kind: str
    split: str


def read_claims(data: Path) -> list[ClaimItem]:
    """Raises BadInput when the data is absent."""
    path = data / "claims" / "claims.jsonl"
    if not path.is_file():
        raise BadInput(f"no claims data at {path}; give the evaluation folder with --eval-data DIR")
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [
        ClaimItem(
            r["id"],
            r["claim"],
            r["passage"],
            Language(r["claim_lang"]),
            Language(r["passage_lang"]),
            r["supported"],
            r["kind"],
            r["split"],
        )
        for r in rows
    ]


def measure_signals(encoder: TokenEncoder, items: Sequence[ClaimItem]) -> NDArray[np.float32]:
    """Signals of each claim with its passage's nearest sentence, float32 (n, signals)."""
    readers = Readers(encoder)
    claims = readers.read([item.claim for item in items])
    rows = []
    texts = [
        [item.passage[a:b] for a, b in split_sentences(item.passage, item.passage_language)]
        for item in items
    ]
    flat = readers.read([text for sentences in texts for text in sentences])
    start = 0
    for claim, sentences in zip(claims, texts, strict=True):
        readings = flat[start : start + len(sentences)]
        start += len(sentences)
        rows.append(nearest_signals(claim, readings, sentences).row())
    return np.stack(rows)
