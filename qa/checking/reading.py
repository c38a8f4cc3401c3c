"""A sentence prepared for comparison: its vectors, and what is found in its words.

Vectors come from one forward pass and are made for every sentence; names,
numbers and negations are found only where a comparison asks for them.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qa.checking.exonyms import find_exonyms
from qa.checking.negation import Negation, negations
from qa.embedding import TokenEmbedding
from qa.embedding.encoder import pooled
from qa.kept import remember
from qa.language.folding import Script, fold_kazakh, script_of
from qa.language.identify import identify
from qa.language.names import find_names
from qa.language.packs import either
from qa.language.stopwords import STOP_WORDS
from qa.language.transliterate import latin_to_cyrillic
from qa.language.values import Value, find_values
from qa.types import Language, Span

Array = NDArray[np.float32]

_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_HIDDEN = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
WORD = re.compile(r"\w[\w’']*")


# Endings that tell a name from a word which is written large because it comes first.
_SURNAME = re.compile(
    rf"\w(?:{either(lambda pack: pack.names.written_ends)})"
    rf"(?:{either(lambda pack: pack.names.written_cases)})?$"
)
# Fewer words without capitals may be of none of the three languages by chance.
_ENOUGH = 3


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A sentence as the comparison needs it; `states` are centred unit rows (t, d).

    `vector` (d,) is centred by language too, of unit length.
    """

    text: str
    language: Language
    vector: Array
    states: Array
    offsets: NDArray[np.int32]

    def tokens(self, span: Span) -> NDArray[np.bool_]:
        """Which tokens overlap the span, bool (t,)."""
        inside: NDArray[np.bool_] = (self.offsets[:, 0] < span.end) & (
            self.offsets[:, 1] > span.start
        )
        return inside


class NameWord(NamedTuple):
    """One word of a name; words of one name share `run`."""

    text: str
    span: Span
    run: int


@dataclass(frozen=True, slots=True)
class Content:
    """What a sentence's words hold; `openers` begin the sentence and may be names."""

    values: tuple[Value, ...]
    names: tuple[NameWord, ...]
    openers: tuple[NameWord, ...]
    exonyms: tuple[tuple[str, Span], ...]
    negations: tuple[Negation, ...]
    words: tuple[tuple[str, Span], ...]


def read(
    text: str, embedding: TokenEmbedding, vector: Array, centre: Array, language: Language
) -> Reading:
    """Prepare a sentence; `vector` (d,) is its centred one, `centre` (d,) the mean token state of
    its language."""
    states = embedding.states - centre
    states /= np.maximum(np.linalg.norm(states, axis=1, keepdims=True), 1e-9)
    return Reading(text, language, vector, states, embedding.offsets)


def joined(first: Reading, second: Reading) -> Reading:
    """Two neighbouring sentences as one."""
    shift = len(first.text) + 1
    vector = first.vector + second.vector
    return Reading(
        f"{first.text} {second.text}",
        first.language,
        vector / max(float(np.linalg.norm(vector)), 1e-9),
        np.concatenate([first.states, second.states]),
        np.concatenate([first.offsets, second.offsets + shift]),
    )


def part_of(whole: Reading, span: Span) -> Reading:
    """A part of a sentence as it was read within the whole: what a word means there is told by
    what stands around it, and nothing is encoded again."""
    inside = whole.tokens(span)
    states = whole.states[inside]
    return Reading(
        whole.text[span.start : span.end],
        whole.language,
        pooled(states),
        states,
        np.clip(whole.offsets[inside] - span.start, 0, span.end - span.start),
    )


def plain(text: str) -> str:
    """What a person sees: composed letters, no markup, nothing invisible."""
    text = _ZERO_WIDTH.sub("", unicodedata.normalize("NFC", text))
    if "<" not in text and "&" not in text:
        return text
    return html.unescape(_TAG.sub(" ", _HIDDEN.sub(" ", text)))


def in_cyrillic(text: str) -> str:
    """The text as its language writes it in Cyrillic, where it is Kazakh or Russian in Latin
    letters: names, numbers and negations are known in that spelling, and to the model."""
    if not text.strip() or script_of(text) is not Script.LATIN:
        return text
    return latin_to_cyrillic(text, language_of(text))


def as_read(text: str) -> str:
    """A sentence as it is compared, and encoded where no index has read it."""
    return in_cyrillic(plain(text))


@remember
def language_of(text: str) -> Language:
    """The language of a sentence, by the words that are no names: an English sentence about
    Daniyar Omarov is spelt like a Kazakh one."""
    plain_words = [word for word in WORD.findall(text) if word[0].islower()]
    found = identify(" ".join(plain_words)).language
    few = len(plain_words) < _ENOUGH and found is Language.OTHER
    return identify(text).language if few else found


@lru_cache(maxsize=4096)
def content(text: str, language: Language) -> Content:
    """What the words of a sentence hold, kept for the next comparison."""
    return Content(
        find_values(text),
        tuple(_name_words(text, weak=False)),
        tuple(_name_words(text, weak=True)),
        find_exonyms(text),
        tuple(negations(text, language)),
        tuple((match.group(), Span(*match.span())) for match in WORD.finditer(text)),
    )


def may_name(word: str) -> bool:
    """Whether a word is long enough to be a name; of two letters both are capitals (`РК`)."""
    return len(word) > 2 or (len(word) == 2 and word.isupper())


@lru_cache(maxsize=1 << 16)
def is_function_word(word: str) -> bool:
    """Whether a word is too common to stand for anything."""
    return fold_kazakh(word.lower()) in STOP_WORDS


def _name_words(text: str, weak: bool) -> list[NameWord]:
    """The words of the weak or the other names in a sentence, without initials."""
    found = []
    for run, name in enumerate(find_names(text)):
        if name.quoted or (name.weak and not _SURNAME.search(name.text)) is not weak:
            continue
        for match in WORD.finditer(name.text):
            word = match.group()
            if may_name(word) and not word.isdigit() and not is_function_word(word):
                span = Span(name.start + match.start(), name.start + match.end())
                found.append(NameWord(word, span, run))
    return found
