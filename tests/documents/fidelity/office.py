"""Text in the formats of offices, tables, books, mails and archives."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from email.message import EmailMessage
from xml.sax.saxutils import escape

from tests.documents.fidelity.further import (
    drawn_workbooks,
    mails_in_two_forms,
    noted_books,
    placed_slides,
)
from tests.documents.fidelity.made import Made, Words, joined
from tests.documents.formats import office


def office_files() -> Iterator[Made]:
    """What programs of offices write beside docx and pdf."""
    yield _odt(Words(80, "kk"))
    yield _odt_table(Words(81, "ru"))
    yield _odp(Words(82, "en"))
    for seed, (language, page) in enumerate((("ru", "cp1251"), ("kk", "kz1048"))):
        words = Words(83 + seed, language)
        text = [one.encode(page, "ignore").decode(page) for one in words.paragraphs(6)]
        yield Made(f"{language}.rtf", office.rtf(joined(text), page), joined(text))
    for seed, language in enumerate(("kk", "ru")):
        words = Words(85 + seed, language)
        slides = [(words.words(4), words.paragraphs(3)) for _ in range(5)]
        notes = words.paragraph()
        title, lines = slides[0]
        parts = [title, *lines, notes]
        parts += [line for name, texts in slides[1:] for line in (name, *texts)]
        yield Made(f"{language}.pptx", office.pptx(slides, notes), joined(parts))
    yield from placed_slides()


def table_files() -> Iterator[Made]:
    """Rows, each said with its headers."""
    for seed, (language, codec, separator) in enumerate(
        (("kk", "utf-8", ","), ("ru", "cp1251", ";"), ("kk", "kz1048", "\t"))
    ):
        rows = _rows(Words(90 + seed, language), 12, 5, codec)
        stream = io.StringIO()
        csv.writer(stream, delimiter=separator).writerows(rows)
        name = f"{language}-{codec}.{'tsv' if separator == chr(9) else 'csv'}"
        yield Made(name, stream.getvalue().encode(codec), _said(rows))
    for seed, language in enumerate(("kk", "ru")):
        words = Words(93 + seed, language)
        sheets = {words.words(2): _rows(words, 10, 4) for _ in range(2)}
        told = joined([line for name, rows in sheets.items() for line in (name, _said(rows))])
        yield Made(f"{language}.xlsx", office.xlsx(sheets), told)
    yield from drawn_workbooks()


def record_files() -> Iterator[Made]:
    """Values under their names."""
    words = Words(100, "kk")
    records = [{"title": words.words(4), "text": words.paragraph(2)} for _ in range(8)]
    told = joined([f"{name} {value}" for record in records for name, value in record.items()])
    as_lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    yield Made("records.json", json.dumps(records, ensure_ascii=False).encode(), told)
    yield Made("records.jsonl", as_lines.encode(), told)
    for seed, codec in enumerate(("utf-8", "cp1251")):
        spoken = [Words(101 + seed, "ru").sentence() for _ in range(20)]
        spoken = [one.encode(codec, "ignore").decode(codec) for one in spoken]
        cues = (
            f"{number}\n00:00:{number:02},000 --> 00:00:{number:02},900\n<i>{one}</i>\n"
            for number, one in enumerate(spoken, 1)
        )
        yield Made(f"{codec}.srt", "\n".join(cues).encode(codec), joined(spoken))


def book_files() -> Iterator[Made]:
    words = Words(110, "kk")
    chapters = [(words.words(3), words.paragraphs(4)) for _ in range(4)]
    pages = [f"<h1>{t}</h1>" + "".join(f"<p>{p}</p>" for p in ps) for t, ps in chapters]
    told = joined([line for title, text in chapters for line in (title, *text)])
    yield Made("kk.epub", office.epub(pages, "Кітап"), told)
    for seed, (language, codec, declared) in enumerate(
        (
            ("ru", "cp1251", "windows-1251"),
            ("kk", "kz1048", "windows-1251"),
            ("kk", "utf-8", "utf-8"),
        )
    ):
        words = Words(111 + seed, language)
        sections = [
            tuple(one.encode(codec, "ignore").decode(codec) for one in (words.words(3), *text))
            for text in (words.paragraphs(4) for _ in range(3))
        ]
        data = office.fb2([(title, text) for title, *text in sections], codec, declared)
        yield Made(f"{language}-{codec}.fb2", data, joined([x for s in sections for x in s]))
    yield from noted_books()


def mail_files() -> Iterator[Made]:
    """Letters as their programs send them: text, a page, and what is attached."""
    for seed, (language, kind, charset) in enumerate(
        (("kk", "plain", "utf-8"), ("ru", "html", "koi8-r"), ("ru", "plain", "windows-1251"))
    ):
        words = Words(120 + seed, language)
        text = [one.encode(charset, "ignore").decode(charset) for one in words.paragraphs(5)]
        subject = words.words(4)
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "a@example.kz", "b@example.kz", subject
        if kind == "plain":
            message.set_content("\n\n".join(text), charset=charset)
        else:
            body = "".join(f"<p>{one}</p>" for one in text)
            message.set_content(f"<html><body>{body}</body></html>", "html", charset=charset)
        head = f"From a@example.kz To b@example.kz Subject {subject}"
        data = message.as_bytes()
        yield Made(f"{language}-{kind}.eml", data, joined([head, *text]))
    words = Words(124, "ru")
    inside = {f"{n}-{words.words(1)}.txt": words.paragraph(4) for n in range(4)}
    yield Made("four.zip", office.packed(inside), joined(list(inside.values())))
    yield from mails_in_two_forms()


def _rows(words: Words, rows: int, columns: int, codec: str = "utf-8") -> list[list[str]]:
    """Filled rows, whose first column holds sentences."""
    head = [f"{words.words(1)}{number}" for number in range(columns)]
    body = [[words.sentence(), *(words.number() for _ in range(columns - 1))] for _ in range(rows)]
    return [[c.encode(codec, "ignore").decode(codec) for c in row] for row in [head, *body]]


def _said(rows: list[list[str]]) -> str:
    head, *body = rows
    pairs = (zip(head, row, strict=True) for row in body)
    return joined([" ".join(f"{name} {value}" for name, value in row) for row in pairs])


def _odt(words: Words) -> Made:
    text, items, name = words.paragraphs(5), [words.sentence() for _ in range(4)], words.words(4)
    numbered = (
        '<text:list-style xmlns:style="s" style:name="L"><text:list-level-style-number '
        'text:level="1" style:num-format="1" style:num-suffix="."/></text:list-style>'
    )
    listed = "".join(
        f"<text:list-item><text:p>{escape(one)}</text:p></text:list-item>" for one in items
    )
    body = f'<text:h text:outline-level="1">{escape(name)}</text:h>'
    body += "".join(f"<text:p>{escape(one)}</text:p>" for one in text)
    body += f'<text:list text:style-name="L">{listed}</text:list>'
    parts = [name, *text, *(f"{number}. {one}" for number, one in enumerate(items, 1))]
    return Made("list.odt", office.odt(body, numbered), joined(parts))


def _odt_table(words: Words) -> Made:
    rows = _rows(words, 8, 4)
    cells = (
        "".join(
            f"<table:table-cell><text:p>{escape(one)}</text:p></table:table-cell>" for one in row
        )
        for row in rows
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    told = joined([" ".join(row) for row in rows])
    return Made("table.odt", office.odt(f"<table:table>{body}</table:table>"), told)


def _odp(words: Words) -> Made:
    pages = [words.paragraphs(2) for _ in range(4)]
    body = "".join(
        "<draw:page><draw:frame><draw:text-box>"
        + "".join(f"<text:p>{escape(one)}</text:p>" for one in page)
        + "</draw:text-box></draw:frame></draw:page>"
        for page in pages
    )
    told = joined([one for page in pages for one in page])
    return Made("slides.odp", office.odt(body, kind="presentation"), told)
