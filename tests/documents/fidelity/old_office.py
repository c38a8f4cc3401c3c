"""What Office before 2007 and browsers that save a page in one file write."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage

from tests.documents.fidelity.made import Made, Words, joined
from tests.documents.formats.compound import old_word, old_workbook, outlook_mail


def old_word_files() -> Iterator[Made]:
    for seed, (language, page) in enumerate((("kk", ""), ("ru", "cp1251"), ("kk", "kz1048"))):
        words = Words(130 + seed, language)
        text = [_in(page, one) for one in words.paragraphs(12)]
        notes = [_in(page, words.sentence()) for _ in range(3)]
        body = "".join(f"{one}\n" for one in text)
        data = old_word(body, "".join(f"{one}\n" for one in notes), page)
        yield Made(f"{language}-{page or 'unicode'}.doc", data, joined([*text, *notes]))


def old_workbooks() -> Iterator[Made]:
    for seed, language in enumerate(("kk", "ru")):
        words = Words(140 + seed, language)
        sheets: dict[str, list[list[str | float]]] = {}
        told = []
        for number in range(2):
            head = [f"{words.words(1)}{at}" for at in range(4)]
            rows = [[words.sentence(), *(words.number() for _ in range(3))] for _ in range(9)]
            name = f"{words.words(1)} {number}"
            body: list[list[str | float]] = [[row[0], *map(float, row[1:])] for row in rows]
            sheets[name] = [[*head], *body]
            pairs = (zip(head, row, strict=True) for row in rows)
            told += [name, *(" ".join(f"{key} {value}" for key, value in row) for row in pairs)]
        yield Made(f"{language}.xls", old_workbook(sheets), joined(told))


def outlook_files() -> Iterator[Made]:
    for seed, (language, page) in enumerate((("kk", ""), ("ru", "cp1251"))):
        words = Words(150 + seed, language)
        text, subject = [_in(page, one) for one in words.paragraphs(5)], _in(page, words.words(4))
        attached = words.paragraphs(3)
        known = {"0037": subject, "0C1A": "a", "0E04": "b"}
        inside = [("a.txt", joined(attached).encode())]
        data = outlook_mail(known, "\r\n\r\n".join(text), attached=inside, code_page=page)
        parts = [f"From a To b Subject {subject}", *text, *attached]
        yield Made(f"{language}-{page or 'unicode'}.msg", data, joined(parts))
    words = Words(152, "ru")
    text, subject = words.paragraphs(5), words.words(4)
    html = "".join(f"<p>{one}</p>" for one in text).encode("cp1251", "xmlcharrefreplace")
    data = outlook_mail({"0037": subject}, html=html)
    yield Made("ru-html.msg", data, joined([f"Subject {subject}", *text]))


def saved_pages() -> Iterator[Made]:
    for seed, (language, charset) in enumerate((("kk", "utf-8"), ("ru", "windows-1251"))):
        words = Words(160 + seed, language)
        text, title = [_in(charset, one) for one in words.paragraphs(6)], words.words(4)
        body = f"<h1>{title}</h1>" + "".join(f"<p>{one}</p>" for one in text)
        message = EmailMessage()
        message["From"], message["Subject"] = "<Saved by Blink>", title
        message["Snapshot-Content-Location"] = "https://example.kz/page"
        message.set_content(f"<html><body>{body}</body></html>", "html", charset=charset)
        message.make_related()
        message.add_related(b"\x89PNG", "image", "png", filename="a.png")
        message.add_related("h1 { color: red }", subtype="css")
        yield Made(f"{language}-{charset}.mht", message.as_bytes(), joined([title, *text]))


def _in(codec: str, text: str) -> str:
    """Without the letters that a code page lacks."""
    return text.encode(codec, "ignore").decode(codec) if codec else text
