"""Word files put together from their XML, so that every element of the format can be tried."""

from __future__ import annotations

from collections.abc import Mapping

from tests.documents.builders import make_zip

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    }.items()
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def xml(name: str, content: str) -> bytes:
    """A part with this root element of Word's namespace (or another, if prefixed)."""
    name = name if ":" in name else f"w:{name}"
    return f'<?xml version="1.0"?><{name} {_NAMESPACES}>{content}</{name}>'.encode()


def relations(targets: Mapping[str, str]) -> bytes:
    """`targets` maps `kind:id` to the part's name."""
    lines = "".join(
        f'<Relationship Id="{key.split(":")[1]}" Type="{_RELATION}/{key.split(":")[0]}" '
        f'Target="{target}"/>'
        for key, target in targets.items()
    )
    return (
        f'<?xml version="1.0"?><Relationships xmlns="{_RELATIONS}">{lines}</Relationships>'.encode()
    )


def word_file(body: str, parts: Mapping[str, tuple[str, str | bytes]] | None = None) -> bytes:
    """A file of this body.  `parts` maps `kind:id` of a relation to the part's name, and its
    content: XML inside the root named like the part, or bytes as they are."""
    parts = parts or {}
    members = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": relations({"officeDocument:r": "word/document.xml"}),
        "word/document.xml": xml("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": relations({k: name for k, (name, _) in parts.items()}),
    }
    for key, (name, content) in parts.items():
        kind = {"header": "hdr", "footer": "ftr"}.get(key.split(":")[0], key.split(":")[0])
        raw = content if isinstance(content, bytes) else xml(kind, content)
        members[f"word/{name}"] = raw
    return make_zip(members)


def run(text: str, properties: str = "") -> str:
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str = "", properties: str = "") -> str:
    """`content` is text, or runs where it begins with `<`."""
    inner = content if content.startswith("<") or not content else run(content)
    properties = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{properties}{inner}</w:p>"


def numbered(text: str, level: int = 0, list_id: int = 1, more: str = "") -> str:
    numbers = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return paragraph(text, f"{more}{numbers}")


def level(at: int, shape: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


_ONE_LIST = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'


def numbering(levels: str, lists: str = _ONE_LIST) -> dict[str, tuple[str, str | bytes]]:
    content = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{lists}'
    return {"numbering:n": ("numbering.xml", content)}


def cell(content: str = "", properties: str = "") -> str:
    inner = content if content.startswith("<") else paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    inner = "".join(one if one.startswith(("<w:tc", "<w:sdt")) else cell(one) for one in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def table(*rows: str, columns: int = 0) -> str:
    grid = "<w:gridCol/>" * columns
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def field(instruction: str, result: str | None) -> str:
    """A complex field; without a result where that is None."""
    parts = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    parts += f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    if result is not None:
        parts += f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}'
    return parts + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
