"""Web pages, some of them in old encodings that they declare wrongly."""

from __future__ import annotations

from collections.abc import Iterator

from tests.documents.fidelity.made import Made, Words, joined


def html_files() -> Iterator[Made]:
    yield _article(Words(40, "kk"))
    yield _form(Words(41, "ru"))
    yield _tables(Words(42, "kk"))
    yield _lists(Words(43, "en"))
    yield _laid_out(Words(44, "ru"))
    yield _encoded(Words(45, "kk"), "kz1048", "windows-1251")
    yield _encoded(Words(46, "ru"), "cp1251", "utf-8")
    yield _encoded(Words(47, "ru"), "koi8-r", "iso-8859-1")
    yield _encoded(Words(48, "ru"), "cp866", "")


def _page(body: str, head: str = '<meta charset="utf-8">') -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def _article(words: Words) -> Made:
    name, text, aside, foot = (
        words.words(5),
        words.paragraphs(8),
        words.paragraph(),
        words.sentence(),
    )
    body = (
        f"<nav><a href=/>{words.words(3)}</a></nav><main><h1>{name}</h1>"
        + "".join(f"<p>{one}</p>" for one in text)
        + f"<aside><p>{aside}</p></aside></main><footer><p>{foot}</p></footer>"
    )
    return Made("article.html", _page(body), joined([name, *text, aside, foot]))


def _form(words: Words) -> Made:
    text = words.paragraphs(6)
    body = "<form id=aspnetForm>" + "".join(f"<div>{one}</div>" for one in text) + "</form>"
    return Made("form.html", _page(body), joined(text))


def _tables(words: Words) -> Made:
    body, parts = "", []
    for _ in range(3):
        rows, caption = words.rows(6, 4), words.words(4)
        body += f"<table><caption>{caption}</caption>" + "".join(
            "<tr>" + "".join(f"<td>{text}</td>" for text in cells) + "</tr>" for cells in rows
        )
        body += "</table>"
        parts += [caption, *(" ".join(filter(None, cells)) for cells in rows)]
    return Made("tables.html", _page(body), joined(parts))


def _lists(words: Words) -> Made:
    items, terms = [words.sentence() for _ in range(6)], [words.words(2) for _ in range(4)]
    meanings, hidden = [words.sentence() for _ in terms], words.sentence()
    body = "<ol type=a>" + "".join(f"<li>{one}</li>" for one in items) + "</ol><dl>"
    body += "".join(f"<dt>{t}</dt><dd>{m}</dd>" for t, m in zip(terms, meanings, strict=True))
    body += f"</dl><details><summary>{terms[0]}</summary>{items[0]}</details><p hidden>{hidden}</p>"
    parts = [f"{letter}. {one}" for letter, one in zip("abcdef", items, strict=True)]
    parts += [f"{t} {m}" for t, m in zip(terms, meanings, strict=True)]
    return Made("lists.html", _page(body), joined([*parts, terms[0], items[0]]))


def _laid_out(words: Words) -> Made:
    left, right = words.paragraphs(3), words.paragraphs(5)
    cells = ("".join(f"<p>{one}</p>" for one in column) for column in (left, right))
    body = "<table><tr>" + "".join(f"<td>{one}</td>" for one in cells) + "</tr></table>"
    return Made("laid-out.html", _page(body), joined([*left, *right]))


def _encoded(words: Words, codec: str, declared: str) -> Made:
    text = [one.encode(codec, "ignore").decode(codec) for one in words.paragraphs(5)]
    head = f'<meta charset="{declared}">' if declared else ""
    body = "".join(f"<p>{one}</p>" for one in text)
    data = f"<html><head>{head}</head><body>{body}</body></html>".encode(codec)
    return Made(f"{codec}-as-{declared or 'nothing'}.html", data, joined(text))
