"""A sheet is read as it is shown: drawn numbers, merged heads, nothing that is hidden."""

from __future__ import annotations

import pytest

from qa.documents.formats.layout import Layout, Unread
from qa.documents.formats.xlsx import load_xlsx
from tests.documents.formats.sheets import Drawn, Page, workbook

_DRAWING = (
    '<d:wsDr xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><d:sp><d:txBody><a:p><a:r>'
    "<a:t>Есеп </a:t></a:r><a:r><a:t>тексерілген.</a:t></a:r></a:p></d:txBody></d:sp></d:wsDr>"
)
_COMMENTS = (
    '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><commentList>'
    '<comment ref="A1"><text><t>Пікір</t></text></comment></commentList></comments>'
)


def lines(layout: Layout) -> list[str]:
    return layout.text.split("\n\n")


def rows(page: Page, name: str = "Парақ") -> list[str]:
    """Behind the sheet's name."""
    return lines(load_xlsx(workbook({name: page})))[1:]


def test_numbers_and_dates_are_drawn_after_their_codes() -> None:
    table = [
        ["Көрсеткіш", "Мәні"],
        ["Үлесі", Drawn(0.5, "0%")],
        ["Код", Drawn(42, "00000")],
        ["Сома", Drawn(1500000.5, '#,##0.00\\ "₸"')],
        ["Күні", Drawn(45366, "dd.mm.yyyy")],
        ["Айы", Drawn(45366, "mmmm yyyy")],
        ["Уақыты", Drawn(0.75, "h:mm")],
        ["Ұзақтығы", Drawn(1.25, "[h]:mm:ss")],
        ["Жайы", Drawn(0.30000000000000004)],
        ["Саны", 7],
    ]
    assert [line.rpartition(": ")[2] for line in rows(Page(table))] == [
        "50%",
        "00042",
        "1 500 000.50 ₸",
        "15.03.2024",
        "2024-03-15",
        "18:00",
        "30:00:00",
        "0.3",
        "7",
    ]


def test_codes_that_have_a_number_of_their_own() -> None:
    table = [
        ["Аты", "Мәні"],
        ["а", Drawn(0.25, "0%")],
        ["ә", Drawn(45366, "mm-dd-yy")],
        ["б", Drawn(1234567, "#,##0")],
    ]
    data = workbook({"Парақ": Page(table)}, {"0%": 9, "mm-dd-yy": 14, "#,##0": 3})
    assert lines(load_xlsx(data))[1:] == [
        "Аты: а | Мәні: 25%",
        # Drawn differently in every country.
        "Аты: ә | Мәні: 2024-03-15",
        "Аты: б | Мәні: 1 234 567",
    ]


def test_heads_of_two_rows_are_one_name() -> None:
    table = [
        ["2024 жылғы есеп", None, None, None],
        ["Аудан", "Халық", None, "Бюджет"],
        [None, "ер", "әйел", "млн"],
        ["Абай", 10, 12, 7],
        [None, 20, 22, 9],
    ]
    assert rows(Page(table, ["A1:D1", "B2:C2", "A2:A3", "A4:A5"])) == [
        "2024 жылғы есеп",
        "Аудан: Абай | Халық ер: 10 | Халық әйел: 12 | Бюджет млн: 7",
        "Аудан: Абай | Халық ер: 20 | Халық әйел: 22 | Бюджет млн: 9",
    ]


def test_a_head_over_two_columns_without_others_below_it_names_both() -> None:
    table = [["Аудан", "Саны", None], ["Абай", 1, 2], ["Жарма", 3, 4]]
    assert rows(Page(table, ["B1:C1"])) == [
        "Аудан: Абай | Саны: 1 | Саны: 2",
        "Аудан: Жарма | Саны: 3 | Саны: 4",
    ]


def test_years_name_columns() -> None:
    table = [["Көрсеткіш", 2021, 2022], ["Халық", 10, 11]]
    assert rows(Page(table)) == ["Көрсеткіш: Халық | 2021: 10 | 2022: 11"]


def test_a_form_has_no_heads() -> None:
    table = [["Атауы", "«Семей» ЖШС"], ["БСН", "123456789012"], ["Мекенжайы", "Абай к."]]
    assert rows(Page(table)) == ["Атауы | «Семей» ЖШС", "БСН | 123456789012", "Мекенжайы | Абай к."]


def test_what_is_hidden_is_left_out_and_told() -> None:
    table = [["Аты", "Құпия", "Саны"], ["а", "x", 1], ["ә", "y", 2], ["б", "z", 3]]
    pages = {
        "Ашық": Page(table, hidden_rows=[3], hidden_columns=[2]),
        "Жабық": Page([["құпия"]], state="hidden"),
        "Өте жабық": Page([["құпия"]], state="veryHidden"),
    }
    layout = load_xlsx(workbook(pages))
    assert lines(layout) == ["Ашық", "Аты: а | Саны: 1", "Аты: б | Саны: 3"]
    assert [row.number for row in layout.rows] == [2, 4]
    assert layout.notes == ("2 hidden sheets left out", "1 hidden rows left out")


def test_rows_that_a_filter_hides_are_there() -> None:
    table = [["Аты", "Саны"], ["а", 1], ["ә", 2]]
    filtered = '<autoFilter ref="A1:B3"><filterColumn colId="0"/></autoFilter>'
    page = Page(table, hidden_rows=[3], tail=filtered)
    assert rows(page) == ["Аты: а | Саны: 1", "Аты: ә | Саны: 2"]


def test_formulas_show_what_they_gave() -> None:
    table = [
        ["Аты", "Сома"],
        ["мәтін", Drawn("дайын", formula='"да"&"йын"', kind="str")],
        ["қате", Drawn("#DIV/0!", formula="1/0", kind="e")],
        ["иә", Drawn(1, formula="1=1", kind="b")],
        ["жоқ", Drawn(None, formula="SUM(B2:B9)")],
    ]
    layout = load_xlsx(workbook({"Есеп": Page(table)}))
    assert lines(layout)[1:] == [
        "Аты: мәтін | Сома: дайын",
        "Аты: қате | Сома: #DIV/0!",
        "Аты: иә | Сома: TRUE",
        "Аты: жоқ",
    ]
    reason = "1 formulas without a value; open it and save it again"
    assert layout.unread == (Unread("Есеп", reason),)


def test_boxes_and_printed_heads_are_there_and_comments_are_told() -> None:
    heads = (
        "<headerFooter><oddHeader>&amp;C&amp;&quot;Arial&quot;&amp;12Министрлік &amp;&amp; әкімдік"
        "</oddHeader><oddFooter>&amp;LБет &amp;P&amp;R&amp;D</oddFooter></headerFooter>"
        '<drawing r:id="drawing1"/>'
    )
    related = {"drawing1": "../drawings/drawing1.xml", "comments1": "../comments1.xml"}
    page = Page([["Аты", "Саны"], ["а", 1]], tail=heads, related=related)
    parts = {"xl/drawings/drawing1.xml": _DRAWING, "xl/comments1.xml": _COMMENTS}
    layout = load_xlsx(workbook({"Парақ": page}, parts=parts))
    assert lines(layout)[1:] == ["Аты: а | Саны: 1", "Есеп тексерілген.", "Министрлік & әкімдік"]
    assert [layout.text[s.start : s.end] for s in layout.furniture] == ["Министрлік & әкімдік"]
    assert layout.notes == ("1 comments left out",)


def test_years_below_a_head_are_part_of_it() -> None:
    table = [["Аудан", "Халық", None], [None, 2023, 2024], ["Абай", 10, 12]]
    assert rows(Page(table, ["B1:C1", "A1:A2"])) == [
        "Аудан: Абай | Халық 2023: 10 | Халық 2024: 12"
    ]


def test_of_very_many_numbers_the_first_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.documents.formats.xlsx_marks._MAX_STYLED", 2)
    table = [["Аты", "Үлесі"], *([name, Drawn(0.5, "0%")] for name in "аәб")]
    layout = load_xlsx(workbook({"Парақ": Page(table)}))
    assert [line[-3:] for line in lines(layout)[1:]] == ["50%", "50%", "0.5"]
    assert layout.notes == (
        "many numbers; the later ones as they are stored, not as they are drawn",
    )


def test_odd_merges_do_no_harm() -> None:
    merged = ["A1:XFD1048576", "B2:ZZ9000", "A3:A1048576"] * 50
    table = [["Аты", "Саны"], ["а", 1], ["ә", 2]]
    assert rows(Page(table, merged)) == ["Аты: а | Саны: 1", "Аты: ә | Саны: 2"]
