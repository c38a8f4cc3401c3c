"""Small PDF, Word and ZIP files, made by hand so that tests can break them."""

from __future__ import annotations

import io
import math
import zipfile
import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import docx
import matplotlib
from fontTools.ttLib import TTFont


def make_pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF of `pages`, each a sequence of lines; any letters of the basic plane."""
    letters = sorted({c for page in pages for line in page for c in line})
    codes = {letter: number for number, letter in enumerate(letters, 1)}
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids ["
        f"{' '.join(f'{7 + 2 * n} 0 R' for n in range(len(pages)))}] >>".encode(),
        *_font(codes),
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


class Placed(NamedTuple):
    """Text on a page: points from its left and bottom edges, the letters' size, degrees."""

    text: str
    x: float
    y: float
    size: float = 10
    angle: float = 0


PICTURE = "q 200 0 0 200 50 500 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q"


def make_placed_pdf(
    pages: Sequence[Sequence[Placed | str]],
    page_more: str = "",
    objects_more: Sequence[bytes] = (),
    catalog_more: str = "",
) -> bytes:
    """A PDF of text in DejaVu Sans put where it is told, with raw operators between.
    `objects_more` begin at object 90."""
    texts = [one.text for page in pages for one in page if isinstance(one, Placed)]
    codes = {letter: glyph_of(letter) for letter in sorted(set("".join(texts)))}
    objects = {1: f"<< /Type /Catalog /Pages 2 0 R {catalog_more} >>".encode()}
    objects |= dict(zip(range(3, 8), _embedded(codes), strict=True))
    kids = []
    for number, page in enumerate(pages):
        content = "\n".join(_placed(one, codes) if isinstance(one, Placed) else one for one in page)
        at = 100 + 2 * number
        kids.append(f"{at} 0 R")
        objects[at] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 840] /Contents {at + 1} 0 R "
            f"/Resources << /Font << /F 3 0 R >> >> {page_more} >>"
        ).encode()
        objects[at + 1] = _stream(content.encode())
    objects[2] = f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(kids)}] >>".encode()
    objects |= dict(enumerate(objects_more, 90))
    return _pdf_file([objects.get(n, b"null") for n in range(1, max(objects) + 1)])


def _placed(one: Placed, codes: dict[str, int]) -> str:
    turn = math.radians(one.angle)
    cosine, sine = round(math.cos(turn), 4), round(math.sin(turn), 4)
    shown = "".join(f"{codes[c]:04x}" for c in one.text)
    return (
        f"BT /F {one.size} Tf {cosine} {sine} {-sine} {cosine} {one.x} {one.y} Tm <{shown}> Tj ET"
    )


@cache
def _typeface() -> tuple[bytes, dict[int, str], TTFont]:
    path = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    font = TTFont(path)
    return zlib.compress(path.read_bytes()), font.getBestCmap(), font


def glyph_of(letter: str) -> int:
    """A letter's number in the font; that of a blank box for letters it lacks."""
    _, names, font = _typeface()
    return int(font.getGlyphID(names[ord(letter)])) if ord(letter) in names else 0


def width_of(text: str, size: float = 10) -> float:
    """Points that a text takes."""
    _, names, font = _typeface()
    units = sum(font["hmtx"][names.get(ord(letter), ".notdef")][0] for letter in text)
    return float(units * size / font["head"].unitsPerEm)


def _embedded(codes: dict[str, int]) -> list[bytes]:
    """Objects 3 to 7: the font itself, its codes being its own numbers of letters."""
    data, _, _ = _typeface()
    widths = " ".join(f"{code} [{width_of(letter, 1000):.0f}]" for letter, code in codes.items())
    kind, descendant, descriptor, mapping = _font(codes)
    return [
        kind,
        descendant.replace(b"/DW 500", f"/DW 500 /CIDToGIDMap /Identity /W [{widths}]".encode()),
        descriptor.replace(b">>", b"/FontFile2 7 0 R >>"),
        mapping,
        f"<< /Length {len(data)} /Filter /FlateDecode >>\nstream\n".encode()
        + data
        + b"\nendstream",
    ]


def _font(codes: dict[str, int]) -> list[bytes]:
    """Objects 3 to 6: a font of one width whose codes stand for these letters."""
    mapping = "".join(f"<{code:04x}> <{ord(c):04x}>\n" for c, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /A def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{mapping}endbfchar\nendcmap end end"
    ).encode()
    return [
        b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H "
        b"/DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /DW 500 /FontDescriptor 5 0 R "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        b"<< /Type /FontDescriptor /FontName /A /Flags 4 /FontBBox [0 0 500 700] "
        b"/ItalicAngle 0 /Ascent 700 /Descent 0 /CapHeight 700 /StemV 80 >>",
        _stream(cmap),
    ]


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
