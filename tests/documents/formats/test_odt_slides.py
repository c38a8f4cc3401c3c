"""Slides of OpenDocument are read as they lie."""

from __future__ import annotations

from qa.documents.formats.odt import load_odt
from tests.documents.formats import office


def frame(text: str, place: str = "", kind: str = "") -> str:
    spaces = (
        'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
        'xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"'
    )
    keys = zip(("x", "y", "width", "height"), place.split(), strict=False)
    where = " ".join(f'svg:{key}="{value}cm"' for key, value in keys)
    named = f'presentation:class="{kind}"' if kind else ""
    box = f"<draw:text-box><text:p>{text}</text:p></draw:text-box>"
    return f"<draw:frame {spaces} {where} {named}>{box}</draw:frame>"


NOTES = (
    '<p:notes xmlns:p="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0">'
    f"{frame('Айтылады', '0 0 9 9')}</p:notes>"
)


def read(page: str) -> list[str]:
    layout = load_odt(office.odt(f"<draw:page>{page}</draw:page>", kind="presentation"))
    assert len(layout.pages) == 1
    return layout.text.split("\n\n")


def test_shapes_are_read_as_they_lie() -> None:
    page = (
        NOTES
        + frame("Аяғы", "0 15.5 25 2")
        + frame("Оң жақ", "13 4 12 10")
        + frame("Сол жақ", "0 4 12 10")
        + frame("Тақырып", "0 0 25 3", "title")
    )
    assert read(page) == ["Тақырып", "Сол жақ", "Оң жақ", "Аяғы", "Айтылады"]


def test_shapes_without_a_place_stay_in_their_order() -> None:
    assert read(frame("екінші", "0 9 9 1") + frame("бірінші")) == ["екінші", "бірінші"]
