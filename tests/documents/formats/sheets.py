"""Workbooks whose cells say how they are drawn, from the XML of their sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from tests.documents.formats.office import packed

_OOXML = "http://schemas.openxmlformats.org"
_MAIN = f"{_OOXML}/spreadsheetml/2006/main"
_RELATIONS = f"{_OOXML}/officeDocument/2006/relationships"
_PACKAGE = f"{_OOXML}/package/2006"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A number under a code, or (`formula`) what a formula gave, None for nothing."""

    value: float | str | None
    code: str = ""
    formula: str = ""
    kind: str = ""


Cell = str | float | Drawn | None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a sheet; `merged` as Excel writes it (`A1:B2`), `tail` is XML behind the rows."""

    rows: Sequence[Sequence[Cell]]
    merged: Sequence[str] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    tail: str = ""
    state: str = "visible"
    related: Mapping[str, str] = field(default_factory=dict)


def workbook(
    pages: Mapping[str, Page],
    built_in: Mapping[str, int] | None = None,
    parts: Mapping[str, str] | None = None,
) -> bytes:
    """`built_in` are codes that have a number of their own instead of being written out."""
    codes = [""]
    made = {
        f"xl/worksheets/sheet{number}.xml": _sheet(page, codes)
        for number, page in enumerate(pages.values(), 1)
    }
    for number, page in enumerate(pages.values(), 1):
        if page.related:
            made[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = _related(page.related)
    targets = {f"worksheet{n}": f"worksheets/sheet{n}.xml" for n in range(1, len(pages) + 1)}
    named = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" state="{page.state}" r:id="worksheet{n}"/>'
        for n, (name, page) in enumerate(pages.items(), 1)
    )
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.'
            'openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="w" '
            f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{named}'
            "</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": _related(targets | {"styles": "styles.xml"}),
            "xl/styles.xml": _styles(codes, built_in or {}),
            **made,
            **(parts or {}),
        }
    )


def _related(targets: Mapping[str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="{key}" Type="{_RELATIONS}/{key.rstrip("0123456789")}" '
        f'Target="{target}"/>'
        for key, target in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _styles(codes: Sequence[str], built_in: Mapping[str, int]) -> str:
    numbers = {code: built_in.get(code, 164 + at) for at, code in enumerate(codes) if code}
    own = "".join(
        f"<numFmt numFmtId='{number}' formatCode={quoteattr(code)}/>"
        for code, number in numbers.items()
        if number > 163
    )
    used = "".join(f'<xf numFmtId="{numbers.get(code, 0)}"/>' for code in codes)
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts>{own}</numFmts><cellStyleXfs><xf numFmtId="9"/>'
        f"</cellStyleXfs><cellXfs>{used}</cellXfs></styleSheet>"
    )


def _sheet(page: Page, codes: list[str]) -> str:
    rows = "".join(
        f'<row r="{r}"{" hidden=" + chr(34) + "1" + chr(34) if r in page.hidden_rows else ""}>'
        + "".join(_cell(f"{chr(64 + c)}{r}", cell, codes) for c, cell in enumerate(row, 1))
        + "</row>"
        for r, row in enumerate(page.rows, 1)
    )
    columns = "".join(f'<col min="{n}" max="{n}" hidden="1"/>' for n in page.hidden_columns)
    merged = "".join(f'<mergeCell ref="{one}"/>' for one in page.merged)
    return (
        f'<worksheet xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
        + (f"<cols>{columns}</cols>" if columns else "")
        + f"<sheetData>{rows}</sheetData>"
        + (f"<mergeCells>{merged}</mergeCells>" if merged else "")
        + f"{page.tail}</worksheet>"
    )


def _cell(place: str, cell: Cell, codes: list[str]) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    given = cell if isinstance(cell, Drawn) else Drawn(cell)
    if given.code not in codes:
        codes.append(given.code)
    kind = f' t="{given.kind}"' if given.kind else ""
    formula = f"<f>{escape(given.formula)}</f>" if given.formula else ""
    value = "" if given.value is None else f"<v>{given.value}</v>"
    return f'<c r="{place}" s="{codes.index(given.code)}"{kind}>{formula}{value}</c>'
