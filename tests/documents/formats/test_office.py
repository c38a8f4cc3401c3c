"""The smaller formats: every word that a person sees, in order, in its place."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from qa.documents.formats.csv import load_csv
from qa.documents.formats.doc import load_doc
from qa.documents.formats.eml import load_eml
from qa.documents.formats.epub import load_epub
from qa.documents.formats.fb2 import load_fb2
from qa.documents.formats.json import load_json
from qa.documents.formats.layout import Heading, Layout
from qa.documents.formats.msg import load_msg
from qa.documents.formats.odt import load_odt
from qa.documents.formats.pptx import load_pptx
from qa.documents.formats.rtf import load_rtf
from qa.documents.formats.srt import load_srt
from qa.documents.formats.xlsx import load_xlsx
from qa.documents.formats.zip import load_zip
from qa.documents.load import LoadedFile, load_data
from qa.documents.read import ReadFile, read_data
from qa.errors import (
    DamagedDocument,
    DocumentError,
    EncryptedDocument,
    TooLarge,
    UnsupportedFormat,
)
from qa.settings import Settings
from tests.documents.formats import office
from tests.documents.formats.compound import old_word, outlook_mail

DATA = Path(__file__).parent / "data"
KAZAKH = "Жаңа мектеп Өскемен қаласында ашылды, ұстаздар мен оқушылар қуанды."


def headings(layout: Layout) -> list[tuple[str, int]]:
    return [(layout.text[h.start : h.end], h.level) for h in map(Heading._make, layout.headings)]


def read(data: bytes, name: str) -> ReadFile:
    return read_data(data, name, Settings())


def texts(data: bytes, name: str) -> dict[str, str]:
    return {one.document.source: one.document.text for one in read(data, name).documents}


def test_odt_holds_headings_items_rows_and_notes() -> None:
    numbered = (
        '<text:list-style xmlns:style="s" style:name="L"><text:list-level-style-number '
        'text:level="1" style:num-format="I" style:num-suffix=")" xmlns:style="s"/>'
        "</text:list-style>"
    )
    layout = load_odt(
        office.odt(
            '<text:h text:outline-level="2">Бөлім</text:h>'
            "<text:p>Бір<text:s text:c='2'/>екі<text:tab/>үш<text:note><text:note-citation>1"
            "</text:note-citation><text:note-body><text:p>Ескерту.</text:p></text:note-body>"
            "</text:note><text:line-break/>төрт</text:p>"
            '<text:list text:style-name="L"><text:list-item><text:p>а</text:p></text:list-item>'
            "<text:list-item><text:p>ә</text:p></text:list-item></text:list>"
            "<table:table><table:table-row><table:table-cell><text:p>Город</text:p>"
            "</table:table-cell><table:table-cell/><table:table-cell><text:p>310</text:p>"
            "</table:table-cell></table:table-row></table:table>"
            "<text:tracked-changes><text:p>өшірілген</text:p></text:tracked-changes>"
            "<office:annotation><text:p>пікір</text:p></office:annotation>",
            numbered,
            "<dc:title>Есеп</dc:title><dc:creator>Сауле</dc:creator>",
        )
    )
    assert layout.text == ("Бөлім\n\nБір  екі\tүш\nтөрт\n\nЕскерту.\nI) а\nII) ә\n\nГород |  | 310")
    assert headings(layout) == [("Бөлім", 2)]
    assert layout.metadata == {"title": "Есеп", "author": "Сауле"}
    assert layout.notes == ("1 comments left out",)


def test_a_presentations_slides_are_its_pages() -> None:
    body = "".join(
        f"<draw:page><draw:frame><draw:text-box><text:p>{word}</text:p></draw:text-box>"
        "</draw:frame></draw:page>"
        for word in ("Бір", "Екі")
    )
    layout = load_odt(office.odt(body, kind="presentation"))
    assert [layout.text[p.start : p.end] for p in layout.pages] == ["Бір", "Екі"]


def test_pptx_follows_the_order_of_the_presentation() -> None:
    data = office.pptx([("Бірінші", ["а", "ә"]), ("Екінші", ["б"])], notes="Айтылады.")
    layout = load_pptx(data)
    assert layout.text == "Бірінші\n\nа\n\nә\n\nАйтылады.\n\nЕкінші\n\nб"
    assert [layout.text[p.start : p.end] for p in layout.pages] == [
        "Бірінші\n\nа\n\nә\n\nАйтылады.",
        "Екінші\n\nб",
    ]
    assert headings(layout) == [("Бірінші", 2), ("Екінші", 2)]


def test_a_slide_that_is_missing_is_reported() -> None:
    data = office.packed(
        {
            name: content
            for name, content in _parts(office.pptx([("Бір", []), ("Екі", [])])).items()
            if name != "ppt/slides/slide2.xml"
        }
    )
    layout = load_pptx(data)
    assert layout.text == "Екі"
    assert [(u.part, u.kind) for u in layout.unread] == [("slide 1", "damaged-document")]


def _parts(data: bytes) -> dict[str, bytes]:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_rtf_in_kazakh_behind_windows_1251() -> None:
    layout = load_rtf(office.rtf(f"{KAZAKH}\nЕкінші жол.", "kz1048"))
    assert layout.text == f"{KAZAKH}\n\nЕкінші жол."
    assert layout.metadata["encoding"] == "KZ-1048"
    assert layout.notes == ("code page KZ-1048 assumed, cp1251 declared",)


def test_rtf_holds_what_is_seen_and_nothing_else() -> None:
    layout = load_rtf(
        rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\info{\title Report}{\author A. B.}}"
        rb"{\header Head {\field{\*\fldinst PAGE}{\fldrslt 3}}\par}"
        rb"{\*\generator Word;}{\pict 0102}One{\*\bkmkstart x} \u1076?\uc2\u1072\'d0\'b0 "
        rb"{\v hidden}{\deleted gone}{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}"
        rb"{\footnote Note.}\line two\par {\listtext 1)\tab}item\par"
        rb"\trowd a\cell\cell c\cell\row\pard \emdash  end}"
    )
    assert layout.text == ("One да link\ntwo\n\nNote.\n1) item\n\na |  | c\n\n— end\n\nHead 3")
    assert layout.metadata == {"title": "Report", "author": "A. B."}


def test_old_word_is_read_whole() -> None:
    """The file was written by LibreOffice."""
    layout = load_doc((DATA / "school.doc").read_bytes())
    assert layout.text.split("\n\n") == [
        "Қазақстан мектептері",
        "Жаңа мектеп Өскемен қаласында ашылды: ұстаздар, оқушылар, әкімдік.",
        "Строительство шло два года и стоило 1,2 млрд тенге.\n"
        "1) первый пункт списка\n2) второй пункт списка",
        "Город | Школы | Учителя",
        "Семей |  | 310",
        "Last paragraph — “quoted” in English.",
        "Подрядчик — ТОО «Құрылыс».",
    ]
    assert headings(layout) == [("Қазақстан мектептері", 1)]
    assert layout.metadata["title"] == "Отчёт о школах"


@pytest.mark.parametrize("name", ["a.doc", "a.docx", "a.rtf"])
def test_a_word_files_content_decides_what_it_is(name: str) -> None:
    old = (DATA / "school.doc").read_bytes()
    assert loaded(old, "a.docx").reader == "olefile"
    if name != "a.docx":
        assert loaded(office.rtf("Текст."), name).layout.text == "Текст."


def loaded(data: bytes, name: str) -> LoadedFile:
    return load_data(data, name)


ROWS: list[list[str | float | None]] = [
    ["Больница", "Врачи", "Водители"],
    ["Майтобе", 18.0, None],
    ["Ақсай", 7.5, 2.0],
]


def test_a_row_is_said_with_its_headers_and_knows_its_place() -> None:
    layout = load_xlsx(office.xlsx({"Қызметкерлер": ROWS, "Бос": []}))
    assert layout.text == (
        "Қызметкерлер\n\nБольница: Майтобе | Врачи: 18\n\n"
        "Больница: Ақсай | Врачи: 7.5 | Водители: 2\n\nБос"
    )
    assert layout.metadata["sheets"] == ["Қызметкерлер", "Бос"]
    assert [(layout.text[r.start : r.end][:17], r.sheet, r.number) for r in layout.rows] == [
        ("Больница: Майтобе", 1, 2),
        ("Больница: Ақсай |", 1, 3),
    ]


def test_rows_without_headers_are_said_as_they_are() -> None:
    layout = load_csv(b"1;2;3\n4;5;6\n")
    assert layout.text == "1 | 2 | 3\n\n4 | 5 | 6"


def test_an_old_workbook_is_read() -> None:
    """The file was written by LibreOffice."""
    layout = load_xlsx((DATA / "hospitals.xls").read_bytes())
    assert layout.text.split("\n\n")[1:] == [
        "Больница: Майтобе | Врачи: 18 | Дата: 2024-05-01",
        "Больница: Ақсай | Врачи: 7 | Водители: 2 | Дата: 2023-01-15",
    ]


@pytest.mark.parametrize(
    ("data", "row"),
    [
        ('Аты,Саны\nҚұлан,"1,5"\n'.encode(), "Аты: Құлан | Саны: 1,5"),
        ("Имя;Число\nСёла;3\n".encode("cp1251"), "Имя: Сёла | Число: 3"),
        (f"Аты\tМәтін\nҚұлан\t{KAZAKH}\n".encode("kz1048"), f"Аты: Құлан | Мәтін: {KAZAKH}"),
        (b"sep=|\nname|value\na,b|1\n", "name: a,b | value: 1"),
        (b'name,value\n"never ends,1\nb,2\n', "name: b | value: 2"),
    ],
)
def test_csv_finds_its_separator_and_its_letters(data: bytes, row: str) -> None:
    assert row in load_csv(data).text.split("\n\n")


def test_a_table_saved_as_html_and_called_xls() -> None:
    assert "Семей" in load_xlsx(b"<html><table><tr><td>" + "Семей".encode() + b"</table>").text


def test_epub_reads_its_spine() -> None:
    layout = load_epub(office.epub(["<h1>Бір</h1><p>а", "<h1>Екі</h1><p>ә"], "Кітап"))
    assert layout.text == "Бір\n\nа\n\nЕкі\n\nә"
    assert headings(layout) == [("Бір", 1), ("Екі", 1)]
    assert layout.metadata == {"title": "Кітап"}


def test_fb2_in_an_encoding_that_it_does_not_name() -> None:
    layout = load_fb2(office.fb2([("Бірінші сөз", [KAZAKH])], "kz1048", "windows-1251"))
    assert layout.text == f"Бірінші сөз\n\n{KAZAKH}"
    assert (layout.metadata["title"], layout.metadata["author"]) == ("Қара сөз", "Абай Құнанбаев")


def mail() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Сауле Омарова <s@example.kz>"
    message["To"] = "b@example.kz"
    message["Subject"] = "Приказ № 5"
    message["Date"] = "Mon, 06 May 2024 10:00:00 +0500"
    message.set_content("Добрый день.\n\nПриказ во вложении.\n")
    message.add_alternative("<p>Добрый день.", subtype="html")
    return message


def test_a_mail_and_what_is_attached_are_documents() -> None:
    message = mail()
    for name, data in {"приказ.txt": "Открыть школу.".encode("cp1251"), "a.exe": b"MZ"}.items():
        message.add_attachment(data, maintype="application", subtype="x", filename=name)
    found = read(message.as_bytes(), "m.eml")
    letter, order = found.documents
    assert letter.document.text.split("\n\n") == [
        "From: Сауле Омарова <s@example.kz>\nTo: b@example.kz\n"
        "Date: Mon, 06 May 2024 10:00:00 +0500\nSubject: Приказ № 5",
        "Добрый день.",
        "Приказ во вложении.",
    ]
    assert (letter.document.title, letter.document.metadata["date"]) == ("Приказ № 5", "2024-05-06")
    assert (order.document.source, order.document.text) == ("m.eml/приказ.txt", "Открыть школу.")
    assert [(u.part, u.kind) for u in found.unread] == [("m.eml/a.exe", "unsupported-format")]


def test_an_old_mail_with_raw_letters_in_its_head() -> None:
    head = "From: a@b.kz\r\nSubject: Письмо о школе\r\nContent-Type: text/plain; charset=koi8-r"
    body = "Школу в городе Семей откроют осенью, сообщили в управлении."
    layout = load_eml(f"{head}\r\n\r\n{body}".encode("cp1251"))
    assert layout.text == f"From: a@b.kz\nSubject: Письмо о школе\n\n{body}"


def test_names_in_an_old_archive_are_decoded_by_their_letters() -> None:
    data = office.old_zip("папка/отчёт о школах.txt", "cp866", "Текст.".encode())
    assert texts(data, "a.zip") == {"a.zip/папка/отчёт о школах.txt": "Текст."}


def test_an_archive_in_an_archive_and_names_that_lead_out() -> None:
    inner = office.packed({"../../b.txt": "Екі сөз."})
    data = office.packed({"a.txt": "Бір сөз.", "in.zip": inner, "__MACOSX/a.txt": "x"})
    assert texts(data, "z.zip") == {"z.zip/a.txt": "Бір сөз.", "z.zip/in.zip/b.txt": "Екі сөз."}


def test_archives_too_deep_or_too_large_are_refused() -> None:
    data = office.packed({"a.txt": "сөз"})
    for _ in range(5):
        data = office.packed({"in.zip": data})
    with pytest.raises(DocumentError, match="files in files in files"):
        read(data, "z.zip")
    with pytest.raises(TooLarge, match="ZIP bomb"):
        load_zip(office.packed({"a.txt": b"0" * 30_000_000}))


def test_json_says_each_value_under_its_name() -> None:
    records = '[{"title": "Бірлік", "by": {"name": "Абай"}, "tags": ["а", "б"], "n": 5, "z": null}]'
    assert load_json(records.encode()).text == "title: Бірлік\nby.name: Абай\ntags: а, б\nn: 5"
    layout = load_json('{"text": "Бір."}\n{bad\n{"text": "Екі."}'.encode())
    assert layout.text == "text: Бір.\n\ntext: Екі."
    assert [u.part for u in layout.unread] == ["line 2"]


def test_a_long_value_stands_alone() -> None:
    long = "Мәтін жалғаса береді. " * 12
    assert load_json(f'{{"id": 7, "text": "{long}"}}'.encode()).text == f"id: 7\n\n{long.strip()}"


@pytest.mark.parametrize(
    "data",
    [
        "1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>Первая строка</i>\r\nидёт дальше.\r\n\r\n2\r\n"
        "00:00:03,000 --> 00:00:04,000\r\nВторая.\r\n",
        "WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:02.000\n<v Анна>Первая строка\nидёт дальше.\n\n"
        "id\n00:03.000 --> 00:04.000 line:0\nВторая.\n",
    ],
)
def test_subtitles_are_what_is_said(data: str) -> None:
    assert load_srt(data.encode("cp1251")).text == "Первая строка идёт дальше. Вторая."


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.odt", b"PK\x03\x04 broken", DamagedDocument),
        ("a.pptx", office.packed({"x": "y"}), DamagedDocument),
        ("a.pptx", b"\xd0\xcf\x11\xe0" * 9, EncryptedDocument),
        ("a.epub", office.packed({"x": "y"}), DamagedDocument),
        ("a.epub", office.packed({"META-INF/rights.xml": "y"}), EncryptedDocument),
        ("a.xlsx", office.packed({"x": "y"}), DamagedDocument),
        ("a.xls", b"\xd0\xcf\x11\xe0" * 200, DamagedDocument),
        ("a.doc", b"\xd0\xcf\x11\xe0" * 200, DamagedDocument),
        ("a.doc", b"plain text", DamagedDocument),
        ("a.msg", b"\xd0\xcf\x11\xe0" * 200, DamagedDocument),
        ("a.rtf", b"plain text", DamagedDocument),
        ("a.fb2", b"\x01\x02\x03\x00", DamagedDocument),
        ("a.eml", b"\x00\x01 no head", DocumentError),
        ("a.zip", b"PK\x03\x04 broken", DamagedDocument),
        ("a.json", b"{", DamagedDocument),
        ("a.csv", b"\x00\x01\x02", DamagedDocument),
        ("a.zip", office.packed({"a.exe": "MZ"}), DocumentError),
        ("a.xyz", b"x", UnsupportedFormat),
    ],
)
def test_broken_files_are_errors_that_name_them(
    name: str, data: bytes, error: type[DocumentError]
) -> None:
    with pytest.raises(error, match=name.replace(".", r"\.")):
        read(data, name)


def test_an_outlook_mail_and_what_is_attached() -> None:
    attached = [("есеп.txt", "Есеп мәтіні.".encode()), ("C:\\tmp\\a.txt", b"text")]
    known = {"0037": "Тақырып", "0C1A": "Әлия", "0C1F": "alia@example.kz", "0E04": "Бірлік"}
    layout = load_msg(outlook_mail(known, "Бірінші.\r\n\r\nЕкінші.", attached=attached))
    assert layout.text == (
        "From: Әлия <alia@example.kz>\nTo: Бірлік\nSubject: Тақырып\n\nБірінші.\n\nЕкінші."
    )
    assert [(one.name, one.unpack()) for one in layout.attachments] == [
        ("есеп.txt", "Есеп мәтіні.".encode()),
        ("a.txt", b"text"),
    ]


def test_an_outlook_mail_in_an_old_encoding() -> None:
    data = outlook_mail({"0037": "Тема письма"}, "Первый абзац о школе.", code_page="cp1251")
    assert load_msg(data).text == "Subject: Тема письма\n\nПервый абзац о школе."


@pytest.mark.parametrize("page", ["", "cp1251"])
def test_old_words_footnotes_follow_the_body(page: str) -> None:
    body = "Первый абзац о городе и о школе.\nВторой абзац.\n"
    text = load_doc(old_word(body, "Сноска.\n", page)).text
    assert text == "Первый абзац о городе и о школе.\n\nВторой абзац.\n\nСноска."
