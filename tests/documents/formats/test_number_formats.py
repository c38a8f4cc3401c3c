"""Numbers and dates as a spreadsheet draws them."""

from __future__ import annotations

import datetime

import pytest

from qa.documents.formats.number_formats import elapsed, shown_number, shown_time


@pytest.mark.parametrize(
    ("value", "code", "drawn"),
    [
        (0.5, "0%", "50%"),
        (0.1234, "0.00%", "12.34%"),
        (0.125, "0%", "13%"),
        (1234567.891, "#,##0.00", "1 234 567.89"),
        (999999.5, "#,##0", "1 000 000"),
        (12, "#,##0", "12"),
        (0, "#,##0", "0"),
        (1500000.5, '#,##0.00\\ "₸"', "1 500 000.50 ₸"),
        (2500, "[$₸-43F]#,##0", "₸2 500"),
        (-1234.5, '_-* #,##0.00\\ _₽_-;\\-* #,##0.00\\ _₽_-;_-* "-"??\\ _₽_-;_-@_-', "-1 234.50"),
        (0, '_-* #,##0.00\\ _₽_-;\\-* #,##0.00\\ _₽_-;_-* "-"??\\ _₽_-;_-@_-', "-"),
        (42, "00000", "00042"),
        (87001234567, "0\\ 000\\ 000\\-00\\-00", "8 700 123-45-67"),
        (12, "000-00", "000-12"),
        (350, '#,##0" млн"', "350 млн"),
        (12345678, '0.0,,"M"', "12.3M"),
        (-5.5, '0.00;[Red]-0.00;"–"', "-5.50"),
        (0, '0.00;[Red]-0.00;"–"', "–"),
        (-5.5, "0.00", "-5.50"),
        (-0.001, "0.00", "-0.00"),
        (7, "+0;-0;0", "+7"),
        (123456, "0.00E+00", "1.23E+05"),
        (0.25, "0.##", "0.25"),
        (3, "0.##", "3"),
        (1, 'General" шт"', "1 шт"),
        (5, ";;;", ""),
        (0.5, "# ?/?", None),
        (5, "[>100]0;0.0", None),
        (5, "@", None),
        (5, "", None),
        (float("inf"), "0", None),
        (5, "0" * 400, None),
    ],
)
def test_numbers(value: float, code: str, drawn: str | None) -> None:
    assert shown_number(value, code) == drawn


@pytest.mark.parametrize(
    ("code", "drawn"),
    [
        ("dd.mm.yyyy", "05.03.2024"),
        ("d.m.yy", "5.3.24"),
        ("dd/mm/yyyy;@", "05/03/2024"),
        ('yyyy" ж."', "2024 ж."),
        ("dd.mm.yyyy hh:mm", "05.03.2024 18:07"),
        ("hh:mm:ss", "18:07:09"),
        ("mm:ss", "07:09"),
        ('[$-419]d mmmm yyyy" г."', None),
        ("ddd", None),
        ("m/d/yyyy", None),
        ("yyyy/m/d h:m", "2024/3/5 18:7"),
        ("h:mm AM/PM", None),
        ("[h]:mm", None),
    ],
)
def test_dates(code: str, drawn: str | None) -> None:
    assert shown_time(datetime.datetime(2024, 3, 5, 18, 7, 9), code) == drawn


def test_what_a_date_does_not_have_is_not_drawn() -> None:
    assert shown_time(datetime.time(7, 5), "dd.mm.yyyy") is None
    assert shown_time(datetime.time(7, 5), "h:mm") == "7:05"


def test_hours_go_on_after_a_day() -> None:
    assert elapsed(datetime.timedelta(days=1, hours=2, seconds=5)) == "26:00:05"
    assert elapsed(-datetime.timedelta(minutes=5)) == "-0:05:00"
