"""PDF files, their lines broken and placed as a typesetter would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.documents.builders import Placed, make_placed_pdf, width_of
from tests.documents.fidelity.made import Made, Words, joined

_STEP = 1.4
_TOP, _BOTTOM = 740, 90

Page = list[Placed | str]


def pdf_files() -> Iterator[Made]:
    for seed, language in enumerate(("kk", "ru", "en")):
        yield _one_column(Words(20 + seed, language), language)
    yield _columns(Words(30, "ru"), 2, False)
    yield _columns(Words(31, "kk"), 3, False)
    yield _columns(Words(32, "en"), 2, True)
    yield _running_heads(Words(33, "ru"), 2)
    yield _running_heads(Words(34, "kk"), 5)
    yield _table(Words(35, "kk"))
    yield _turned(Words(36, "ru"))
    yield _spoilt(Words(37, "ru"))
    yield _sidebar(Words(38, "en"))
    yield _notes(Words(39, "kk"))


def broken(text: str, width: float, size: float) -> list[str]:
    """Lines of whole words that fit."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and width_of(longer, size) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def set_in(
    paragraphs: Sequence[str], x: float, width: float, size: float = 10, top: float = _TOP
) -> list[list[Placed]]:
    """Paragraphs in a column, as many pages of it as they need."""
    pages: list[list[Placed]] = [[]]
    y = top
    for paragraph in paragraphs:
        for at, line in enumerate(broken(paragraph, width - size, size)):
            if y < _BOTTOM:
                pages.append([])
                y = _TOP
            pages[-1].append(Placed(line, x + (0 if at else size), y, size))
            y -= _STEP * size
    return pages


def _one_column(words: Words, language: str) -> Made:
    text = words.paragraphs(14, 4)
    pages: list[Page] = [list(page) for page in set_in(text, 60, 470)]
    return Made(f"one-{language}.pdf", make_placed_pdf(pages), joined(text))


def _columns(words: Words, count: int, by_line: bool) -> Made:
    """Columns of one page under a headline; drawn one by one or line by line."""
    width = 500 / count - 20
    headline, texts = words.words(6), [words.paragraphs(3, 3) for _ in range(count)]
    page: Page = [Placed(headline, 60, 790, 18)]
    columns = [set_in(text, 50 + at * (width + 20), width, 8)[0] for at, text in enumerate(texts)]
    placed = [one for column in columns for one in column]
    page += sorted(placed, key=lambda p: (-p.y, p.x)) if by_line else placed
    parts = [headline, *(one for text in texts for one in text)]
    name = f"columns-{count}{'-by-line' if by_line else ''}.pdf"
    return Made(name, make_placed_pdf([page]), joined(parts))


def _running_heads(words: Words, count: int) -> Made:
    """Paragraphs that go on from page to page, between a head and a foot."""
    head, foot, text = words.words(5), words.words(5), words.paragraphs(11 * count, 4)
    pages: list[Page] = []
    for number, page in enumerate(set_in(text, 60, 470), 1):
        pages.append(
            [
                Placed(head, 60, 800, 8),
                *page,
                Placed(foot, 60, 50, 8),
                Placed(f"– {number} –", 280, 35, 8),
            ]
        )
    return Made(f"heads-{count}.pdf", make_placed_pdf(pages), joined([*text, head, foot]))


def _table(words: Words) -> Made:
    before, rows, after = words.paragraphs(2), words.rows(9, 4), words.paragraphs(2)
    page: Page = list(set_in(before, 60, 470)[0])
    y = min(one.y for one in page if isinstance(one, Placed)) - 30
    for cells in rows:
        page += [Placed(text, 60 + 140 * at, y, 9) for at, text in enumerate(cells) if text]
        y -= 16
    page += set_in(after, 60, 470, top=y - 20)[0]
    parts = [*before, *(" ".join(filter(None, cells)) for cells in rows), *after]
    return Made("table.pdf", make_placed_pdf([page]), joined(parts))


def _turned(words: Words) -> Made:
    text = words.paragraphs(4, 3)
    lines = [line for one in text for line in broken(one, 500, 10)]
    page: Page = [Placed(line, 80 + 14 * at, 60, 10, 90) for at, line in enumerate(lines)]
    return Made("turned.pdf", make_placed_pdf([page], "/Rotate 90"), joined(text))


def _spoilt(words: Words) -> Made:
    """Windows-1251 in a font that says it is Latin."""
    text = [one.encode("cp1251", "ignore").decode("cp1251") for one in words.paragraphs(8, 3)]
    pages: list[Page] = [
        [one._replace(text=one.text.encode("cp1251").decode("cp1252")) for one in page]
        for page in set_in(text, 60, 470)
    ]
    return Made("spoilt.pdf", make_placed_pdf(pages), joined(text))


def _sidebar(words: Words) -> Made:
    main, side = words.paragraphs(6, 3), words.paragraphs(2, 2)
    page: Page = [*set_in(main, 50, 330)[0], *set_in(side, 420, 140, 7, 733)[0]]
    return Made("sidebar.pdf", make_placed_pdf([page]), joined([*main, *side]))


def _notes(words: Words) -> Made:
    """A footnote under each page, and a paragraph that goes on over it."""
    text = words.paragraphs(24, 4)
    pages: list[Page] = []
    notes = []
    for number, page in enumerate(set_in(text, 60, 470), 1):
        note = f"{number} {words.sentence()}"
        notes.append(note)
        pages.append(
            [
                *page,
                *(
                    Placed(line, 60, 70 - 10 * at, 7)
                    for at, line in enumerate(broken(note, 470, 7))
                ),
            ]
        )
    parts = [*text, *notes]
    return Made("notes.pdf", make_placed_pdf(pages), joined(parts))
