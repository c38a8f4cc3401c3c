"""A tiny reader with random weights over a tiny encoder, and results for it to read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.answering.learned import ANSWERABLE_SIGNS, SENTENCE_SIGNS
from qa.answering.reader_file import write
from qa.embedding.fast import FastEncoder
from qa.embedding.weights import map_tensors
from qa.language.sentences import split_sentences
from qa.retrieval.search import SearchResult
from qa.types import Document, Hit, Language, Passage
from tests.embedding.tiny_models import make_model

LOWER, HIDDEN = 1, 32
ENCODER = "tiny@0123456789abcdef"


def make_encoder(folder: Path) -> FastEncoder:
    """Two layers, 32 wide, at most 32 tokens."""
    make_model(folder, "bert")
    return FastEncoder(folder, ENCODER, threads=1)


def tensors(encoder: FastEncoder, seed: int = 1) -> dict[str, NDArray[np.float32]]:
    """The encoder's own upper layer and random heads."""
    chance = np.random.default_rng(seed)
    known = map_tensors(encoder.folder.path / "model.safetensors")
    made = {
        name.removeprefix("bert."): np.array(tensor, np.float32)
        for name, tensor in known.items()
        if "encoder.layer.1." in name
    }
    for head in ("sentence", "passage"):
        made |= {
            f"{head}.pool": chance.normal(size=HIDDEN),
            f"{head}.inner.weight": chance.normal(size=(HIDDEN, HIDDEN)),
            f"{head}.inner.bias": chance.normal(size=HIDDEN),
            f"{head}.outer.weight": chance.normal(size=(1, HIDDEN)),
            f"{head}.outer.bias": chance.normal(size=1),
        }
    made |= {
        "segment": chance.normal(size=(2, HIDDEN)),
        "span.weight": chance.normal(size=(2, HIDDEN)),
        "span.bias": chance.normal(size=2),
    }
    return {name: tensor.astype(np.float32) for name, tensor in made.items()}


def manifest(**changes: object) -> dict[str, object]:
    return {
        "encoder": ENCODER,
        "lower": LOWER,
        "weighing": {
            "sentence": dict.fromkeys(SENTENCE_SIGNS, 1.0),
            "answerable": dict.fromkeys(ANSWERABLE_SIGNS, 1.0),
            "bias": -1.0,
            "passage": [1.0, 0.0],
        },
    } | changes


def write_reader(folder: Path, encoder: FastEncoder, **changes: object) -> Path:
    write(folder, tensors(encoder), manifest(**changes))
    return folder


def found(*texts: str, context: str = "") -> SearchResult:
    """Hits of one passage each, behind a heading that is no part of them."""
    hits, sentences = [], []
    for number, text in enumerate(texts):
        document = Document(f"d{number}", f"{number}.txt", "", Language.ENGLISH, f"Title\n\n{text}")
        spans = tuple(
            span for span in split_sentences(document.text, document.language) if span.start >= 7
        )
        passage = Passage(
            f"p{number}",
            document.id,
            7,
            len(document.text),
            text,
            context,
            document.language,
            spans,
        )
        hits.append(Hit(passage, document, 1.0 - number / 10))
        late = np.linspace(0.9 - number / 10, 0.1, len(spans), dtype=np.float32)
        sentences.append(np.stack([late, late / 2], axis=1))
    return SearchResult(tuple(hits), sentences=tuple(sentences))
