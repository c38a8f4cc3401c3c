"""A reply as it comes, piece by piece."""

from __future__ import annotations

import pytest

from qa.answering.generation.reply import ReplyReader


def test_a_line_that_is_still_being_written_is_told_without_marks() -> None:
    reader = ReplyReader(3)
    assert [line.text for line in reader.feed("It opened in 1987. [1]\n- It has nine")] == [
        "It opened in 1987."
    ]
    assert reader.feed(" halls.") == []
    assert reader.unfinished() == "It has nine halls."
    assert reader.feed(" [2]") == []
    assert reader.unfinished() == "It has nine halls."
    (line,) = reader.close()
    assert (line.text, line.cited) == ("It has nine halls.", (2,))


def test_neither_thoughts_nor_links_are_told_of_it() -> None:
    reader = ReplyReader(3)
    reader.feed("<think>It may be.")
    assert reader.unfinished() == ""
    reader.feed("</think>See https://example.com/.")
    assert reader.unfinished() == ""


@pytest.mark.parametrize(
    ("end", "unfit"),
    [
        ("It has nine halls and", "cut"),
        ("It has nine halls.", ""),
        ("It has nine halls [2]", ""),
        ("It has “nine halls”", ""),
        ("It has nine halls and\n", ""),
    ],
)
def test_the_last_line_of_a_reply_that_was_cut_is_no_claim_unless_it_is_whole(
    end: str, unfit: str
) -> None:
    for cut in (True, False):
        reader = ReplyReader(3)
        found = reader.feed("It opened in 1987. [1]\n" + end) + reader.close(cut=cut)
        assert [line.unfit for line in found] == ["", unfit if cut else ""]
