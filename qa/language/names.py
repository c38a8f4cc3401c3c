"""Keys under which the spellings of a name meet, and names found in a text.

A key is exact and cheap, so it is what an index stores; `name_similarity` is
graded and catches what keys miss (`Hale`, `Хейл` of one consonant, a doubtful
ending).  Case endings come off first: `Тоқаевтың`, `Токаеву`, `Tokayev's`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from qa.kept import remember
from qa.language.folding import fold_lookalikes, normalise
from qa.language.packs import either, merged
from qa.language.phonetics import likeness, skeleton, sounds
from qa.language.roman import roman_value
from qa.language.stopwords import STOP_WORDS
from qa.language.tokens import Token, tokenize

_CERTAIN = re.compile(either(lambda pack: pack.names.certain))
_CASES = either(lambda pack: pack.names.cases)
_AFTER_SURNAME = re.compile(
    f"(?<=\\w)(?P<name>{either(lambda pack: pack.names.surnames)})(?:{_CASES})$"
)
_DOUBTFUL = re.compile(either(lambda pack: pack.names.doubtful))


@lru_cache(maxsize=1 << 16)
def name_forms(word: str) -> tuple[str, ...]:
    """The name without its certain ending, then without a doubtful one too."""
    word = normalise(word if word.isascii() else fold_lookalikes(word))
    word = _CERTAIN.sub("", word)
    match = _AFTER_SURNAME.search(word)
    if match:
        word = word[: match.end("name")]
    shorter = _DOUBTFUL.sub("", word)
    return (word,) if shorter == word else (word, shorter)


def name_key(word: str) -> str:
    """The consonants of a name as sound classes, without sure case endings; "" for no letters.

    `Тоқаевтың`, `Токаевым`, `Tokayev's` → `tkv`.  A vowel at the start counts as `a`.
    """
    return skeleton(sounds(name_forms(word)[0]))


@lru_cache(maxsize=1 << 16)
def name_keys(word: str) -> tuple[str, ...]:
    """Every key the word may be filed under: `name_key` first, then other readings.

    Other readings drop a doubtful ending (`Джессика` → `jsk`, `js`) or take a
    letter for its second sound (g in `George`, ch in `Michael`, Г in `Гитлер`).
    """
    keys = [skeleton(sounds(form)) for form in name_forms(word)]
    keys.extend(skeleton(sounds(form)) for form in _other_sounds(name_forms(word)[0]))
    return tuple(dict.fromkeys(key for key in keys if key))


def _other_sounds(word: str) -> list[str]:
    if "г" in word:
        return [word.replace("г", "х", 1)] if word.startswith("г") else []
    readings = []
    if re.search("g[eiy]", word):
        readings.append(re.sub("g(?=[eiy])", "j", word))
    if re.search("(?<!h)ch", word):
        readings.append(word.replace("ch", "k"))
    return readings


ONE_NAME = 0.72
"""From this likeness of sounds on two words are taken for one name."""


def name_similarity(a: str, b: str, least: float = 0.0) -> float:
    """How surely two words of any alphabet spell one name, in [0, 1]; 1 for the same sounds, and
    0 where it is surely below `least`."""
    return max(likeness(x, y, least) for x in _heard(a) for y in _heard(b))


@lru_cache(maxsize=1 << 16)
def _heard(word: str) -> tuple[str, ...]:
    """The sounds of a word in each of its forms and readings."""
    forms = name_forms(word)
    readings = (sounds(form) for form in (*forms, *_other_sounds(forms[0])))
    return tuple(dict.fromkeys(readings))


_ONE_WORD = 0.8
_LEAST_SOUND = 5


def sounds_alike(a: str, b: str) -> bool:
    """Whether two words, of five letters at least, are one that both languages borrowed."""
    return min(len(a), len(b)) >= _LEAST_SOUND and name_similarity(a, b) >= _ONE_WORD


@dataclass(frozen=True, slots=True)
class Name:
    """A capitalised run: `text == given[start:end]`.

    `keys` has one `name_key` a word, initials left out; `initials` are their
    capitals in order (`Н.Ә.Назарбаев` → `НӘ`).  A `weak` name is one word at the
    start of a sentence, perhaps no name at all.  `quoted` marks a title in
    quotation marks, `acronym` letters such as ҚХА.
    """

    text: str
    start: int
    end: int
    keys: tuple[str, ...]
    initials: str = ""
    weak: bool = False
    quoted: bool = False
    acronym: bool = False


_PARTICLES = frozenset(merged(lambda pack: pack.names.particles))
HYPHENS = frozenset("-‑–")
_GENITIVE = re.compile(either(lambda pack: pack.names.genitive))
_ENDERS = frozenset(".!?…:;•*—–)")
_QUOTES = {"«": "»", "“": "”", "„": "“", '"': '"'}
_LONGEST_TITLE = 200


@remember
def find_names(text: str) -> tuple[Name, ...]:
    """Names in the text in order; titles in quotation marks come besides the names inside."""
    tokens = tokenize(text)
    lower = {token.word for token in tokens if token.letters and token.raw.islower()}
    names: list[Name] = []
    index = 0
    while index < len(tokens):
        if tokens[index].raw in _QUOTES:
            title = _quoted(text, tokens, index)
            if title is not None:
                names.append(title)
        if not _is_capital(tokens[index]):
            index += 1
            continue
        stop = _run_end(text, tokens, index)
        name = _name(text, tokens, index, stop, lower)
        if name is not None:
            names.append(name)
        index = max(stop, index + 1)
    return tuple(names)


def candidate_name_keys(text: str) -> tuple[str, ...]:
    """Keys of every longer word, for a question typed without capitals."""
    keys: dict[str, None] = {}
    for token in tokenize(text):
        if token.letters and len(token.word) > 2 and token.word not in STOP_WORDS:
            keys.update(dict.fromkeys(name_keys(token.raw)))
    return tuple(keys)


def _is_capital(token: Token) -> bool:
    return token.letters and token.raw[0].isupper()


def _is_initial(tokens: list[Token], index: int) -> bool:
    """`С.` of `С.Абдрахманов`, `Ю.` and `Дж.`."""
    token = tokens[index]
    dotted = index + 1 < len(tokens) and tokens[index + 1].raw == "."
    return dotted and token.letters and token.raw[0].isupper() and len(token.raw) <= 2


def _run_end(text: str, tokens: list[Token], index: int) -> int:
    """Index after the capitalised run that starts at `index`.

    Initials begin a run of their own and take one surname (`І.Буларов Тараз`
    is two names), except in Latin letters (`George W. Bush`) or at its end
    (`Тоқаев Қ.К.`).
    """
    at, initialled, surnames = index, _is_initial(tokens, index), 0
    while at < len(tokens) and not (initialled and surnames):
        if _is_initial(tokens, at):
            at = _past_initials(tokens, at, index, initialled)
            if at < 0:
                return -at
        elif _is_capital(tokens[at]) and not _is_numeral(tokens[at]):
            at, surnames = _past_hyphenated(tokens, at), surnames + 1
            if _GENITIVE.search(tokens[at - 1].word):
                break  # what follows is owned by the name
        elif at > index and _is_particle(tokens, at):
            at += 1
        else:
            break
        if at < len(tokens) and "\n" in text[tokens[at - 1].end : tokens[at].start]:
            break
    return at


def _past_initials(tokens: list[Token], at: int, index: int, initialled: bool) -> int:
    """Index after initials, negative when the run ends there (or before them)."""
    stop = at
    while stop < len(tokens) and _is_initial(tokens, stop):
        stop += 2
        if stop + 1 < len(tokens) and tokens[stop].raw in HYPHENS and _is_initial(tokens, stop + 1):
            stop += 1  # `Қ.-Ж.`
    followed = stop < len(tokens) and _is_capital(tokens[stop])
    if at == index or initialled or (tokens[at].raw.isascii() and followed):
        return stop
    return -at if followed else -stop


def _past_hyphenated(tokens: list[Token], at: int) -> int:
    """Index after a capitalised word and the capitalised parts hyphened to it."""
    at += 1
    while (
        at + 1 < len(tokens)
        and tokens[at].raw in HYPHENS
        and tokens[at - 1].end == tokens[at].start
        and tokens[at].end == tokens[at + 1].start
        and _is_capital(tokens[at + 1])
    ):
        at += 2
    return at


def _is_particle(tokens: list[Token], at: int) -> bool:
    following = at + 1 < len(tokens) and _is_capital(tokens[at + 1])
    return tokens[at].word in _PARTICLES and following


def _is_numeral(token: Token) -> bool:
    return len(token.raw) > 1 and roman_value(token.raw) is not None


def _starts_sentence(text: str, tokens: list[Token], index: int) -> bool:
    if index == 0:
        return True
    before = tokens[index - 1]
    gap = text[before.end : tokens[index].start]
    if "\n" in gap:
        return True
    if before.raw in _QUOTES or before.raw in "-–—":
        return True
    return before.raw in _ENDERS and not (before.raw == "." and _is_initial(tokens, index - 2))


def _name(text: str, tokens: list[Token], index: int, stop: int, lower: set[str]) -> Name | None:
    """The run as a name, or None when it is only a sentence's first word."""
    first = index
    opens = _starts_sentence(text, tokens, index) and not _is_initial(tokens, index)
    if opens and (tokens[first].word in STOP_WORDS or tokens[first].word in lower):
        first += 1
    while stop > first and not tokens[stop - 1].letters and tokens[stop - 1].raw != ".":
        stop -= 1
    if first >= stop:
        return None
    keys: list[str] = []
    initials = ""
    at = first
    while at < stop:
        if _is_initial(tokens, at):
            initials += tokens[at].raw[0]
            at += 2
            continue
        if tokens[at].letters and tokens[at].word not in _PARTICLES:
            keys.append(name_key(tokens[at].raw))
        at += 1
    keys = [key for key in keys if key]
    if not keys:
        return None
    start, end = tokens[first].start, tokens[stop - 1].end
    lone = stop - first == 1
    acronym = lone and 2 <= len(tokens[first].raw) <= 7 and tokens[first].raw.isupper()
    weak = lone and opens and first == index and not acronym
    return Name(text[start:end], start, end, tuple(keys), initials, weak, acronym=acronym)


def _quoted(text: str, tokens: list[Token], index: int) -> Name | None:
    """A short title in quotation marks that begins with a capital or digit."""
    closing = _QUOTES[tokens[index].raw]
    limit = tokens[index].end + _LONGEST_TITLE
    end = text.find(closing, tokens[index].end, limit)
    if end < 0 or "\n" in text[tokens[index].end : end]:
        return None
    start = tokens[index].end
    inner = text[start:end].strip()
    if not inner or not (inner[0].isupper() or inner[0].isdigit()):
        return None
    keys = tuple(key for token in tokenize(inner) if token.letters and (key := name_key(token.raw)))
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return Name(inner, start, start + len(inner), keys, quoted=True)
