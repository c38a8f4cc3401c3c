"""Word documents, after a look at what their ZIP container would unpack to.

python-docx trusts the container, so declared and actual sizes are checked
first: a few kilobytes can unpack to gigabytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.table import Table
from docx.text.paragraph import Paragraph

from qa.documents.formats.layout import Block, Layout, assemble
from qa.errors import DamagedDocument, DocumentError, EncryptedDocument, TooLarge

_MAX_UNPACKED = 300_000_000
_MAX_MEMBER = 100_000_000
_MAX_RATIO = 200
_MAX_MEMBERS = 5_000
_HEADING = re.compile(r"(?:heading|заголовок|тақырып)\s*(\d)", re.IGNORECASE)


def load_docx(data: bytes) -> Layout:
    """Paragraphs, headings, numbered items and table rows in the document's order.

    Raises EncryptedDocument, TooLarge for a bomb, DamagedDocument otherwise.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise EncryptedDocument(
            "the file is encrypted or in the old .doc format; remove the password "
            "or save it as .docx"
        )
    _check_container(data)
    try:
        document = docx.Document(io.BytesIO(data))
        blocks = list(_blocks(document))
        metadata = _metadata(document)
    except Exception as error:  # python-docx and lxml raise many kinds on broken XML
        raise DamagedDocument(
            f"the Word file is damaged ({type(error).__name__}); open and save it again in Word"
        ) from error
    return assemble(blocks, metadata)


def _check_container(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if "word/document.xml" not in {member.filename for member in members}:
                raise DamagedDocument("a ZIP archive without a Word document inside")
            if len(members) > _MAX_MEMBERS:
                raise TooLarge(f"{len(members)} parts inside, more than {_MAX_MEMBERS}")
            _check_sizes(sum(m.file_size for m in members), members, len(data))
            total = 0
            for member in members:
                total = _count_unpacked(archive, member, total)
    except DocumentError:
        raise
    except NotImplementedError as error:
        raise DamagedDocument(f"the Word file's container is unreadable: {error}") from error
    except RuntimeError as error:
        raise EncryptedDocument(f"the Word file is encrypted: {error}") from error
    except Exception as error:  # zlib, zipfile and struct each raise their own
        raise DamagedDocument(f"the Word file's container is damaged: {error}") from error


def _check_sizes(total: int, members: list[zipfile.ZipInfo], packed: int) -> None:
    largest = max(member.file_size for member in members)
    if total > _MAX_UNPACKED or largest > _MAX_MEMBER:
        raise _bomb(total)
    if total > 1_000_000 and total > _MAX_RATIO * packed:
        raise _bomb(total)


def _count_unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, total: int) -> int:
    """Unpack a member without keeping it; what it declares may be a lie."""
    with archive.open(member) as stream:
        while piece := stream.read(1 << 20):
            total += len(piece)
            if total > _MAX_UNPACKED:
                raise _bomb(total)
    return total


def _bomb(total: int) -> TooLarge:
    return TooLarge(
        f"the Word file would unpack to {total} bytes or more, beyond any real document's; "
        "it is refused as a ZIP bomb"
    )


def _metadata(document: WordDocument) -> dict[str, Any]:
    properties = document.core_properties
    found = {"title": properties.title, "author": properties.author}
    return {
        key: value.strip()
        for key, value in found.items()
        # Word's and python-docx's own defaults say nothing.
        if value and value.strip() and value.strip().lower() not in ("python-docx", "word document")
    }


def _blocks(document: WordDocument) -> Iterator[Block]:
    numbering = _Numbering(document)
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            yield from _rows(item)
        else:
            level = _level(item)
            marker = "" if level else numbering.marker(item)
            yield Block(marker + item.text, level, tight=bool(marker))


def _rows(table: Table) -> Iterator[Block]:
    for row in table.rows:
        cells: list[str] = []
        seen: set[Any] = set()
        for cell in row.cells:
            # A merged cell is given once for every column it spans.
            if cell._tc not in seen:
                seen.add(cell._tc)
                cells.append(" ".join(cell.text.split("\n")).strip())
        yield Block(" | ".join(filter(None, cells)))


def _level(paragraph: Paragraph) -> int:
    name = (paragraph.style.name if paragraph.style is not None else None) or ""
    if name.lower() in ("title", "название"):
        return 1
    found = _HEADING.match(name)
    return min(int(found[1]), 6) if found else 0


class _Numbering:
    """The bullets and numbers Word draws in front of paragraphs but does not store in them."""

    def __init__(self, document: WordDocument) -> None:
        self._document = document
        self._counts: Counter[tuple[int, int]] = Counter()
        self._formats: dict[tuple[int, int], str] = {}

    def marker(self, paragraph: Paragraph) -> str:
        """`• `, `3. `, or nothing; counts on."""
        properties: Any = paragraph._p.pPr
        numbering = properties.numPr if properties is not None else None
        if numbering is None and paragraph.style is not None:
            style: Any = paragraph.style.element.pPr
            numbering = style.numPr if style is not None else None
        if numbering is None or numbering.numId is None or not numbering.numId.val:
            return ""
        depth = numbering.ilvl.val if numbering.ilvl is not None else 0
        key = (numbering.numId.val, depth)
        if key not in self._formats:
            self._formats[key] = self._format(*key)
        if self._formats[key] == "bullet":
            return "• "
        self._counts[key] += 1
        for deeper in [k for k in self._counts if k[0] == key[0] and k[1] > depth]:
            del self._counts[deeper]
        return f"{self._counts[key]}. "

    def _format(self, number_id: int, depth: int) -> str:
        query = (
            f"w:abstractNum[@w:abstractNumId=../w:num[@w:numId='{number_id}']"
            f"/w:abstractNumId/@w:val]/w:lvl[@w:ilvl='{depth}']/w:numFmt/@w:val"
        )
        found = self._document.part.numbering_part.element.xpath(query)
        return str(found[0]) if found else "decimal"
