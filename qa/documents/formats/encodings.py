"""From bytes to text: Unicode where it is, else the legacy code page that reads best.

Archives of this region hold Windows-1251 and KZ-1048 files, which differ in
sixteen bytes only, so detectors made for the whole world confuse them with
each other and with Macedonian or Belarusian.  Here each candidate is read and
scored by how common its letters are in Kazakh and Russian: a wrong code page
gives rare letters, symbols, and capitals inside words.
"""

from __future__ import annotations

import codecs
import math
import re
import unicodedata
from dataclasses import dataclass

from qa.errors import DamagedDocument

# KZ-1048 before Windows-1251: equal where no Kazakh letter occurs, and then the
# second, better known name is reported.
_LEGACY = {
    "cp1251": "Windows-1251",
    "kz1048": "KZ-1048",
    "koi8-r": "KOI8-R",
    "cp866": "IBM 866",
    "cp1252": "Windows-1252",
}
# Letters of Russian and Kazakh texts taken together, most frequent first
# (counted over the running text of both languages' news; order is what matters).
_COMMON = "аеоинтсрылмдкпуызғбқіяңгвөүчжйшхәұьһюцщфэъё"
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_SAMPLE = 200_000
_SIGNATURES = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive or an Office file",
    b"\xd0\xcf\x11\xe0": "an old Office file (.doc, .xls)",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x7fELF": "a program",
    b"MZ": "a Windows program",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"SQLite format 3": "an SQLite database",
    b"{\\rtf": "an RTF file",
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text in NFC, the encoding's name, and what had to be assumed (or an empty string)."""

    text: str
    encoding: str
    note: str


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Read `data` as text.

    A byte order mark decides, then valid UTF-8, then the shape of UTF-16, then
    `declared` (a code page named by the file itself), then the letters.
    Raises DamagedDocument for binary data.
    """
    for mark, codec in _MARKS.items():
        if data.startswith(mark):
            return _finish(
                data[len(mark) :].decode(codec, "replace"),
                "UTF-8" if codec == "utf-8" else "UTF-16",
            )
    if utf16 := _utf16_order(data):
        return _finish(
            data.decode(utf16, "replace"), "UTF-16", "no byte order mark; UTF-16 assumed"
        )
    _refuse_binary(data)
    try:
        return _finish(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        pass
    if (repaired := _damaged_utf8(data)) is not None:
        return repaired
    if declared and (known := _legacy_codec(declared)):
        return _finish(data.decode(known, "replace"), declared)
    return _legacy(data)


def _finish(text: str, encoding: str, note: str = "") -> Decoded:
    if damaged := text.count("\ufffd"):
        note = f"{note}; {damaged} unreadable characters".lstrip("; ")
    return Decoded(unicodedata.normalize("NFC", text), encoding, note)


def _utf16_order(data: bytes) -> str | None:
    """UTF-16 without a mark: the high bytes are few (0 and the alphabet's block)."""
    sample = data[: _SAMPLE - _SAMPLE % 2]
    if len(sample) < 4 or len(data) % 2:
        return None
    for codec, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        plausible = sum(high.count(bytes([b])) for b in (0x00, 0x04, 0x20))
        if high.count(b"\x00") and plausible >= 0.97 * len(high):
            low = sample[0::2] if codec == "utf-16-le" else sample[1::2]
            if low.count(b"\x00") <= 0.01 * len(low):
                return codec
    return None


def _refuse_binary(data: bytes) -> None:
    for signature, name in _SIGNATURES.items():
        if data.startswith(signature) and (signature != b"MZ" or b"\x00" in data[:512]):
            raise DamagedDocument(
                f"the file's name says text but its content is {name}; "
                "give it the right extension or convert it to text"
            )
    sample = data[:_SAMPLE]
    control = sum(sample.count(bytes([b])) for b in range(32) if b not in b"\t\n\v\f\r\x1a\x1b")
    if b"\x00" in sample or control > 0.02 * len(sample):
        raise DamagedDocument(
            "the file's name says text but its content is binary; "
            "give it the right extension or convert it to text"
        )


def _damaged_utf8(data: bytes) -> Decoded | None:
    """UTF-8 with a few broken bytes (a file cut in the middle of a letter, a bad merge)."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    letters = sum(character > "\x7f" for character in text[:_SAMPLE]) - broken
    if letters >= 20 * broken:
        return _finish(text, "UTF-8", "damaged UTF-8")
    return None


def _legacy_codec(declared: str) -> str | None:
    try:
        return codecs.lookup(declared.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None


def _legacy(data: bytes) -> Decoded:
    # Whole words, so that the sample does not begin or end inside one.
    sample = data[:_SAMPLE]
    readings = {codec: sample.decode(codec, "replace") for codec in _LEGACY}
    codec = max(
        readings, key=lambda name: (_plausibility(readings[name]), -list(_LEGACY).index(name))
    )
    name = _LEGACY[codec]
    return _finish(data.decode(codec, "replace"), name, f"not Unicode; {name} assumed")


_LOG_SHARE = {letter: -math.log(rank + 4) for rank, letter in enumerate(_COMMON)}
_RARE = -math.log(400)
# A capital after a small letter, or two alphabets in one word.
_BROKEN_WORD = re.compile(
    r"[а-яёәғқңөұүһі][А-ЯЁӘҒҚҢӨҰҮҺІ]|[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]"
)


def _plausibility(text: str) -> float:
    """Mean log share of the letters outside ASCII; higher is likelier."""
    score, letters = 0.0, 0
    for character in text:
        if character <= "\x7f" or character in "\u00a0«»–—“”„…№’‘•":
            continue
        letters += 1
        score += _LOG_SHARE.get(character.lower(), _RARE)
    score += _RARE * len(_BROKEN_WORD.findall(text))
    return score / letters if letters else 0.0
