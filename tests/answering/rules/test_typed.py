"""Values of the very kind asked for: dates, hours, sums."""

from __future__ import annotations

import pytest

from qa.answering.rules.typed import (
    has_year,
    is_date,
    is_sum,
    plain_of,
    says_hour,
    wants_hour,
    wants_money,
)
from qa.language.values import find_values
from qa.questions.question import analyse


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Во сколько открывается музей?", True),
        ("When is the museum open?", True),
        ("Асхана нешеде ашылады?", True),
        ("Кітапхана қашан ашық?", True),
        ("When was the museum opened?", False),
        ("Когда открыли музей?", False),
    ],
)
def test_a_time_of_day_is_asked_for(question: str, asked: bool) -> None:
    assert wants_hour(analyse(question)) is asked


@pytest.mark.parametrize(
    ("text", "dates", "hour"),
    [
        ("Открыт с 09:00 до 18:00.", [], True),
        ("The centre is open 09:00–18:00.", [], True),
        ("Сағат 9:00-ден 19:00-ге дейін ашық.", [], True),
        ("Для детей 5–10 лет.", [], False),
        ("План на 2022–2025 годы.", ["2022..2025"], False),
        ("С 5 по 10 мая.", ["--05-05..--05-10"], False),
        ("5 мая 2019 года.", ["2019-05-05"], False),
        ("", [], False),
    ],
)
def test_hours_and_counts_are_no_dates(text: str, dates: list[str], hour: bool) -> None:
    found = [value for value in find_values(plain_of(text)) if is_date(value)]
    assert [value.value for value in found] == dates
    assert [has_year(value) for value in found] == [not d.startswith("--") for d in dates]
    assert says_hour(text) is hour


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("How much did the bridge cost?", True),
        ("How much did they pay for it?", True),
        ("How much did the number of pelicans grow?", False),
        ("How much honey is there?", False),
        ("Жөндеуге қанша ақша кетті?", True),
        ("What was the market value of the mill?", True),
        ("What is family value to them?", False),
    ],
)
def test_money_is_asked_for(question: str, asked: bool) -> None:
    assert wants_money(analyse(question)) is asked


def test_a_number_beside_the_word_for_money_is_a_sum() -> None:
    text = "В 12 школах потратили 340 миллионов тенге."
    assert [is_sum(value, text) for value in find_values(text)] == [False, True]
