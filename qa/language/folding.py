"""One spelling for what is typed in many ways, for matching only.

Three kinds of noise separate two spellings of one word here.  Unicode noise:
composed and decomposed letters, invisible marks, a dozen dashes.  Look-alikes:
`XXVІ` whose last letter is Cyrillic, `кoнференция` with a Latin o, left behind
by two keyboard layouts and by scanned pages.  And Kazakh letters that a phone
or a hurry leaves out: `казакстан` for `қазақстан`.  Each has its own function,
because they are safe to different degrees: the first always, the second within
a word, the third only where both sides of a comparison are folded.

`fold_lookalikes` and `fold_kazakh` keep the length of a text, so offsets into
the folded text are offsets into the given one.  `normalise` does not.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class Script(StrEnum):
    """What a text's letters are written in."""

    CYRILLIC = "cyrillic"
    LATIN = "latin"
    MIXED = "mixed"
    OTHER = "other"


# Soft hyphen, combining grapheme joiner, zero-width and bidirectional marks, variation
# selectors, byte order mark: they carry no letter and split words for a tokenizer.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
)
_INVISIBLE_RUN = re.compile(f"[{_INVISIBLE}]+")
# Stress marks over Cyrillic vowels, as encyclopedias print them, compose with nothing.
_STRESS = re.compile("(?<=[\u0400-\u052f])[\u0300\u0301]+")
# Compatibility letters that PDF extraction leaves: ligatures, full-width forms, the
# single-character Roman numerals.  Not all of NFKC, which turns `м²` into `м2`.
_COMPATIBILITY = re.compile("[\ufb00-\ufb06\uff01-\uff5e\u2160-\u217f]")

_SPELLINGS = {
    "ё": "е",
    # Lower-casing chooses between the two by what follows; a word cut elsewhere would differ.
    "ς": "σ",
    **dict.fromkeys("«»„“”‟″〝〞＂", '"'),
    **dict.fromkeys("‘’‚‛ʼʹ′`´ʻˈ", "'"),
    **dict.fromkeys("‐‑‒–—―−﹘﹣⸺⸻", "-"),
    **dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006", " "),
    **dict.fromkeys("\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u0085\u2028\u2029", " "),
}
_UNIFY = {ord(given): wanted for given, wanted in _SPELLINGS.items()}
_UNIFY |= {code: " " for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n\r"}
_SURROGATE = re.compile("[\ud800-\udfff]")


def normalise(text: str) -> str:
    """The text in NFC and lower case, without invisible marks, ё, or odd quotes and dashes.

    Control characters and lone surrogates become spaces, so the result can
    always be encoded.  Applying it twice changes nothing.
    """
    if text.isascii():
        return text.translate(_UNIFY).lower()
    # A letter changed here may compose with a mark that it did not compose with before.
    while (found := _normalise_once(text)) != text:
        text = found
    return text


def _normalise_once(text: str) -> str:
    text = _INVISIBLE_RUN.sub("", text)
    text = _SURROGATE.sub(" ", unicodedata.normalize("NFC", text))
    text = _COMPATIBILITY.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return _STRESS.sub("", text).replace("İ", "i").lower().translate(_UNIFY)


def fold_text(text: str) -> str:
    """What closed lists of words are matched against: normalised, Kazakh letters folded."""
    return fold_kazakh(normalise(text))


# Pairs that print alike.  Latin y stands for у, which it looks like in small letters, and
# Latin Y for Ү in words that hold other Kazakh letters.
_LATIN_ALIKE = "aceopxyihsjABCEHKMOPTXYIəƏɵƟ"
_CYRILLIC_ALIKE = "асеорхуіһѕјАВСЕНКМОРТХУІәӘөӨ"
_TO_CYRILLIC = {ord(a): b for a, b in zip(_LATIN_ALIKE, _CYRILLIC_ALIKE, strict=True)}
_TO_LATIN = {ord(b): a for a, b in zip(_LATIN_ALIKE, _CYRILLIC_ALIKE, strict=True)}
_KAZAKH_ONLY = re.compile("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]")

_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff\u0259\u0275]")

_ROMAN = re.compile("M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
# Old typewriters had no V: the Cyrillic У stood for it.
_ROMAN_LETTERS = str.maketrans("ХхІіУуСсМмѴ", "XXIIVVCCMMV")


def fold_lookalikes(text: str) -> str:
    """The text with each word's stray look-alike letters put into the word's own script.

    Roman numerals of mixed or Cyrillic letters become Latin capitals.  A
    word that holds letters of both scripts which look like nothing in the
    other is left alone.  The length never changes.
    """
    if text.isascii():
        return text
    cyrillic_text = len(_CYRILLIC.findall(text)) >= len(_LATIN.findall(text))

    def fold(match: re.Match[str]) -> str:
        word = match[0]
        if word.isascii():
            return word
        dotted = text[match.end() : match.end() + 1] == "."
        return _roman(word, dotted) or _one_script(word, cyrillic_text)

    return _WORD.sub(fold, text)


def _roman(word: str, dotted: bool) -> str | None:
    """The word as a Latin Roman numeral if it is one with Cyrillic letters in it."""
    latin = word.translate(_ROMAN_LETTERS)
    if not latin.isascii():
        return None
    latin = latin.upper()
    if not _ROMAN.fullmatch(latin):
        return None
    if _LATIN.search(word):
        # `Mиx` cannot come here; `Cм`, `МC` can: a numeral has X, V or I in it.
        return latin if set(latin) & set("XVI") else None
    if set(latin) <= {"X", "I"}:
        # A lone `Х` may be an initial; `І.` too (Ілияс).
        return latin if len(word) > 1 or (word == "І" and not dotted) else None
    return latin if set(latin) <= {"X", "V", "I"} and "I" in latin else None


def _one_script(word: str, cyrillic_text: bool) -> str:
    cyrillic = len(_CYRILLIC.findall(word))
    latin = len(_LATIN.findall(word))
    if not cyrillic or not latin:
        return word
    to_cyrillic = word.translate(_TO_CYRILLIC)
    to_latin = word.translate(_TO_LATIN)
    can_be_cyrillic = not _LATIN.search(to_cyrillic)
    can_be_latin = not _CYRILLIC.search(to_latin)
    if can_be_cyrillic and can_be_latin:
        can_be_cyrillic = cyrillic > latin or (cyrillic == latin and cyrillic_text)
    if can_be_cyrillic:
        if "Y" in word and _KAZAKH_ONLY.search(to_cyrillic):
            return word.replace("Y", "Ү").translate(_TO_CYRILLIC)
        return to_cyrillic
    return to_latin if can_be_latin else word


_FOLD_KAZAKH = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")


def fold_kazakh(text: str) -> str:
    """The text with Kazakh's own letters replaced by the Russian ones typed for them.

    For comparing two texts folded alike: `халқы` and `халкы` meet, and so do a
    few words that differ (`қан`, `кан`).  The length never changes.
    """
    return text.translate(_FOLD_KAZAKH)


def script_of(text: str) -> Script:
    """The script of most letters; MIXED when each of two has a tenth or more of them."""
    cyrillic = len(_CYRILLIC.findall(text))
    latin = len(_LATIN.findall(text))
    other = sum(map(str.isalpha, text)) - cyrillic - latin if not text.isascii() else 0
    if other > cyrillic + latin or not cyrillic + latin:
        return Script.OTHER
    if min(cyrillic, latin) * 10 >= cyrillic + latin:
        return Script.MIXED
    return Script.CYRILLIC if cyrillic > latin else Script.LATIN
