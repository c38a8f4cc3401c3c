"""Presentations from the XML of their shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from tests.documents.formats.office import packed

_OOXML = "http://schemas.openxmlformats.org"
_RELATIONS = f"{_OOXML}/officeDocument/2006/relationships"
SPACES = (
    f'xmlns:p="{_OOXML}/presentationml/2006/main" xmlns:a="{_OOXML}/drawingml/2006/main" '
    f'xmlns:r="{_RELATIONS}" xmlns:c="{_OOXML}/drawingml/2006/chart" '
    f'xmlns:dgm="{_OOXML}/drawingml/2006/diagram" '
    f'xmlns:mc="{_OOXML}/markup-compatibility/2006" '
    f'xmlns:m="{_OOXML}/officeDocument/2006/math" '
    'xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main"'
)
Box = tuple[int, int, int, int]


def relations(*given: tuple[str, str, str]) -> str:
    """Of id, kind and target."""
    inside = "".join(
        f'<Relationship Id="{key}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for key, kind, target in given
    )
    return f'<Relationships xmlns="{_OOXML}/package/2006/relationships">{inside}</Relationships>'


def deck(
    slides: Sequence[str],
    related: Sequence[tuple[str, str, str]] = (),
    parts: Mapping[str, str] | None = None,
    hidden: int | None = None,
) -> bytes:
    """Slides of shapes; the first one refers to what is `related`."""
    made: dict[str, str | bytes] = {
        "ppt/presentation.xml": f"<p:presentation {SPACES}><p:sldIdLst>"
        + "".join(f'<p:sldId id="{256 + n}" r:id="r{n}"/>' for n in range(len(slides)))
        + "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            *((f"r{n}", "slide", f"slides/slide{n}.xml") for n in range(len(slides)))
        ),
        "ppt/slides/_rels/slide0.xml.rels": relations(*related),
    }
    for number, shapes in enumerate(slides):
        shown = ' show="0"' if number == hidden else ""
        made[f"ppt/slides/slide{number}.xml"] = f"<p:sld {SPACES}{shown}>{tree(shapes)}</p:sld>"
    return packed(made | (parts or {}))


def tree(shapes: str) -> str:
    return f"<p:cSld><p:spTree>{shapes}</p:spTree></p:cSld>"


def shape(
    *lines: str, box: Box | None = None, holder: str = "", hidden: bool = False, index: str = ""
) -> str:
    """A box of paragraphs, which are XML where they begin with `<`; `box` is left, top, width
    and height."""
    paragraphs = "".join(line if line.startswith("<") else paragraph(line) for line in lines)
    kind = f'<p:ph type="{holder}" idx="{index}"/>' if holder else ""
    mark = ' hidden="1"' if hidden else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"{mark}/><p:nvPr>{kind}</p:nvPr></p:nvSpPr>'
        f"<p:spPr>{placed(box)}</p:spPr><p:txBody><a:bodyPr/>{paragraphs}</p:txBody></p:sp>"
    )


def paragraph(text: str, properties: str = "") -> str:
    return f"<a:p>{properties}<a:r><a:t>{escape(text)}</a:t></a:r></a:p>"


def numbered(text: str, kind: str = "arabicPeriod", level: int = 0, start: int = 1) -> str:
    first = f' startAt="{start}"' if start != 1 else ""
    return paragraph(text, f'<a:pPr lvl="{level}"><a:buAutoNum type="{kind}"{first}/></a:pPr>')


def placed(box: Box | None, space: str = "a", inner: Box | None = None) -> str:
    if box is None:
        return ""
    left, top, width, height = box
    own = ""
    if inner is not None:
        own = f'<a:chOff x="{inner[0]}" y="{inner[1]}"/><a:chExt cx="{inner[2]}" cy="{inner[3]}"/>'
    return (
        f'<{space}:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/>{own}'
        f"</{space}:xfrm>"
    )


def group(box: Box, inner: Box, shapes: str) -> str:
    return (
        f"<p:grpSp><p:nvGrpSpPr/><p:grpSpPr>{placed(box, inner=inner)}</p:grpSpPr>{shapes}"
        "</p:grpSp>"
    )


def graphic(inside: str, box: Box) -> str:
    return (
        f"<p:graphicFrame><p:nvGraphicFramePr/>{placed(box, 'p')}<a:graphic>"
        f"<a:graphicData>{inside}</a:graphicData></a:graphic></p:graphicFrame>"
    )


def table(rows: Sequence[Sequence[tuple[str, str]]]) -> str:
    """Cells are their text and their attributes."""
    inside = "".join(
        "<a:tr>"
        + "".join(f"<a:tc {how}><a:txBody>{paragraph(text)}</a:txBody></a:tc>" for text, how in row)
        + "</a:tr>"
        for row in rows
    )
    return f"<a:tbl><a:tblGrid/>{inside}</a:tbl>"


def chart(title: str, name: str, values: Mapping[str, float], code: str = "General") -> str:
    def cache(kind: str, known: Sequence[str], head: str = "") -> str:
        points = "".join(
            f'<c:pt idx="{at}"><c:v>{escape(value)}</c:v></c:pt>' for at, value in enumerate(known)
        )
        return f"<c:{kind}Ref><c:{kind}Cache>{head}{points}</c:{kind}Cache></c:{kind}Ref>"

    numbers = cache(
        "num", [str(v) for v in values.values()], f"<c:formatCode>{code}</c:formatCode>"
    )
    return (
        f"<c:chartSpace {SPACES}><c:chart><c:title><c:tx><c:rich>{paragraph(title)}</c:rich></c:tx>"
        f"</c:title><c:plotArea><c:barChart><c:ser><c:tx>{cache('str', [name])}</c:tx>"
        f"<c:cat>{cache('str', list(values))}</c:cat><c:val>{numbers}</c:val></c:ser></c:barChart>"
        "</c:plotArea></c:chart></c:chartSpace>"
    )


def diagram(*texts: str) -> str:
    points = "".join(f"<dgm:pt><dgm:t>{paragraph(text)}</dgm:t></dgm:pt>" for text in texts)
    return f"<dgm:dataModel {SPACES}><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>"
