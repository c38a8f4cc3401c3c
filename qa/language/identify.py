"""Which language a text is in, of those that have a pack, down to a two-word question.

The letters decide (`qa.language.letter_model`), one script at a time.  Two
things are left to rules.  A text in two scripts is a frame that quotes
something (`What is Қазақстан халқы Ассамблеясы?`), so the side that holds the
function words is its language.  And a question's own words outweigh the name it
asks about: `Где находится Достық үйі` is Russian, whatever the letters say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from qa.kept import remember
from qa.language.folding import Script, fold_kazakh, fold_lookalikes, normalise, script_of
from qa.language.letter_model import letter_model
from qa.language.packs import merged, packs
from qa.types import Language


@dataclass(frozen=True, slots=True)
class Identification:
    """A text's language and script; `confidence` is the model's probability, 0 to 1."""

    language: Language
    script: Script
    confidence: float


# Words of questions in languages that have no pack.
_FOREIGN = Path(__file__).with_name("foreign.txt")
_FRAME = dict.fromkeys(_FOREIGN.read_text("utf-8").split(), Language.OTHER) | {
    word: pack.language for pack in packs() for word in pack.words.frames
}
_PARTICLES = frozenset(merged(lambda pack: pack.words.closing))
# "What" of one language may be a word of another: a frame only at the end of a few words.
_CLOSING_WHAT = {word: pack.language for pack in packs() for word in pack.words.closing_what}
_ASKING_ANYWHERE = {Language.OTHER} | {p.language for p in packs() if not p.words.asks_first}
_SHORT = 12
_FEW = 3
_LIKELY = 0.6
_SAMPLE = 600
_PARTS = 3
_CYRILLIC_WORD = re.compile(r"[\u0400-\u052f]+(?:['-][\u0400-\u052f]+)*")
_LATIN_WORD = re.compile(r"[a-z\u00c0-\u024f\u0259]+(?:['-][a-z\u00c0-\u024f\u0259]+|'(?=\s|$))*")
_LANGUAGES = {language.value: language for language in Language}
_UNKNOWN = Identification(Language.OTHER, Script.OTHER, 0.0)


@remember
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
    words = _framing_side(cyrillic, latin)
    script_model = letter_model("cyrillic" if words is cyrillic else "latin")
    beliefs = dict.fromkeys(Language, 0.0)
    for name, share in script_model.probabilities(" ".join(words)).items():
        beliefs[_LANGUAGES.get(name, Language.OTHER)] += share
    beliefs = _weigh(beliefs, words)
    best = max(beliefs, key=lambda language: beliefs[language])
    return Identification(best, script, beliefs[best])


def _weigh(beliefs: dict[Language, float], words: list[str]) -> dict[Language, float]:
    """The letters' beliefs with what they cannot know: who asks here, and how questions begin.

    Few people ask in other languages, so those need better evidence the fewer
    the words.  A question's frame moves belief between ours,
    not from OTHER once that is likely.
    """
    odds = dict(beliefs)
    odds[Language.OTHER] *= 0.2 if len(words) < _FEW else 0.5
    frame = _frame(words)
    if frame is not None and (beliefs[Language.OTHER] < _LIKELY or _closing(words)):
        for language in odds:
            odds[language] = odds[language] / 4 + (0.75 if language is frame else 0.0)
    whole = sum(odds.values())
    return {language: share / whole for language, share in odds.items()}


def _framing_side(cyrillic: list[str], latin: list[str]) -> list[str]:
    """The words of the script that asks; the longer side if both or neither do."""
    asks_cyrillic, asks_latin = (any(map(_framed, words)) for words in (cyrillic, latin))
    if asks_cyrillic != asks_latin and len(cyrillic) + len(latin) <= _SHORT:
        return cyrillic if asks_cyrillic else latin
    return cyrillic if len(" ".join(cyrillic)) >= len(" ".join(latin)) else latin


def _framed(word: str) -> Language | None:
    return _FRAME.get(fold_kazakh(word))


def _frame(words: list[str]) -> Language | None:
    """The language of a short question that begins with its question word, or ends with a
    particle that asks, and has no other language's."""
    if len(words) > _SHORT:
        return None
    found = {language for word in words if (language := _framed(word)) is not None}
    if not found and 1 < len(words) <= _FEW and words[-1] in _CLOSING_WHAT:
        return _CLOSING_WHAT[words[-1]]
    if len(found) != 1:
        return None
    # Where a question may be asked in its middle, the place says nothing.
    asks_first = any(map(_framed, words[:2])) or _closing(words)
    return found.pop() if asks_first or found <= _ASKING_ANYWHERE else None


def _closing(words: list[str]) -> bool:
    """Whether a particle behind the verb makes a question of the words."""
    return len(words) > 1 and words[-1] in _PARTICLES


def _sample(text: str) -> str:
    if len(text) <= _SAMPLE * _PARTS:
        return text
    step = (len(text) - _SAMPLE) // (_PARTS - 1)
    return " ".join(text[start : start + _SAMPLE] for start in range(0, step * _PARTS, step))
