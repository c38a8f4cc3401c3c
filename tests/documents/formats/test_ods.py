"""OpenDocument sheets: cells as they were drawn, in their columns, nothing that is hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.documents.formats.layout import Layout
from qa.documents.formats.ods import load_ods
from qa.documents.formats.xlsx import load_xlsx
from qa.documents.load import load_data
from qa.errors import DamagedDocument, EmptyDocument
from tests.documents.formats import office

DATA = Path(__file__).parent / "data"


def lines(layout: Layout) -> list[str]:
    return layout.text.split("\n\n")


def cell(text: str, more: str = "") -> str:
    return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"


def sheet(*rows: str, name: str = "Парақ", more: str = "") -> str:
    body = "".join(
        row if row.startswith("<table:table-row") else f"<table:table-row>{row}</table:table-row>"
        for row in rows
    )
    return f'<table:table table:name="{name}" {more}>{body}</table:table>'


def ods(tables: str, styles: str = "") -> bytes:
    return office.odt(tables, styles, kind="spreadsheet")


def test_cells_are_as_they_were_drawn() -> None:
    table = sheet(
        cell("Аты") + cell("Үлесі") + cell("Күні"),
        cell("а")
        + cell("50%", 'office:value="0.5"')
        + cell("3/15/2024", 'office:date-value="2024-03-15"'),
        cell("ә<text:s/>б")
        + cell("1 234,5 ₸")
        + cell("15.03.2024", 'office:date-value="2024-03-15"'),
    )
    assert lines(load_ods(ods(table))) == [
        "Парақ",
        "Аты: а | Үлесі: 50% | Күні: 2024-03-15",
        "Аты: ә б | Үлесі: 1 234,5 ₸ | Күні: 15.03.2024",
    ]


def test_repeated_blank_and_merged_cells_keep_their_columns() -> None:
    two = 'table:number-columns-spanned="2"'
    blank = '<table:table-cell table:number-columns-repeated="2"/>'
    rest = '<table:table-row table:number-rows-repeated="1048000">{}</table:table-row>'
    table = sheet(
        cell("Аудан", 'table:number-rows-spanned="2"')
        + cell("Халық", two)
        + "<table:covered-table-cell/>"
        + cell("Қала"),
        "<table:covered-table-cell/>" + cell("ер") + cell("әйел") + cell("саны"),
        cell("Абай") + blank + cell("7"),
        cell("Жарма") + cell("1", 'table:number-columns-repeated="3"'),
        rest.format('<table:table-cell table:number-columns-repeated="16384"/>'),
    )
    assert lines(load_ods(ods(table)))[1:] == [
        "Аудан: Абай | Қала саны: 7",
        "Аудан: Жарма | Халық ер: 1 | Халық әйел: 1 | Қала саны: 1",
    ]


def test_what_is_hidden_is_left_out_and_told() -> None:
    style = (
        '<style:style xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
        'style:name="off"><style:table-properties table:display="false"/></style:style>'
    )
    collapsed = '<table:table-row table:visibility="collapse">{}</table:table-row>'
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    noted = "<office:annotation><text:p>Пікір</text:p></office:annotation>"
    box = "<draw:frame><draw:text-box><text:p>Жолақ</text:p></draw:text-box></draw:frame>"
    shapes = f"<table:shapes>{box}</table:shapes>"
    table = sheet(
        cell("Аты") + cell("Құпия") + cell("Саны"),
        cell("а") + cell("x") + f"<table:table-cell>{noted}<text:p>1</text:p></table:table-cell>",
        collapsed.format(cell("ә") + cell("y") + cell("2")),
    ).replace("<table:table-row>", columns + shapes + "<table:table-row>", 1)
    hidden = sheet(cell("құпия"), name="Жабық", more='table:style-name="off"')
    layout = load_ods(ods(table + hidden, style))
    assert lines(layout) == ["Парақ", "Аты: а | Саны: 1", "Жолақ"]
    assert layout.notes == (
        "1 hidden sheets left out",
        "1 hidden rows left out",
        "1 comments left out",
    )


def test_of_a_sheet_without_end_the_beginning_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.documents.formats.ods._MAX_CELLS", 100)
    endless = '<table:table-row table:number-rows-repeated="1000000">{}</table:table-row>'
    table = sheet(endless.format(cell("abc", 'table:number-columns-repeated="30"')))
    layout = load_ods(ods(table))
    assert [row.number for row in layout.rows] == [2, 3]
    assert [(one.part, one.kind) for one in layout.unread] == [("Парақ", "too-large")]
    with pytest.raises(EmptyDocument):
        load_data(ods("<table:table/>"), "a.ods")


def test_the_mimetype_and_the_name_each_lead_to_it() -> None:
    data = ods(sheet(cell("Аты") + cell("Саны"), cell("а") + cell("1")))
    assert lines(load_data(data, "a.ods").layout)[1:] == ["Аты: а | Саны: 1"]
    with pytest.raises(DamagedDocument, match="no sheets"):
        load_ods(office.odt("<text:p>мәтін</text:p>"))


def test_an_old_workbook_is_drawn_and_hides_as_a_new_one() -> None:
    """Written by LibreOffice from a newer workbook."""
    layout = load_xlsx((DATA / "drawn.xls").read_bytes())
    assert lines(layout) == [
        "Есеп",
        "Министрлікке тапсырылады",
        "Аудан: Абай | Халық ер: 50% | Халық әйел: 00042 | Бюджет: 1 500 000.50 ₸",
        "Аудан: Жарма | Халық ер: 12.5% | Халық әйел: #DIV/0! | Бюджет: 15.03.2024",
        "Министрлік есебі",
    ]
    assert layout.notes == ("1 hidden sheets left out", "1 hidden rows left out")
