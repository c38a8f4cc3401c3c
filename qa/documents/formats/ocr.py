"""Text from pictures of pages, by Tesseract: a program of its own that a user installs.

A page is turned upright, straightened and read with the languages that are
installed; where the reading shows one language, it is read again with that one
alone, and the surer reading is kept.  Columns are Tesseract's layout analysis.
"""

from __future__ import annotations

import csv
import functools
import io
import os
import shutil
import subprocess
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from qa.documents.formats.layout import Block
from qa.documents.patience import PAGE_SECONDS, ask_for_time
from qa.errors import DamagedDocument, MissingReader, NoTextLayer, ReadingStopped
from qa.language.identify import identify
from qa.language.packs import packs

# Tesseract's names of the languages that an archive is mostly in.
USUAL = ("kaz", "rus", "eng")
INSTALL = (
    "recognising pictures of pages needs Tesseract with its languages; install it (Debian, "
    f"Ubuntu: sudo apt-get install tesseract-ocr {' '.join(f'tesseract-ocr-{n}' for n in USUAL)}; "
    "macOS: brew install tesseract tesseract-lang) and pip install 'qa[ocr]', "
    "then index again"
)
_NAMES = {pack.language: pack.words.three_letters for pack in packs()}
_DOUBTFUL = 60.0
# Lines of print are found best at the size they have at 300 dots an inch.
_MIN_WIDTH = 1600
_MAX_PIXELS = 40_000_000
_MAX_SKEW = 5.0
# Letters of a print that was copied and scanned are recognised with 80 % and more.
_GUESS = 55
_SKEW_WIDTH = 800


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    confidence: float
    """0 to 100."""


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """Paragraphs in reading order, the mean confidence of their letters (0 to 1), and the words
    that are doubtful with how many equal ones stand before each."""

    blocks: tuple[Block, ...]
    confidence: float
    doubtful: tuple[tuple[str, int], ...]


@functools.cache
def languages() -> tuple[str, ...]:
    """Of those wanted, the ones that are installed; none where Tesseract is not."""
    program = shutil.which("tesseract")
    if program is None:
        return ()
    listed = subprocess.run(
        [program, "--list-langs"], capture_output=True, text=True, timeout=PAGE_SECONDS, check=False
    ).stdout.split()
    return tuple(name for name in (*_NAMES.values(), "osd") if name in listed)


def recognise(picture: Image.Image, page: int | None = None) -> RecognisedPage:
    """Read one page.  Raises MissingReader, ReadingStopped, DamagedDocument, and NoTextLayer
    where what is recognised is no reading but a guess."""
    wanted = [name for name in languages() if name != "osd"]
    if not wanted:
        raise MissingReader(INSTALL)
    prepared = _prepared(picture)
    lines = _run(prepared, "+".join(wanted))
    text = " ".join(word.text for line in lines for word in line.words)
    name = _NAMES.get(identify(text).language) if text else None
    if name in wanted and len(wanted) > 1:
        alone = _run(prepared, name)
        if _confidence(alone) >= _confidence(lines) - 1:
            lines = alone
    sure = _confidence(lines)
    if lines and sure < _GUESS:
        raise NoTextLayer(
            f"its letters are recognised with {sure:.0f} % confidence, which is a guess; "
            "scan it better, or save it anew from where it was written"
        )
    return _page(lines, page)


@dataclass(frozen=True, slots=True)
class _Line:
    """Words of a line and the paragraph that it is of."""

    paragraph: tuple[str, str]
    words: list[Word]


def _run(picture: bytes, names: str) -> list[_Line]:
    ask_for_time()
    # With the model of orientation a page on its side is turned.
    mode = "1" if "osd" in languages() else "3"
    program = shutil.which("tesseract") or "tesseract"
    command = [program, "stdin", "stdout", "-l", names, "--dpi", "300", "--psm", mode, "tsv"]
    try:
        done = subprocess.run(
            command,
            input=picture,
            capture_output=True,
            timeout=PAGE_SECONDS,
            check=False,
            # Its threads wait for each other by computing, which makes a busy machine crawl.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise ReadingStopped(f"recognising a page took more than {PAGE_SECONDS:g} s") from error
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise DamagedDocument(f"Tesseract cannot read it ({reason[-1] if reason else 'no reason'})")
    lines: dict[tuple[str, ...], _Line] = {}
    rows = csv.DictReader(
        io.StringIO(done.stdout.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE
    )
    for row in rows:
        if row["level"] == "5" and (text := (row["text"] or "").strip()):
            paragraph = (row["block_num"], row["par_num"])
            line = lines.setdefault((*paragraph, row["line_num"]), _Line(paragraph, []))
            line.words.append(Word(text, max(0.0, float(row["conf"]))))
    return list(lines.values())


def _confidence(lines: list[_Line]) -> float:
    """Of the letters: a long word counts more."""
    words = [word for line in lines for word in line.words]
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _page(lines: list[_Line], page: int | None) -> RecognisedPage:
    paragraphs: dict[tuple[str, str], str] = {}
    doubtful: list[tuple[str, int]] = []
    seen: dict[str, int] = {}
    for line in lines:
        text = " ".join(word.text for word in line.words)
        before = paragraphs.get(line.paragraph, "")
        # Left to cleaning, which sees the whole text and decides about the hyphen.
        gap = "\n" if before.endswith(("-", "\u2010", "\u00ac")) else " "
        paragraphs[line.paragraph] = f"{before}{gap}{text}" if before else text
        for word in line.words:
            number = seen.get(word.text, 0)
            seen[word.text] = number + 1
            if word.confidence < _DOUBTFUL and any(c.isalnum() for c in word.text):
                doubtful.append((word.text, number))
    blocks = tuple(Block(text, page=page) for text in paragraphs.values())
    return RecognisedPage(blocks, round(_confidence(lines) / 100, 4), tuple(doubtful))


def _prepared(picture: Image.Image) -> bytes:
    """Grey, of a size at which print is read, straight; as PNG."""
    if picture.width * picture.height > _MAX_PIXELS:
        picture.thumbnail((6000, 6000))
    grey = ImageOps.autocontrast(_flat(picture).convert("L"), cutoff=(0.5, 0.5))
    if grey.width < _MIN_WIDTH:
        scale = min(4.0, _MIN_WIDTH * 1.5 / grey.width)
        size = (int(grey.width * scale), int(grey.height * scale))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    if _is_speckled(grey):
        grey = grey.filter(ImageFilter.MedianFilter(3))
    angle = skew(grey)
    if abs(angle) > 0.05:
        grey = grey.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    stream = io.BytesIO()
    grey.save(stream, "PNG", compress_level=1)
    return stream.getvalue()


def _flat(picture: Image.Image) -> Image.Image:
    """What is transparent is paper."""
    turned = ImageOps.exif_transpose(picture)
    if "A" in turned.getbands() or "transparency" in turned.info:
        turned = turned.convert("RGBA")
        paper = Image.new("RGBA", turned.size, "white")
        return Image.alpha_composite(paper, turned)
    return turned


def _is_speckled(grey: Image.Image) -> bool:
    """Whether many dark points stand alone: dust and grain, not print."""
    ink = np.asarray(grey.resize((grey.width, grey.height))) < 128
    around = np.zeros(ink.shape, np.uint8)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            if down or right:
                around += np.roll(ink, (down, right), (0, 1))
    alone = int((ink & (around <= 1)).sum())
    return alone > 0.02 * max(1, int(ink.sum()))


def skew(grey: Image.Image) -> float:
    """Degrees to turn the page counter-clockwise: where the rows of pixels differ most, lines
    of print lie along them."""
    scale = _SKEW_WIDTH / max(1, grey.width)
    small = grey.resize((_SKEW_WIDTH, max(1, int(grey.height * scale))), Image.Resampling.BILINEAR)
    inverted = ImageOps.invert(small)

    def sharpness(angle: float) -> float:
        turned: NDArray[np.float64] = np.asarray(
            inverted.rotate(angle, Image.Resampling.BILINEAR), dtype=np.float64
        )
        return float(np.square(np.diff(turned.sum(axis=1))).sum())

    best = 0.0
    for step in (1.0, 0.25, 0.05):
        reach = _MAX_SKEW if step == 1.0 else 4 * step
        count = round(reach / step)
        best = max((best + step * n for n in range(-count, count + 1)), key=sharpness)
    return best if sharpness(best) > 1.05 * sharpness(0.0) else 0.0
