"""From bytes to text: Unicode where it is, else the legacy code page that reads best.

Archives of this region hold Windows-1251 and KZ-1048 files, which differ in
sixteen bytes only, so detectors made for the whole world confuse them with
each other and with Macedonian or Belarusian.  Here each candidate is read and
scored by how common its letters are in Kazakh and Russian: a wrong code page
gives rare letters, symbols, and capitals inside words.  This is the only place
that decides about encodings; `decode` serves every format and file name.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from qa.documents.formats.composed import composed
from qa.documents.formats.letters import (
    NAMES,
    find_way,
    is_foreign,
    is_kazakh,
    is_rather_kazakh,
    plausibility,
    reads_well,
)
from qa.errors import DamagedDocument

# In the order of preference among readings that are equal.
_LEGACY = ("cp1251", "kz1048", "koi8-r", "cp866", "mac-cyrillic", "iso8859-5", "cp1252")
# Code pages that a file may say it is in, as their names' letters and digits.  Python knows
# many more codecs, and some of them are no text (`hex`, `punycode`, `zlib`): none is looked
# up by a name from a file.
_DECLARED = {
    **{f"windows125{n}": f"cp125{n}" for n in range(9)},
    **{f"cp125{n}": f"cp125{n}" for n in range(9)},
    **{f"iso8859{n}": f"iso8859-{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16)},
    **{f"latin{n}": codec for n, codec in enumerate(("iso8859-1", "iso8859-2"), 1)},
    **dict.fromkeys(("kz1048", "strk1048", "strk10482002", "rk1048"), "kz1048"),
    **dict.fromkeys(("koi8r", "koi8"), "koi8-r"),
    **dict.fromkeys(("cp866", "ibm866", "dos866"), "cp866"),
    **dict.fromkeys(("ptcp154", "pt154", "cp154", "cyrillicasian"), "ptcp154"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030"),
    **dict.fromkeys(("shiftjis", "sjis", "windows31j"), "cp932"),
    "koi8u": "koi8-u",
    "cyrillic": "iso8859-5",
    "macintosh": "mac-roman",
    "maccyrillic": "mac-cyrillic",
    "xmaccyrillic": "mac-cyrillic",
    "tis620": "cp874",
    "windows874": "cp874",
    "eucjp": "euc_jp",
    "euckr": "cp949",
    "big5": "big5",
}
# How much more the reading of a declared code page, and of the two usual ones, is trusted, in
# mean log share.
_VOTE = 0.15
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    # Before UTF-16, whose mark they begin with.
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
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

    A byte order mark decides, then the shape of UTF-16, then valid UTF-8, then the letters.
    `declared`, the code page that the file itself names, is one vote among theirs.  Letters
    that were spoilt before they were written are put right where that is sure.
    Raises DamagedDocument for binary data.
    """
    for mark, codec in _MARKS.items():
        if data.startswith(mark):
            return _finish(data[len(mark) :].decode(codec, "replace"), _unicode_name(codec))
    if utf16 := _utf16_order(data):
        return _finish(
            data.decode(utf16, "replace"), "UTF-16", "no byte order mark; UTF-16 assumed"
        )
    _refuse_binary(data)
    try:
        return _repaired(_finish(data.decode("utf-8"), "UTF-8"))
    except UnicodeDecodeError:
        pass
    if (damaged := _damaged_utf8(data)) is not None:
        return damaged
    return _legacy(data, declared)


def _unicode_name(codec: str) -> str:
    return codec.upper().removesuffix("-LE").removesuffix("-BE")


def _repaired(decoded: Decoded) -> Decoded:
    if (way := find_way(decoded.text)) is None:
        return decoded
    note = "; ".join(filter(None, (decoded.note, f"letters put right: {way.name}")))
    return _finish(way.apply(decoded.text), decoded.encoding, note)


def _finish(text: str, encoding: str, note: str = "") -> Decoded:
    if damaged := text.count("\ufffd"):
        note = f"{note}; {damaged} unreadable characters".lstrip("; ")
    return Decoded(composed(text), encoding, note)


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


def _declared_codec(declared: str | None) -> str | None:
    """The codec of a code page's name; None for a name that is not one of `_DECLARED`."""
    return _DECLARED.get(re.sub(r"[^a-z0-9]", "", (declared or "").lower()))


def _legacy(data: bytes, declared: str | None) -> Decoded:
    codec = _declared_codec(declared)
    sample = data[:_SAMPLE]
    choices = dict.fromkeys((*_LEGACY, codec)) if codec else dict.fromkeys(_LEGACY)
    readings = {name: sample.decode(name, "replace") for name in choices if name}
    trusted = {codec or "": _VOTE, "cp1251": _VOTE, "kz1048": _VOTE}
    scores = {name: plausibility(text) + trusted.get(name, 0.0) for name, text in readings.items()}
    best = max(scores, key=lambda name: scores[name])
    if codec and best != codec and not reads_well(readings[best]) and _is_whole(data, codec):
        best = codec
    if best in ("cp1251", "kz1048"):
        best = _of_the_pair(readings, scores, best)
    name = NAMES.get(best) or declared or best
    note = "" if best == codec else f"not Unicode; {name} assumed"
    if codec and note:
        note = f"declared as {declared}; {name} assumed"
    return _repaired(_finish(data.decode(best, "replace"), name, note))


def _is_whole(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _of_the_pair(readings: dict[str, str], scores: dict[str, float], best: str) -> str:
    """Windows-1251 or KZ-1048, which differ in sixteen letters only.

    Where those occur, Kazakh words speak for KZ-1048 whatever a page declares (old Kazakh
    sites declare Windows-1251), words of other languages for Windows-1251.
    """
    windows, kazakh = readings["cp1251"], readings["kz1048"]
    if windows == kazakh:
        return "kz1048" if scores["kz1048"] > scores["cp1251"] else "cp1251"
    if is_kazakh(kazakh):
        return "kz1048"
    if is_foreign(windows):
        return "cp1251"
    # Too short to be sure of.
    return "kz1048" if is_rather_kazakh(kazakh, windows) else best
