"""The lexical terms under which a passage is stored and a question looks.

One function serves both sides, so they cannot drift apart.  Each family has
its own prefix, because each bridges another gap: `w:` stems (inflection), `g:`
character 4-grams (Kazakh endings, typing errors, compounds), `n:` canonical
numbers and dates (`XXVI` = `26-шы` = "twenty-sixth"), `k:` consonant skeletons
(names across alphabets), `p:` runs of four sounds (loan words across alphabets).
"""

from __future__ import annotations

from functools import lru_cache

from qa.language.folding import Script, script_of
from qa.language.names import name_forms, name_keys
from qa.language.packs import pack_of
from qa.language.phonetics import sound_grams, sounds
from qa.language.stems import stem
from qa.language.stopwords import STOP_WORDS
from qa.language.tokens import tokenize
from qa.language.transliterate import latin_to_cyrillic
from qa.language.values import Value, ValueKind, find_values
from qa.types import Language

_PREFIX = 5
_GRAM = 4
_SHORTEST_KEY = 3
_LONGEST_ENDING = 4
_LONGEST_WORD = 40


def search_terms(text: str, language: Language) -> list[str]:
    """Terms of the text with repeats: `w:…`, `g:…`, `p:…`, `k:…` word by word, then `n:…`.

    A Kazakh or Russian text in Latin letters is read in its Cyrillic spelling.
    """
    if pack_of(language) is not None and script_of(text) is Script.LATIN:
        text = latin_to_cyrillic(text, language)
    terms: list[str] = []
    values = find_values(text)
    endings = {value.end for value in values if value.text[0].isdigit()}
    for token in tokenize(text):
        if not token.letters or len(token.word) < 2 or token.word in STOP_WORDS:
            continue
        if token.end in endings and len(token.word) <= _LONGEST_ENDING:
            continue  # the "шы" of "26-шы"
        terms.extend(_word_terms(token.word, language))
    for value in values:
        terms.extend(f"n:{term}" for term in value_terms(value))
    return terms


@lru_cache(maxsize=1 << 17)
def _word_terms(word: str, language: Language) -> tuple[str, ...]:
    terms = [f"w:{stem(word, language)[:_PREFIX]}"]
    word = word[:_LONGEST_WORD]
    padded = f"_{word}_"
    terms.extend(f"g:{padded[i : i + _GRAM]}" for i in range(max(1, len(padded) - _GRAM + 1)))
    if len(word) > 2:
        terms.extend(f"p:{gram}" for gram in sound_grams(sounds(name_forms(word)[0])))
    terms.extend(f"k:{key}" for key in name_keys(word) if len(key) >= _SHORTEST_KEY)
    return tuple(terms)


def value_terms(value: Value) -> list[str]:
    """What a value is found under: itself and its parts (a date's month and year).

    A number, an ordinal and a year of one value meet (`26 сессия`, `XXVI`).
    """
    if value.weak:
        return []
    terms: list[str] = []
    for part in value.value.split("..") if value.kind is ValueKind.RANGE else [value.value]:
        terms.append(part)
        if part.startswith("--"):
            continue
        pieces = part.split("-")
        if len(pieces) > 1 and pieces[0]:
            terms.append(pieces[0])
            terms.append(f"--{'-'.join(pieces[1:])}")
            if len(pieces) == 3:
                terms.append("-".join(pieces[:2]))
    return list(dict.fromkeys(terms))
