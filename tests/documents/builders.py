"""Small PDF, Word and ZIP files, made by hand so that tests can break them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import docx


def make_pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF of `pages`, each a sequence of lines; any letters of the basic plane."""
    letters = sorted({c for page in pages for line in page for c in line})
    codes = {letter: number for number, letter in enumerate(letters, 1)}
    mapping = "".join(f"<{codes[c]:04x}> <{ord(c):04x}>\n" for c in letters)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /A def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{mapping}endbfchar\nendcmap end end"
    ).encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids ["
        f"{' '.join(f'{7 + 2 * n} 0 R' for n in range(len(pages)))}] >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H "
        b"/DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /DW 500 /FontDescriptor 5 0 R "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        b"<< /Type /FontDescriptor /FontName /A /Flags 4 /FontBBox [0 0 500 700] "
        b"/ItalicAngle 0 /Ascent 700 /Descent 0 /CapHeight 700 /StemV 80 >>",
        _stream(cmap),
    ]
    for number, page in enumerate(pages):
        shown = " T* ".join(f"<{''.join(f'{codes[c]:04x}' for c in line)}> Tj" for line in page)
        content = f"BT /F 10 Tf 14 TL 40 800 Td {shown} ET" if page else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 840] /Contents {8 + 2 * number} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>".encode()
        )
        objects.append(_stream(content.encode()))
    return _pdf_file(objects)


def _stream(data: bytes) -> bytes:
    return f"<< /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _pdf_file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    size = len(objects) + 1
    out += f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)


def make_docx(paragraphs: Sequence[tuple[str, str | None]] = (), title: str = "") -> bytes:
    """A Word file of `(text, style name)` paragraphs."""
    document = docx.Document()
    document.core_properties.title = title
    for text, style in paragraphs:
        document.add_paragraph(text, style=style)
    return save_docx(document)


def save_docx(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def make_zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()
