"""Books: notes and their signs, verses, tables, what is said about the book."""

from __future__ import annotations

from qa.documents.formats.epub import load_epub
from qa.documents.formats.fb2 import load_fb2
from qa.documents.formats.layout import Layout
from tests.documents.formats import office


def fiction(body: str, notes: str = "", about: str = "") -> Layout:
    inside = f"<description><title-info>{about}</title-info></description><body>{body}</body>"
    return load_fb2(
        '<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" '
        f'xmlns:l="http://www.w3.org/1999/xlink">{inside}{notes}</FictionBook>'.encode()
    )


def test_notes_have_their_signs() -> None:
    layout = fiction(
        '<section><p>Шәкірт<a l:href="#n1" type="note">[1]</a> пен молда'
        '<a l:href="#n2" type="note"><sup>2</sup></a><a l:href="#n3" type="note">*</a>.</p>'
        "</section>",
        '<body name="notes"><title><p>Ескертпелер</p></title>'
        '<section id="n1"><title><p>1</p></title><p>Оқушы.</p><p>Медреседе.</p></section>'
        '<section id="n2"><title><p>[2]</p></title><p>Мұғалім.</p></section>'
        '<section id="n3"><title><p>*</p></title><p>Дін өкілі.</p></section>'
        '<section id="n4"><title><p>Абай</p></title><p>Ақын.</p></section></body>',
    )
    assert layout.text.split("\n\n") == [
        "Шәкірт¹ пен молда²*.",
        "Ескертпелер",
        "¹ Оқушы.",
        "Медреседе.",
        "² Мұғалім.",
        "* Дін өкілі.",
        "Абай",
        "Ақын.",
    ]


def test_stanzas_stand_apart_and_a_poem_has_its_date() -> None:
    layout = fiction(
        "<section><poem><stanza><v>Желсіз түнде</v><v>жарық ай,</v></stanza><stanza><v>Ауылдың жаны"
        "</v><v>терең сай.</v></stanza><text-author>Абай</text-author><date>1888</date></poem>"
        "</section>"
    )
    stanzas = ["Желсіз түнде\nжарық ай,", "Ауылдың жаны\nтерең сай.", "Абай", "1888"]
    assert layout.text.split("\n\n") == stanzas


def test_cells_keep_their_columns() -> None:
    layout = fiction(
        '<section><table><tr><th>Жыл</th><th colspan="2">Саны</th></tr><tr>'
        '<td rowspan="2">1845</td>'
        "<td>7</td><td>8</td></tr><tr><td/><td>9</td></tr></table></section>"
    )
    assert layout.text.split("\n\n") == ["Жыл | Саны | Саны", "1845 | 7 | 8", "1845 |  | 9"]


def test_powers_and_what_is_said_about_the_book() -> None:
    layout = fiction(
        "<section><p>H<sub>2</sub>O, 10<sup>6</sup>, x<sup>т</sup>, <emphasis>ек"
        "<strong>пін</strong></emphasis></p></section>",
        about="<book-title>Атауы</book-title><annotation><p>Кітап туралы.</p></annotation>",
    )
    assert layout.text == "Кітап туралы.\n\nH₂O, 10⁶, xт, екпін"
    assert layout.metadata["title"] == "Атауы"


def test_marks_of_notes_in_a_chapter_are_raised() -> None:
    chapter = (
        '<p>Алынды<a epub:type="noteref" href="#1">1</a>, сақталды<a role="doc-noteref">2</a>.</p>'
        "<blockquote><p>Білім – байлық.</p><footer>Абай</footer></blockquote>"
    )
    assert load_epub(office.epub([chapter])).text == (
        "Алынды¹, сақталды².\n\nБілім – байлық.\n\nАбай"
    )
