"""Page furniture: what is dropped, what is set apart, what is left alone."""

from __future__ import annotations

import pytest

from qa.documents.furniture import find_furniture, find_noise_lines

BODY = "\n\n".join(f"Мәтіннің {n}-абзацы осында тұр." for n in ("а", "ә", "б", "в", "г", "ғ"))


def noise(text: str) -> list[tuple[str, str]]:
    return [(text[n.start : n.end], n.kind) for n in find_noise_lines(text)]


@pytest.mark.parametrize(
    "line",
    [
        "Сегодня: 26.04.2024",
        "Сегодня: пятница, 26 апреля 2024 г.",
        "Бүгін: 2024 жылғы 26 сәуір",
        "Today is Friday, April 26, 2024",
        "сегодня - 26.04.24",
    ],
)
def test_todays_date_at_the_head_is_dropped(line: str) -> None:
    assert noise(f"{line}\n{BODY}") == [(line, "today's date")]


@pytest.mark.parametrize(
    "line", ["441", "12 345", "1,204", "Просмотров: 441", "Қаралым: 1 204", "Views: 12", "56 views"]
)
def test_a_counter_alone_at_the_head_is_dropped(line: str) -> None:
    assert noise(f"Тақырып\n\n{line}\n\n{BODY}") == [(line, "view counter")]


@pytest.mark.parametrize(
    "text",
    [
        # A year, a table's column, a number in the middle, a number in a sentence.
        f"Тақырып\n\n2018\n\n{BODY}",
        f"Тақырып\n\n441\n\n442\n\n{BODY}",
        f"{BODY}\n\n441\n\n{BODY}",
        f"Тақырып\n\n441 адам қатысты\n\n{BODY}",
        f"Тақырып\n441\n{BODY}",
        # Today in a sentence, today in the middle, the date alone.
        f"Сегодня 26.04.2024 прошел концерт.\n\n{BODY}",
        f"{BODY}\n\nСегодня: 26.04.2024\n\n{BODY}",
        f"26.04.2024\n\n{BODY}",
        "441",
        "",
    ],
)
def test_what_may_be_information_stays(text: str) -> None:
    assert noise(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "Регистрация: Свидетельство №16307-Г от 18.01.2017 года",
        "Куәлік № 123, 2010 жыл",
        "ISSN 1234-5678",
        "© 2024 Газет",
        "Тел.: 5-12-33",
    ],
)
def test_an_imprint_is_set_apart_at_either_end(line: str) -> None:
    for text in (f"{line}\n\n{BODY}", f"{BODY}\n\n{line}"):
        assert [text[s.start : s.end] for s in find_furniture(text)] == [line]
    middle = f"{BODY}\n\n{BODY}\n\n{line}\n\n{BODY}\n\n{BODY}"
    assert find_furniture(middle) == ()


def test_a_text_of_one_line_is_never_furniture() -> None:
    assert find_furniture("Свидетельство №5") == ()
