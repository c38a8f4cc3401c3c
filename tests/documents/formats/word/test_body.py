"""Where things stand in a Word file: notes, running heads, content controls, parts."""

from __future__ import annotations

import pytest

from qa.documents.formats.docx import load_docx
from qa.documents.formats.layout import Heading
from qa.errors import DamagedDocument, TooLarge
from tests.documents.builders import make_zip
from tests.documents.word_files import (
    cell,
    field,
    level,
    numbered,
    numbering,
    paragraph,
    relations,
    row,
    run,
    table,
    word_file,
    xml,
)

NOTES = {
    "footnotes:f": (
        "footnotes.xml",
        '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        + "".join(
            f'<w:footnote w:id="{n}">'
            + paragraph(f"<w:r><w:footnoteRef/></w:r>{run(f' Сноска {n}.')}")
            + "</w:footnote>"
            for n in (1, 2, 3)
        ),
    ),
    "endnotes:e": (
        "endnotes.xml",
        f'<w:endnote w:id="1">{paragraph("Примечание.")}{paragraph("Ещё.")}</w:endnote>',
    ),
}


def mark(kind: str, name: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{name}"/></w:r>'


def test_notes_stand_after_what_refers_to_them() -> None:
    body = (
        paragraph(run("Первый") + mark("footnote", 2) + run(".") + mark("endnote", 1))
        + table(row("а", cell(paragraph(run("б") + mark("footnote", 1)))), row("в", "г"))
        + paragraph(f"<w:del>{mark('footnote', 3)}</w:del>" + run("Конец.") + mark("footnote", 2))
    )
    assert load_docx(word_file(body, NOTES)).text == (
        "Первый.\n\n¹ Сноска 2.\n\n¹ Примечание.\n\nЕщё.\n\nа | б\n\nв | г\n\n² Сноска 1.\n\nКонец."
    )


def test_a_note_of_a_list_item_and_one_that_is_missing() -> None:
    body = numbered(run("пункт") + mark("footnote", 1)) + numbered(run("два") + mark("footnote", 9))
    parts = {**NOTES, **numbering(level(0, "decimal", "%1)"))}
    assert load_docx(word_file(body, parts)).text == "1) пункт\n\n¹ Сноска 1.\n2) два"


def control(content: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def test_content_controls_at_every_level() -> None:
    body = control(paragraph("Блок.") + control(paragraph("Глубже."))) + table(
        control(row("а", control(cell("б")))), row(cell(control(paragraph("в"))), "г")
    )
    assert load_docx(word_file(body)).text == "Блок.\n\nГлубже.\n\nа | б\n\nв | г"


SECTION = (
    "<w:sectPr>{}"
    '<w:headerReference w:type="default" r:id="h1"/><w:headerReference w:type="first" r:id="h2"/>'
    '<w:headerReference w:type="even" r:id="h3"/><w:footerReference r:id="f1"/></w:sectPr>'
)
HEADS: dict[str, tuple[str, str | bytes]] = {
    "header:h1": ("header1.xml", paragraph("Приказ № 5")),
    "header:h2": ("header2.xml", paragraph("ТОО «Су»")),
    "header:h3": ("header3.xml", paragraph("Чётная сторона")),
    "footer:f1": (
        "footer1.xml",
        paragraph(run("Страница ") + field("PAGE", "1") + run(" из ") + field("NUMPAGES", "9"))
        + paragraph(run("Тел. 22-33-44, стр.") + field("PAGE", "1"))
        + paragraph("Приказ № 5"),
    ),
}


def test_running_heads_are_said_once_and_are_furniture() -> None:
    body = (
        paragraph("Первый раздел.", SECTION.format("<w:titlePg/>"))
        + paragraph("Второй раздел.")
        + SECTION.format("")
    )
    layout = load_docx(word_file(body, HEADS))
    assert layout.text == (
        "Первый раздел.\n\nВторой раздел.\n\nПриказ № 5\n\nТОО «Су»\n\nТел. 22-33-44, стр."
    )
    assert [layout.text[s.start : s.end] for s in layout.furniture] == [
        "Приказ № 5",
        "ТОО «Су»",
        "Тел. 22-33-44, стр.",
    ]
    both = {**HEADS, "settings:s": ("settings.xml", "<w:evenAndOddHeaders/>")}
    assert "Чётная сторона" in load_docx(word_file(body, both)).text


def test_headings_by_name_outline_and_base() -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}">{content}</w:style>'
        for name, content in {
            "a": '<w:name w:val="heading 2"/>',
            "b": '<w:name w:val="Мой"/><w:basedOn w:val="a"/>',
            "c": '<w:name w:val="Другой"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr>',
            "d": '<w:name w:val="Title"/>',
            "e": '<w:name w:val="toc 1"/>',
        }.items()
    )
    body = "".join(paragraph(name, f'<w:pStyle w:val="{name}"/>') for name in "abcde")
    body += paragraph("f", '<w:outlineLvl w:val="0"/>') + paragraph(
        "g", '<w:pStyle w:val="a"/><w:outlineLvl w:val="9"/>'
    )
    layout = load_docx(word_file(body, {"styles:s": ("styles.xml", styles)}))
    assert [(layout.text[h.start : h.end], h.level) for h in layout.headings] == [
        ("a", 2),
        ("b", 2),
        ("c", 3),
        ("d", 1),
        ("f", 1),
    ]
    assert [layout.text[s.start : s.end] for s in layout.furniture] == ["e"]
    assert isinstance(layout.headings[0], Heading)


def test_a_file_laid_into_another() -> None:
    parts = {"aFChunk:c": ("chunk.html", "<p>Бір</p><p>Екі</p>".encode())}
    body = '<w:altChunk r:id="c"/><w:altChunk r:id="none"/>' + paragraph("Соңы")
    layout = load_docx(word_file(body, parts))
    assert layout.text == "Бір\n\nЕкі\n\nСоңы"
    assert layout.notes == ("1 embedded files not read",)


def test_the_strict_form_and_another_name_of_the_body() -> None:
    strict = xml("document", f"<w:body>{paragraph('Мәтін')}</w:body>").replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    data = make_zip(
        {"_rels/.rels": relations({"officeDocument:r": "/word/d2.xml"}), "word/d2.xml": strict}
    )
    assert load_docx(data).text == "Мәтін"


@pytest.mark.parametrize("nested", [300, 2000])
def test_too_deep_is_damaged(nested: int) -> None:
    body = "<w:tbl><w:tr><w:tc>" * nested + "</w:tc></w:tr></w:tbl>" * nested
    with pytest.raises(DamagedDocument):
        load_docx(word_file(body))


def test_more_elements_than_any_text_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.documents.formats.word.package._MAX_ELEMENTS", 1000)
    assert load_docx(word_file(paragraph("а") * 100)).text.count("а") == 100
    with pytest.raises(TooLarge, match="more than 1000 elements"):
        load_docx(word_file(paragraph("а") * 1000))


def test_a_large_text_is_let_go_as_it_is_read() -> None:
    assert load_docx(word_file("".join(map(paragraph, map(str, range(20_000)))))).text.endswith(
        "\n\n19999"
    )
