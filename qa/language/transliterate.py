"""Kazakh and Russian typed in Latin letters, given back their Cyrillic spelling.

An archive is written in Cyrillic; a question may not be.  Embedding models
have seen little Latin Kazakh, so a question is rewritten before it is embedded
and the lexical side meets the words it knows.

Kazakh has had four Latin alphabets in ten years, and they disagree: `ı` is і
in the alphabet of 2021, и or й in that of 2018 and ы in the news agencies'
older one.  So the alphabet is read off the whole text first, by the letters
only it has.  Without any such letter the text is informal, and what it leaves
out (`mushe`, мүше) comes back by vowel harmony: the vowels of a Kazakh word
are all front or all back, and к/г go with the front ones, қ/ғ with the back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache

from qa.language.restore import common_spelling
from qa.types import Language


class Alphabet(StrEnum):
    """Latin alphabets of Kazakh, by the year of the decree or by use."""

    DIACRITICS_2021 = "2021"
    ACUTE_2018 = "2018"
    APOSTROPHE_2017 = "2017"
    NEWS_AGENCY = "news agency"
    INFORMAL = "informal"


# A private sign each for the letters whose reading depends on their neighbours:
# I = и or й, as its place says; U = у, ұ or ү by harmony; E = ы or й, informal y.
_COMMON = dict(zip("abdefjklmnprstvzhqcx", "абдефжклмнпрствзхқцх", strict=True))
_COMMON |= {"g": "г", "o": "о", "'": "", "w": "у"}
_LETTERS: dict[Alphabet, dict[str, str]] = {
    Alphabet.DIACRITICS_2021: _COMMON
    | dict(zip("äğñöūüşŋǵ", "әғңөұүшңғ", strict=True))
    | {"ı": "і", "i": "I", "y": "ы", "u": "у", "ŭ": "ұ", "ç": "ч"},
    Alphabet.ACUTE_2018: _COMMON
    | dict(zip("áǵńóúý", "әғңөүу", strict=True))
    | {"ı": "I", "i": "і", "y": "ы", "u": "ұ"},
    Alphabet.APOSTROPHE_2017: _COMMON | {"i": "і", "y": "ы", "u": "ұ"},
    Alphabet.NEWS_AGENCY: _COMMON
    | dict(zip("äğñöüşç", "әғңөүшч", strict=True))
    | {"ı": "ы", "i": "і", "y": "й", "u": "ұ", "ï": "и", "w": "у", "h": "һ"},
    Alphabet.INFORMAL: _COMMON
    | dict(zip("äğñöūüşáǵńóúýç", "әғңөұүшәғңөүуч", strict=True))
    | {"ı": "і", "i": "i", "y": "y", "u": "U"},
}
_APOSTROPHES = dict(zip("agnouscyi", "әғңөүшчуI", strict=True))
_DIGRAPHS = (("shch", "щ"), ("sh", "ш"), ("ch", "ч"), ("zh", "ж"), ("kh", "х"), ("gh", "ғ"))

_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f](?:[A-Za-z\u00c0-\u024f]|'(?=[A-Za-z])|'(?<=\w'))*")
_QUOTES = str.maketrans(dict.fromkeys("‘’‛ʼʹ′`´ʻ", "'"))


def latin_to_cyrillic(text: str, language: Language) -> str:
    """The text with its Latin-script words spelled as the language writes them in Cyrillic.

    `language` is KAZAKH or RUSSIAN; a text of another language comes back as
    it is.  What is not a Latin word (Cyrillic, digits, Roman numerals in
    capitals) stays.
    """
    if language not in (Language.KAZAKH, Language.RUSSIAN):
        return text
    text = unicodedata.normalize("NFC", text).translate(_QUOTES)
    read: Callable[[str], str] = _russian_word
    if language is Language.KAZAKH:
        alphabet = alphabet_of(text)
        if alphabet is Alphabet.APOSTROPHE_2017 and not re.search("i(?!')", text):
            # Some write і, not и, as i'.
            text = text.replace("i'", "i")
        dotless = alphabet is Alphabet.DIACRITICS_2021 and re.search("[ıİ]", text)
        if dotless:
            text = text.replace("I", "ı")

        def read(word: str) -> str:
            return _kazakh_word(word, alphabet)

    return _LATIN_WORD.sub(lambda match: _with_case(match[0], read), text)


def alphabet_of(text: str) -> Alphabet:
    """Which Latin alphabet a Kazakh text uses, by the letters that only it has."""
    text = text.lower()
    if re.search("[áǵńóúý]", text):
        return Alphabet.ACUTE_2018
    if re.search("[äğñöūüşŋ]", text):
        back_words = re.findall(r"\b[^\Weäöü]*[aoğq][^\Weäöü]*\b", text)
        dotless_back = sum("ı" in word for word in back_words)
        old = "ū" not in text and (re.search("[wï]", text) or dotless_back * 2 > text.count("ı"))
        return Alphabet.NEWS_AGENCY if old else Alphabet.DIACRITICS_2021
    if re.search(r"\b\w*[agnouscyi]'\w", text):
        return Alphabet.APOSTROPHE_2017
    return Alphabet.INFORMAL


_ROMAN = re.compile("[IVXLCDM]+")
# An abbreviation with one of these was not made of Cyrillic letters (COVID, NVIDIA are kept).
_FOREIGN = re.compile("[WX]|C(?!H)|VID")


_LONGEST = 60
"""Letters of the longest run that is read as a word; more are no word of any language."""


def _with_case(word: str, read: Callable[[str], str]) -> str:
    if len(word) > _LONGEST:
        return word
    if word.isupper() and len(word) > 1 and (_ROMAN.fullmatch(word) or _FOREIGN.search(word)):
        return word
    cyrillic = read(word.replace("İ", "i").lower())
    if len(word) > 1 and word.isupper():
        return cyrillic.upper()
    return cyrillic[:1].upper() + cyrillic[1:] if word[0].isupper() else cyrillic


# Loans that begin with э; native Kazakh and Russian words begin with е.
_E_LOANS = re.compile(
    "(?:е)(?=коно|коло|лект|лемент|нерг|тап|тни|тно|кс[пт]|пох|фир|фф|мигр|стон|к[из])"
)

_KAZAKH_VOWELS = "аәеоөуұүыіиэяюёIiyU"
_BACK = re.compile("[аоұыяқғy]")
_FRONT = re.compile("[әөүіеi]")
# No native word holds these: letters that only loans have; two consonants at the beginning, or a
# third that is р; `io` after a consonant; `о` after the first syllable, in the endings of nouns;
# and the beginnings that Greek and Latin lend to half of Europe.
_LOAN = re.compile(
    r"""[вфцщэ] | ^[бгджзклмнпрстхчш]{2} | [гк]р(?!у) | [мнпс][дкпт]р | [бдзлмнрст]Iо
    | [аоIиi]лог | оном | [аоукнс]тор(?:$|[дл]а|д?[ыy]|га$) | нкт?$ | агн | огм
    | [аоU]\w+(?:он|од|орт|ант)(?:$|[дт][аыy]|[гк]а$)
    | ^го(?![Iiyй]) | ^газ(?:$|[дгет]) | ^гар[мн] | ^ка(?:рди|тал|нал|сс|рт(?:оп|он|ог))
    | ^ко(?:д$|дт|см|лл|лон[Iик]|м[бмп]|рп|рр|нкU|нс[птU]|нт)
    | ^кU(?:лт[Ui]|рат|рс(?:$|т)) | ^ак(?:т$|кор|кUм)""",
    re.VERBOSE,
)
# A loan's Kazakh endings keep harmony with its last vowel: `каталогтағы`, `докторға`.
_BACK_ENDING = re.compile(
    f"""^\\w*[{_KAZAKH_VOWELS}]\\w*?([лдт][ыy]к\\w*|[дт]аг[ыy]\\w*)$
    | ^\\w*[{_KAZAKH_VOWELS}]\\w*[{_KAZAKH_VOWELS}]\\w*?((?<![Iiи])га|(?<=[кпстфхш])ка)$""",
    re.VERBOSE,
)


@lru_cache(maxsize=4096)
def _kazakh_word(word: str, alphabet: Alphabet) -> str:
    letters = _LETTERS[alphabet]
    if alphabet is Alphabet.APOSTROPHE_2017:
        word = re.sub("([agnouscyi])'", lambda match: _APOSTROPHES[match[1]], word)
    for latin, cyrillic in _DIGRAPHS:
        word = word.replace(latin, cyrillic)
    if alphabet is Alphabet.INFORMAL:
        word = re.sub(f"ng(?![{'aeiouyıáäöüóú'}r])", "ң", word)
        word = re.sub("ts(?=i[iy]?a|i[iy]?o|ent)", "ц", word)
        word = re.sub("y(?=[aou])", "I", word)
    word = "".join(letters.get(char, char) for char in word)
    if alphabet is Alphabet.INFORMAL:
        word = _harmonise(word)
    if alphabet is Alphabet.NEWS_AGENCY:
        word = word.replace("йа", "я").replace("йу", "ю")
    # Neither ы nor ұ follows a vowel: what is written so is a glide in another habit.
    word = re.sub("(?<=[аәеоөұүуыіи])ы", "I", word)
    word = re.sub("(?<=[аәеоөүуыіи])ұ", "у", word)
    word = re.sub("^" + _E_LOANS.pattern, "э", _glides(word)).replace("ія", "ия")
    if alphabet is Alphabet.INFORMAL:
        return common_spelling(word, Language.KAZAKH) or word
    return word


def _glides(word: str) -> str:
    """Each `I` as й after a vowel and и elsewhere, with я and ю for its pairs."""
    vowel = f"[{_KAZAKH_VOWELS}]"
    word = re.sub("II(?=а)", "иI", word)
    word = re.sub(f"(?<={vowel})Iа", "я", word)
    word = re.sub(f"(?<={vowel})Iу", "ю", word)
    word = word.replace("Iа", "ия").replace("Iу", "ию")
    word = re.sub("иия", "ия", word)
    word = re.sub("^ия", "я", word)
    word = re.sub(f"(?<=[{_KAZAKH_VOWELS.replace('I', '')}])I", "й", word)
    return word.replace("I", "и")


def _harmonise(word: str) -> str:
    """An informally spelled word with the vowels and the к/қ, г/ғ that harmony asks for."""
    # и and й first: i beside a vowel is a glide.
    word = re.sub("(?<=[аеоUуэ])[iy]", "I", word)
    word = re.sub("i(?=[аоUiy])", "I", word)
    back = bool(_BACK.search(word))
    front = bool(_FRONT.search(word))
    if not back and not front:
        back = True
    if front and not re.search("[оыяқғy]", word) and re.fullmatch("[^аеiU]*а[^а]*", word):
        back = False
        word = word.replace("а", "ә", 1)
    first = re.search("[аәеоөiyUII]", word)
    loan = _LOAN.search(word) is not None
    ending = _BACK_ENDING.match(word)
    # From here on к and г are back ones.
    velar = 0 if back and not front and not loan else len(word)
    if ending is not None:
        velar = min(velar, ending.start(ending.lastindex or 0))
    result = []
    for index, char in enumerate(word):
        initial = first is not None and index == first.start()
        if char == "U":
            char = "у" if loan else _read_u(word, index, initial, back)
        elif char == "i":
            char = "і"
        elif char == "y":
            char = "ы"
        elif char == "о" and initial and not back:
            char = "ө"
        elif char in "кг" and index >= velar:
            char = {"к": "қ", "г": "ғ"}[char]
        result.append(char)
    word = "".join(result)
    word = re.sub("(?<=[ыі]н)([ыі])н$", r"\1ң", word)
    return re.sub("(?<=[тпкқсш]т)([ыі])н$|(?<=\\w\\wд)([ыі])н$", _velar_end, word)


def _velar_end(match: re.Match[str]) -> str:
    return (match[1] or match[2]) + "ң"


def _read_u(word: str, index: int, initial: bool, back: bool) -> str:
    before = word[index - 1 : index]
    after = word[index + 1 : index + 2]
    beside_vowel = bool(before and before in _KAZAKH_VOWELS) or (after and after in _KAZAKH_VOWELS)
    if beside_vowel or not after:
        return "у"
    if back:
        return "ұ" if initial else "у"
    return "ү"


_RUSSIAN_RULES: tuple[tuple[str, str], ...] = (
    ("shch|sch|щ", "щ"),
    ("sh", "ш"),
    ("ch", "ч"),
    ("zh", "ж"),
    ("kh", "х"),
    ("ts(?=k|ya$|ja$|ia$)", "тс"),
    ("ts|tz", "ц"),
    ("(?<=[tlnr])'(?=[aeou])", "ь"),
    ("(?<=[aeiouy])(?:y|j)(?=[bvgdzklmnprstfhcq'x]|$)", "й"),
    ("(?:y|j)a", "я"),
    ("(?:y|j)u", "ю"),
    ("(?:y|j)o", "е"),
    ("(?:y|j)e", "е"),
    ("^ia|(?<=[aeou])ia", "я"),
    ("^iu|(?<=[aeou])iu", "ю"),
    ("(?<=i)a", "я"),
    ("(?<=[kgx])(?:iy|ij|yi|ii|yj|yy|y)$|(?<=х)(?:iy|ii|y)$", "ий"),
    ("(?:iy|ij)$", "ий"),
    ("(?:yi|yy|yj)", "ый"),
    ("(?<=[lnvrm])y$", "ы"),
    ("(?<=[aeoy])i$", "й"),
    ("(?<=[ao])i(?=[bvgdzklmnprstfhc])", "й"),
    ("j(?=[aeiou])|j", "ж"),
)
_RUSSIAN_COMPILED = tuple((re.compile(pattern), cyrillic) for pattern, cyrillic in _RUSSIAN_RULES)
_RUSSIAN_LETTERS = dict(
    zip("abvgdeziklmnoprstufhcyqxw'", "абвгдезиклмнопрстуфхцыкхвь", strict=True)
) | {"ë": "е", "é": "э", "è": "э", "ž": "ж", "š": "ш", "č": "ч", "ŝ": "щ", "â": "я", "û": "ю"}

_SOFT = (
    ("л(?=к[оауие])", "ль"),
    ("(?<=[аеи])л(?=н[аоыиуе]|ст|ш|щ)", "ль"),
    ("(?<=ост)$|(?<=тел)$", "ь"),
    ("(?<=[её]т)ся$", "ся"),
)


@lru_cache(maxsize=4096)
def _russian_word(word: str) -> str:
    for pattern, cyrillic in _RUSSIAN_COMPILED:
        word = pattern.sub(cyrillic, word)
    word = "".join(_RUSSIAN_LETTERS.get(char, char) for char in word)
    for ending, soft in _SOFT:
        word = re.sub(ending, soft, word)
    word = re.sub("^е(?=т[оаиу]|ти)", "э", word)
    word = re.sub("^" + _E_LOANS.pattern, "э", word)
    return common_spelling(word, Language.RUSSIAN) or word
