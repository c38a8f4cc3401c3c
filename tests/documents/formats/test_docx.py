"""Word files to text, and the ones that would do harm."""

from __future__ import annotations

import contextlib
import io
import zipfile

import docx
import pytest

from qa.documents.formats.docx import load_docx
from qa.documents.formats.layout import Heading
from qa.errors import DamagedDocument, EncryptedDocument, TooLarge
from tests.documents.builders import make_docx, make_zip, save_docx


def test_everything() -> None:
    document = docx.Document()
    document.core_properties.title = "Есеп"
    document.core_properties.author = "Л. Мартель"
    document.add_heading("Тақырып", 1)
    document.add_paragraph("Кіріспе.")
    for text in ("бір", "екі"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("нүкте", style="List Bullet")
    document.add_heading("Бөлім", 2)
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "а", "ә"
    table.cell(1, 0).merge(table.cell(1, 1)).text = "бірге"
    layout = load_docx(save_docx(document))
    assert layout.text == (
        "Тақырып\n\nКіріспе.\n1. бір\n2. екі\n• нүкте\n\nБөлім\n\nа | ә\n\nбірге"
    )
    assert layout.headings == (Heading(0, 7, 1), Heading(41, 46, 2))
    assert layout.metadata == {"title": "Есеп", "author": "Л. Мартель"}


def test_libraries_own_defaults_are_no_metadata() -> None:
    assert load_docx(make_docx([("Мәтін", None)])).metadata == {}


def test_empty() -> None:
    assert load_docx(make_docx()).text == ""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a zip",
        make_zip({"a.txt": b"x"}),
        make_zip({"word/document.xml": b"<broken"}),
        make_docx([("Мәтін", None)])[:-40],
        make_docx([("Мәтін", None)])[:2000],
    ],
)
def test_damaged(data: bytes) -> None:
    with pytest.raises(DamagedDocument):
        load_docx(data)


def test_flipped_bytes_never_raise_anything_else() -> None:
    whole = make_docx([("Мәтін бар.", None)])
    for at in range(0, len(whole), len(whole) // 60):
        data = bytearray(whole)
        data[at] ^= 0xFF
        with contextlib.suppress(DamagedDocument, EncryptedDocument, TooLarge):
            load_docx(bytes(data))


def test_encrypted() -> None:
    with pytest.raises(EncryptedDocument, match="password"):
        load_docx(b"\xd0\xcf\x11\xe0" + bytes(600))


def test_a_bomb_is_refused_by_what_it_declares() -> None:
    bomb = make_zip({"word/document.xml": bytes(150_000_000)})
    assert len(bomb) < 200_000
    with pytest.raises(TooLarge, match="ZIP bomb"):
        load_docx(bomb)


def test_a_bomb_that_lies_about_its_size_is_not_unpacked() -> None:
    bomb = bytearray(make_zip({"word/document.xml": bytes(20_000_000)}))
    directory = bomb.rindex(b"PK\x01\x02")
    bomb[directory + 24 : directory + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(DamagedDocument):
        load_docx(bytes(bomb))


def test_entities_are_not_expanded() -> None:
    with zipfile.ZipFile(io.BytesIO(make_docx([("Мәтін", None)]))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    entities = '<!DOCTYPE d [<!ENTITY a "ха"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    body = members["word/document.xml"].decode()
    body = body.replace("?>", "?>" + entities, 1).replace("Мәтін", "Мәтін&b;")
    members["word/document.xml"] = body.encode()
    assert load_docx(make_zip(members)).text == "Мәтін"
