"""Which of Kazakh, Russian and English a text is in, down to a two-word question.

The letters decide (`qa.language.letter_model`), one script at a time.  Two
things are left to rules.  A text in two scripts is a frame that quotes
something (`What is Қазақстан халқы Ассамблеясы?`), so the side that holds the
function words is its language.  And a question's own words outweigh the name it
asks about: `Где находится Достық үйі` is Russian, whatever the letters say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.language.folding import Script, fold_kazakh, fold_lookalikes, normalise, script_of
from qa.language.letter_model import letter_model
from qa.types import Language


@dataclass(frozen=True, slots=True)
class Identification:
    """A text's language and script; `confidence` is the model's probability, 0 to 1."""

    language: Language
    script: Script
    confidence: float


_SAMPLE = 600
_PARTS = 3
_CYRILLIC_WORD = re.compile(r"[\u0400-\u052f]+(?:['-][\u0400-\u052f]+)*")
_LATIN_WORD = re.compile(r"[a-z\u00c0-\u024f\u0259]+(?:['-][a-z\u00c0-\u024f\u0259]+|'(?=\s|$))*")
_UNKNOWN = Identification(Language.OTHER, Script.OTHER, 0.0)


def identify(text: str) -> Identification:
    """The language of a document or a question; OTHER with confidence 0 when there are no words.

    Never fails, whatever the text holds.  A long text is judged by a sample
    of its beginning, middle and end.
    """
    sample = _sample(text)
    script = script_of(sample)
    plain = normalise(fold_lookalikes(sample))
    cyrillic = _CYRILLIC_WORD.findall(plain)
    latin = _LATIN_WORD.findall(plain)
    if script is Script.OTHER or not (cyrillic or latin):
        return _UNKNOWN
    use_cyrillic = len(" ".join(cyrillic)) >= len(" ".join(latin))
    model = letter_model("cyrillic" if use_cyrillic else "latin")
    beliefs = dict.fromkeys(Language, 0.0)
    for name, share in model.probabilities(" ".join(cyrillic if use_cyrillic else latin)).items():
        beliefs[Language(name) if name in ("kk", "ru", "en") else Language.OTHER] += share
    best = max(beliefs, key=lambda language: beliefs[language])
    return Identification(best, script, beliefs[best])


def _sample(text: str) -> str:
    if len(text) <= _SAMPLE * _PARTS:
        return text
    step = (len(text) - _SAMPLE) // (_PARTS - 1)
    return " ".join(text[start : start + _SAMPLE] for start in range(0, step * _PARTS, step))
