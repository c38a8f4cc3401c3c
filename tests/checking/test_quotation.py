"""Quotations to the letter, and where they differ."""

from __future__ import annotations

import pytest

from qa.checking.quotation import find_difference, find_verbatim, quotations

SOURCE = "Жиын басталды. Әкім: «Жаңа мектеп күзде ашылмайды», – деді. Соңы."


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Жаңа мектеп күзде ашылмайды", "Жаңа мектеп күзде ашылмайды"),
        ("«Жаңа мектеп күзде ашылмайды».", "Жаңа мектеп күзде ашылмайды"),
        ("Жиын басталды.", "Жиын басталды."),
        ("Жаңа мектеп күзде ашылады", None),
        # A part of a word is no quotation.
        ("Жаңа мектеп күзде ашылм", None),
        ("Соңы.", None),
        ("", None),
    ],
)
def test_verbatim(text: str, quote: str | None) -> None:
    found = find_verbatim(text, [("a", "Басқа мәтін."), ("b", SOURCE)])
    if quote is None:
        assert found is None
    else:
        assert found is not None
        source, start, end, said = found
        assert (source, said, SOURCE[start:end]) == ("b", quote, quote)


def test_a_number_is_not_cut() -> None:
    assert find_verbatim("28 years in prison", [("a", "He got 128 years in prison.")]) is None


@pytest.mark.parametrize(
    ("quotation", "difference"),
    [
        ("Жаңа мектеп күзде ашылмайды", None),
        ("Жаңа мектеп қыста ашылмайды", ("қыста", "күзде")),
        ("Жаңа мектеп күзде ашылмайды деді", None),
        ("something that is not in the sources", None),
    ],
)
def test_difference(quotation: str, difference: tuple[str, str] | None) -> None:
    assert find_difference(quotation, ["Жиын басталды.", SOURCE[15:-6]]) == difference


def test_a_word_left_out_inside_is_a_difference() -> None:
    found = find_difference(
        "we will open the new school", ["“We said we will not open the new school”"]
    )
    assert found == ("will open", "will not open")


def test_invisible_characters_are_no_difference() -> None:
    assert find_difference("one two\u200b three fo\u00adur", ["one two three four"]) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ол «бір екі үш төрт» деді", ["бір екі үш төрт"]),
        ('He said "one two three four" and left', ["one two three four"]),
        ("газета «Егемен Қазақстан»", []),
        ("“a b c d” and „e f g h“", ["a b c d", "e f g h"]),
        ("« not closed", []),
    ],
)
def test_quotations(text: str, found: list[str]) -> None:
    assert quotations(text) == found


def test_many_quotations_of_large_sources_take_a_moment() -> None:
    sentences = [f"sentence number {i} of a very long source about rivers" for i in range(5000)]
    assert find_difference("a wholly different set of words here", sentences) is None
