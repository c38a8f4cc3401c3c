from __future__ import annotations

from qa.language.plurals import plural


def test_three_forms_follow_the_last_two_digits() -> None:
    numbers = (0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 25, 100, 101, 111, 112, 123)
    found = "".join(plural(number, ("a", "b", "c")) for number in numbers)
    assert found == "cabbccccabccaccb"


def test_two_forms_are_one_and_many() -> None:
    assert [plural(count, ("item", "items")) for count in (0, 1, 2, 21)] == [
        "items",
        "item",
        "items",
        "items",
    ]


def test_a_single_form_serves_every_number() -> None:
    assert [plural(count, ("тармақ",)) for count in (0, 1, 8)] == ["тармақ"] * 3
