"""A file to a document: identity, precedence of metadata, spans that still fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.documents.clean import Dropped
from qa.documents.formats.layout import Block, Layout, assemble
from qa.documents.manifest import Entry
from qa.documents.read import make_document, read_document
from qa.errors import EmptyDocument
from qa.settings import Settings
from qa.types import Language
from tests.documents.builders import make_pdf

TEXT = "Жиын өтті\n\n2021 жылғы 14 қазан Тараз қ.\n\nЖиынға қонақтар келді.\n\nАвтор: Б. Ахмет"


def test_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "есеп.txt"
    path.write_text(f"[bookmark: _GoBack]{TEXT}", encoding="kz1048")
    read = read_document(path, tmp_path, Settings())
    document = read.document
    assert document.text == TEXT
    assert (document.source, document.title) == ("есеп.txt", "Жиын өтті")
    assert document.language is Language.KAZAKH
    assert document.metadata == {
        "date": "2021-10-14",
        "author": "Б. Ахмет",
        "encoding": "KZ-1048",
        "headings": [[0, 9, 1]],
    }
    assert read.dropped == (Dropped("field code", "[bookmark: _GoBack]", 1),)
    assert read.notes == ("not Unicode; KZ-1048 assumed",)
    json.dumps(dict(document.metadata))


def test_the_manifest_is_believed_first_then_the_file_then_the_text() -> None:
    layout = Layout(TEXT, metadata={"title": "Файл", "author": "Ф. Файл", "date": "2020-01-02"})
    entry = Entry("Тізім", "2018", "Т. Тізім", "Жиын туралы", Language.RUSSIAN, {"seed": 1})
    listed = make_document("a.txt", layout, entry).document
    assert (listed.title, listed.language) == ("Тізім", Language.RUSSIAN)
    assert {k: listed.metadata[k] for k in ("date", "author", "about", "seed")} == {
        "date": "2018",
        "author": "Т. Тізім",
        "about": "Жиын туралы",
        "seed": 1,
    }
    own = make_document("a.txt", layout).document
    assert (own.title, own.metadata["author"], own.metadata["date"]) == (
        "Файл",
        "Ф. Файл",
        "2020-01-02",
    )


def test_headings_and_pages_follow_cleaning() -> None:
    blocks = [
        Block("Бірінші\u00ad бөлім", level=1, page=0),
        Block("  Мәтін  [bookmark: x]бар.", page=0),
        Block("Екінші бөлім", level=2, page=1),
        Block("Келі-\nсім осында.", page=1),
    ]
    document = make_document("a.pdf", assemble(blocks, page_count=2)).document
    text = document.text
    assert [text[s:e] for s, e, _ in document.metadata["headings"]] == [
        "Бірінші бөлім",
        "Екінші бөлім",
    ]
    assert [text[s:e] for s, e in document.metadata["pages"]] == [
        "Бірінші бөлім\n\nМәтін  бар.",
        "Екінші бөлім\n\nКелісім осында.",
    ]


def test_a_pdf_keeps_its_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([["Бірінші беттің мәтіні келі-", "сім туралы."], ["Екінші бет."]]))
    document = read_document(path, tmp_path, Settings()).document
    assert [document.text[s:e] for s, e in document.metadata["pages"]] == [
        "Бірінші беттің мәтіні келісім туралы.",
        "Екінші бет.",
    ]


def test_furniture_is_marked() -> None:
    text = "Свидетельство №5-Г\n\nПервый абзац текста.\n\nВторой абзац текста.\n\nТретий абзац."
    document = make_document("a.txt", Layout(text)).document
    assert document.metadata["furniture"] == [[0, 18]]


def test_nothing_but_dirt_is_an_empty_document() -> None:
    with pytest.raises(EmptyDocument, match=r"a\.txt: nothing but"):
        make_document("a.txt", Layout("\u200b \u00ad\n[bookmark: _GoBack]"))


def test_every_document_of_the_corpus_is_read() -> None:
    corpus = Path(__file__).parents[2] / "corpus"
    for path in sorted(corpus.glob("*.txt")):
        document = read_document(path, corpus, Settings()).document
        assert document.language.value == path.name[:2]
        assert "bookmark" not in document.text


def test_a_registration_line_is_no_title() -> None:
    text = "Свидетельство о регистрации №4411-Ж от 20.05.2015 года\n\nМузей открыл зал\n\nТекст."
    assert make_document("a.txt", Layout(text)).document.title == "Музей открыл зал"
