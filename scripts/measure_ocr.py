"""How many letters are recognised wrongly on pages made of given texts: CER by language.

    python scripts/measure_ocr.py corpus docs/answering.md [--pages 2]

Each text is set in a serif and a sans face as a page of 300 dots an inch, clean
and as a print that was copied and scanned: blurred, grainy, grey and askew.
CER is the edit distance over the length of the text, blanks counted as one.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import textwrap
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from qa.documents.formats import ocr
from qa.documents.formats.image import load_image
from qa.language.identify import identify

SIZE = (2480, 3508)
MARGIN = 240
FACES = ("DejaVuSerif.ttf", "DejaVuSans.ttf")
LINES = 44


def prose(text: str) -> str:
    """Without tables and code, which no face of print shows as they are written."""
    paragraphs = [one for one in text.split("\n") if not re.search(r"[|`#*]|https?:", one)]
    return "\n".join(paragraphs)


def make_page(text: str, face: str) -> tuple[Image.Image, str]:
    """The picture, and the words that fit on it."""
    font = ImageFont.truetype(face, 46)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += textwrap.wrap(paragraph, 68) if paragraph.strip() else []
    lines = lines[:LINES]
    picture = Image.new("L", SIZE, 255)
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((MARGIN, MARGIN + 68 * number), line, font=font, fill=0)
    return picture, " ".join(lines)


def spoil(picture: Image.Image, seed: int) -> Image.Image:
    """Askew by up to 2 degrees, blurred, grainy, on grey paper."""
    random = np.random.default_rng(seed)
    angle = float(random.uniform(0.6, 2.0)) * (1 if seed % 2 else -1)
    turned = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    points = np.asarray(turned.filter(ImageFilter.GaussianBlur(1.2)), dtype=np.float64)
    points = 40 + points * (225 - 40) / 255 + random.normal(0, 14, points.shape)
    specks = random.random(points.shape)
    points[specks < 0.0008] = 30
    points[specks > 0.9992] = 250
    stream = io.BytesIO()
    Image.fromarray(points.clip(0, 255).astype(np.uint8)).save(stream, "JPEG", quality=60)
    return Image.open(stream)


def distance(one: str, other: str) -> int:
    """Levenshtein's, a row at a time."""
    codes = np.array([ord(c) for c in other])
    steps = np.arange(len(other) + 1)
    row = steps.copy()
    for number, character in enumerate(one, 1):
        change = row[:-1] + (codes != ord(character))
        best = np.minimum(np.concatenate([[number], change]), row + 1)
        row = np.minimum.accumulate(best - steps) + steps
    return int(row[-1])


def error_rate(found: str, expected: str) -> float:
    one, other = (re.sub(r"\s+", " ", text).strip() for text in (found, expected))
    return distance(one, other) / max(1, len(other))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path, help="texts, or folders of *.txt")
    parser.add_argument("--pages", type=int, default=2, help="pages of each language")
    given = parser.parse_args()
    # What is measured is letters; a busy machine may take its time.
    ocr.PAGE_SECONDS = 1800.0
    made: dict[str, int] = {}
    rates: dict[str, dict[str, list[float]]] = {}
    for path in (found for one in given.texts for found in sorted(one.rglob("*.txt")) or [one]):
        text = prose(path.read_text(encoding="utf-8-sig"))
        language = identify(text[:4000]).language.value
        if made.get(language, 0) >= given.pages:
            continue
        number = made[language] = made.get(language, 0) + 1
        picture, expected = make_page(text, FACES[number % len(FACES)])
        for kind, page in (("clean", picture), ("noisy", spoil(picture, number))):
            stream = io.BytesIO()
            page.save(stream, "PNG")
            layout = load_image(stream.getvalue())
            rate = error_rate(layout.text, expected)
            rates.setdefault(language, {}).setdefault(kind, []).append(rate)
            confidence = layout.recognised[0].confidence
            print(f"{path.name}\t{language}\t{kind}\t{rate:.4f}\t{confidence:.3f}", flush=True)
    means = {
        language: {kind: round(sum(r) / len(r), 4) for kind, r in kinds.items()}
        for language, kinds in rates.items()
    }
    print(json.dumps(means, indent=1))


if __name__ == "__main__":
    main()
