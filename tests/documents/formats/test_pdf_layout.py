"""The order in which a page is read, and what goes on from page to page."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PIL.Image import Image

from qa.documents.formats.layout import Block, Recognised, Unread
from qa.documents.formats.ocr import RecognisedPage
from qa.documents.formats.pdf import load_pdf
from qa.errors import MissingReader, TooLarge
from tests.documents.builders import PICTURE, Placed, make_placed_pdf, width_of

LEFT = [
    "Городской парк закрывают",
    "на ремонт с третьего мая.",
    "В это время гулять можно",
    "только вдоль набережной.",
    "Фонтан обновят за месяц",
    "и восемнадцать дней.",
]
RIGHT = [
    "Библиотека имени Абая",
    "переехала в новое здание.",
    "Её читальный зал открыт",
    "до девяти часов вечера.",
    "Директором назначена",
    "опытная Раушан Кенжебаева.",
]


def column(lines: Sequence[str], x: float, top: float, size: float = 10) -> list[Placed]:
    return [Placed(line, x, top - 14 * n, size) for n, line in enumerate(lines)]


def text_of(*pages: Sequence[Placed | str], page_more: str = "") -> str:
    return load_pdf(make_placed_pdf(pages, page_more)).text


def words(*parts: Sequence[str]) -> str:
    return " ".join(word for part in parts for word in " ".join(part).split())


def woven(*columns: Sequence[Placed]) -> list[Placed]:
    """Drawn line by line across the columns."""
    return sorted((p for one in columns for p in one), key=lambda p: (-p.y, p.x))


def test_columns_are_read_one_after_the_other() -> None:
    page = woven(column(LEFT, 40, 700), column(RIGHT, 320, 700))
    assert words([text_of(page)]) == words(LEFT, RIGHT)


def test_three_columns_under_headlines() -> None:
    third = ["Школьный хор выступил", "на сцене театра и занял", "второе место среди хоров."]
    page = [
        Placed("Новости нашего большого района за прошедшую неделю", 100, 760, 16),
        *woven(column(LEFT, 30, 700), column(RIGHT, 220, 700), column(third, 400, 700)),
        Placed("Подвал страницы тянется через все колонки газеты до конца", 60, 560, 14),
    ]
    found = words([text_of(page)])
    assert found == words(
        ["Новости нашего большого района за прошедшую неделю"],
        LEFT,
        RIGHT,
        third,
        ["Подвал страницы тянется через все колонки газеты до конца"],
    )


def test_a_headline_over_two_of_three_columns() -> None:
    page = [
        Placed("Заголовок над двумя колонками сразу", 40, 730, 14),
        *woven(column(LEFT, 30, 700), column(RIGHT, 220, 700)),
        *column(
            ["Третья колонка начинается", "выше и своим чередом идёт", "до самого низа."], 400, 730
        ),
    ]
    found = words([text_of(page)])
    assert found.startswith(words(["Заголовок над двумя колонками сразу"], LEFT, RIGHT))
    assert found.endswith("Третья колонка начинается выше и своим чередом идёт до самого низа.")


def test_a_sidebar_at_other_heights() -> None:
    main = [
        "Основной текст занимает почти всю ширину листа",
        "и продолжается на следующей строке без перерыва,",
        "пока мысль не будет закончена, а она длинная,",
        "и потому строк понадобилось целых четыре штуки.",
    ]
    side = [
        Placed(t, 420, 695 - 11 * n, 8)
        for n, t in enumerate(["Справка: в селе", "живёт сто семей,", "есть школа и сад."])
    ]
    assert words([text_of(woven(column(main, 40, 700), side))]) == words(
        main, ["Справка: в селе живёт сто семей, есть школа и сад."]
    )


def test_a_table_keeps_blank_cells_in_their_columns() -> None:
    cells = [
        ("Больница", "Врачи", "Хирурги", "Водители"),
        ("Кызылсай", "31", "4", "2"),
        ("Майтобе", "18", "", "5"),
        ("Аксу", "", "7", ""),
    ]
    page = [
        Placed(cell, x, 700 - 16 * n)
        for n, row in enumerate(cells)
        for cell, x in zip(row, (40, 160, 260, 360), strict=True)
        if cell
    ]
    assert text_of(page).split("\n\n") == [
        "Больница | Врачи | Хирурги | Водители",
        "Кызылсай | 31 | 4 | 2",
        "Майтобе | 18 |  | 5",
        "Аксу |  | 7 | ",
    ]


def test_a_ruled_table_with_lines_inside_cells() -> None:
    page: list[Placed | str] = [
        *column(["Ремонт дорог в селе", "и на его окраинах"], 40, 700),
        Placed("12 км", 300, 700),
        *column(["Новые фонари вдоль", "улицы Абая"], 40, 664),
        Placed("80 штук", 300, 664),
        *[f"40 {y} 400 0.5 re f" for y in (715, 678, 642)],
    ]
    assert text_of(page).split("\n\n") == [
        "Ремонт дорог в селе и на его окраинах | 12 км",
        "Новые фонари вдоль улицы Абая | 80 штук",
    ]


def test_marks_of_a_list_are_no_column() -> None:
    items = ["построить школу в ауле", "отремонтировать дорогу", "посадить деревья в парке"]
    page = [
        p
        for n, item in enumerate(items)
        for p in (Placed(f"{n + 1})", 40, 700 - 14 * n), Placed(item, 70, 700 - 14 * n))
    ]
    assert text_of(page).split("\n\n") == [f"{n + 1}) {item}" for n, item in enumerate(items)]


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_turned_pages(angle: int) -> None:
    step = {90: (14, 0), 180: (0, 14), 270: (-14, 0)}[angle]
    page = [
        Placed(line, 300 + step[0] * n, 400 + step[1] * n, 10, angle) for n, line in enumerate(LEFT)
    ]
    assert words([text_of(page)]) == words(LEFT)
    assert words([text_of(column(LEFT, 40, 700), page_more=f"/Rotate {angle}")]) == words(LEFT)


def test_text_in_another_direction_stands_apart() -> None:
    page = [
        *column(LEFT, 40, 700),
        Placed("КОПИЯ", 20, 300, 10, 90),
        Placed("Проект", 200, 400, 40, 45),
    ]
    found = text_of(page)
    assert words([found]).startswith(words(LEFT))
    assert {"КОПИЯ", "Проект"} < set(found.split("\n\n"))


FULL = "Эта строка занимает всю ширину листа и продолжается"


def test_a_sentence_goes_on_over_foot_head_and_footnote() -> None:
    head, foot = Placed("Отчёт дома отдыха", 200, 820, 8), "Адрес: улица Абая, дом"
    first = [
        head,
        *column([FULL, FULL, "ремонт ведёт бригада, которой руководит"], 40, 700),
        Placed("1 Бригада работает по договору с районом.", 40, 80, 7),
        Placed(f"{foot} 5", 40, 30, 8),
        Placed("1", 300, 15, 8),
    ]
    second = [
        head,
        *column(["Самат Жумабеков из Каратау.", "Дальше идёт другое."], 40, 700),
        Placed(f"{foot} 5", 40, 30, 8),
        Placed("2", 300, 15, 8),
    ]
    layout = load_pdf(make_placed_pdf([first, second]))
    assert "которой руководит Самат Жумабеков из Каратау." in layout.text
    assert layout.text.count("Отчёт дома отдыха") == layout.text.count("улица Абая") == 1
    assert "1 Бригада работает по договору с районом." in layout.text.split("\n\n")
    first_page, second_page = (layout.text[p.start : p.end] for p in layout.pages)
    assert first_page.endswith("которой руководит")
    assert second_page.startswith("Самат Жумабеков")
    assert [layout.text[s.start : s.end] for s in layout.furniture] == [
        "Отчёт дома отдыха",
        "Адрес: улица Абая, дом 5",
    ]


def test_a_word_goes_on_over_a_page() -> None:
    pages = [[*column([FULL, "о бір-"], 40, 700)], [*column(["лік туралы айтты.", FULL], 40, 700)]]
    assert "о бір-\nлік туралы айтты." in text_of(*pages)


def test_what_begins_anew_stays_apart() -> None:
    pages = [
        column([FULL, "и кончается тут."], 40, 700),
        column(["Новая мысль.", "1) пункт"], 40, 700),
    ]
    assert text_of(*pages).split("\n\n") == [f"{FULL} и кончается тут.", "Новая мысль.", "1) пункт"]


def test_a_list_item_goes_on_over_a_page() -> None:
    pages = [
        column(["1) построить школу на двести мест в ауле;", "2) открыть библиотеку и"], 40, 700),
        column(["читальный зал при ней;", "3) посадить сад."], 40, 700),
    ]
    assert "2) открыть библиотеку и читальный зал при ней;" in text_of(*pages)


def test_powers_and_marks_of_notes() -> None:
    page: list[Placed] = []
    at = 40.0
    for text, size in (
        ("Площадь 40 м", 10),
        ("2", 6),
        (" и водопровод", 10),
        ("1", 6),
        (" длиной 10", 10),
        ("6", 6),
    ):
        page.append(Placed(text, at, 705 if size == 6 else 700, size))
        at += width_of(text, size)
    assert text_of(page) == "Площадь 40 м² и водопровод длиной 10⁶"


def test_lowered_digits_belong_to_their_word() -> None:
    page: list[Placed] = []
    at = 40.0
    for text, size in (("Газ CO", 10), ("2", 6), (" и H", 10), ("2", 6), ("O в воде", 10)):
        page.append(Placed(text, at, 698 if size == 6 else 700, size))
        at += width_of(text, size)
    assert text_of(page) == "Газ CO₂ и H₂O в воде"


def test_numbers_that_count_no_pages_are_no_running_head() -> None:
    pages = [[Placed(f"Школа № {n}", 40, 800), *column(LEFT, 40, 700)] for n in (17, 4, 90)]
    assert [n for n in (17, 4, 90) if f"Школа № {n}" in text_of(*pages)] == [17, 4, 90]


def without_recognition(picture: object, page: int) -> None:
    raise MissingReader("install it")


def test_pages_of_pictures_are_reported_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.documents.formats.ocr.recognise", without_recognition)
    layout = load_pdf(make_placed_pdf([column(LEFT, 40, 700), [PICTURE], [], [PICTURE]]))
    assert words([layout.text]) == words(LEFT)
    assert layout.unread == (
        Unread("page 2", "no text layer; install it", MissingReader.slug),
        Unread("page 4", "no text layer; install it", MissingReader.slug),
    )


def test_pages_of_pictures_are_recognised_in_their_places(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []

    def recognise(picture: Image, page: int) -> RecognisedPage:
        seen.append((picture.width, page))
        return RecognisedPage((Block("Сурет беті.", page=page),), 0.94, (("беті", 0),))

    monkeypatch.setattr("qa.documents.formats.ocr.recognise", recognise)
    pages = [column(LEFT, 40, 700), [PICTURE], column(RIGHT, 40, 700)]
    layout = load_pdf(make_placed_pdf(pages))
    assert seen == [(2500, 1)]
    assert words([layout.text]) == words(LEFT, ["Сурет беті."], RIGHT)
    assert layout.recognised == (Recognised(2, 0.94, (("беті", 0),)),)
    assert layout.text[slice(*layout.pages[1])] == "Сурет беті."


def test_letters_of_no_language_are_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.documents.formats.ocr.recognise", without_recognition)
    spoilt = [Placed("\ue123\ue456\ue789 \ue321\ue654\ue987", 40, 700)]
    layout = load_pdf(make_placed_pdf([column(LEFT, 40, 700), spoilt]))
    assert words([layout.text]) == words(LEFT)
    assert [one.part for one in layout.unread] == ["page 2"]
    assert layout.notes == ("letters of no language on pages 2: not read as text",)


def test_more_drawn_than_any_page_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.documents.formats.pdf_words._MAX_OBJECTS", 5)
    layout = load_pdf(make_placed_pdf([column(LEFT, 40, 700), column(["Қысқа бет."], 40, 700)]))
    assert layout.text == "Қысқа бет."
    assert layout.notes == ("pages left out, as more is drawn on them than any has: 1",)
    with pytest.raises(TooLarge, match="more is drawn on its pages"):
        load_pdf(make_placed_pdf([column(LEFT, 40, 700)]))


def test_letters_are_put_right_page_by_page() -> None:
    spoilt = [
        Placed(line.encode("cp1251").decode("cp1252"), p.x, p.y)
        for line, p in zip(LEFT, column(LEFT, 40, 700), strict=True)
    ]
    layout = load_pdf(make_placed_pdf([spoilt, column(RIGHT, 40, 700)]))
    assert words([layout.text]) == words(LEFT, RIGHT)
    assert layout.notes == ("letters put right on pages 1: Windows-1251 read as Windows-1252",)


def test_filled_forms_and_laid_over_text() -> None:
    fields = [
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V <FEFF041004450440043504450442> "
        b"/Rect [120 695 300 712] >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Btn /T (yes) /V /On /AS /On "
        b"/AP << /N << /On 93 0 R /Off 93 0 R >> >> /Rect [40 660 52 672] >>",
        b"<< /Type /Annot /Subtype /FreeText /Contents (stamp) /Rect [40 600 200 615] >>",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 0 >>\nstream\n\nendstream",
        b"<< /Type /Annot /Subtype /Text /Contents (note) /Rect [0 0 9 9] >>",
    ]
    layout = load_pdf(
        make_placed_pdf(
            [[Placed("Аты-жөні:", 40, 700), Placed("келісемін", 60, 662)]],
            "/Annots [90 0 R 91 0 R 92 0 R 94 0 R]",
            fields,
            "/AcroForm << /Fields [90 0 R 91 0 R] >>",
        )
    )
    assert layout.text.split("\n\n") == ["Аты-жөні: Ахрехт", "☒ келісемін", "stamp"]
    assert layout.notes == ("1 comments left out",)


def test_headings_are_larger() -> None:
    layout = load_pdf(make_placed_pdf([[Placed("Тақырып", 40, 760, 18), *column(LEFT, 40, 700)]]))
    assert [(layout.text[h.start : h.end], h.level) for h in layout.headings] == [("Тақырып", 1)]


def test_a_page_drawn_twice_is_read_once() -> None:
    page = column(LEFT, 40, 700)
    assert words([text_of([*page, *page])]) == words(LEFT)
