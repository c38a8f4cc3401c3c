"""What stands inside paragraphs: tracked changes, fields, symbols, notes, boxes."""

from __future__ import annotations

import pytest

from qa.documents.formats.docx import load_docx
from tests.documents.word_files import cell, field, paragraph, row, run, table, word_file

INSERTED = '<w:ins w:id="1" w:author="А">{}</w:ins>'
DELETED = '<w:del w:id="2"><w:r><w:delText>{}</w:delText></w:r></w:del>'
MARK_DELETED = "<w:rPr><w:del/></w:rPr>"
BEGIN = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
SEPARATE = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def text_of(body: str) -> str:
    return load_docx(word_file(body)).text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            paragraph(run("Фонд: ") + DELETED.format("4 200") + INSERTED.format(run("5 800"))),
            "Фонд: 5 800",
        ),
        (paragraph(INSERTED.format(run("Весь абзац."))), "Весь абзац."),
        # Inserted by one and deleted by another.
        (paragraph(run("а") + INSERTED.format(DELETED.format("б")) + run("в")), "ав"),
        (
            paragraph(f"<w:moveFrom>{run('ушло')}</w:moveFrom>", "<w:rPr><w:moveFrom/></w:rPr>")
            + paragraph("между")
            + paragraph(f"<w:moveTo>{run('ушло')}</w:moveTo>", "<w:rPr><w:moveTo/></w:rPr>"),
            "между\n\nушло",
        ),
        (paragraph("начало ", MARK_DELETED) + paragraph("и конец."), "начало и конец."),
        (paragraph(DELETED.format("всё"), MARK_DELETED) + paragraph("Остаток."), "Остаток."),
        (paragraph("последний ", MARK_DELETED), "последний "),
        (
            table(
                row("а", "б"),
                row("в", "г", properties="<w:del/>"),
                row("д", "е", properties="<w:ins/>"),
                row("ж", cell("з", "<w:cellDel/>"), cell("и", "<w:cellIns/>")),
            ),
            "а | б\n\nд | е\n\nж | и",
        ),
        # What a property was before a change is no property.
        (
            paragraph(run("видно", "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>")),
            "видно",
        ),
    ],
)
def test_tracked_changes_are_accepted(body: str, text: str) -> None:
    assert text_of(body).rstrip() == text.rstrip()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (field("REF _Ref1 \\h", "статья 4"), "статья 4"),
        (field(' HYPERLINK "http://a.kz" ', "сайт"), "сайт"),
        (field("XE указатель", None), ""),
        (field("PAGE", "3"), "3"),
        (f'<w:fldSimple w:instr="DATE">{run("1 мая")}</w:fldSimple>', "1 мая"),
        (f'<w:hyperlink w:anchor="a">{run("ссылка")}</w:hyperlink>', "ссылка"),
        # A field inside another's instruction shows nothing, inside its result it does.
        (BEGIN + field("MERGEFIELD x", "скрыто") + SEPARATE + run("видно") + END, "видно"),
        (BEGIN + SEPARATE + run("до ") + field("PAGE", "7") + END, "до 7"),
        ('<w:r><w:fldChar w:fldCharType="end"/></w:r>' + run("после"), "после"),
        (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/>'
            f"<w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>{END}{run(' согласен')}",
            "☒ согласен",
        ),
        (
            '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/>'
            '<w:listEntry w:val="Алматы"/><w:listEntry w:val="Тараз"/></w:ddList></w:ffData>'
            f"</w:fldChar></w:r>{END}",
            "Тараз",
        ),
    ],
)
def test_fields_show_results(content: str, text: str) -> None:
    assert text_of(paragraph(run("[") + content + run("]"))) == f"[{text}]"


def test_a_field_without_an_end_hides_no_other_paragraph() -> None:
    assert text_of(paragraph(run("а") + BEGIN + run("б")) + paragraph("в")) == "а\n\nв"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<w:r><w:t>а</w:t><w:tab/><w:t>б</w:t><w:br/><w:t>в</w:t></w:r>", "а\tб\nв"),
        ("<w:r><w:t>кое</w:t><w:noBreakHyphen/><w:t>кто</w:t></w:r>", "кое-кто"),
        ("<w:r><w:t>келі</w:t><w:softHyphen/><w:t>сім</w:t></w:r>", "келісім"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', "≥"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Arial" w:char="2116"/></w:r>', "№"),
        (run("\uf0b1", '<w:rFonts w:ascii="Symbol"/>'), "±"),
        (run("10") + run("6", '<w:vertAlign w:val="superscript"/>'), "10⁶"),
        (run("CO") + run("2", '<w:vertAlign w:val="subscript"/>'), "CO₂"),
        (run("г") + run("ода", '<w:vertAlign w:val="superscript"/>'), "года"),
        (
            f"<w:r><w:ruby><w:rt>{run('қала')}</w:rt><w:rubyBase>{run('город')}</w:rubyBase>"
            "</w:ruby></w:r>",
            "город (қала)",
        ),
        (
            "<m:oMath><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r>"
            "</m:den></m:f><m:r><m:t>=</m:t></m:r><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e>"
            "<m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>",
            "(a+b)/2=x²",
        ),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('поле')}</w:sdtContent></w:sdt>", "поле"),
        (f"<w:smartTag><w:customXml>{run('внутри')}</w:customXml></w:smartTag>", "внутри"),
    ],
)
def test_characters(content: str, text: str) -> None:
    assert text_of(paragraph(content)) == text


def test_hidden_text_comments_and_pictures_are_left_out_and_told() -> None:
    layout = load_docx(
        word_file(
            paragraph(
                run("видно")
                + run("скрыто", "<w:vanish/>")
                + run(" и это", '<w:vanish w:val="0"/>')
                + '<w:r><w:commentReference w:id="1"/></w:r><w:r><w:drawing/></w:r>'
                + '<w:r><w:sym w:font="Wingdings" w:char="F0"/></w:r>'
                + '<w:r><w:sym w:font="X" w:char="zz"/></w:r>'
            )
        )
    )
    assert layout.text == "видно и это⇨"
    assert layout.notes == (
        "1 comments left out",
        "1 hidden passages left out",
        "1 pictures not read",
        "1 unknown symbols left out",
    )


def test_a_hidden_style_hides() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="P"><w:basedOn w:val="Q"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Q"><w:basedOn w:val="P"/><w:rPr><w:vanish/></w:rPr>'
        "</w:style>"
    )
    body = paragraph(run("а") + run("б", '<w:rStyle w:val="H"/>')) + paragraph(
        run("в") + run("г", '<w:vanish w:val="false"/>'), '<w:pStyle w:val="P"/>'
    )
    assert load_docx(word_file(body, {"styles:s": ("styles.xml", styles)})).text == "а\n\nг"


BOX = "<w:txbxContent>{}</w:txbxContent>"


def test_text_boxes_are_read_once() -> None:
    inner = BOX.format(paragraph("В рамке."))
    choice = (
        f"<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent>"
    )
    old = f"<w:pict><v:textbox>{BOX.format(paragraph('Старая.'))}</v:textbox></w:pict>"
    body = paragraph(f"<w:r>{choice}</w:r>{run('Абзац.')}<w:r>{old}</w:r>")
    assert text_of(body) == "Абзац.\n\nВ рамке.\n\nСтарая."
    only_fallback = choice.replace(f"<wps:txbx>{inner}</wps:txbx>", "")
    assert text_of(paragraph(f"<w:r>{only_fallback}</w:r>")) == "В рамке."


def test_drawn_words_diagrams_and_charts() -> None:
    diagram = (
        "<w:drawing><dgm:relIds r:dm='d'/></w:drawing>"
        "<w:drawing><c:chart r:id='c'/></w:drawing><w:pict><v:textpath string='ПРОЕКТ'/></w:pict>"
    )
    parts = {
        "diagramData:d": (
            "data.xml",
            '<d xmlns:a="a"><a:p><a:r><a:t>Шаг 1</a:t></a:r></a:p></d>'.encode(),
        ),
        "chart:c": (
            "chart.xml",
            '<c xmlns:a="a"><a:p><a:t>Доход</a:t></a:p><ser><tx><v>2023</v></tx>'
            "<cat><v>Юг</v><v>Север</v></cat><val><v>5</v><v>7</v></val></ser></c>".encode(),
        ),
    }
    layout = load_docx(word_file(paragraph(f"<w:r>{diagram}</w:r>"), parts))
    assert layout.text == "Шаг 1\n\nДоход\n\n2023 | Юг: 5 | Север: 7\n\nПРОЕКТ"


def test_a_style_separator_joins() -> None:
    body = paragraph("Статья 5.", "<w:rPr><w:vanish/><w:specVanish/></w:rPr>")
    assert text_of(body + paragraph(" Порядок.")) == "Статья 5. Порядок."
