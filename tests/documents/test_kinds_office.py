"""Further cases of the kinds that users complained of: other office formats than Word's newer one.

Automatic numbers, notes, boxes, blank, merged and nested cells, tracked changes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.documents.formats.doc import load_doc
from qa.documents.formats.odt import load_odt
from qa.documents.formats.rtf import load_rtf
from tests.documents.formats import office

DATA = Path(__file__).parent / "formats" / "data"
TABLES = [
    "Аудан | Саны | Саны",
    "Аудан | ер | әйел",
    "Абай |  | 7",
    "Жарма | 1 | 2",
    "Жарма | 3 |",
]
NESTED = ["Мекеме | Байланыс", "Мұражай | Байланыс: телефон – 41-22; пошта – a@b.kz соңы"]


def test_old_words_numbers_and_tables() -> None:
    """Written by LibreOffice from a file of Word; a list of it begins at 7."""
    layout = load_doc((DATA / "rules.doc").read_bytes())
    lists, *rest = [one.strip() for one in layout.text.split("\n\n")]
    assert lists.split("\n") == [
        "Ереже.",
        "Глава I. Жалпы",
        "1. Бір",
        "1.1. Екі",
        "1.2. Үш",
        "а) төрт",
        "б) бес",
        "a) x",
        "Глава II. Арнайы",
        "1. Алты",
        "1.1. Жеті",
        "7. жеті",
        "1. сегіз",
        "• маркер",
        "First ord",
        "01. zero",
    ]
    assert rest == [
        "№ | Аты",
        "02. | Асан",
        "03. | Үсен",
        "Қала | Бір",
        "Семей қаласы | а",
        "б | в",
        "Аудандар",
        *TABLES,
        "Екінші кесте:",
        *NESTED,
        "Барлығы 10⁶ теңге.",
        "Абай облысының әкімдігі",
    ]
    assert [layout.text[a:b] for a, b in layout.furniture] == ["Абай облысының әкімдігі"]


def test_old_words_lists_that_are_damaged_are_told() -> None:
    data = bytearray((DATA / "rules.doc").read_bytes())
    # Where the lists begin in the table stream, far behind its end.
    head = data.index(b"\xec\xa5")
    data[head + 0x2EA : head + 0x2F2] = b"\xff\xff\xff\x0f\x10\x00\x00\x00"
    layout = load_doc(bytes(data))
    assert "\n\nЖалпы\n\n" in layout.text
    assert layout.notes == ("automatic numbers of lists left out: damaged",)


def _listed(*items: str, more: str = "") -> str:
    inner = "".join(f"<text:list-item>{one}</text:list-item>" for one in items)
    return f'<text:list text:style-name="L" {more}>{inner}</text:list>'


def _p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def _style(level: int, form: str, more: str) -> str:
    return f'<text:list-level-style-number text:level="{level}" s:num-format="{form}" {more}/>'


STYLES = (
    '<text:list-style xmlns:s="s" s:name="L">'
    + _style(1, "1", 's:num-prefix="Статья " s:num-suffix="."')
    + _style(2, "1", 's:num-suffix="." text:display-levels="2"')
    + _style(3, "а, б, .., аа, аб, ... (ru)", 's:num-suffix=")"')
    + '</text:list-style><text:outline-style xmlns:s="s" s:name="Outline">'
    + _style(1, "I", 's:num-suffix="."').replace("list-level", "outline-level")
    + '</text:outline-style><s:style xmlns:s="s" s:name="H"><s:text-properties '
    'text:display="none"/></s:style><s:style xmlns:s="s" s:name="U"><s:text-properties '
    's:text-position="super 58%"/></s:style>'
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            _listed(
                _p("Бір") + _listed(_p("екі"), _p("үш") + _listed(_p("төрт"), _p("бес"))),
                _p("Алты") + _listed(_p("жеті")),
            ),
            "Статья 1. Бір\n1.1. екі\n1.2. үш\nа) төрт\nб) бес\nСтатья 2. Алты\n2.1. жеті",
        ),
        # A list that is broken off and goes on; another that begins anew, and one at nine.
        (
            _listed(_p("а"), _p("б"))
            + _p("Мәтін.")
            + _listed(_p("в"), more='text:continue-numbering="true"')
            + _listed(_p("г"))
            + _listed(_p("д")).replace("<text:list-item>", '<text:list-item text:start-value="9">'),
            "Статья 1. а\nСтатья 2. б\n\nМәтін.\nСтатья 3. в\nСтатья 1. г\nСтатья 9. д",
        ),
        # Headings outside lists, of which one says that it has no number.
        (
            '<text:h text:outline-level="1">Бірінші</text:h>'
            '<text:h text:outline-level="1" text:is-list-header="true">Нөмірсіз</text:h>'
            '<text:h text:outline-level="1">Екінші</text:h>',
            "I. Бірінші\n\nНөмірсіз\n\nII. Екінші",
        ),
        # A box, a note, hidden and raised letters, the name of a picture.
        (
            "<text:p>Ауданы 10<text:span text:style-name='U'>6</text:span> м<text:span "
            "text:style-name='U'>2</text:span><text:span text:style-name='H'>құпия</text:span>"
            "<draw:frame><svg:title xmlns:svg='v'>сурет</svg:title><draw:text-box><text:p>Қорап."
            "</text:p></draw:text-box></draw:frame>.</text:p>",
            "Ауданы 10⁶ м².\n\nҚорап.",
        ),
    ],
)  # fmt: skip
def test_opendocument(body: str, text: str) -> None:
    assert load_odt(office.odt(body, STYLES)).text == text


def _cell(text: str, more: str = "") -> str:
    return f"<table:table-cell {more}>{_p(text)}</table:table-cell>"


def test_opendocuments_merged_and_nested_cells() -> None:
    covered = "<table:covered-table-cell/>"
    rows = (
        _cell("Аудан", 'table:number-rows-spanned="2"')
        + _cell("Саны", 'table:number-columns-spanned="2"')
        + covered,
        covered + _cell("ер") + _cell("әйел"),
        _cell("Абай") + _cell("") + _cell("7"),
        _cell("Жарма", 'table:number-rows-spanned="2"') + _cell("1") + _cell("2"),
        covered + _cell("3") + _cell(""),
    )

    def table(*rows: str) -> str:
        inner = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
        return f"<table:table>{inner}</table:table>"

    inner = table(_cell("телефон") + _cell("41-22"), _cell("пошта") + _cell("a@b.kz"))
    nested = f"<table:table-cell>{_p('Байланыс:')}{inner}{_p('соңы')}</table:table-cell>"
    body = table(*rows) + table(_cell("Мекеме") + _cell("Байланыс"), _cell("Мұражай") + nested)
    assert [one.strip() for one in load_odt(office.odt(body)).text.split("\n\n")] == [
        *TABLES,
        *NESTED,
    ]


def _rtf(body: str) -> bytes:
    fonts = r"{\fonttbl{\f0\fcharset204 Times;}{\f1\fnil\fcharset2 Wingdings;}}"
    escaped = "".join(c if c.isascii() else f"\\'{c.encode('cp1251')[0]:02x}" for c in body)
    return rf"{{\rtf1\ansi\ansicpg1251\deff0{fonts}{escaped}}}".encode("ascii")


def _edges(*covered: str) -> str:
    cells = "".join(rf"{one}\cellx{1000 * at}" for at, one in enumerate(covered, 1))
    return rf"\trowd\trleft0{cells}\pard\intbl "


@pytest.mark.parametrize(
    ("body", "text"),
    [
        # Changes; a box, once; a result of an embedded thing; words in two forms.
        (
            r"Было {\deleted 100}{\revised 250} книг.{\shp{\*\shpinst{\sp{\sn a}{\sv 2}}{\shptxt "
            r"Рамка.\par}}{\shprslt{\*\do{\dptxbx{\dptxbxtext Рамка.\par}}}}}\par"
            r"{\object{\*\objdata 01}{\result Итог}} {\upr{A?}{\*\ud\u1241?\u1072?}}\par",
            "Было 250 книг.\n\nРамка.\n\nИтог әа",
        ),
        # Hidden letters end with \plain; raised ones; signs of a symbol font.
        (
            r"{\v скрыто\plain  видно} 10{\super 6} м{\super 2}, H{\sub 2}O\par"
            r"{\listtext\f1\'fc\tab}есть\par",
            "видно 10⁶ м², H₂O\n✓ есть",
        ),
        # Merged across and downwards, and a cell of two paragraphs in the first column.
        (
            _edges(r"\clmgf", r"\clmrg", "")
            + r"Шапка\cell\cell Итог\cell\row"
            + _edges(r"\clvmgf", "", "")
            + r"Аксай\par район\cell 1\cell\cell\row"
            + _edges(r"\clvmrg", "", "")
            + r"\cell 3\cell 4\cell\row\pard Конец.\par",
            "Шапка | Шапка | Итог\n\nАксай район | 1 |\n\nАксай район | 3 | 4\n\nКонец.",
        ),
        # A table in a cell.
        (
            _edges("", "")
            + r"Музей\cell Связь:\par\itap2 тел.\nestcell 41\nestcell{\*\nesttableprops\trowd"
            r"\cellx500\cellx900\nestrow}{\nonesttables\par}\pard\intbl конец\cell\row\pard",
            "Музей | Связь: тел. – 41 конец",
        ),
    ],
)  # fmt: skip
def test_rich_text(body: str, text: str) -> None:
    found = load_rtf(_rtf(body)).text
    assert [one.strip() for one in found.split("\n")] == text.split("\n")


@pytest.mark.parametrize(
    "inside", [r"\deleted \u1078?", r"\v \u1078\'e6", r"\*\unknown \u1078?", r"\*\unknown\u1078"]
)
def test_rtf_keeps_the_letter_behind_what_is_not_shown(inside: str) -> None:
    assert load_rtf(rf"{{\rtf1\ansi a b {{{inside}}}cdef}}".encode()).text == "a b cdef"
