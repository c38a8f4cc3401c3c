"""Automatic numbers as Word draws them."""

from __future__ import annotations

import pytest

from qa.documents.formats.docx import load_docx
from qa.documents.formats.numerals import numeral
from tests.documents.word_files import level, numbered, numbering, paragraph, word_file

LEGAL = (
    level(0, "decimal", "Статья %1.")
    + level(1, "decimal", "%1.%2.")
    + level(2, "lowerLetter", "%3)")
)


def lines(body: str, parts: dict[str, tuple[str, str | bytes]]) -> list[str]:
    return load_docx(word_file(body, parts)).text.split("\n")


def test_levels_count_on_and_begin_anew() -> None:
    body = "".join(numbered("т", depth) for depth in (0, 1, 1, 2, 2, 0, 1, 2, 1))
    assert lines(body, numbering(LEGAL)) == [
        "Статья 1. т",
        "1.1. т",
        "1.2. т",
        "a) т",
        "b) т",
        "Статья 2. т",
        "2.1. т",
        "a) т",
        "2.2. т",
    ]


def test_a_level_without_one_above() -> None:
    body = numbered("т", 1) + numbered("т", 1) + numbered("т", 0)
    assert lines(body, numbering(LEGAL)) == ["1.1. т", "1.2. т", "Статья 2. т"]


@pytest.mark.parametrize(
    ("more", "drawn"),
    [
        ("", ["1.", "1.1.", "2.", "2.1."]),
        ('<w:lvlRestart w:val="0"/>', ["1.", "1.1.", "2.", "2.2."]),
    ],
)
def test_whether_a_level_begins_anew(more: str, drawn: list[str]) -> None:
    levels = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2.", more)
    body = "".join(numbered("т", depth) for depth in (0, 1, 0, 1))
    assert lines(body, numbering(levels)) == [f"{one} т" for one in drawn]


def test_a_level_that_only_the_highest_begins_anew() -> None:
    levels = "".join(level(n, "decimal", f"%{n + 1}.") for n in (0, 1)) + level(
        2, "decimal", "(%3)", '<w:lvlRestart w:val="1"/>'
    )
    body = "".join(numbered("т", depth) for depth in (0, 1, 2, 1, 2, 0, 2))
    assert [line for line in lines(body, numbering(levels)) if "(" in line] == [
        "(1) т",
        "(2) т",
        "(1) т",
    ]


def test_lists_of_one_kind_count_on_unless_they_say_where_they_start() -> None:
    lists = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
        '<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:lvlOverride></w:num>'
    )
    body = "".join(numbered("т", 0, one) for one in (1, 1, 2, 3, 3, 4))
    assert lines(body, numbering(level(0, "decimal", "%1)"), lists)) == [
        "1) т",
        "2) т",
        "3) т",
        "5) т",
        "6) т",
        "VII. т",
    ]


def test_numbers_by_style() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="heading 1"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="heading 2"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="C"><w:basedOn w:val="B"/></w:style>'
    )
    levels = level(0, "upperRoman", "%1.", '<w:pStyle w:val="A"/>') + level(
        1, "decimal", "%1.%2", '<w:pStyle w:val="B"/><w:isLgl/>'
    )
    body = "".join(paragraph("т", f'<w:pStyle w:val="{one}"/>') for one in "AABC")
    body += paragraph("без", '<w:pStyle w:val="A"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    parts = {**numbering(levels), "styles:s": ("styles.xml", styles)}
    layout = load_docx(word_file(body, parts))
    assert layout.text.split("\n\n") == ["I. т", "II. т", "2.1 т", "2.2 т", "без"]
    assert [h.level for h in layout.headings] == [1, 1, 2, 2, 1]


def test_a_list_that_is_a_style() -> None:
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr>'
        "</w:pPr></w:style>"
    )
    content = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1">{level(0, "decimal", "§ %1")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    )
    parts: dict[str, tuple[str, str | bytes]] = {
        "numbering:n": ("numbering.xml", content),
        "styles:s": ("styles.xml", styles),
    }
    assert lines(numbered("т") + numbered("т", 0, 2), parts) == ["§ 1 т", "§ 2 т"]


@pytest.mark.parametrize(
    ("shape", "text", "font", "drawn"),
    [
        ("bullet", "\uf0b7", "Symbol", "• т"),
        ("bullet", "o", "Courier New", "• т"),
        ("bullet", "\uf0a7", "Wingdings", "▪ т"),
        ("bullet", "-", "", "– т"),
        ("none", "", "", "т"),
        ("none", "Ескерту:", "", "Ескерту: т"),
        ("decimalZero", "%1.", "", "01. т"),
    ],
)
def test_marks(shape: str, text: str, font: str, drawn: str) -> None:
    more = f'<w:rPr><w:rFonts w:ascii="{font}"/></w:rPr>' if font else ""
    assert lines(numbered("т"), numbering(level(0, shape, text, more))) == [drawn]


def test_no_gap_and_empty_paragraphs() -> None:
    levels = level(0, "decimal", "%1", '<w:suff w:val="nothing"/>')
    assert lines(numbered("-й") + numbered(""), numbering(levels)) == ["1-й", "2"]


@pytest.mark.parametrize(
    ("count", "shape", "drawn"),
    [
        (4, "upperRoman", "IV"),
        (1994, "lowerRoman", "mcmxciv"),
        (5000, "upperRoman", "5000"),
        (27, "lowerLetter", "aa"),
        (28, "upperLetter", "BB"),
        (10, "russianLower", "к"),
        (30, "russianUpper", "АА"),
        (3, "decimalEnclosedCircle", "③"),
        (5, "numberInDash", "- 5 -"),
        (2, "chicago", "†"),
        (7, "cardinalText", "7"),
        (0, "lowerLetter", "0"),
        (-3, "lowerRoman", "-3"),
        (10**9, "lowerLetter", "1000000000"),
    ],
)
def test_numerals(count: int, shape: str, drawn: str) -> None:
    assert numeral(count, shape) == drawn


@pytest.mark.parametrize(
    ("shape", "more", "mark", "defaults", "drawn"),
    [
        # The list's own language, the paragraph's, the document's, or the text's.
        ("ordinalText", '<w:rPr><w:lang w:val="kk-KZ"/></w:rPr>', "ru-RU", "", "Үшінші бөлім"),
        ("ordinalText", "", "ru-RU", "en-US", "Третий бөлім"),
        ("cardinalText", "", "", "en-GB", "Three бөлім"),
        ("ordinal", "", "", "", "3-ші бөлім"),
        ("ordinal", "", "en-US", "", "3rd бөлім"),
        ("cardinalText", "", "de-DE", "", "3 бөлім"),
    ],
)
def test_numbers_in_the_languages_words(
    shape: str, more: str, mark: str, defaults: str, drawn: str
) -> None:
    text = "бөлім. Мұнда ауыл тұрғындарының құқықтары туралы айтылған."
    properties = f'<w:rPr><w:lang w:val="{mark}"/></w:rPr>' if mark else ""
    numbers = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    parts = numbering(level(0, shape, "%1", more))
    if defaults:
        lang = f'<w:rPr><w:lang w:val="{defaults}"/></w:rPr>'
        style = f"<w:docDefaults><w:rPrDefault>{lang}</w:rPrDefault></w:docDefaults>"
        parts["styles:s"] = ("styles.xml", style)
    body = paragraph(text, numbers + properties) * 3
    assert lines(body, parts)[-1].startswith(drawn)


def test_numerals_with_zeros() -> None:
    assert numeral(7, "custom", "001, 002, 003, ...") == "007"
    assert numeral(7, "custom", "x") == "7"


@pytest.mark.parametrize(
    "properties",
    [
        '<w:numPr><w:numId w:val="9"/></w:numPr>',
        '<w:numPr><w:ilvl w:val="77"/><w:numId w:val="1"/></w:numPr>',
        '<w:numPr><w:ilvl w:val="x"/><w:numId w:val="1"/></w:numPr>',
    ],
)
def test_lists_that_are_not_there(properties: str) -> None:
    text = load_docx(word_file(paragraph("т", properties), numbering(LEGAL))).text
    assert text in ("т", "Статья 1. т")


def test_thousands_of_lists_are_read_once_each() -> None:
    lists = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="0"/></w:num>' for n in range(8000)
    )
    body = "".join(numbered("т", 0, n) for n in range(1, 8000))
    found = lines(body, numbering(level(0, "decimal", "%1."), lists))
    assert (len(found), found[-1]) == (7999, "7999. т")
