"""How much the letters of a text look like each language.

A softmax regression for each script over letter n-grams and whole words,
fitted by `scripts/fit_identification.py` on word lists and fragments written
for this project.  General identifiers know Kazakh only in full Cyrillic
spelling; this one was also shown Kazakh without its own letters, Kazakh in
each Latin alphabet and Russian typed in Latin, and it was shown names in every
language's fragments, so that names decide little.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MODEL_PATH = Path(__file__).with_name("letter_model.json")
_LONGEST = 4


def features(text: str) -> dict[str, float]:
    """Counts of n-grams of 1 to 4 letters within words and of whole words, damped by length.

    `text` is normalised words parted by spaces.  A word is framed with `_`,
    and a whole word is a feature of its own with frames on both sides.
    """
    words = text.split()
    counts: dict[str, float] = {}
    if not words:
        return counts
    unit = 1 / math.sqrt(len(words))
    for word in words:
        framed = f"_{word[:40]}_"
        size = len(framed)
        for length in range(1, _LONGEST + 1):
            for start in range(size - length + 1):
                gram = framed[start : start + length]
                counts[gram] = counts.get(gram, 0.0) + unit
        if size > _LONGEST:
            counts[framed] = counts.get(framed, 0.0) + unit
    return counts


@dataclass(frozen=True, slots=True)
class LetterModel:
    """Weights for one script: each n-gram's evidence for each class."""

    classes: tuple[str, ...]
    bias: tuple[float, ...]
    grams: Mapping[str, tuple[tuple[int, float], ...]]

    def probabilities(self, text: str) -> dict[str, float]:
        """Share of belief for each class; sums to 1."""
        totals = list(self.bias)
        for gram, count in features(text).items():
            for column, weight in self.grams.get(gram, ()):
                totals[column] += count * weight
        greatest = max(totals)
        powers = [math.exp(total - greatest) for total in totals]
        whole = sum(powers)
        return {name: power / whole for name, power in zip(self.classes, powers, strict=True)}


@cache
def letter_model(script: str) -> LetterModel:
    """The fitted model for `cyrillic` or `latin`, read once (about 30 ms)."""
    stored = json.loads(MODEL_PATH.read_text("utf-8"))
    scale = stored["scale"]
    part = stored[script]
    return LetterModel(
        classes=tuple(part["classes"]),
        bias=tuple(value / scale for value in part["bias"]),
        grams={
            gram: tuple((column, weight / scale) for column, weight in pairs)
            for gram, pairs in part["grams"].items()
        },
    )
