"""Files whose programs draw more than they store: percentages and merged heads of sheets, slides
whose shapes lie in another order, notes and verses of books, mails in two forms."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from xml.sax.saxutils import escape

from tests.documents.fidelity.made import Made, Words, joined
from tests.documents.formats import office
from tests.documents.formats.sheets import Cell, Drawn, Page, workbook
from tests.documents.formats.slides import chart, deck, graphic, numbered, shape, table


def drawn_workbooks() -> Iterator[Made]:
    words = Words(170, "kk")
    first, second, parts = words.words(1), words.words(2), [words.words(1) for _ in range(2)]
    rows: list[list[Cell]] = [[first, second, None, "Үлесі"], [None, *parts, None]]
    told = []
    for number in range(12):
        name, share, code = words.sentence(), (number * 37 % 100) / 100, 100 + number
        rows.append([name, number * 1000, Drawn(code, "000000"), Drawn(share, "0%")])
        heads = [first, f"{second} {parts[0]}", f"{second} {parts[1]}", "Үлесі"]
        drawn = [name, str(number * 1000), f"{code:06}", f"{share:.0%}"]
        told.append(" ".join(f"{head} {cell}" for head, cell in zip(heads, drawn, strict=True)))
    pages = {
        "Есеп": Page(rows, ["A1:A2", "B1:C1", "D1:D2"]),
        "Жасырын": Page([[words.sentence()]], state="hidden"),
    }
    yield Made("drawn.xlsx", workbook(pages), joined(["Есеп", *told]))


def placed_slides() -> Iterator[Made]:
    words = Words(171, "ru")
    title, left, right, below = (
        words.words(4),
        words.paragraphs(2),
        words.paragraphs(2),
        words.sentence(),
    )
    columns = (
        shape(below, box=(0, 800, 1000, 100))
        + shape(*right, box=(520, 150, 480, 600))
        + shape(*left, box=(0, 150, 480, 600))
        + shape(title, box=(0, 0, 1000, 100), holder="title")
    )
    tasks = [words.sentence() for _ in range(4)]
    cells = words.rows(4, 3, blank=0.0)
    plan = shape(*map(numbered, tasks), box=(0, 150, 1000, 300)) + graphic(
        table([[(cell, "") for cell in row] for row in cells]), (0, 500, 1000, 300)
    )
    names = [words.words(1) for _ in range(3)]
    drawn = graphic('<c:chart r:id="c"/>', (0, 150, 900, 500)) + shape(
        words.words(3), box=(0, 0, 900, 90), holder="title"
    )
    heading = words.words(3)
    graph = chart(heading, "2023", {name: at / 4 for at, name in enumerate(names, 1)}, "0%")
    data = deck(
        [drawn, columns, plan], [("c", "chart", "../charts/c.xml")], {"ppt/charts/c.xml": graph}
    )
    name = drawn.rpartition("<a:t>")[2].partition("</a:t>")[0]
    values = " ".join(f"{one} {at * 25}%" for at, one in enumerate(names, 1))
    parts = [name, heading, f"2023 {values}", title, *left, *right, below]
    parts += [f"{number}. {task}" for number, task in enumerate(tasks, 1)]
    yield Made("placed.pptx", data, joined([*parts, *(" ".join(row) for row in cells)]))


def noted_books() -> Iterator[Made]:
    words = Words(172, "kk")
    text, notes, verses = (
        words.paragraphs(4),
        [words.sentence() for _ in range(2)],
        words.paragraphs(2, 1),
    )
    rows = words.rows(4, 3, blank=0.0)
    marked = "".join(
        f'<p>{escape(one)}<a l:href="#n{at}" type="note">[{at}]</a></p>'
        if at <= 2
        else f"<p>{escape(one)}</p>"
        for at, one in enumerate(text, 1)
    )
    poem = "".join(f"<stanza><v>{escape(one)}</v></stanza>" for one in verses)
    cells = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    last = "".join(
        f'<section id="n{at}"><title><p>{at}</p></title><p>{escape(one)}</p></section>'
        for at, one in enumerate(notes, 1)
    )
    data = (
        '<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" '
        'xmlns:l="http://www.w3.org/1999/xlink"><body><section>'
        f"{marked}<poem>{poem}<date>1888</date></poem><table>{cells}</table></section></body>"
        f'<body name="notes">{last}</body></FictionBook>'
    )
    signs = [f"{one}{'¹²'[at]}" if at < 2 else one for at, one in enumerate(text)]
    told = [*signs, *verses, "1888", *(" ".join(row) for row in rows)]
    told += [f"{sign} {note}" for sign, note in zip("¹²", notes, strict=True)]
    yield Made("noted.fb2", data.encode(), joined(told))
    words = Words(173, "ru")
    chapters = [(words.words(3), words.paragraph(3), words.sentence()) for _ in range(3)]
    pages = [
        f'<h1>{title}</h1><p>{text}<a epub:type="noteref" href="#n">1</a></p>'
        f'<aside epub:type="footnote" id="n"><p>1. {note}</p></aside>'
        for title, text, note in chapters
    ]
    told = [line for title, text, note in chapters for line in (title, f"{text}¹", f"1. {note}")]
    yield Made("noted.epub", office.epub(pages), joined(told))


def mails_in_two_forms() -> Iterator[Made]:
    words = Words(174, "ru")
    text, rows = words.paragraphs(3), words.rows(4, 3, blank=0.0)
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.kz", words.words(3)
    message.set_content("Программа не показывает страницы.")
    cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    page = "".join(f"<p>{one}</p>" for one in text) + f"<table>{cells}</table>"
    message.add_alternative(page, subtype="html")
    summary, place, plan = words.words(4), words.words(2), words.paragraph(2)
    event = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20240318T100000\r\nDTEND:20240318T113000\r\n"
        f"SUMMARY:{summary}\r\nLOCATION:{place}\r\nDESCRIPTION:{plan}\r\nEND:VEVENT\r\nEND:VCALENDAR"
    )
    message.add_alternative(event, subtype="calendar")
    told = [f"From a@example.kz Subject {message['Subject']}", *text]
    told += [*(" ".join(row) for row in rows), summary, "2024-03-18 10:00 11:30", place, plan]
    yield Made("two-forms.eml", message.as_bytes(), joined(told))
