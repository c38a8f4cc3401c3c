"""Plain text in old and new encodings, and Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from tests.documents.fidelity.made import Made, Words, joined


def text_files() -> Iterator[Made]:
    for seed, (language, codec) in enumerate(
        (
            ("kk", "utf-8"),
            ("kk", "utf-16"),
            ("kk", "kz1048"),
            ("ru", "cp1251"),
            ("ru", "koi8-r"),
            ("ru", "cp866"),
            ("en", "cp1252"),
        )
    ):
        words = Words(60 + seed, language)
        text = "\n\n".join(words.paragraphs(6)).encode(codec, "ignore").decode(codec)
        yield Made(f"{language}-{codec}.txt", text.encode(codec), text)


def markdown_files() -> Iterator[Made]:
    words = Words(70, "kk")
    text, name = words.paragraphs(4), words.words(4)
    body = "\n\n".join(f"**{one[:9]}**{one[9:]}" for one in text)
    yield Made("text.md", f"# {name}\n\n{body}\n".encode(), joined([name, *text]))

    words = Words(71, "ru")
    rows, items = words.rows(6, 4), [words.sentence() for _ in range(5)]
    lines = ["| " + " | ".join(cells) + " |" for cells in rows]
    lines.insert(1, "|" + "---|" * 4)
    listed = [f"{number}. {one}" for number, one in enumerate(items, 1)]
    parts = [*listed, *(" ".join(filter(None, cells)) for cells in rows)]
    source = "\n".join([*listed, "", *lines])
    yield Made("table.md", source.encode(), joined(parts))

    words = Words(72, "en")
    inside, around = words.paragraph(), words.paragraphs(2)
    source = f"{around[0]}\n\n<div>{inside}</div>\n\n> {around[1]}\n"
    yield Made("html.md", source.encode(), joined([around[0], inside, around[1]]))
