"""Further cases of the kinds that users complained of: PDF files."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest

from qa.documents.formats.pdf import load_pdf
from qa.documents.read import make_document
from tests.documents.builders import Placed, make_placed_pdf, width_of
from tests.documents.fidelity.made import Words
from tests.documents.fidelity.measure import longest_common, words_of
from tests.documents.fidelity.pages import set_in

Page = Sequence[Placed | str]


def text_of(*pages: Page) -> str:
    return make_document("a.pdf", load_pdf(make_placed_pdf(pages))).document.text


def woven(*columns: Sequence[Placed]) -> list[Placed]:
    """Drawn line by line across the columns."""
    return sorted((p for one in columns for p in one), key=lambda p: (-p.y, p.x))


def spread(placed: Sequence[Placed], width: float, widest: float = 12) -> list[Placed]:
    """Words of each line drawn one by one, so that lines are as wide as their column."""
    words = []
    for line in placed:
        parts = line.text.split()
        free = width - line.size - sum(width_of(part, line.size) for part in parts)
        at, blank = line.x, min(free / max(1, len(parts) - 1), widest)
        for part in parts:
            words.append(line._replace(text=part, x=at))
            at += width_of(part, line.size) + blank
    return words


def joined(*texts: list[str]) -> list[str]:
    return [one for text in texts for one in text]


def in_order(pages: Sequence[Page], parts: Sequence[str]) -> float:
    expected = words_of("\n".join(parts))
    return longest_common(expected, words_of(text_of(*pages))) / len(expected)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize(("count", "step", "width", "size"), [(2, 270, 250, 9), (3, 180, 165, 9)])
def test_lines_spread_to_the_width_of_their_columns(
    language: str, count: int, step: int, width: int, size: int
) -> None:
    words = Words(510, language)
    texts = [words.paragraphs(3, 2) for _ in range(count)]
    columns = [
        spread(set_in(text, 40 + step * at, width, size)[0], width) for at, text in enumerate(texts)
    ]
    assert in_order([woven(*columns)], joined(*texts)) >= 0.99


@pytest.mark.parametrize("side_size", [8, 10])
@pytest.mark.parametrize("on_left", [True, False])
def test_a_sidebar_on_either_side(side_size: int, on_left: bool) -> None:
    words = Words(505, "ru")
    side, main = words.paragraphs(2, 2), words.paragraphs(5, 3)
    at = (40, 190) if on_left else (430, 40)
    page = woven(set_in(side, at[0], 125, side_size)[0], set_in(main, at[1], 360, 10)[0])
    assert in_order([page], [*side, *main] if on_left else [*main, *side]) == 1


def test_columns_that_change_their_number_down_the_page() -> None:
    words = Words(504, "ru")
    title, above, across = (
        words.words(6),
        [words.paragraphs(1) for _ in range(2)],
        words.paragraph(),
    )
    below = [words.paragraphs(1) for _ in range(3)]
    two = [set_in(text, 50 + 260 * at, 240, 9, 760)[0] for at, text in enumerate(above)]
    one = set_in([across], 50, 500, 9, min(p.y for c in two for p in c) - 30)[0]
    lowest = min(p.y for p in one) - 30
    three = [set_in(text, 50 + 175 * at, 155, 8, lowest)[0] for at, text in enumerate(below)]
    page = [Placed(title, 50, 790, 18), *woven(*two), *one, *woven(*three)]
    assert in_order([page], [title, *joined(*above), across, *joined(*below)]) == 1


def test_columns_over_three_pages_with_running_heads() -> None:
    text = Words(503, "kk").paragraphs(22, 3)
    halves = set_in(text, 0, 230, 9)
    pages = []
    for number in range(0, len(halves), 2):
        sides = [
            [p._replace(x=p.x + 50 + 260 * side) for p in half]
            for side, half in enumerate(halves[number : number + 2])
        ]
        head = Placed("Аудандық хабаршы газеті", 200, 805, 8)
        pages.append([head, *woven(*sides), Placed(str(number // 2 + 7), 290, 30, 8)])
    assert in_order(pages, [*text, "Аудандық хабаршы газеті"]) == 1


def test_a_table_below_columns_keeps_its_own() -> None:
    words = Words(509, "kk")
    texts, rows = [words.paragraphs(2, 3) for _ in range(2)], words.rows(6, 4, 0)
    columns = [set_in(text, 40 + 270 * at, 250, 9)[0] for at, text in enumerate(texts)]
    lowest = min(p.y for c in columns for p in c) - 30
    table = [
        Placed(text, 40 + 130 * column, lowest - 16 * at, 9)
        for at, row in enumerate(rows)
        for column, text in enumerate(row)
    ]
    text = text_of([*woven(*columns), *table])
    assert text.split("\n\n")[-6:] == [" | ".join(row) for row in rows]


def test_notes_below_each_column() -> None:
    words = Words(515, "ru")
    texts, notes = (
        [words.paragraphs(3, 2) for _ in range(2)],
        ["1 " + words.sentence(), "2 Смотри."],
    )
    columns = [set_in(text, 40 + 270 * at, 250, 9)[0] for at, text in enumerate(texts)]
    small = [set_in([note], 40 + 270 * at, 250, 7, 95)[0] for at, note in enumerate(notes)]
    page = woven(*columns, *small)
    assert in_order([page], [*texts[0], notes[0], *texts[1], notes[1]]) == 1


FULL = "Эта строка занимает всю ширину листа и продолжается"
BEGUN, ENDED = "работы ведёт бригада, которой руководит", "инженер Самат Жумабеков из Каратау."


def lines(*texts: str) -> list[Placed]:
    return [Placed(text, 40, 700 - 14 * at) for at, text in enumerate(texts)]


FIRST, SECOND = lines(FULL, FULL, BEGUN), lines(ENDED, "Дальше идёт другое.", FULL)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([], []),
        ([Placed("1", 300, 800, 8)], [Placed("2", 300, 800, 8)]),
        ([Placed("стр. 1 из 2", 260, 30, 8)], [Placed("стр. 2 из 2", 260, 30, 8)]),
        ([Placed("– iv –", 300, 30, 8)], [Placed("– v –", 300, 30, 8)]),
        # Heads that differ from page to page.
        ([Placed("Раздел первый", 60, 810, 8)], [Placed("Дом отдыха", 400, 810, 8)]),
        # Notes: two, with a star, in letters as large as the text's below a line, one that goes on.
        ([Placed("1 Первая сноска.", 40, 80, 7), Placed("2 Вторая сноска.", 40, 70, 7)], []),
        ([Placed("* Сноска со звёздочкой.", 40, 80, 7)], []),
        (["40 95 150 0.5 re f", Placed("1 Сноска под чертой.", 40, 80, 9.5)], []),
        ([Placed("1 Сноска и её", 40, 80, 7)], [Placed("конец на другой странице.", 40, 80, 7)]),
    ],
)
def test_a_sentence_over_a_page(first: Page, second: Page) -> None:
    assert f"{BEGUN} {ENDED}" in text_of([*FIRST, *first], [*SECOND, *second])


def spaced_out(text: str, gap: float, size: float = 10) -> list[Placed]:
    """Letter by letter; a blank is one gap more."""
    placed, left = [], 60.0
    for letter in text:
        if letter != " ":
            placed.append(Placed(letter, left, 700, size))
            left += width_of(letter, size)
        left += gap
    return placed


@pytest.mark.parametrize("gap", [5.5, 8.0, 12.0])
def test_words_spaced_out_letter_by_letter(gap: float) -> None:
    assert text_of(spaced_out("ПРИКАЗ МИНИСТРА", gap)) == "ПРИКАЗ МИНИСТРА"


def test_letters_that_head_columns_stay_apart() -> None:
    assert text_of(spaced_out("ABCDE", 12)) == "A B C D E"


def test_a_sentence_over_an_empty_page() -> None:
    assert f"{BEGUN} {ENDED}" in text_of(FIRST, [], SECOND)


@pytest.mark.parametrize(
    ("end", "beginning", "whole"),
    [
        ("о при-", "роде и погоде говорили.", "о природе и погоде говорили."),
        ("о при\u00ad", "роде и погоде говорили.", "о природе и погоде говорили."),
        ("директор сказал, что", "«Айгуль» закроют летом.", "сказал, что «Айгуль» закроют летом."),
        ("на ремонт выделено", "120 миллионов тенге.", "на ремонт выделено 120 миллионов тенге."),
        ("ремонт окончен в мае", "2024 года по плану.", "ремонт окончен в мае 2024 года по плану."),
        ("её ведёт", "Самат Жумабеков из Тараза.", "её ведёт Самат Жумабеков из Тараза."),
        ("• открыть школу и", "сад при ней;", "• открыть школу и сад при ней;"),
        ("12) открыть школу и", "сад при ней;", "12) открыть школу и сад при ней;"),
    ],
)
def test_what_goes_on_over_a_page(end: str, beginning: str, whole: str) -> None:
    assert whole in text_of(lines(FULL, end), lines(beginning, FULL))


def test_a_roman_numeral_of_one_page_alone_stays() -> None:
    text = text_of([*lines(FULL), Placed("IV", 300, 30)], lines(FULL))
    assert text.endswith("IV") or "IV" in text.split("\n\n")


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (
            [
                ("", "Будни", "Выходные"),
                ("Утро", "07:20", "09:45"),
                ("", "08:10", ""),
                ("Вечер", "", "18:00"),
            ],
            ["| Будни | Выходные", "Утро | 07:20 | 09:45", "| 08:10 |", "Вечер |  | 18:00"],
        ),
        (
            [("№", "Аты", "Жасы"), ("1", "", "12"), ("2", "Омаров", ""), ("3", "Сәуле", "11")],
            ["№ | Аты | Жасы", "1 |  | 12", "2 | Омаров |", "3 | Сәуле | 11"],
        ),
        # A head of two rows, the upper one over two columns.
        (
            [
                ("Больница", "", "Врачи"),
                ("", "Всего", "Хирурги"),
                ("Майтобе", "18", ""),
                ("Аксу", "", "4"),
                ("Тараз", "7", "1"),
            ],
            [
                "Больница |  | Врачи",
                "| Всего | Хирурги",
                "Майтобе | 18 |",
                "Аксу |  | 4",
                "Тараз | 7 | 1",
            ],
        ),
    ],
)
def test_tables_with_blank_cells(rows: Sequence[Sequence[str]], text: list[str]) -> None:
    page = [
        Placed(cell, x, 700 - 16 * at, 9)
        for at, row in enumerate(rows)
        for cell, x in zip(row, (40, 160, 260), strict=True)
        if cell
    ]
    assert [line.strip() for line in text_of(page).split("\n\n")] == text


@pytest.mark.parametrize(
    "caption",
    ["Кесте 1", "Кесте 1. Облыс аудандары бойынша халық саны мен оның бөлінісі, 2024 жыл"],
)
@pytest.mark.parametrize("above", [24, 16])
def test_a_caption_over_a_table_parts_no_column_and_is_no_row(caption: str, above: int) -> None:
    rows = [
        ("Аудан", "Ерлер", "Әйелдер"),
        ("Абай", "10", ""),
        ("Жарма", "", "12"),
        ("Аягөз", "7", "8"),
        ("Үржар", "3", "4"),
    ]
    page = [Placed(caption, 40, 700 + above, 9)] + [
        Placed(cell, x, 700 - 16 * at, 9)
        for at, row in enumerate(rows)
        for cell, x in zip(row, (40, 180, 320), strict=True)
        if cell
    ]
    assert text_of(page).split("\n\n") == [
        caption,
        "Аудан | Ерлер | Әйелдер",
        "Абай | 10 |",
        "Жарма |  | 12",
        "Аягөз | 7 | 8",
        "Үржар | 3 | 4",
    ]


def test_what_lies_outside_of_a_page_is_not_there() -> None:
    page = [Placed("Баспаханаға белгі", 50, 860), Placed("Көрінетін мәтін.", 50, 700)]
    assert text_of([*page, Placed("Сыртта", 700, 500)]) == "Көрінетін мәтін."


def drawn(lefts: Sequence[float], tops: Sequence[float], *missing: str) -> list[str]:
    """A grid of lines drawn cell by cell, without those in `missing` (`h 1 0` below the first row
    of the first column, `v 0 1` right of its first cell)."""
    lines = []
    for row, (top, bottom) in enumerate(pairwise(tops)):
        for column, (left, right) in enumerate(pairwise(lefts)):
            if f"h {row} {column}" not in missing:
                lines.append(f"{left} {top} m {right} {top} l S")
            if f"v {row} {column}" not in missing:
                lines.append(f"{left} {bottom} m {left} {top} l S")
    lines.append(f"{lefts[0]} {tops[-1]} m {lefts[-1]} {tops[-1]} l S")
    lines.append(f"{lefts[-1]} {tops[-1]} m {lefts[-1]} {tops[0]} l S")
    return lines


@pytest.mark.parametrize("angle", [0, 90])
def test_a_table_drawn_with_lines(angle: int) -> None:
    """Columns nearer than words, a head merged both ways, blank cells, a cell of two lines."""
    lefts, tops = [50, 120, 155, 190, 330], [700, 684, 668, 640, 624]
    lines = drawn(lefts, tops, "h 1 0", "h 1 3", "v 0 2")
    texts = [
        (52, 688 - 8, "Район"), (124, 688, "Численность"), (194, 688 - 8, "Примечание"),
        (122, 672, "муж."), (157, 672, "жен."),
        (52, 658, "Каменный"), (52, 645, "Лог"), (157, 652, "1 204"),
        (192, 652, "по данным акимата"),
        (52, 628, "Жарма"), (122, 628, "890"),
    ]  # fmt: skip
    page: list[Placed | str] = [Placed("Население района за прошлый год.", 50, 740)]
    page += lines
    page += [Placed(text, x, y) for x, y, text in texts]
    page += [Placed("Под таблицей стоит подпись.", 50, 590)]
    if angle:
        turn = "q 0 1 -1 0 800 0 cm"
        page = [turn, *page, "Q"]
    found = load_pdf(make_placed_pdf([page], "/Rotate 90" if angle else "")).text
    assert [one.strip() for one in found.split("\n\n")] == [
        "Население района за прошлый год.",
        "Район | Численность | Численность | Примечание",
        "Район | муж. | жен. | Примечание",
        "Каменный Лог |  | 1 204 | по данным акимата",
        "Жарма | 890 |  |",
        "Под таблицей стоит подпись.",
    ]


def test_a_letter_that_another_font_draws_later() -> None:
    """As programs do where the first font lacks a Kazakh letter."""
    at = 50 + width_of("Кіріспе с", 10)
    page = [
        Placed("Кіріспе с", 50, 700),
        Placed("з басталды.", at + width_of("ө", 10), 700),
        Placed("Келесі жол осы.", 50, 686),
        Placed("ө", at, 700),
    ]
    assert text_of(page) == "Кіріспе сөз басталды. Келесі жол осы."


def test_lines_spread_over_columns_below_each_other() -> None:
    """A headline, two columns, a headline at the left, three columns: as browsers print them."""
    words = Words(11, "ru")
    above, below = [words.paragraph() for _ in range(2)], [words.paragraph() for _ in range(3)]
    page: list[Placed] = [Placed("Главная новость недели", 150, 780, 20)]
    for at, text in enumerate(above):
        page += spread(set_in([text], 50 + 260 * at, 235, 10, 740)[0], 235)
    bottom = min(one.y for one in page)
    page.append(Placed("Внизу", 50, bottom - 45, 15))
    for at, text in enumerate(below):
        page += spread(set_in([text], 50 + 172 * at, 152, 10, bottom - 70 - 14 * (at == 0))[0], 152)
    expected = ["Главная новость недели", *above, "Внизу", *below]
    assert words_of(text_of(page)) == words_of(" ".join(expected))
