"""What users of such systems complained of in public, one test a complaint.

Each goes the whole way from a file's bytes to the stored text.
"""

from __future__ import annotations

import pytest

from qa.documents.load import FORMATS
from qa.documents.read import make_document
from qa.types import Document
from tests.documents.builders import Placed, make_pdf, make_placed_pdf
from tests.documents.word_files import (
    cell,
    level,
    numbered,
    numbering,
    paragraph,
    row,
    run,
    table,
    word_file,
)


def read(name: str, data: bytes) -> Document:
    return make_document(name, FORMATS[name[name.rindex(".") :]].load(data)).document


def test_tracked_changes() -> None:
    body = paragraph(
        run("Фонд библиотеки составляет ")
        + '<w:del w:id="1"><w:r><w:delText>4 200</w:delText></w:r></w:del>'
        + f'<w:ins w:id="2">{run("5 800")}</w:ins>'
        + run(" книг и журналов.")
    ) + paragraph(f'<w:ins w:id="3">{run("Заведующей назначена Сауле Омарова.")}</w:ins>')
    assert read("order.docx", word_file(body)).text == (
        "Фонд библиотеки составляет 5 800 книг и журналов.\n\nЗаведующей назначена Сауле Омарова."
    )


def test_footnotes() -> None:
    note = f'<w:footnote w:id="2">{paragraph("Подрядчик – товарищество «Тас-Бұлақ».")}</w:footnote>'
    body = paragraph(
        run("Построено 14 километров водопровода") + '<w:r><w:footnoteReference w:id="2"/></w:r>'
    )
    text = read("water.docx", word_file(body, {"footnotes:f": ("footnotes.xml", note)})).text
    assert text.endswith("¹ Подрядчик – товарищество «Тас-Бұлақ».")


def test_automatic_article_numbers() -> None:
    levels = level(0, "decimal", "Статья %1.") + level(1, "decimal", "%1.%2.")
    body = "".join(
        numbered(f"Глава {at}") + numbered("Первое.", 1) + numbered("Второе.", 1)
        for at in range(1, 5)
    )
    text = read("rules.docx", word_file(body, numbering(levels))).text
    assert "Статья 4. Глава 4\n4.1. Первое.\n4.2. Второе." in text


def test_a_table_inside_a_table() -> None:
    inner = table(row("Фельдшер", "Ерлан Досов"), row("Медсестра", "Айгуль Битова"))
    body = table(row("Село", "Персонал"), row("Актас", cell(paragraph() + inner)))
    assert read("clinics.docx", word_file(body)).text.endswith(
        "Актас | Фельдшер – Ерлан Досов; Медсестра – Айгуль Битова"
    )


def test_empty_and_merged_cells() -> None:
    body = table(
        row("Больница", "Врачи", "Хирурги", "Водители"),
        row("Больница Майтобе", "18", "", "5"),
        row(cell("Тараз – Мерке", '<w:vMerge w:val="restart"/>'), "Будни", "07:20", ""),
        row(cell("", "<w:vMerge/>"), "Выходные", "09:45", ""),
    )
    lines = read("staff.docx", word_file(body)).text.split("\n\n")
    assert "Больница Майтобе | 18 |  | 5" in lines
    assert lines[-1].startswith("Тараз – Мерке | Выходные | 09:45")


def test_columns_drawn_line_by_line() -> None:
    left = ["Городской парк закрывается", "на ремонт с третьего мая.", "Фонтан обновят за месяц."]
    right = ["Библиотека имени Абая", "переехала в новое здание.", "Директором стала Раушан."]
    page = [
        Placed(text, x, 700 - 14 * at)
        for at, pair in enumerate(zip(left, right, strict=True))
        for text, x in zip(pair, (40, 320), strict=True)
    ]
    text = read("news.pdf", make_placed_pdf([page])).text
    assert " ".join(text.split()) == " ".join([*left, *right])


def test_old_fonts_letters() -> None:
    spoilt = "Стоимость подключения к газу составляет 180 000 тенге.".encode("cp1251")
    text = read("gas.pdf", make_pdf([[spoilt.decode("cp1252")]])).text
    assert text == "Стоимость подключения к газу составляет 180 000 тенге."


def test_the_page_of_a_quotation() -> None:
    pages = [[f"Бұл {n}-беттің мәтіні осында тұр.", str(n)] for n in ("бірінші", "екінші")]
    document = read("resort.pdf", make_pdf([*pages, ["Бассейн в сентябре закрыт.", "3"]]))
    at = document.text.index("Бассейн")
    assert (document.page_at(at), document.page_at(0)) == (3, 1)
    assert document.page_at(len(document.text)) is None
    assert Document("a", "a.txt", "", document.language, "текст").page_at(0) is None


def test_a_sentence_that_goes_on_over_a_page() -> None:
    first = ["Столовую летом расширит новая и очень умелая", "бригада, которой руководит"]
    second = ["инженер Самат Жумабеков из Каратау.", "2"]
    document = read("resort.pdf", make_pdf([[*first, "1"], second]))
    sentence = "бригада, которой руководит инженер Самат Жумабеков из Каратау."
    assert sentence in document.text
    at = document.text.index("инженер")
    assert (document.page_at(at - 2), document.page_at(at)) == (1, 2)


@pytest.mark.parametrize(
    "page",
    [
        "<body><form id=aspnetForm><div><h1>Конкурс</h1><p>Документы принимает Ботагоз Алиева.",
        "<body><p>Дом открыт.</p><form><p>Документы принимает Ботагоз Алиева.</p></form>",
    ],
)
def test_a_page_inside_a_form(page: str) -> None:
    assert read("notice.html", page.encode()).text.endswith("Документы принимает Ботагоз Алиева.")


KAZAKH = "Жаңа мектептің директоры – Әмірбек Қожағұлов. Мұнда үш жүз елу оқушы білім алады."
RUSSIAN = "Районная аптека переехала на улицу Садовую. Заведует аптекой провизор Лидия Шим."


@pytest.mark.parametrize(
    ("text", "codec", "declared"),
    [
        (KAZAKH, "kz1048", "windows-1251"),
        (KAZAKH, "kz1048", None),
        (RUSSIAN, "cp1251", "iso-8859-1"),
        (RUSSIAN, "cp1251", "utf-8"),
    ],
)
def test_an_encoding_declared_wrongly(text: str, codec: str, declared: str | None) -> None:
    head = f'<meta charset="{declared}">' if declared else ""
    assert read("a.html", f"<html>{head}<p>{text}".encode(codec)).text == text
