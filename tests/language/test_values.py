from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.language.values import Value, ValueKind, canonical, find_values
from tests.language.number_forms import forms

NUMBERS = (6, 8, 14, 19, 26, 31, 34, 40, 53, 87, 99)


def read(text: str) -> list[tuple[str, str]]:
    return [(value.kind.value, value.value) for value in find_values(text)]


@pytest.mark.parametrize(
    ("number", "form"), [(number, form) for number in NUMBERS for form in forms(number)]
)
def test_every_spelling_of_an_ordinal_is_one_value(number: int, form: str) -> None:
    text = f"Ассамблеяның {form} сессиясы"
    assert read(text) == [("ordinal", str(number))]


def test_there_are_forty_spellings_of_each() -> None:
    assert all(len(forms(number)) >= 40 for number in NUMBERS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ХХХІV (34) сессиясында", [("ordinal", "34"), ("number", "34")]),
        ("XXI ғасырдың басы", [("ordinal", "21")]),
        ("в ХІХ веке", [("ordinal", "19")]),
        ("Louis XIV of France", [("ordinal", "14")]),
        ("V съезд лидеров", [("ordinal", "5")]),
        ("І съезд", [("ordinal", "1")]),
        ("World War II", [("ordinal", "2")]),
        ("на ХХШ сессии", [("ordinal", "23")]),
        ("xxvi session", [("ordinal", "26")]),
        ("5-бабына сәйкес", [("ordinal", "5")]),
        ("40-тан астам кафедра", [("number", "40")]),
        ("9000-ға жуық тұрғын", [("number", "9000")]),
        ("150-ден астам адам", [("number", "150")]),
        ("20-летие", [("number", "20")]),
        ("5-этажный дом", [("number", "5")]),
        ("2-х сторон", [("number", "2")]),
        ("20 жылдығын", [("number", "20")]),
        ("1 000 000 теңге", [("number", "1000000")]),
        ("1\u00a0000\u00a0000 теңге", [("number", "1000000")]),
        ("1,000,000 tenge", [("number", "1000000")]),
        ("1.000.000", [("number", "1000000")]),
        ("2,5 и 2.5", [("number", "2.5"), ("number", "2.5")]),
        ("0,50", [("number", "0.5")]),
        ("3.142", [("number", "3.142")]),
        ("60 мың отбасы", [("number", "60000")]),
        ("60 тыс. семей", [("number", "60000")]),
        ("60 thousand families", [("number", "60000")]),
        ("$125m", [("number", "125000000")]),
        ("1,5 млрд", [("number", "1500000000")]),
        ("2 мыңнан аса", [("number", "2000")]),
        ("сегіз тапсырма", [("number", "8")]),
        ("восемь поручений", [("number", "8")]),
        ("о восьми поручениях", [("number", "8")]),
        ("eight instructions", [("number", "8")]),
        ("пятеро депутатов", [("number", "5")]),
        ("екеуі келді", [("number", "2")]),
        ("он екі пайыз", [("percent", "12%")]),
        ("two hundred and five", [("number", "205")]),
        ("тысяча девятьсот девяносто пятый год", [("year", "1995")]),
        ("мың тоғыз жүз тоқсан бес", [("number", "1995")]),
        ("екі жүз елу мың", [("number", "250000")]),
        ("12 %", [("percent", "12%")]),
        ("12,5 пайыз", [("percent", "12.5%")]),
        ("12 процентов", [("percent", "12%")]),
        ("12 per cent", [("percent", "12%")]),
        ("5–10 %", [("range", "5..10%")]),
        ("от 5 до 10 человек", [("range", "5..10")]),
        ("5-тен 10-ға дейін", [("range", "5..10")]),
    ],
)
def test_numbers(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("29 апреля 2022 года", "2022-04-29"),
        ("29 апреля 2022 г.", "2022-04-29"),
        ("April 29, 2022", "2022-04-29"),
        ("29 April 2022", "2022-04-29"),
        ("29th of April 2022", "2022-04-29"),
        ("2022 жылғы 29 сәуір", "2022-04-29"),
        ("2022 жылдың 29 сәуірі", "2022-04-29"),
        ("2022 жылгы 29 сауирде", "2022-04-29"),
        ("29.04.2022", "2022-04-29"),
        ("29/04/2022", "2022-04-29"),
        ("2022-04-29", "2022-04-29"),
        ("двадцать девятого апреля 2022 года", "2022-04-29"),
        ("жиырма тоғызыншы сәуір", "--04-29"),
        ("24 сәуірде", "--04-24"),
        ("24 апреля", "--04-24"),
        ("on April 24", "--04-24"),
        ("в апреле 2022 года", "2022-04"),
        ("April 2022", "2022-04"),
        ("2022 жылдың сәуірінде", "2022-04"),
        ("в апреле", "--04"),
        ("29 aprelya 2022 goda", "2022-04-29"),
        ("29 säuir", "--04-29"),
    ],
)
def test_dates(text: str, expected: str) -> None:
    assert read(text) == [("date", expected)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021 жылғы 14-15 қазан", "2021-10-14..2021-10-15"),
        ("14–15 октября 2021 года", "2021-10-14..2021-10-15"),
        ("с 14 по 15 октября 2021 года", "2021-10-14..2021-10-15"),
        ("October 14–15, 2021", "2021-10-14..2021-10-15"),
        ("2022 – 2025 жылдарға арналған", "2022..2025"),
        ("в 2022-2025 годах", "2022..2025"),
        ("from 2022 to 2025", "2022..2025"),
        ("с 2022 по 2025 год", "2022..2025"),
        ("2022 жылдан 2025 жылға дейін", "2022..2025"),
        ("1990-х годов", "1990..1999"),
        ("in the 1990s", "1990..1999"),
        ("80-х годов", "1980..1989"),
    ],
)
def test_ranges_of_time(text: str, expected: str) -> None:
    assert read(text) == [("range", expected)]


@pytest.mark.parametrize(
    "text", ["в 1995 году", "1995 жылы", "1995 жылғы", "in 1995", "1995 ж.", "1995 jyly"]
)
def test_years(text: str) -> None:
    assert read(text) == [("year", "1995")]


@pytest.mark.parametrize(
    ("text", "modifier"),
    [
        ("39 мыңға жуық адам", "about"),
        ("около 39 000 человек", "about"),
        ("about 39,000 people", "about"),
        ("2 мыңнан аса", "more"),
        ("40-тан астам", "more"),
        ("более 100 этносов", "more"),
        ("more than 100", "more"),
        ("не менее 100", "more"),
        ("fewer than 100", "less"),
        ("100 этносов", ""),
    ],
)
def test_approximations(text: str, modifier: str) -> None:
    assert [value.modifier for value in find_values(text)] == [modifier]


@pytest.mark.parametrize(
    "text",
    [
        "I think so",
        "І. Бұларов",
        "В. Иванов и С. Абдрахманов",
        "V. Putin",
        "Malcolm X said",
        "Он пришёл домой",
        "Оның үйі онда",
        "дүние жүзінде, іс жүзінде, жүзеге асыру",
        "алтын күз",
        "сол үшін",
        "Ұлы жүз",
        "Оң жақта оң нәтиже бар",
        "semantic search of civil law",
        "a second later",
        "тысячи людей",
        "they may march on",
        "size XXL or XL",
        "The CD and the MD",
        "СМС и МС",
        "ҚХА, ҚР, АНК",
        "",
        "\ud800",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert [value for value in find_values(text) if not value.weak] == []


def test_one_is_weak_alone_and_strong_in_company() -> None:
    assert [value.weak for value in find_values("бір адам, один человек, one man")] == [True] * 3
    assert read("жиырма бір адам, двадцать один человек") == [("number", "21"), ("number", "21")]
    assert read("бір миллион") == [("number", "1000000")]


def test_spans_are_code_points_of_the_given_text() -> None:
    text = "😀 Ассамблеяның ХХVI сессиясы, 2022 жылғы 29 сәуір, 12 %"
    values = find_values(text)
    assert [text[v.start : v.end] for v in values] == ["ХХVI", "2022 жылғы 29 сәуір", "12 %"]
    assert all(v.text == text[v.start : v.end] for v in values)


def test_a_value_is_found_in_decomposed_text_and_with_invisible_marks() -> None:
    assert read("2\u00adй") == [("number", "2")]
    assert read("на двадцать шесто\u0438\u0306 сессии") == [("ordinal", "26")]
    assert read("жиыр\u200bма алтыншы") == [("ordinal", "26")]


def test_codes_keep_their_digits() -> None:
    assert read("№16307-Г от 18.01.2017 года") == [("number", "16307"), ("date", "2017-01-18")]
    assert read("«Қазақстан-2050» Стратегиясы") == [("number", "2050")]
    assert read("99.99.2020")[-1] == ("number", "2020")


@pytest.mark.parametrize(
    "piece",
    ["1", "1 ", "1,000,", "X", "бір ", "сто тысяч ", "1-", "٣٤ ", "а\u0301", "20 000 ", "April ",
     "from 1 to 2 ", "XX-", "2022 жылғы "],
)  # fmt: skip
def test_hostile_text_is_read_in_linear_time(piece: str) -> None:
    text = piece * 20_000
    started = time.process_time()
    for value in find_values(text):
        assert text[value.start : value.end] == value.text
    assert time.process_time() - started < 5


def test_canonical_has_no_exponent() -> None:
    assert [canonical(Decimal(n)) for n in ("1E+6", "2.50", "100", "0.0")] == [
        "1000000", "2.5", "100", "0"]  # fmt: skip


def test_values_are_plain_data() -> None:
    assert find_values("8 мың") == (Value(ValueKind.NUMBER, "8000", 0, 5, "8 мың"),)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("01 234", ["1", "234"]),
        ("0 000", ["0", "0"]),
        ("8 (7172) 01 234 567", ["8", "7172", "1", "234567"]),
        ("0,000", ["0"]),
        ("05,123,456", ["5", "123", "456"]),
        ("0.5", ["0.5"]),
        ("10 000", ["10000"]),
    ],
)
def test_what_begins_with_0_is_no_grouped_number(text: str, numbers: list[str]) -> None:
    assert [value.value for value in find_values(text)] == numbers


@given(st.text("0123456789 \u00a0.,-–/:()%№аXVІшыthс", max_size=24))
def test_any_run_of_digits_and_marks_is_read(text: str) -> None:
    for value in find_values(text):
        assert text[value.start : value.end] == value.text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1990 жылы қазан айының 25-і күні", "1990-10-25"),
        ("1990 жылғы қазанның 25-інде", "1990-10-25"),
        ("1990 жылы 25 қазанда", "1990-10-25"),
        ("1991 жыл 16 желтоқсан", "1991-12-16"),
        ("2018 жылы мамырда", "2018-05"),
        ("сәуірдің 24-інде", "--04-24"),
        ("сәуірдің 24-26 аралығында", "--04-24..--04-26"),
        ("29-сәуірде", "--04-29"),
        ("29 апр. 2022 г.", "2022-04-29"),
        ("qazan aiynyñ 25-i", "--10-25"),
        ("Ekim ayının 25'inde", "--10-25"),
        ("1867-68 жылдардағы реформа", "1867..1868"),
        ("в 2019/20 учебном году", "2019..2020"),
    ],
)
def test_the_day_behind_its_month_and_years_cut_short(text: str, value: str) -> None:
    assert [found.value for found in find_values(text)] == [value]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("сәуірдің соңында 24 адам", ["--04", "24"]),
        ("1995 жылы наурыз мерекесі", ["1995", "--03"]),
        ("2020/50 үлгісі", ["2020", "50"]),
        ("Мен 12 сент барамын", ["12"]),
    ],
)
def test_a_number_behind_a_month_or_a_year_that_is_none_of_it(text: str, values: list[str]) -> None:
    assert [found.value for found in find_values(text)] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2 млрд 300 млн тенге", ["2300000000"]),
        ("2 млн. 300 мың теңге", ["2300000"]),
        ("3 мың 400 адам", ["3400"]),
        ("60 тысяч 500 человек", ["60500"]),
        ("бір жарым миллион", ["1500000"]),
        ("2 жарым мың", ["2500"]),
        ("полторы тысячи", ["1500"]),
        ("два с половиной миллиона", ["2500000"]),
        ("two and a half million", ["2500000"]),
        ("bir buçuk milyon", ["1500000"]),
        # Another number, not the rest of the first.
        ("60 мың отбасы мен 8 мың ұйым", ["60000", "8000"]),
        ("2 млн. 2022 жылы", ["2000000", "2022"]),
        ("1 млн 5", ["1000000", "5"]),
        ("300 мың 2 млн", ["300000", "2000000"]),
    ],
)
def test_numbers_in_thousands_that_go_on_and_halves(text: str, values: list[str]) -> None:
    assert [found.value for found in find_values(text)] == values
