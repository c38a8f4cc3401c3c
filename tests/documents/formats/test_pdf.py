"""PDF text layers to text with pages."""

from __future__ import annotations

import contextlib
import io

import pytest
from pypdf import PdfReader, PdfWriter

from qa.documents.formats.pdf import load_pdf
from qa.errors import DamagedDocument, EncryptedDocument, NoTextLayer
from tests.documents.builders import make_pdf

LONG = "Бұл бірінші беттің ұзын жолы, ол келесі жолда жалғасады да"


def test_lines_become_paragraphs_and_pages_are_kept() -> None:
    layout = load_pdf(make_pdf([["Есеп", LONG, LONG, "соңғы жол.", "1"], ["Екінші бет.", "2"]]))
    assert layout.text == f"Есеп\n\n{LONG} {LONG} соңғы жол.\n\nЕкінші бет."
    assert [layout.text[p.start : p.end] for p in layout.pages] == [
        f"Есеп\n\n{LONG} {LONG} соңғы жол.",
        "Екінші бет.",
    ]


def test_an_empty_page_has_an_empty_span() -> None:
    layout = load_pdf(make_pdf([["Бірінші бет"], [], ["Үшінші бет"]]))
    assert [layout.text[p.start : p.end] for p in layout.pages] == ["Бірінші бет", "", "Үшінші бет"]


def test_a_word_broken_over_lines_is_left_to_cleaning() -> None:
    layout = load_pdf(make_pdf([["Қоғамдағы татулық пен келі-", "сім туралы айтылды."]]))
    assert layout.text == "Қоғамдағы татулық пен келі-\nсім туралы айтылды."


def test_running_heads_are_said_once() -> None:
    pages = [["Ассамблея хабаршысы", f"{n} бетінің мәтіні осында тұр."] for n in "абвг"]
    layout = load_pdf(make_pdf(pages))
    assert layout.text.count("Ассамблея хабаршысы") == 1
    assert layout.notes == ("page furniture left out: Ассамблея хабаршысы",)


def test_list_items_stay_apart() -> None:
    layout = load_pdf(
        make_pdf([[LONG, "1) бірінші тармақ өте ұзын болып жазылған мәтін екен,", "2) екі"]])
    )
    assert layout.text.split("\n\n")[1:] == [
        "1) бірінші тармақ өте ұзын болып жазылған мәтін екен,",
        "2) екі",
    ]


def test_encrypted() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([["Құпия"]]))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(EncryptedDocument, match="remove its password"):
        load_pdf(out.getvalue())


def test_no_text_layer() -> None:
    with pytest.raises(NoTextLayer, match=r"3 pages of pictures .* run OCR"):
        load_pdf(make_pdf([[], [], []]))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"text", b"%PDF-1.7\n" + bytes(500)])
def test_damaged(data: bytes) -> None:
    with pytest.raises(DamagedDocument):
        load_pdf(data)


def test_cut_short() -> None:
    whole = make_pdf([["Бүтін мәтін осында."]])
    for length in range(20, len(whole), 97):
        with contextlib.suppress(DamagedDocument, NoTextLayer):
            load_pdf(whole[:length])
