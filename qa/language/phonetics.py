"""Sounds of a name, whatever alphabet it is written in.

`Тоқаев`, `Токаев`, `Tokayev` and `Toqaev` share consonants and differ in
nearly every other letter.  So both alphabets are read into one small set of
sounds, spellings of one sound fall together (k, q, c; kh, h; zh, j), and
vowels, which transliteration and English spelling hardly keep, weigh little.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate

from qa.language.folding import normalise

VOWELS = frozenset("aeiou")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_CYRILLIC_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("^у(?=[аеиоыэ])", "в"),
        ("дж", "j"),
        ("дз", "s"),
        ("т[чш]", "c"),
        ("т[сц]", "C"),
    )
)
_CYRILLIC_SOUNDS = str.maketrans(
    {
        **dict(zip("бвгғджзйкқлмнңпрстфхһцчшщ", "bvggdjsikklmnnprstfhhCcxx", strict=True)),
        **dict(zip("аәеёиоөуұүыіэюяї", "aaeeioouuuiieuai", strict=True)),
        "ъ": "", "ь": "", "'": "",
    }
)  # fmt: skip
# Capitals stand for digraphs until the single letters are read.
_LATIN_RULES = tuple(
    (re.compile(pattern), sounds)
    for pattern, sounds in (
        ("(?:t|ss?)ion", "Wion"),
        ("cy$", "Wi"),
        ("shch|sch|sh|ş|š", "X"),
        ("tch|ch|ç|č|cz", "Q"),
        ("zh|ž|dzh|dj", "J"),
        ("kh", "H"),
        ("ght", "t"),
        ("gh", "g"),
        ("ph", "f"),
        ("eu", "ev"),
        ("th", "t"),
        ("ts|tz", "W"),
        ("^wr", "r"),
        ("^kn", "n"),
        ("ck", "k"),
        ("qu", "kv"),
        ("^x", "s"),
        ("x", "ks"),
        ("c(?=[eiyéí])", "s"),
        ("c", "k"),
        ("(?<=[aeo])w", "u"),
        ("(?<=[aeiou])h(?![aeiouy])", ""),
        ("(?<=[^aeiouy])e$", ""),
        ("y([auo])", r"\1"),
    )
)
_LATIN_SOUNDS = str.maketrans(
    {
        **dict(zip("bdfghjklmnpqrstvwyzXQJHWğǵñńß", "bdfghjklmnpkrstvvisxcjhCggnns", strict=True)),
        **dict(zip("äáàâãåéèêëíìîïıóòôöõøúùûüūý", "aaaaaaeeeeiiiiioooooouuuuui", strict=True)),
        "'": "", "ł": "l", "đ": "d", "ř": "r",
    }
)  # fmt: skip
_REPEAT = re.compile(r"(.)\1+")
_NOT_SOUND = re.compile("[^bvgdjsklmnprtfhCcxaeiou]")


@lru_cache(maxsize=1 << 16)
def sounds(word: str) -> str:
    """The word as a string of sounds: consonants `bvgdjsklmnprtfhCcx`, vowels `aeiou`, no repeats.

    `C` is ц, `c` ч, `x` ш and щ; s and з are one sound, as are g and ғ, h and х.
    """
    word = normalise(word)
    if _CYRILLIC.search(word):
        rules, letters = _CYRILLIC_RULES, _CYRILLIC_SOUNDS
    else:
        rules, letters = _LATIN_RULES, _LATIN_SOUNDS
    for pattern, sound in rules:
        word = pattern.sub(sound, word)
    return _REPEAT.sub(r"\1", _NOT_SOUND.sub("", word.translate(letters)))


def skeleton(heard: str) -> str:
    """Consonants of a string of sounds, `a` for any vowel at its start; ц falls in with s."""
    consonants = "".join(sound for sound in heard if sound not in VOWELS).replace("C", "s")
    return ("a" if heard[:1] in VOWELS else "") + consonants


_MERGED = str.maketrans("euC", "ios")
_GRAM = 4


@lru_cache(maxsize=1 << 16)
def sound_grams(heard: str) -> tuple[str, ...]:
    """Runs of four sounds, `_` at both ends; e falls in with i, u with o, ц with s.

    Loan words meet in part across alphabets: `революция` and `revolutionary`.
    """
    padded = "_" + _REPEAT.sub(r"\1", heard.translate(_MERGED)) + "_"
    return tuple(padded[i : i + _GRAM] for i in range(max(1, len(padded) - _GRAM + 1)))


_NEAR = {
    **dict.fromkeys(("gh", "kh", "gk", "sC", "cC", "cx", "jc", "sx", "vf"), 0.35),
    **dict.fromkeys(("dt", "bp", "jg", "js", "jx", "bv", "tC", "ck", "ts", "jd"), 0.5),
    "mn": 0.7,
}
_COST = {pair: cost for near, cost in _NEAR.items() for pair in (near, near[::-1])}
_VOWEL, _VOWEL_CHANGED, _GLIDE = 0.25, 0.2, 0.45


def _dropped(sound: str, first: bool) -> float:
    if sound in VOWELS:
        return 2 * _VOWEL if first else _VOWEL
    return 0.5 if sound == "h" else 1.0


def _changed(a: str, b: str, first: bool) -> float:
    if a == b:
        return 0.0
    if a in VOWELS and b in VOWELS:
        return 2 * _VOWEL_CHANGED if first else _VOWEL_CHANGED
    if a in VOWELS or b in VOWELS:
        return _GLIDE if {a, b} & {"v", "j"} else 1.2
    return _COST.get(a + b, 1.0)


_SOUNDS = "bvgdjsklmnprtfhCcxaeiou"
# Looked up millions of times where names are compared, so made once.
_DROP = {sound: _dropped(sound, first=False) for sound in _SOUNDS}
_CHANGE = {a: {b: _changed(a, b, first=False) for b in _SOUNDS} for a in _SOUNDS}


@lru_cache(maxsize=1 << 16)
def likeness(a: str, b: str, least: float = 0.0) -> float:
    """How alike two strings of sounds are, in [0, 1]: one minus their weighted edit distance.

    The distance is divided by the mean weight of the two strings; a change of
    vowels weighs a fifth of a change of consonants.  0 where it is surely below `least`.
    """
    if not a or not b:
        return 0.0
    weight = sum(_DROP[sound] for sound in a + b) / 2
    most = (1.0 - least) * weight
    if least and (_unmatched(a, b) > most or _unmatched(b, a) > most):
        return 0.0
    drops = [_dropped(b[0], first=True), *(_DROP[sound] for sound in b[1:])]
    row = list(accumulate(drops, initial=0.0))
    for i, sound in enumerate(a):
        drop, change = (_DROP[sound] if i else _dropped(sound, first=True)), _CHANGE[sound]
        left, diagonal = row[0] + drop, row[0]
        next_row = [left]
        for j, other in enumerate(b):
            above = row[j + 1]
            changed = change[other] if i or j else _changed(sound, other, first=True)
            left += drops[j]
            if above + drop < left:
                left = above + drop
            if diagonal + changed < left:
                left = diagonal + changed
            next_row.append(left)
            diagonal = above
        row = next_row
    return max(0.0, 1.0 - row[-1] / weight)


def _unmatched(sounds: str, other: str) -> float:
    """What it costs at least to drop or change each sound into any of the other word's, wherever
    it stands: no more than their distance."""
    return sum(map(_cheapest(other).__getitem__, sounds))


@lru_cache(maxsize=1 << 14)
def _cheapest(word: str) -> dict[str, float]:
    """For every sound the least cost to be dropped or changed into one of the word's."""
    own = set(word)
    return {sound: min(_DROP[sound], *(_CHANGE[sound][x] for x in own)) for sound in _SOUNDS}
