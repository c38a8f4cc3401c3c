"""Spellings that people use instead of the proper one: training material for identification.

Each function maps a Cyrillic word or text to one way of writing it: the four
Latin alphabets of Kazakh, informal Latin Kazakh, informal Latin Russian, and
Kazakh typed with Russian letters only.
"""

from __future__ import annotations

import random

_SHARED = dict(zip("абвгдезклмнопрстфцэъь", "abvgdezklmnoprstf", strict=False))
_SHARED |= {"ц": "ts", "э": "e", "ъ": "", "ь": "", "ё": "io"}

KAZAKH_2021 = _SHARED | dict(zip("әғжийқңөұүухһшыі", "äğjiiqñöūüuhhşyı", strict=True))
KAZAKH_2021 |= {"ч": "ch", "щ": "şş", "ю": "iu", "я": "ia"}
KAZAKH_2018 = _SHARED | dict(zip("әғжийқңөұүухһыі", "áǵjııqńóuúýhhyi", strict=True))
KAZAKH_2018 |= {"ш": "sh", "ч": "ch", "щ": "sh", "ю": "ıý", "я": "ıa"}
KAZAKH_2017 = dict(KAZAKH_2018)
KAZAKH_2017 |= {"ә": "a'", "ғ": "g'", "ң": "n'", "ө": "o'", "ү": "u'", "у": "y'"}
KAZAKH_2017 |= {"и": "i'", "й": "i'", "ш": "s'", "ч": "c'", "ю": "i'y'", "я": "i'a"}
KAZAKH_AGENCY = _SHARED | dict(zip("әғжийқңөұүухһшыіч", "äğjïyqñöuüwxhşıiç", strict=True))
KAZAKH_AGENCY |= {"щ": "şç", "ю": "yw", "я": "ya"}

_INFORMAL_CHOICES = {
    "ә": "a",
    "ғ": ["g", "g", "gh"],
    "ж": ["j", "j", "zh"],
    "и": "i",
    "й": ["i", "y"],
    "қ": ["q", "q", "k"],
    "ң": ["n", "n", "ng"],
    "ө": "o",
    "ұ": "u",
    "ү": "u",
    "у": ["u", "u", "w"],
    "х": ["h", "kh"],
    "һ": "h",
    "ш": "sh",
    "ч": "ch",
    "щ": "sh",
    "ы": ["y", "y", "i"],
    "і": "i",
    "ю": ["yu", "iu"],
    "я": ["ya", "ia"],
}
_RUSSIAN_CHOICES = {
    "ж": ["zh", "zh", "j"],
    "и": "i",
    "й": ["y", "i", "j"],
    "у": "u",
    "х": ["h", "kh", "x"],
    "ц": ["ts", "c"],
    "ч": "ch",
    "ш": "sh",
    "щ": ["sch", "shch", "sh"],
    "ы": ["y", "y", "i"],
    "ь": ["", "", "'"],
    "ю": ["yu", "iu", "ju"],
    "я": ["ya", "ia", "ja"],
    "ё": ["e", "yo"],
    "ә": "a",
}

_PLAIN = str.maketrans("әғқңөұүһі", "агкноуухи")
_CARELESS = str.maketrans("әғқңөұүһі", "агкноуухы")


def with_alphabet(text: str, alphabet: dict[str, str]) -> str:
    return "".join(alphabet.get(char, char) for char in text)


def _informal(text: str, choices: dict[str, str | list[str]], chance: random.Random) -> str:
    """One writer's habits: each letter is spelled one way throughout the text."""
    habits = {
        letter: spelling if isinstance(spelling, str) else chance.choice(spelling)
        for letter, spelling in choices.items()
    }
    return with_alphabet(text, _SHARED | habits)


def latin_kazakh(text: str, chance: random.Random) -> str:
    alphabets = (KAZAKH_2021, KAZAKH_2018, KAZAKH_2017, KAZAKH_AGENCY)
    if chance.random() < 0.55:
        return _informal(text, _INFORMAL_CHOICES, chance)
    return with_alphabet(text, chance.choice(alphabets))


def latin_russian(text: str, chance: random.Random) -> str:
    return _informal(text, _RUSSIAN_CHOICES, chance)


def plain_kazakh(text: str, chance: random.Random) -> str:
    return text.translate(_PLAIN if chance.random() < 0.8 else _CARELESS)
