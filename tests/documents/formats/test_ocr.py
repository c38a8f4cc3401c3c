"""Pages that are pictures are read by the real Tesseract, in three languages and askew."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import matplotlib
import pytest
from PIL import Image, ImageDraw, ImageFont

from qa.documents.formats import ocr
from qa.documents.formats.image import load_image
from qa.documents.formats.layout import Layout
from qa.documents.formats.pdf import load_pdf
from qa.documents.read import read_data
from qa.errors import MissingReader
from qa.settings import Settings
from scripts.measure_ocr import error_rate

LINES = {
    "kk": ["Ауылда жаңа кітапхана ашылды.", "Құрылысшылар көпірді үш айда салды."],
    "ru": ["Районная библиотека открыта до вечера.", "Мост через реку построили за год."],
    "en": ["The library of the district is open.", "The bridge was built within a year."],
}
TEXT = {language: " ".join(lines) for language, lines in LINES.items()}


def picture(lines: list[str], angle: float = 0.0) -> Image.Image:
    """A strip of a page of 300 dots an inch."""
    path = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf"
    font = ImageFont.truetype(path, 46)
    page = Image.new("L", (1700, 420), 255)
    for number, line in enumerate(lines):
        ImageDraw.Draw(page).text((120, 120 + 80 * number), line, font=font, fill=0)
    return page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)


def saved(page: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    page.save(stream, kind, **options)
    return stream.getvalue()


@pytest.mark.parametrize("language", list(LINES))
def test_print_is_read_in_each_language(language: str) -> None:
    layout = load_image(saved(picture(LINES[language]), "PNG"))
    assert error_rate(layout.text, TEXT[language]) < 0.02
    (page,) = layout.recognised
    assert 0.8 < page.confidence <= 1


def test_a_page_that_lies_askew_is_straightened() -> None:
    askew = picture(LINES["ru"], angle=2.0)
    assert ocr.skew(askew) == pytest.approx(-2.0, abs=0.3)
    assert error_rate(load_image(saved(askew, "JPEG")).text, TEXT["ru"]) < 0.02


@pytest.mark.parametrize(("kind", "load"), [("PDF", load_pdf), ("TIFF", load_image)])
def test_a_file_of_several_pages_knows_each(kind: str, load: Callable[[bytes], Layout]) -> None:
    more = [picture(LINES["en"])]
    data = saved(picture(LINES["ru"]), kind, save_all=True, append_images=more, resolution=300)
    layout = load(data)
    assert [one.page for one in layout.recognised] == [1, 2]
    found = [layout.text[p.start : p.end] for p in layout.pages]
    assert error_rate(found[0], TEXT["ru"]) < 0.02
    assert error_rate(found[1], TEXT["en"]) < 0.02


def test_words_that_may_be_wrong_are_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    line = ocr._Line(("1", "1"), [ocr.Word("Мост", 95.0), ocr.Word("рекv", 20.0)])
    monkeypatch.setattr(ocr, "_run", lambda prepared, names: [line])
    read = read_data(saved(picture([]), "PNG"), "scan.png", Settings())
    document = read.documents[0].document
    ((start, end),) = document.metadata["doubtful"]
    assert document.text[start:end] == "рекv"
    assert document.metadata["recognised"] == 0.575


def test_without_the_program_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "languages", tuple)
    with pytest.raises(MissingReader, match="apt-get install tesseract-ocr tesseract-ocr-kaz"):
        load_image(saved(picture([]), "PNG"))
