"""Encodings: Unicode recognised, legacy code pages told apart by their letters."""

from __future__ import annotations

import unicodedata

import pytest

from qa.documents.formats.encodings import decode
from qa.errors import DamagedDocument

KK = "Қазақстан халқы Ассамблеясы – бірліктің ұйытқысы."
RU = "Ассамблея народа Казахстана создана в 1995 году."
EN = "The Assembly was founded in 1995."


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (KK, "utf-8", "UTF-8"),
        (KK, "utf-8-sig", "UTF-8"),
        (KK, "utf-16", "UTF-16"),
        (RU, "utf-16-be", "UTF-16"),
        (EN, "utf-16-le", "UTF-16"),
        (KK, "kz1048", "KZ-1048"),
        (RU, "cp1251", "Windows-1251"),
        (RU, "koi8-r", "KOI8-R"),
        (RU, "cp866", "IBM 866"),
        (EN, "ascii", "UTF-8"),
        ("Ұлы дала", "kz1048", "KZ-1048"),
        ("ҮНДЕУ ЖӘНЕ ҚАРАР", "kz1048", "KZ-1048"),
        ("Город Сарань", "cp1251", "Windows-1251"),
        ("РЕШЕНИЕ СОВЕТА", "cp1251", "Windows-1251"),
        ("Résumé détaillé de l'année", "cp1252", "Windows-1252"),
    ],
)
def test_round_trip(text: str, codec: str, name: str) -> None:
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.encoding) == (text, name)


@pytest.mark.parametrize("letter", "ӘҒҚҢӨҰҮҺІәғқңөұүһі")
def test_every_kazakh_letter_survives_kz1048(letter: str) -> None:
    text = f"Бұл сөзде {letter} әрпі бар, оны оқу қажет."
    assert decode(text.encode("kz1048")).text == text


def test_what_was_assumed_is_said() -> None:
    assert decode(KK.encode("kz1048")).note == "not Unicode; KZ-1048 assumed"
    assert decode(KK.encode()).note == ""


def test_a_declared_code_page_is_believed_after_utf8() -> None:
    assert decode("Їжак".encode("cp1251"), "windows-1251").text == "Їжак"
    assert decode("Қала".encode(), "windows-1251").text == "Қала"
    assert decode(KK.encode("kz1048"), "no-such-page").text == KK


def test_a_few_damaged_bytes_do_not_change_the_encoding() -> None:
    data = (KK * 20).encode()
    decoded = decode(data + b"\xd0 tail")
    assert decoded.encoding == "UTF-8"
    assert decoded.note == "damaged UTF-8; 1 unreadable characters"


def test_text_is_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "йод, ёлка")
    assert decode(decomposed.encode()).text == "йод, ёлка"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 text", "a PDF"),
        (b"PK\x03\x04rest of the archive", "a ZIP archive"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"MZ\x90\x00\x03", "a Windows program"),
        (bytes(range(256)) * 4, "binary"),
        ("текст".encode("cp1251") + b"\x00\x01\x02", "binary"),
    ],
)
def test_binary_is_refused_by_what_it_is(data: bytes, what: str) -> None:
    with pytest.raises(DamagedDocument, match=what):
        decode(data)


def test_text_that_begins_like_a_signature_is_text() -> None:
    assert decode(b"MZ is a town.").text == "MZ is a town."


@pytest.mark.parametrize(
    ("text", "codec", "declared", "name"),
    [
        (KK, "kz1048", "windows-1251", "KZ-1048"),
        (RU, "cp1251", "iso-8859-1", "Windows-1251"),
        (RU, "cp1251", "utf-8", "Windows-1251"),
        (RU, "cp1251", "koi8-r", "Windows-1251"),
        (RU, "koi8-r", "windows-1251", "KOI8-R"),
        (RU, "cp866", "windows-1251", "IBM 866"),
        (RU, "cp1251", "gb2312", "Windows-1251"),
        ("Київ є столицею України, її найбільшим містом", "cp1251", "windows-1251", "Windows-1251"),
        ("Беларусь – краіна ў цэнтры Еўропы", "cp1251", None, "Windows-1251"),
        (
            "Türkiye’nin başkenti Ankara’dır, çok güzel şehir",
            "cp1254",
            "windows-1254",
            "windows-1254",
        ),
        ("東京は日本の首都です。", "cp932", "shift_jis", "shift_jis"),
    ],
)
def test_a_declaration_is_a_vote_and_letters_decide(
    text: str, codec: str, declared: str | None, name: str
) -> None:
    decoded = decode(text.encode(codec), declared)
    assert (decoded.text, decoded.encoding) == (text, name)


NO_CODE_PAGES = """hex idna undefined punycode zlib_codec base64 bz2 uu quopri rot13 mbcs oem utf-7
    unicode_escape raw_unicode_escape unicode-internal x-user-defined"""


@pytest.mark.parametrize("declared", [*NO_CODE_PAGES.split(), "", "\x00", "я" * 999])
def test_codecs_that_are_no_code_page_are_never_used(
    declared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codecs.lookup", None)
    assert decode(RU.encode("cp1251") * 20, declared).text == RU * 20


def test_a_mark_of_four_bytes() -> None:
    decoded = decode(KK.encode("utf-32"))
    assert (decoded.text, decoded.encoding) == (KK, "UTF-32")


def test_text_that_was_spoilt_before_it_was_written() -> None:
    decoded = decode(RU.encode("cp1251").decode("cp1252").encode())
    assert (decoded.text, decoded.encoding) == (RU, "UTF-8")
    assert decoded.note == "letters put right: Windows-1251 read as Windows-1252"
