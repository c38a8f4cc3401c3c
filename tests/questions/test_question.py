from __future__ import annotations

import pytest

from qa.errors import QuestionError
from qa.questions.question import analyse, clean_text
from qa.types import Language


@pytest.mark.parametrize(
    ("text", "language", "spellings"),
    [
        ("Кто автор?", Language.RUSSIAN, ("Кто автор?",)),
        ("kogda proshla sessiya", Language.RUSSIAN,
         ("когда прошла сессия", "kogda proshla sessiya")),
        # The wrong layout: both spellings are searched.
        ("rnj cltkfk ljrkfl yf ctccbb", Language.RUSSIAN,
         ("кто сделал доклад на сессии", "rnj cltkfk ljrkfl yf ctccbb")),
        # Roman numerals typed with Cyrillic letters.
        ("на ХХVІ сессии", Language.RUSSIAN, ("на XXVI сессии", "на ХХVІ сессии")),
    ],
)  # fmt: skip
def test_spellings(text: str, language: Language, spellings: tuple[str, ...]) -> None:
    question = analyse(text)
    assert (question.language, question.spellings) == (language, spellings)
    assert question.text == text


def test_a_given_language_is_the_answer_s_and_that_of_a_question_without_one() -> None:
    question = analyse("Когда прошла сессия?", Language.KAZAKH, restore=lambda text: "Қогда")
    assert (question.language, question.answer_in) == (Language.RUSSIAN, Language.KAZAKH)
    assert question.spellings == ("Когда прошла сессия?",)
    nameless = analyse("Zxq", Language.KAZAKH)
    assert (nameless.language, nameless.answer_in) == (Language.KAZAKH, Language.KAZAKH)
    assert analyse("Когда прошла сессия?").answer_in is Language.RUSSIAN


def test_kazakh_without_its_letters_is_restored_when_there_is_a_restorer() -> None:
    question = analyse(
        "казакстан халкы ассамблеясы кашан курылды", restore=lambda text: "қазақстан халқы"
    )
    assert question.spellings == (
        "қазақстан халқы",
        "казакстан халкы ассамблеясы кашан курылды",
    )


@pytest.mark.parametrize("text", ["", "   ", "?!…", "\x00\x01", "\u202e\u200b", "🙂🙂"])
def test_a_question_without_words_or_numbers_is_refused(text: str) -> None:
    with pytest.raises(QuestionError, match="no word or number"):
        analyse(text)


@pytest.mark.parametrize(
    "text",
    [
        "а",
        "7",
        "26",
        "и в на что",
        "the of and",
        "қай what где",
        '" OR 1=1; DROP TABLE passages; --',
        "NEAR(a b) AND NOT title:*",
        "\u202eсессия\u202c \x00 2022",
        "a" * 2000,
        "сессия " * 280,
        "\ud800сессия",
        "ﷺ ١٢٣ 漢字 สวัสดี",
    ],
)
def test_hostile_questions_are_read(text: str) -> None:
    question = analyse(text)
    assert question.spellings
    assert all(spelling.isprintable() for spelling in question.spellings)


def test_control_and_invisible_characters_go() -> None:
    assert clean_text("се\u00adс\u200bсия\x00 \u202e26\n\n\u202c") == "сессия 26"


@pytest.mark.parametrize(
    ("typed", "searched_for"),
    [
        ("Rfrfz ntvf ctccbb?", ("Какая тема сессии?",)),
        ("Қазақстан халқы Ассамблеясы", ()),
        ("ХХVІ сессия", ()),  # look-alike letters: nobody sees a difference
        ("qazaqstan halqy", ("қазақстан халқы",)),
    ],
)
def test_spellings_that_look_different_are_told(typed: str, searched_for: tuple[str, ...]) -> None:
    found = analyse(typed)
    assert tuple(map(str.lower, found.searched_for)) == tuple(map(str.lower, searched_for))
    assert set(found.searched_for) <= set(found.spellings)


def test_a_spelling_put_right_by_the_archive_is_told() -> None:
    found = analyse("казакстан халкы", restore=lambda text: "қазақстан халқы")
    assert found.searched_for == ("қазақстан халқы",)
