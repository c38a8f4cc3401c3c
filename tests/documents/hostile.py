"""Files that were made to harm whoever reads them, and valid ones that were broken at random.

Every one is the same for the same seed.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator

from tests.documents.builders import make_zip
from tests.documents.fidelity.all_files import GENERATORS
from tests.documents.fidelity.made import Made
from tests.documents.formats.office import odt, xlsx
from tests.documents.word_files import level, numbered, numbering, word_file

_TEXT = "Мектеп осы жылы ашылды. Школа открылась в этом году. "


def hostile_files() -> Iterator[tuple[str, bytes]]:
    """Small files that take much time or memory, or that libraries fail over."""
    yield from _pages()
    yield from _texts()
    yield from _word()
    yield from _packed()
    content = b"BT /F 10 Tf " + b"(a) Tj " * 300_000 + b"ET"
    yield "text-operators.pdf", _one_page(content)
    yield from _office()
    lines = "".join(
        f"{50 + n % 400} {700 - n % 600} m {90 + n % 400} 20 l S " for n in range(60_000)
    )
    yield "lines.pdf", _one_page(lines.encode())
    yield "fills.pdf", _one_page(b"0 0 9 9 re f " * 200_000)
    yield "states.pdf", _one_page(b"q " * 500_000)


def _office() -> Iterator[tuple[str, bytes]]:
    """Rows, lists and files inside that ask for more than any document does."""
    rows = b"".join(rb"\trowd\cellx%d\intbl a\cell\row" % n for n in range(40_000))
    yield "edges.rtf", rb"{\rtf1 " + rows + b"}"
    yield "row.rtf", rb"{\rtf1 \trowd" + rb"\cellx1" * 200_000 + rb"\intbl a\cell\row}"
    yield "boxes.rtf", rb"{\rtf1 " + rb"{\shptxt " * 1_900 + b"a" + b"}" * 1_901
    yield "notes.rtf", rb"{\rtf1 " + rb"{\footnote a}" * 150_000 + b"}"
    cell = (
        '<table:table-cell table:number-rows-spanned="999999999" '
        'table:number-columns-spanned="999999" table:number-columns-repeated="9999999">'
        "<text:p>a</text:p></table:table-cell>"
    )
    row = f"<table:table-row>{cell}</table:table-row>"
    yield "spans.odt", odt(f"<table:table>{row * 3_000}</table:table>")
    item = '<text:list text:style-name="L"><text:list-item text:start-value="{}">'
    items = "".join(
        f"{item.format(n)}<text:p>a</text:p></text:list-item></text:list>" for n in range(60_000)
    )
    yield "starts.odt", odt(items)
    inside = word_file("<w:p><w:r><w:t>a</w:t></w:r></w:p>")
    chunks = word_file('<w:altChunk r:id="c"/>' * 20_000, {"aFChunk:c": ("c.docx", inside)})
    yield "chunks.docx", chunks
    words = numbering("".join(level(n, "ordinalText", "%1" * 100) for n in range(9)))
    yield "spelled.docx", word_file("".join(numbered("a", n % 9) for n in range(60_000)), words)
    mails = b"From: a@a\nContent-Type: message/rfc822\n\n" * 400
    yield "mails.eml", mails + b"From: b@b\n\nbody"
    yield "heads.xlsx", xlsx({"a": [["a", "b"], ["c", 1], [None, None]] * 15_000})


def _pages() -> Iterator[tuple[str, bytes]]:
    for codec in ("hex", "punycode", "idna", "undefined", "zlib_codec", "rot13", "mbcs"):
        head = f'<html><head><meta charset="{codec}"></head><body>'
        yield f"codec-{codec}.html", head.encode() + (_TEXT * 20).encode("cp1251")
    emphasis = "".join(f"<b id={n}>" for n in range(2000))
    yield "emphasis.html", f"<html><body><p>{emphasis}</p>{'<p>x' * 2000}".encode()
    yield "never-closed.html", b"<html><body>" + b"<div></q>" * 50_000 + _TEXT.encode()
    attributes = " ".join(f"a{n}=1" for n in range(200_000))
    yield "attributes.html", f"<html><body {attributes}>{_TEXT}".encode()
    yield "title.html", f"<title>{'т' * 1_000_000}</title><p>{_TEXT}".encode()
    yield "tables.html", b"<table><tr><td>" * 3000 + _TEXT.encode()
    yield "spans.html", (f"<table><tr><td colspan=9999 rowspan=9999>{_TEXT}</table>" * 50).encode()
    yield "comments.md", b"<!--" * 50_000 + _TEXT.encode()
    yield "quotes.md", b"> " * 20_000 + _TEXT.encode()
    yield "links.md", b"[a](" * 100_000
    yield "emphasis.md", b"*a_ " * 100_000


def _texts() -> Iterator[tuple[str, bytes]]:
    yield "marks.txt", ("а" + "\u0315\u0300\u0316\u0327" * 50_000 + _TEXT).encode()
    yield "one-word.txt", ("ы" * 2_000_000).encode()
    yield "quotes.txt", ("«" * 500_000).encode()
    yield "initials.txt", ("А. " * 300_000).encode()
    yield "markers.txt", ("1) а\n" * 150_000).encode()
    yield "nothing.txt", b""
    yield "binary.txt", random.Random(1).randbytes(100_000)
    yield "deep.json", b"[" * 200_000 + b"]" * 200_000
    yield "names.json", (b'{"a":' * 50_000) + b"1" + b"}" * 50_000
    yield "groups.rtf", rb"{\rtf1 " + b"{" * 300_000 + b"a"
    yield "quotation.csv", b'a,"b' * 300_000
    yield "columns.csv", b"a," * 300_000 + b"\n" + b"b," * 300_000
    yield "parts.eml", b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\n" * 100_000


def _word() -> Iterator[tuple[str, bytes]]:
    paragraph = f"<w:p><w:r><w:t>{_TEXT}</w:t></w:r></w:p>"
    wide = '<w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>'
    yield "span.docx", word_file(f"<w:tbl><w:tr><w:tc>{wide}{paragraph}</w:tc></w:tr></w:tbl>")
    merged = "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>"
    yield "merged.docx", word_file(f"<w:tbl>{merged * 2000}</w:tbl>{paragraph}")
    listed = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{n}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{n} сөз</w:t></w:r></w:p>"
        for n in range(8000)
    )
    yield "lists.docx", word_file(listed)
    inside = paragraph
    for _ in range(60):
        inside = f"<w:tbl><w:tr><w:tc>{inside}<w:p/></w:tc></w:tr></w:tbl>"
    yield "nested.docx", word_file(inside)
    yield "unpacks.docx", word_file(f"<w:p><w:r><w:t>{'а ' * 24_000_000}</w:t></w:r></w:p>")


def _packed() -> Iterator[tuple[str, bytes]]:
    yield "bomb.zip", make_zip({"a.txt": b"0" * 50_000_000})
    yield "many.zip", make_zip({f"{n}.txt": b"" for n in range(20_000)})
    inner = make_zip({"a.txt": _TEXT.encode()})
    for _ in range(20):
        inner = make_zip({"a.zip": inner})
    yield "matryoshka.zip", inner
    loops = (
        '<!DOCTYPE a [<!ENTITY b "'
        + "x" * 1000
        + '">'
        + "".join(
            f'<!ENTITY b{n} "{("&b" + (str(n - 1) if n else "") + ";") * 10}">' for n in range(9)
        )
    )
    yield "entities.fb2", f"{loops}]><FictionBook><body><p>&b8;</p></body></FictionBook>".encode()


def _one_page(content: bytes) -> bytes:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 840] /Contents 4 0 R /Resources "
        b"<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
    ]
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % pair for pair in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R >>\n%%EOF"


def broken_files(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Valid files of every format with bytes changed, cut off, doubled or moved."""
    chosen = random.Random(seed)
    valid = [made for generate in GENERATORS.values() for made in generate()]
    # Each format as often as the others, however many files it has.
    by_kind: dict[str, list[Made]] = {}
    for made in valid:
        by_kind.setdefault(made.name.rpartition(".")[2], []).append(made)
    kinds = list(by_kind.values())
    for number in range(count):
        made = chosen.choice(kinds[number % len(kinds)])
        yield f"broken-{number}-{made.name}", _break(made.data, chosen)


def _break(data: bytes, chosen: random.Random) -> bytes:
    if data.startswith(b"PK\x03\x04") and chosen.random() < 0.7:
        return _break_inside(data, chosen)
    broken = bytearray(data)
    for _ in range(chosen.choice((1, 8, 64, 512))):
        at = chosen.randrange(len(broken))
        broken[at] = chosen.randrange(256)
    at, length = chosen.randrange(len(broken)), chosen.randrange(1, 2000)
    how = chosen.randrange(4)
    if how == 0:
        return bytes(broken[:at])
    if how == 1:
        return bytes(broken[:at] + broken[at : at + length] * 50 + broken[at:])
    if how == 2:
        return bytes(broken[:at] + broken[at + length :])
    return bytes(broken)


def _break_inside(data: bytes, chosen: random.Random) -> bytes:
    """A package whose container is whole and one of whose parts is not."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = max(parts, key=lambda one: (chosen.random() < 0.5, len(parts[one])))
    parts[name] = _break(parts[name], chosen) if parts[name] else b"\x00"
    return make_zip(parts)
