"""Whether letters form words, and the right letters where a file names the wrong ones.

Text made with one code page and read with another is letters all the same:
`Ñòîèìîñòü` for `Стоимость`, `жаѕа` for `жаңа`.  The same happens inside PDF
files, where an old font says it is Latin, keeps its letters in a private area,
or does not say what its shapes mean.  Here each way back is tried, and taken
only when its reading is words of Kazakh or Russian and the given one is not.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from qa.language.letter_model import letter_model

# Letters of Russian and Kazakh texts taken together, most frequent first
# (counted over the running text of both languages' news; order is what matters).
_COMMON = "аеоинтсрылмдкпуызғбқіяңгвөүчжйшхәұьһюцщфэъё"
# What the code pages of this region are called where people read it.
NAMES = {
    "utf-8": "UTF-8",
    "cp1251": "Windows-1251",
    "kz1048": "KZ-1048",
    "koi8-r": "KOI8-R",
    "koi8-u": "KOI8-U",
    "cp866": "IBM 866",
    "iso8859-5": "ISO 8859-5",
    "mac-cyrillic": "Mac Cyrillic",
    "ptcp154": "PTCP154",
    "cp1252": "Windows-1252",
}
_LOG_SHARE = {letter: -math.log(rank + 4) for rank, letter in enumerate(_COMMON)}
_RARE = -math.log(400)
# A capital after a small letter, or two alphabets in one word.
_BROKEN_WORD = re.compile(
    r"[а-яёәғқңөұүһі][А-ЯЁӘҒҚҢӨҰҮҺІ]|[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]"
)
_CYRILLIC_WORD = re.compile(r"[\u0400-\u052f]+")
# Classes of the letter model that are languages of this project's archives.
_OURS = ("kk", "ru")
_KAZAKH = "kk"
_SAMPLE = 20_000
# What Latin code pages draw for codes that they do not have, among them two of KZ-1048's.
_DOT = "•"
_DOT_IN_WORD = re.compile(rf"(?<=[^\x00-\x7f]){_DOT}|{_DOT}(?=[^\x00-\x7f])")
_KA_BYTE, _CAPITAL_KA_BYTE = "\x9d", "\x8d"
_MODEL_WORDS = 120
# Mean log shares: true text of 40 letters and more lies above the first in 98 of 100 cases
# (scripts/measure_letters.py).
_WORDS = -2.72
_BETTER_BY = 0.1
_SURE = 0.9
_FEWEST_LETTERS = 12
# Of words that are nothing but strange letters.
_FEWEST_OF_WHOLE_WORDS = 6
_SPOILT_WORD = re.compile("[\u00c0-\u00ff]{4,}[.,;:!?]*|[\u0080-\u00bf]")
# What a reading may hold of Cyrillic letters that are neither Kazakh nor Russian.
_FEW = 0.01
# Private letters, control codes and replacements: a larger share is no text.
_MEANINGLESS = 0.2
# Blanks of ASCII only, as a no-break space may be half a letter here; and not HTML's tags.
_TOKEN = re.compile(r"[^ \t\r\n<>]+")
# Latin letters with marks and the signs beside them; letters of a private area and control
# codes; Cyrillic letters that neither Kazakh nor Russian has; capitals inside words.
_STRANGE = re.compile(
    "[\u0080-\u00aa\u00ac\u00ae-\u00ba\u00bc-\u024f\u02c6\u02dc\ue000-\uf8ff]"
    "|[\u0402-\u0405\u0407-\u040f\u0452-\u0455\u0457-\u045f\u0490\u0491]"
    "|[а-яё][А-ЯЁ]|[\u2500-\u25a0]"
)
_FOREIGN = re.compile("[\u0402-\u0405\u0407-\u040f\u0452-\u0455\u0457-\u045f\u0490\u0491]")
_ASCII_LETTER = re.compile("[A-Za-z]")
# Dots and lines that lead from a title to its page.
_LEADERS = re.compile(r"[.…_·\-–—=*]+")
# Signs, digits and capitals inside words, as codes of shapes make them.
_ODD_WORD = re.compile(
    r"[^\W\d_](?:[^\w\s.,:;'’/@&+=«»()-]|\d+)[^\W\d_]|[a-z][A-Z][a-z]|[~{}|\\^]\w"
)
_ODD = 0.5
# Fewer letters and digits than this share are no writing, in texts of so many characters.
_NAMED = 0.35
_ENOUGH = 60
_A_WORD = 3
_NEARLY_ALL = 0.6


def plausibility(text: str) -> float:
    """Mean log share of the letters outside ASCII in Kazakh and Russian; higher is likelier,
    0.0 where there are none."""
    score, letters = 0.0, 0
    for character in text:
        if character <= "\x7f" or character in "\u00a0«»–—“”„…№’‘•":
            continue
        letters += 1
        score += _LOG_SHARE.get(character.lower(), _RARE)
    score += _RARE * len(_BROKEN_WORD.findall(text))
    return score / letters if letters else 0.0


def language_share(text: str) -> dict[str, float]:
    """What the letter model believes of the Cyrillic words of a text; empty without any."""
    words = _CYRILLIC_WORD.findall(text[:_SAMPLE].lower())[:_MODEL_WORDS]
    return letter_model("cyrillic").probabilities(" ".join(words)) if words else {}


def is_kazakh(text: str) -> bool:
    """Whether the Cyrillic words of a text are surely Kazakh."""
    return language_share(text).get(_KAZAKH, 0.0) >= _SURE


def is_foreign(text: str) -> bool:
    """Whether the Cyrillic words of a text are surely neither Kazakh nor Russian."""
    share = language_share(text)
    return bool(share) and sum(share.get(name, 0.0) for name in _OURS) <= 1 - _SURE


def is_rather_kazakh(kazakh: str, other: str) -> bool:
    """Which of two readings of one text is likelier: Kazakh, or neither Kazakh nor Russian.
    Of a single word there is no saying."""
    if len(_CYRILLIC_WORD.findall(kazakh)) < 2:
        return False
    foreign = 1 - sum(language_share(other).get(name, 0.0) for name in _OURS)
    return language_share(kazakh).get(_KAZAKH, 0.0) >= foreign


def reads_well(text: str) -> bool:
    """Whether the letters outside ASCII are surely words of Kazakh or Russian."""
    sample = text[:_SAMPLE]
    if len(_CYRILLIC_WORD.findall(sample)) == 0 or plausibility(sample) < _WORDS:
        return False
    share = language_share(sample)
    return sum(share.get(name, 0.0) for name in _OURS) >= _SURE


def is_text(text: str) -> bool:
    """Whether most of what is written is characters and words that mean something, whatever
    language."""
    tokens = [token for token in text[:_SAMPLE].split() if not _LEADERS.fullmatch(token)]
    written = "".join(tokens)
    meaningless = sum(
        unicodedata.category(c) in ("Co", "Cn", "Cc", "Cs") or c == "\ufffd" for c in written
    )
    meaningless += sum(len(token) for token in tokens if _is_of_no_language(token))
    odd = sum(len(token) for token in tokens if _ODD_WORD.search(token))
    named = sum(character.isalnum() for character in written)
    return (
        meaningless <= _MEANINGLESS * len(written)
        and (len(written) < _ENOUGH or odd <= _ODD * len(written))
        and (len(written) < _ENOUGH or named >= _NAMED * len(written))
    )


def _is_of_no_language(token: str) -> bool:
    """Whether a word is nearly nothing but Latin letters with marks and signs, as in no
    language that is written with them."""
    strange = sum(_STRANGE.match(character) is not None for character in token)
    return len(token) >= _A_WORD and strange > _NEARLY_ALL * len(token)


@dataclass(frozen=True, slots=True)
class Way:
    """Letters back to the bytes they were made of, and those read anew; `name` says how."""

    name: str
    codec: str
    _to_byte: dict[str, int]

    def read(self, token: str) -> str | None:
        """A word read this way; None where it cannot be."""
        if _DOT in token and _DOT_IN_WORD.search(token):
            if self.codec == "utf-8":
                # It may stand for any of five bytes.
                return None
            if self.codec == "kz1048":
                token = _DOT_IN_WORD.sub(_letter_for_dot, token)
        try:
            return bytes(self._to_byte[character] for character in token).decode(self.codec)
        except (KeyError, UnicodeDecodeError):
            return None

    def apply(self, text: str) -> str:
        """Every strange word of a text read this way, and all words of lines that are mostly
        strange; plain Latin words and those that are right already stay."""
        return "\n".join(map(self._apply_to_line, text.split("\n")))

    def _apply_to_line(self, line: str) -> str:
        # Read as another code page, KOI8-R gives common letters in small ones' stead capitals.
        if not _STRANGE.search(line) and self.codec != "koi8-r":
            return line
        tokens = [token for token in _TOKEN.findall(line) if not token.isascii()]
        mostly = 2 * sum(map(_is_strange, tokens)) > len(tokens)
        if self.codec == "koi8-r" and not mostly:
            whole = " ".join(self.read(token) or token for token in tokens)
            mostly = plausibility(whole) > plausibility(" ".join(tokens)) + _BETTER_BY

        def put_right(match: re.Match[str]) -> str:
            token = match[0]
            meant = _is_strange(token) or (mostly and not _ASCII_LETTER.search(token))
            return (self.read(token) or token) if meant else token

        return _TOKEN.sub(put_right, line)


def _letter_for_dot(match: re.Match[str]) -> str:
    """The code of қ; of Қ in a word of capitals.  A dot before a capital alone is a mark."""
    token, at = match.string, match.start()
    rest = [c for c in token if c.isalpha()]
    if all(c.isupper() for c in rest) and len(rest) > 1:
        return _CAPITAL_KA_BYTE
    return _DOT if token[at + 1 : at + 2].isupper() and not at else _KA_BYTE


def find_way(text: str) -> Way | None:
    """The one way that surely makes words of Kazakh or Russian of the strange words of a text."""
    if not _STRANGE.search(text):
        return None
    strange = [token for token in _TOKEN.findall(text) if _is_strange(token)]
    sample = " ".join(strange)[:_SAMPLE]
    whole = all(map(_SPOILT_WORD.fullmatch, strange))
    fewest = _FEWEST_OF_WHOLE_WORDS if whole else _FEWEST_LETTERS
    if sum(character > "\x7f" for character in sample) < fewest:
        return None
    before = plausibility(sample)
    best, way = max(((_score(way, sample), way) for way in _ways()), key=lambda scored: scored[0])
    if best < max(_WORDS, before + _BETTER_BY):
        return None
    reading = _TOKEN.sub(lambda m: way.read(m[0]) or m[0], sample)
    if len(_FOREIGN.findall(reading)) > _FEW * len(reading):
        return None
    sure = is_kazakh(reading) if way.codec == "kz1048" else reads_well(reading)
    return way if sure else None


def _is_strange(token: str) -> bool:
    return _STRANGE.search(token) is not None and not _ASCII_LETTER.search(token)


def _score(way: Way, sample: str) -> float:
    """Plausibility of a sample read this way; what the way cannot read counts as rare."""
    readings = [(token, way.read(token)) for token in _TOKEN.findall(sample)]
    read = [reading for _, reading in readings if reading is not None]
    unread = sum(len(token) for token, reading in readings if reading is None)
    letters = sum(map(len, read))
    if letters < 4 * unread or not letters:
        return -math.inf
    joined = " ".join(read)
    if not _CYRILLIC_WORD.search(joined):
        return -math.inf
    return (plausibility(joined) * letters + _RARE * unread) / (letters + unread)


@cache
def _ways() -> tuple[Way, ...]:
    latin = {bytes([b]).decode("latin-1"): b for b in range(256)}
    western = latin | {t: b for b in range(256) if (t := _letter(b, "cp1252"))}
    cyrillic = {chr(b): b for b in range(0xA0)}
    cyrillic |= {t: b for b in range(256) if (t := _letter(b, "cp1251"))}
    mac = {t: b for b in range(256) if (t := _letter(b, "mac-roman"))}
    private = {chr(b): b for b in range(256)} | {chr(0xF000 + b): b for b in range(256)}
    given = {
        "Windows-1252": (western, ("cp1251", "kz1048", "utf-8", "koi8-r", "cp866", "mac-cyrillic")),
        "Windows-1251": (cyrillic, ("kz1048", "utf-8", "koi8-r", "cp866")),
        "Mac Roman": (mac, ("mac-cyrillic", "cp1251", "kz1048", "utf-8")),
        "private letters": (private, ("cp1251", "kz1048", "mac-cyrillic")),
    }
    return tuple(
        Way(f"{NAMES[codec]} read as {name}", codec, to_byte)
        for name, (to_byte, codecs) in given.items()
        for codec in codecs
    )


def _letter(byte: int, codec: str) -> str:
    return bytes([byte]).decode(codec, "ignore")
