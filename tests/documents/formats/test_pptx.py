"""Slides are read as they are shown: in order, with their numbers, tables, charts and diagrams."""

from __future__ import annotations

from itertools import permutations

import pytest

from qa.documents.formats.layout import Layout
from qa.documents.formats.pptx import load_pptx
from tests.documents.formats.slides import (
    SPACES,
    Box,
    chart,
    deck,
    diagram,
    graphic,
    group,
    numbered,
    shape,
    table,
    tree,
)

TITLE = shape("Тақырып", box=(0, 0, 1000, 100), holder="title")


def lines(layout: Layout) -> list[str]:
    return [line for block in layout.text.split("\n\n") for line in block.split("\n")]


def test_a_title_comes_first_and_what_spans_columns_parts_them() -> None:
    shapes = [
        shape("Аяғында", box=(0, 800, 1000, 100)),
        shape("Оң жақ", box=(520, 200, 480, 500)),
        TITLE,
        shape("Сол жақ төмен", box=(0, 460, 480, 240)),
        shape("Сол жақ жоғары", box=(0, 200, 480, 240)),
    ]
    expected = ["Тақырып", "Сол жақ жоғары", "Сол жақ төмен", "Оң жақ", "Аяғында"]
    for order in permutations(shapes):
        assert lines(load_pptx(deck(["".join(order)]))) == expected


CELLS: dict[str, Box] = {
    "а": (0, 200, 300, 100),
    "ә": (320, 200, 300, 100),
    "б": (0, 320, 300, 100),
    "в": (320, 320, 300, 100),
}


@pytest.mark.parametrize("order", ["аәбв", "абәв"])
def test_the_order_in_the_file_tells_rows_from_columns(order: str) -> None:
    shapes = "".join(shape(name, box=CELLS[name]) for name in order)
    assert "".join(lines(load_pptx(deck([TITLE + shapes])))[1:]) == order


def test_shapes_without_a_place_follow_the_layout_or_the_file() -> None:
    places = (
        shape("Үлгі", box=(0, 500, 900, 90), holder="body", index="2")
        + shape("Үлгі", box=(0, 200, 900, 90), holder="body", index="1")
        + shape("Министрлік", box=(0, 950, 90, 20))
    )
    layout = f"<p:sldLayout {SPACES}>{tree(places)}</p:sldLayout>"
    slide = shape("Екінші", holder="body", index="2") + shape("Бірінші", holder="body", index="1")
    related = [("l", "slideLayout", "../slideLayouts/slideLayout1.xml")]
    parts = {"ppt/slideLayouts/slideLayout1.xml": layout}
    found = load_pptx(deck([slide], related, parts))
    assert lines(found) == ["Бірінші", "Екінші", "Министрлік"]
    assert [found.text[s.start : s.end] for s in found.furniture] == ["Министрлік"]
    assert lines(load_pptx(deck([slide]))) == ["Екінші", "Бірінші"]


def test_a_group_is_read_as_one_at_its_place() -> None:
    inside = shape("екінші", box=(60, 0, 40, 10)) + shape("бірінші", box=(0, 0, 40, 10))
    slide = (
        group((0, 500, 1000, 100), (0, 0, 100, 10), inside)
        + shape("бұрын", box=(0, 200, 900, 90))
        + TITLE
    )
    assert lines(load_pptx(deck([slide]))) == ["Тақырып", "бұрын", "бірінші", "екінші"]


def test_merged_and_blank_cells_keep_their_columns() -> None:
    rows = [
        [("Аудан", 'rowSpan="2"'), ("Саны", 'gridSpan="2"'), ("", 'hMerge="1"')],
        [("", 'vMerge="1"'), ("ер", ""), ("әйел", "")],
        [("Абай", ""), ("", ""), ("7", "")],
    ]
    found = load_pptx(deck([TITLE + graphic(table(rows), (0, 200, 9, 9))]))
    assert lines(found)[1:] == ["Аудан | Саны | Саны", "Аудан | ер | әйел", "Абай |  | 7"]


def test_charts_and_diagrams_stand_where_they_are_drawn() -> None:
    slide = (
        TITLE
        + graphic('<c:chart r:id="c"/>', (0, 200, 900, 200))
        + graphic('<dgm:relIds r:dm="d"/>', (0, 450, 900, 200))
        + shape("Дереккөз", box=(0, 700, 900, 50))
    )
    related = [
        ("c", "chart", "../charts/chart1.xml"),
        ("d", "diagramData", "../diagrams/data1.xml"),
    ]
    parts = {
        "ppt/charts/chart1.xml": chart("Өсім", "2023", {"Абай": 0.45, "Жарма": 0.3}, "0%"),
        "ppt/diagrams/data1.xml": diagram("Бір", "Екі"),
    }
    assert lines(load_pptx(deck([slide], related, parts)))[1:] == [
        "Өсім",
        "2023 | Абай: 45% | Жарма: 30%",
        "Бір",
        "Екі",
        "Дереккөз",
    ]


def test_numbers_go_on_within_their_level() -> None:
    slide = shape(
        numbered("бір"),
        numbered("екі"),
        numbered("ішкі", "alphaLcParenR", 1),
        numbered("ішкі", "alphaLcParenR", 1),
        numbered("үш"),
        numbered("ішкі", "alphaLcParenR", 1),
        "аралық",
        numbered("қайта"),
        numbered("рим", "romanUcPeriod", start=4),
        numbered("жай", "arabicPlain"),
        numbered("екі жақ", "alphaUcParenBoth"),
    )
    assert lines(load_pptx(deck([slide]))) == [
        "1. бір",
        "2. екі",
        "a) ішкі",
        "b) ішкі",
        "3. үш",
        "a) ішкі",
        "аралық",
        "1. қайта",
        "IV. рим",
        "1 жай",
        "(A) екі жақ",
    ]


def test_runs_fields_breaks_and_powers() -> None:
    line = (
        '<a:p><a:r><a:t>Күні: </a:t></a:r><a:fld id="1"><a:t>15.03.2024</a:t></a:fld><a:br/>'
        '<a:r><a:t>10</a:t></a:r><a:r><a:rPr baseline="30000"/><a:t>6</a:t></a:r>'
        '<a:r><a:t> H</a:t></a:r><a:r><a:rPr baseline="-25000"/><a:t>2</a:t></a:r></a:p>'
    )
    equation = (
        '<a:p><mc:AlternateContent><mc:Choice Requires="a14"><a14:m><m:oMath><m:f><m:num><m:r>'
        "<m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath></a14:m>"
        "</mc:Choice><mc:Fallback><a:r><a:t>сурет</a:t></a:r></mc:Fallback></mc:AlternateContent>"
        "</a:p>"
    )
    assert lines(load_pptx(deck([shape(line, equation)]))) == ["Күні: 15.03.2024", "10⁶ H₂", "a/b"]


def test_one_of_two_alternatives_is_read() -> None:
    both = "".join(f"<mc:{one}>{shape('Бір рет')}</mc:{one}>" for one in ("Choice", "Fallback"))
    slide = f"<mc:AlternateContent>{both}</mc:AlternateContent>"
    assert lines(load_pptx(deck([slide]))) == ["Бір рет"]


def test_what_is_hidden_is_told() -> None:
    slides = [
        shape("Көрінеді") + shape("Көрінбейді", hidden=True) + shape("Колонтитул", holder="ftr"),
        shape("Жасырын слайд"),
    ]
    related = [("k", "comments", "../comments/comment1.xml")]
    parts = {"ppt/comments/comment1.xml": f"<p:cmLst {SPACES}><p:cm/><p:cm/></p:cmLst>"}
    found = load_pptx(deck(slides, related, parts, hidden=1))
    assert lines(found) == ["Көрінеді", "Жасырын слайд", "Колонтитул"]
    assert found.notes == (
        "1 hidden shapes left out",
        "2 comments left out",
        "1 hidden slides among these",
    )


def test_deep_groups_and_odd_numbers_do_no_harm() -> None:
    slide = shape("түбі", box=(0, 0, 1, 1))
    for _ in range(200):
        slide = group((0, 0, 1, 1), (0, 0, 0, 0), slide)
    odd = graphic(table([[("а", 'gridSpan="x" rowSpan="-1"')]]), (0, 0, 1, 1))
    found = load_pptx(deck([slide + odd + shape(numbered("бір", "?", start=99_999_999))]))
    assert lines(found) == ["а", "1 бір"]
