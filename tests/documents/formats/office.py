"""Files of the smaller formats, with text that is known whole."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def old_zip(name: str, page: str, content: bytes) -> bytes:
    """An archive that holds a name in a code page and does not say so."""
    plain = packed({"x" * len(name.encode(page)): content})
    return plain.replace(b"x" * len(name.encode(page)), name.encode(page))


def odt(body: str, styles: str = "", meta: str = "", kind: str = "text") -> bytes:
    content = (
        f"<office:document-content {_OFFICE}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}>"
        "</office:body></office:document-content>"
    )
    known = (
        f"<office:document-meta {_OFFICE}><office:meta>{meta}</office:meta></office:document-meta>"
    )
    return packed({"content.xml": content, "meta.xml": known})


def rtf(text: str, page: str = "cp1251", charset: int = 204) -> bytes:
    """Paragraphs (lines) in a code page, every letter beyond ASCII an escape."""
    lines = [
        "".join(c if c.isascii() else f"\\'{c.encode(page)[0]:02x}" for c in line)
        for line in text.split("\n")
    ]
    head = rf"{{\rtf1\ansi\ansicpg1251\deff0{{\fonttbl{{\f0\fnil\fcharset{charset} Arial;}}}}\f0 "
    return (head + r"\par ".join(lines) + "}").encode("ascii")


def xlsx(sheets: Mapping[str, Sequence[Sequence[str | float | None]]]) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    named = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(sheets, 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>{named}'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{relations}/worksheet" '
            f'Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        + "</Relationships>",
    }
    for n, rows in enumerate(sheets.values(), 1):
        data = "".join(
            f'<row r="{r}">'
            + "".join(_cell(f"{chr(64 + c)}{r}", value) for c, value in enumerate(row, 1))
            + "</row>"
            for r, row in enumerate(rows, 1)
        )
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f'<worksheet xmlns="{main}"><sheetData>{data}</sheetData></worksheet>'
        )
    return packed(parts)


def _cell(place: str, value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def pptx(slides: Sequence[tuple[str, Sequence[str]]], notes: str = "") -> bytes:
    """Slides of a title and paragraphs; `notes` are the first one's."""
    draw = "http://schemas.openxmlformats.org/drawingml/2006/main"
    point = "http://schemas.openxmlformats.org/presentationml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"

    def shape(kind: str, lines: Sequence[str]) -> str:
        text = "".join(f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in lines)
        holder = f'<p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr>' if kind else ""
        return f"<p:sp>{holder}<p:txBody>{text}</p:txBody></p:sp>"

    def slide(shapes: str) -> str:
        return (
            f'<p:sld xmlns:p="{point}" xmlns:a="{draw}"><p:cSld><p:spTree>{shapes}'
            "</p:spTree></p:cSld></p:sld>"
        )

    # Listed in another order than their names.
    order = range(len(slides), 0, -1)
    parts: dict[str, str | bytes] = {
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{point}" xmlns:r="{relations}">'
        "<p:sldIdLst>"
        + "".join(f'<p:sldId id="{255 + n}" r:id="rId{n}"/>' for n in order)
        + "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{package}">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{relations}/slide" Target="slides/slide{n}.xml"/>'
            for n in order
        )
        + "</Relationships>",
    }
    for n, (title, lines) in zip(order, slides, strict=True):
        parts[f"ppt/slides/slide{n}.xml"] = slide(shape("title", [title]) + shape("", lines))
    if notes:
        first = len(slides)
        parts["ppt/notesSlides/notesSlide1.xml"] = slide(
            shape("body", [notes]) + shape("sldNum", ["7"])
        )
        parts[f"ppt/slides/_rels/slide{first}.xml.rels"] = (
            f'<Relationships xmlns="{package}"><Relationship Id="rId1" '
            f'Type="{relations}/notesSlide" Target="../notesSlides/notesSlide1.xml"/>'
            "</Relationships>"
        )
    return packed(parts)


def epub(chapters: Sequence[str], title: str = "") -> bytes:
    items = "".join(f'<item id="c{n}" href="text/c%20{n}.xhtml"/>' for n in range(len(chapters)))
    order = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    parts: dict[str, str | bytes] = {
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:'
        'container"><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        "OEBPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></metadata>'
        f"<manifest>{items}</manifest><spine>{order}</spine></package>",
    }
    for n, chapter in enumerate(chapters):
        parts[f"OEBPS/text/c {n}.xhtml"] = f"<html><body>{chapter}</body></html>"
    return packed(parts)


def fb2(sections: Sequence[tuple[str, Sequence[str]]], page: str, declared: str) -> bytes:
    body = "".join(
        f"<section><title><p>{title}</p></title>{''.join(f'<p>{line}</p>' for line in lines)}"
        "</section>"
        for title, lines in sections
    )
    return (
        f'<?xml version="1.0" encoding="{declared}"?><FictionBook xmlns="http://www.gribuser.ru/xml'
        '/fictionbook/2.0"><description><title-info><author><first-name>Абай</first-name>'
        "<last-name>Құнанбаев</last-name></author><book-title>Қара сөз</book-title></title-info>"
        f"</description><body>{body}</body></FictionBook>"
    ).encode(page, "xmlcharrefreplace")
