"""Further cases of the kinds that users complained of: Word files.

Each kind of `test_complaints.py` in other shapes: other elements, levels, places.
"""

from __future__ import annotations

import pytest

from qa.documents.load import FORMATS
from qa.documents.read import make_document
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

Parts = dict[str, tuple[str, str | bytes]]


IN_LIST = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'


def text_of(body: str, parts: Parts | None = None) -> str:
    layout = FORMATS[".docx"].load(word_file(body, parts))
    return make_document("a.docx", layout).document.text


def deleted(text: str) -> str:
    return f'<w:del w:id="9"><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def inserted(content: str) -> str:
    return f'<w:ins w:id="8">{content if content.startswith("<") else run(content)}</w:ins>'


def box(content: str) -> str:
    return (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>"
        f"{content}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


HEAD = '<w:sectPr><w:headerReference w:type="default" r:id="h"/></w:sectPr>'
FOOTNOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
ENDNOTE = '<w:r><w:endnoteReference w:id="2"/></w:r>'


def notes(content: str, kind: str = "footnote") -> Parts:
    return {
        f"{kind}s:n": (
            f"{kind}s.xml",
            f'<w:{kind} w:type="separator" w:id="0">{paragraph("----")}</w:{kind}>'
            f'<w:{kind} w:id="2">{content}</w:{kind}>',
        )
    }


@pytest.mark.parametrize(
    ("body", "parts", "text"),
    [
        # Words changed inside a word, inside a link, and one change inside another.
        (
            paragraph(run("Қоры 4") + deleted("200") + inserted("800") + run(" кітап.")),
            None,
            "Қоры 4800 кітап.",
        ),
        (
            paragraph(
                run("Ответственный: ")
                + f"<w:hyperlink>{deleted('Иванов')}{inserted('Сауле Омарова')}</w:hyperlink>"
            ),
            None,
            "Ответственный: Сауле Омарова",
        ),
        (
            paragraph(
                run("Срок – ")
                + f'<w:ins w:id="1">{run("май")}{deleted("апрель")}</w:ins>'
                + run(" года.")
            ),
            None,
            "Срок – май года.",
        ),
        # A row and a cell that came, a row and a cell that went.
        (
            table(
                row("Село", "Врач"),
                row("Актас", "Ахметов", properties='<w:del w:id="1"/>'),
                row("Каратас", "Омарова", properties='<w:ins w:id="1"/>'),
            ),
            None,
            "Село | Врач\n\nКаратас | Омарова",
        ),
        (
            table(
                row(
                    cell("Село"),
                    cell("Старое", '<w:cellDel w:id="3"/>'),
                    cell("Врач", '<w:cellIns w:id="4"/>'),
                )
            ),
            None,
            "Село | Врач",
        ),
        # Paragraphs that became one, and one that became two.
        (
            paragraph("Начало предложения ", '<w:rPr><w:del w:id="1"/></w:rPr>')
            + paragraph("и его конец."),
            None,
            "Начало предложения и его конец.",
        ),
        (
            paragraph("Первое.", '<w:rPr><w:ins w:id="1"/></w:rPr>') + paragraph("Второе."),
            None,
            "Первое.\n\nВторое.",
        ),
        # Moved whole, with the marks around it.
        (
            paragraph(
                '<w:moveFromRangeStart w:id="1" w:name="m"/><w:moveFrom w:id="2">'
                f"{run('Ушло.')}</w:moveFrom>"
                '<w:moveFromRangeEnd w:id="1"/>',
                '<w:rPr><w:moveFrom w:id="3"/></w:rPr>',
            )
            + paragraph("Середина.")
            + '<w:moveToRangeStart w:id="4" w:name="m"/>'
            + paragraph(
                f'<w:moveTo w:id="5">{run("Ушло.")}</w:moveTo>',
                '<w:rPr><w:moveTo w:id="6"/></w:rPr>',
            )
            + '<w:moveToRangeEnd w:id="4"/>',
            None,
            "Середина.\n\nУшло.",
        ),
        # In a box, a note, a running head.
        (
            paragraph(
                run("Текст.") + box(paragraph(deleted("4 200") + inserted("5 800") + run(" книг.")))
            ),
            None,
            "Текст.\n\n5 800 книг.",
        ),
        (
            paragraph(run("Текст.") + FOOTNOTE),
            notes(paragraph(run("Подрядчик – ") + deleted("«Су»") + inserted("«Тас»") + run("."))),
            "Текст.\n\n¹ Подрядчик – «Тас».",
        ),
        (
            paragraph("Текст.") + HEAD,
            {
                "header:h": (
                    "header1.xml",
                    paragraph(run("Приказ № ") + deleted("7") + inserted("19")),
                )
            },
            "Текст.\n\nПриказ № 19",
        ),
        # A note whose mark was deleted is gone, a field that was deleted too.
        (
            paragraph(run("Текст.") + f'<w:del w:id="1">{FOOTNOTE}</w:del>'),
            notes(paragraph("Сноска.")),
            "Текст.",
        ),
        (
            paragraph(
                run("Всего ") + '<w:del w:id="1"><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>'
                "<w:delInstrText> REF a "
                '</w:delInstrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r>'
                '<w:delText>3</w:delText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:del>'
                + inserted("5")
            ),
            None,
            "Всего 5",
        ),
        # An equation that was inserted; a control that was.
        (
            paragraph(
                run("Площадь ")
                + '<w:ins w:id="1"><m:oMath><m:r><m:t>S=ab</m:t></m:r></m:oMath></w:ins>'
            ),
            None,
            "Площадь S=ab",
        ),
        (
            '<w:customXmlInsRangeStart w:id="1"/><w:sdt><w:sdtContent>'
            + paragraph("В поле.")
            + '</w:sdtContent></w:sdt><w:customXmlInsRangeEnd w:id="1"/>',
            None,
            "В поле.",
        ),
    ],
)
def test_tracked_changes(body: str, parts: Parts | None, text: str) -> None:
    assert text_of(body, parts) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            numbered("Раз.")
            + paragraph(
                deleted("Два."),
                IN_LIST + '<w:rPr><w:del w:id="1"/></w:rPr>',
            )
            + numbered("Три."),
            "1. Раз.\n2. Три.",
        ),
        (
            numbered("Раз.")
            + paragraph(
                "Без номера.",
                f'<w:pPrChange w:id="1"><w:pPr>{IN_LIST}</w:pPr></w:pPrChange>',
            )
            + numbered("Два."),
            "1. Раз.\n\nБез номера.\n2. Два.",
        ),
    ],
)
def test_what_was_deleted_counts_no_more(body: str, text: str) -> None:
    assert text_of(body, numbering(level(0, "decimal", "%1."))) == text


@pytest.mark.parametrize(
    ("body", "parts", "text"),
    [
        (
            paragraph(run("Построено 14 км") + ENDNOTE),
            notes(paragraph("Подрядчик – «Тас»."), "endnote"),
            "Построено 14 км\n\n¹ Подрядчик – «Тас».",
        ),
        (
            paragraph(run("Раз") + FOOTNOTE + run(", два.")),
            notes(paragraph("Абзац один.") + paragraph("Абзац два.")),
            "Раз, два.\n\n¹ Абзац один.\n\nАбзац два.",
        ),
        (
            table(row("Село", "Врач"), row("Актас", cell(paragraph(run("Ахметов") + FOOTNOTE)))),
            notes(paragraph("В отпуске.")),
            "Село | Врач\n\nАктас | Ахметов\n\n¹ В отпуске.",
        ),
        (
            paragraph(run("Текст.") + box(paragraph(run("В рамке.") + FOOTNOTE))),
            notes(paragraph("Сноска.")),
            "Текст.\n\nВ рамке.\n\n¹ Сноска.",
        ),
        (
            paragraph(run("Глава") + FOOTNOTE, '<w:outlineLvl w:val="0"/>') + paragraph("Текст."),
            notes(paragraph("Сноска.")),
            "Глава\n\n¹ Сноска.\n\nТекст.",
        ),
        (
            paragraph(
                run("Текст")
                + '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>*</w:t></w:r>'
                + run(".")
            ),
            notes(paragraph(run("* ") + run("Сноска."))),
            "Текст.\n\n* Сноска.",
        ),
        (
            paragraph(f"<w:hyperlink>{run('Ссылка')}{FOOTNOTE}</w:hyperlink>"),
            notes(table(row("Год", "Тенге"), row("2023", "700"))),
            "Ссылка\n\n¹ Год | Тенге\n\n2023 | 700",
        ),
    ],
)
def test_notes_are_found(body: str, parts: Parts, text: str) -> None:
    assert text_of(body, parts) == text


LEGAL = (
    level(0, "upperRoman", "Раздел %1")
    + level(1, "decimal", "Статья %2.", "<w:isLgl/>")
    + level(2, "decimal", "%2.%3.", "<w:isLgl/>")
    + level(3, "lowerLetter", "%4)")
)


def test_articles_below_sections_and_letters_below_clauses() -> None:
    body = (
        numbered("Общее") + numbered("Цель", 1) + numbered("Первое.", 2) + numbered("одно;", 3)
        + numbered("другое.", 3) + numbered("Второе.", 2) + numbered("одно.", 3)
        + numbered("Особое") + numbered("Предмет", 1) + numbered("Первое.", 2)
    )  # fmt: skip
    assert text_of(body, numbering(LEGAL)).split("\n") == [
        "Раздел I Общее",
        "Статья 1. Цель",
        "1.1. Первое.",
        "a) одно;",
        "b) другое.",
        "1.2. Второе.",
        "a) одно.",
        "Раздел II Особое",
        "Статья 1. Предмет",
        "1.1. Первое.",
    ]


@pytest.mark.parametrize(
    ("shape", "pattern", "third"),
    [
        ("decimalZero", "%1.", "03."),
        ("upperRoman", "Бөлім %1.", "Бөлім III."),
        ("lowerRoman", "(%1)", "(iii)"),
        ("upperLetter", "%1)", "C)"),
        ("russianUpper", "%1.", "В."),
        ("russianLower", "%1)", "в)"),
        ("decimal", "%1-бап.", "3-бап."),
        ("decimal", "§ %1", "§ 3"),
        ("decimal", "№%1", "№3"),
        ("decimalEnclosedCircle", "%1", "③"),
        ("decimalEnclosedParen", "%1", "⑶"),
        ("numberInDash", "%1", "- 3 -"),
        ("hex", "%1", "3"),
        ("chicago", "%1", "‡"),
    ],
)
def test_other_numerals(shape: str, pattern: str, third: str) -> None:
    body = "".join(numbered(f"п{at}") for at in range(3))
    assert text_of(body, numbering(level(0, shape, pattern))).split("\n")[2] == f"{third} п2"


def lists(*overrides: str) -> str:
    return "".join(
        f'<w:num w:numId="{at}"><w:abstractNumId w:val="0"/>{one}</w:num>'
        for at, one in enumerate(overrides, 1)
    )


def start_at(depth: int, number: int) -> str:
    return f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{number}"/></w:lvlOverride>'


TWO = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2.")


def test_a_list_that_goes_on_in_a_table_and_in_a_box() -> None:
    body = (
        numbered("раз") + table(row(cell(numbered("два")), "A")) + paragraph(box(numbered("три")))
        + numbered("четыре")
    )  # fmt: skip
    assert text_of(body, numbering(TWO)).split() == [
        "1.",
        "раз",
        "2.",
        "два",
        "|",
        "A",
        "3.",
        "три",
        "4.",
        "четыре",
    ]


def test_a_start_given_for_a_lower_level() -> None:
    body = numbered("Г") + numbered("п", 1) + numbered("Г", 0, 2) + numbered("п", 1, 2)
    parts = numbering(TWO, lists("", start_at(0, 7) + start_at(1, 4)))
    assert text_of(body, parts).split("\n") == ["1. Г", "1.1. п", "7. Г", "7.4. п"]


def test_a_paragraph_inside_a_list_item_without_a_number() -> None:
    none = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
    body = numbered("раз") + paragraph("ещё о нём", none) + numbered("два")
    assert text_of(body, numbering(TWO)) == "1. раз\n\nещё о нём\n2. два"


def test_a_level_replaced_by_one_list_only() -> None:
    replaced = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)")}</w:lvlOverride>'
    body = numbered("раз") + numbered("два", 0, 2) + numbered("три")
    assert text_of(body, numbering(TWO, lists("", replaced))).split("\n") == [
        "1. раз",
        "B) два",
        "3. три",
    ]


STYLED = (
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr>'
    '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/>'
    '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="2"/>'
    "</w:style>"
)


def test_headings_numbered_by_their_styles() -> None:
    levels = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="1"/>'
        '<w:lvlText w:val="Глава %1."/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="2"/>'
        '<w:lvlText w:val="%1.%2"/></w:lvl>'
    )
    body = "".join(
        paragraph(text, f'<w:pStyle w:val="{style}"/>')
        for text, style in (("А", "1"), ("Б", "2"), ("В", "Own"), ("Г", "1"), ("Д", "2"))
    )
    parts = numbering(levels) | {"styles:s": ("styles.xml", STYLED)}
    assert text_of(body, parts).split("\n\n") == [
        "Глава 1. А",
        "1.1 Б",
        "1.2 В",
        "Глава 2. Г",
        "2.1 Д",
    ]


@pytest.mark.parametrize(
    ("body", "last"),
    [
        # Two deep.
        (
            table(
                row(
                    "Село",
                    cell(
                        paragraph()
                        + table(row("Врачи", cell(table(row("Хирург", "Ахметов")))))
                        + paragraph()
                    ),
                )
            ),
            "Село | Врачи – Хирург – Ахметов",
        ),
        # With words before and after it.
        (
            table(
                row(
                    "Актас",
                    cell(
                        paragraph("Штат:") + table(row("Фельдшер", "Досов")) + paragraph("Итого 1.")
                    ),
                )
            ),
            "Актас | Штат: Фельдшер – Досов Итого 1.",
        ),
        # In a control in a cell; two beside each other.
        (
            table(
                row(
                    "Актас",
                    f"<w:tc><w:sdt><w:sdtContent>{table(row('Фельдшер', 'Досов'))}"
                    f"</w:sdtContent></w:sdt>{paragraph()}</w:tc>",
                )
            ),
            "Актас | Фельдшер – Досов",
        ),
        (
            table(row(cell(table(row("Врач", "Омарова"))), cell(table(row("Фельдшер", "Досов"))))),
            "Врач – Омарова | Фельдшер – Досов",
        ),
        # With merged cells inside.
        (
            table(
                row(
                    "Актас",
                    cell(
                        table(
                            row(cell("Смена", '<w:vMerge w:val="restart"/>'), "Досов"),
                            row(cell("", "<w:vMerge/>"), "Битова"),
                        )
                    ),
                )
            ),
            "Актас | Смена – Досов; Смена – Битова",
        ),
        # A list in a cell, and a box in one.
        (
            table(row("Актас", cell(numbered("Досов") + numbered("Битова")))),
            "Актас | 1. Досов 2. Битова",
        ),
        (
            table(row("Актас", cell(paragraph(run("см. ") + box(paragraph("Досов")))))),
            "Актас | см. Досов",
        ),
    ],
)
def test_tables_in_tables(body: str, last: str) -> None:
    assert text_of(body, numbering(TWO)).split("\n\n")[-1] == last


def merged(text: str, across: int = 1, down: str = "") -> str:
    properties = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    properties += {"": "", "from": '<w:vMerge w:val="restart"/>', "on": "<w:vMerge/>"}[down]
    return cell(text, properties)


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        # A head of two rows.
        (
            [
                row(merged("Больница", down="from"), merged("Врачи", 2)),
                row(merged("", down="on"), "Терапевты", "Хирурги"),
                row("Майтобе", "", "5"),
            ],
            ["Больница | Врачи | Врачи", "Больница | Терапевты | Хирурги", "Майтобе |  | 5"],
        ),
        # A row that begins or ends late.
        (
            [
                row("А", "Б", "В"),
                row("2", "3", properties='<w:gridBefore w:val="1"/>'),
                row("1", properties='<w:gridAfter w:val="2"/>'),
            ],
            ["А | Б | В", "| 2 | 3", "1 |  |"],
        ),
        # The first cell blank, the last cells blank, a whole row blank.
        (
            [row("", "Вт", "Ср"), row("Утро", "", ""), row("", "", ""), row("День", "9", "")],
            ["| Вт | Ср", "Утро |  |", "День | 9 |"],
        ),
        # Merged over rows and columns at once.
        (
            [
                row("Маршрут", "Будни", "Выходные", "Цена"),
                row("1", merged("ежедневно", 2, "from"), "90"),
                row("2", merged("", 2, "on"), "120"),
            ],
            [
                "Маршрут | Будни | Выходные | Цена",
                "1 | ежедневно |  | 90",
                "2 | ежедневно |  | 120",
            ],
        ),
        # Old Word's merging across.
        (
            [
                row("А", "Б", "В"),
                row(cell("итого", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), "7"),
            ],
            ["А | Б | В", "итого |  | 7"],
        ),
    ],
)
def test_blank_and_merged_cells_keep_their_columns(rows: list[str], lines: list[str]) -> None:
    found = [line.strip() for line in text_of(table(*rows, columns=4)).split("\n\n")]
    assert found == lines


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("chunk.txt", "Ішкі.".encode()),
        ("chunk.html", "<p>Ішкі.".encode()),
        ("chunk.rtf", rb"{\rtf1 \u1030?\u1096?\u1082?\u1110?.}"),
        ("chunk.docx", word_file(paragraph("Ішкі."))),
    ],
)
def test_a_file_laid_into_another(name: str, data: bytes) -> None:
    body = paragraph("Басы.") + '<w:altChunk r:id="c"/>' + paragraph("Соңы.")
    assert text_of(body, {"aFChunk:c": (name, data)}) == "Басы.\n\nІшкі.\n\nСоңы."


def test_a_file_laid_into_itself_again_and_again_is_read_once() -> None:
    inner = word_file(
        paragraph("Ішкі.") + '<w:altChunk r:id="c"/>',
        {"aFChunk:c": ("c.docx", word_file(paragraph("Тереңі.")))},
    )
    body = '<w:altChunk r:id="c"/><w:altChunk r:id="d"/>'
    layout = FORMATS[".docx"].load(
        word_file(body, {"aFChunk:c": ("c.docx", inner), "aFChunk:d": ("d.docx", b"PK")})
    )
    assert layout.text == "Ішкі."
    assert layout.notes == ("2 embedded files not read",)


def test_a_large_first_letter_belongs_to_its_word() -> None:
    frame = '<w:framePr w:dropCap="drop" w:lines="3"/>'
    assert text_of(paragraph("Б", frame) + paragraph("ыл тёплый день.")) == "Был тёплый день."
