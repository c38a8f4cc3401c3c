"""Word files."""

from __future__ import annotations

from collections.abc import Iterator

import docx

from tests.documents.builders import save_docx
from tests.documents.fidelity.made import Made, Words, joined
from tests.documents.word_files import (
    cell,
    field,
    level,
    numbered,
    numbering,
    paragraph,
    row,
    run,
    table,
    word_file,
)


def word_files() -> Iterator[Made]:
    for seed, language in enumerate(("kk", "ru", "en")):
        words = Words(seed, language)
        yield _plain(words, language)
    yield _changes(Words(10, "ru"))
    yield _notes(Words(11, "kk"))
    yield _numbers(Words(12, "ru"))
    yield _tables(Words(13, "kk"))
    yield _boxes(Words(14, "ru"))
    yield _running_heads(Words(15, "en"))
    yield _nested(Words(16, "kk"))


def _plain(words: Words, language: str) -> Made:
    document = docx.Document()
    parts = []
    for _ in range(4):
        heading, body = words.words(4), words.paragraphs(3)
        document.add_heading(heading, 1)
        for one in body:
            document.add_paragraph(one)
        parts += [heading, *body]
    return Made(f"plain-{language}.docx", save_docx(document), joined(parts))


def _changes(words: Words) -> Made:
    body, parts = "", []
    for at in range(8):
        kept, gone, new = words.sentence(), words.sentence(), words.sentence()
        body += paragraph(
            run(f"{kept} ")
            + f'<w:del w:id="{at}"><w:r><w:delText>{gone}</w:delText></w:r></w:del>'
            + f'<w:ins w:id="{at + 50}">{run(new)}</w:ins>'
        )
        parts.append(f"{kept} {new}")
    moved = words.paragraph()
    body = (
        paragraph(f"<w:moveFrom>{run(moved)}</w:moveFrom>", "<w:rPr><w:moveFrom/></w:rPr>")
        + body
        + paragraph(f"<w:moveTo>{run(moved)}</w:moveTo>")
    )
    return Made("changes.docx", word_file(body), joined([*parts, moved]))


def _notes(words: Words) -> Made:
    body, notes, parts = "", "", []
    for at in range(1, 7):
        text, note = words.paragraph(2), words.sentence()
        body += paragraph(run(text) + f'<w:r><w:footnoteReference w:id="{at}"/></w:r>')
        notes += f'<w:footnote w:id="{at}">{paragraph(note)}</w:footnote>'
        parts += [text, note]
    return Made(
        "notes.docx", word_file(body, {"footnotes:f": ("footnotes.xml", notes)}), joined(parts)
    )


def _numbers(words: Words) -> Made:
    levels = level(0, "decimal", "Статья %1.") + level(1, "decimal", "%1.%2.")
    levels += level(2, "russianLower", "%3)")
    body, parts = "", []
    for article in range(1, 5):
        name = words.words(3)
        body += numbered(name)
        parts.append(f"Статья {article}. {name}")
        for clause in range(1, 4):
            text = words.sentence()
            body += numbered(text, 1)
            parts.append(f"{article}.{clause}. {text}")
            for letter in "абв":
                text = words.sentence()
                body += numbered(text, 2)
                parts.append(f"{letter}) {text}")
    return Made("numbers.docx", word_file(body, numbering(levels)), joined(parts))


def _tables(words: Words) -> Made:
    body, parts = "", []
    for _ in range(3):
        before, rows = words.paragraph(), words.rows(6, 5)
        body += paragraph(before) + table(*(row(*cells) for cells in rows), columns=5)
        parts += [before, *(" ".join(filter(None, cells)) for cells in rows)]
    return Made("tables.docx", word_file(body), joined(parts))


def _boxes(words: Words) -> Made:
    body, parts = "", []
    for _ in range(4):
        text, boxed, held = words.paragraph(), words.sentence(), words.paragraph(2)
        content = f"<w:txbxContent>{paragraph(boxed)}</w:txbxContent>"
        box = (
            f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{content}</wps:txbx>"
            f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{content}</v:textbox>"
            "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
        body += paragraph(run(text) + box)
        body += f"<w:sdt><w:sdtContent>{paragraph(held)}</w:sdtContent></w:sdt>"
        body += paragraph(run("See ") + field("REF a", "page 4"))
        parts += [text, boxed, held, "See page 4"]
    return Made("boxes.docx", word_file(body), joined(parts))


def _running_heads(words: Words) -> Made:
    head, foot, text = words.sentence(), words.sentence(), words.paragraphs(5)
    body = "".join(map(paragraph, text)) + (
        '<w:sectPr><w:headerReference r:id="h"/><w:footerReference r:id="f"/></w:sectPr>'
    )
    parts: dict[str, tuple[str, str | bytes]] = {
        "header:h": ("header1.xml", paragraph(head)),
        "footer:f": ("footer1.xml", paragraph(foot) + paragraph(field("PAGE", "1"))),
    }
    return Made("heads.docx", word_file(body, parts), joined([*text, head, foot]))


def _nested(words: Words) -> Made:
    body, parts = "", []
    for _ in range(3):
        name, inner, after = words.words(2), words.rows(3, 2, 0), words.paragraph()
        nested = table(*(row(*cells) for cells in inner))
        body += table(row(name, cell(nested))) + paragraph(after)
        parts += [name, *(" ".join(cells) for cells in inner), after]
    return Made("nested.docx", word_file(body), joined(parts))
