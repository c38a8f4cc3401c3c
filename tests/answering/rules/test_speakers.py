"""Whose words a sentence is: told in the same speech, never by somebody else's words."""

from __future__ import annotations

import pytest

from qa.answering.rules.speakers import asks_who_said, with_speaker
from qa.language.sentences import split_sentences
from qa.questions.question import analyse
from qa.types import Language


def said(text: str, beginning: str) -> list[str]:
    sentences = split_sentences(text, Language.RUSSIAN)
    place = next(i for i, s in enumerate(sentences) if text[s.start :].startswith(beginning))
    return [text[a:b] for a, b in with_speaker(text, sentences, place, sentences[place])]


@pytest.mark.parametrize(
    "question",
    [
        "Кто сказал, что мост готов?",
        "Чьи слова: «Мост готов»?",
        "Кому принадлежат слова о мосте?",
        "Бұл сөзді кім айтты?",
        "«Көпір дайын» деген кім?",
        "Who called the road a river?",
        "Whose words are these?",
    ],
)
def test_questions_for_a_speaker(question: str) -> None:
    assert asks_who_said(analyse(question))


@pytest.mark.parametrize("question", ["Кто построил мост?", "Көпірді кім салды?", "Who won?"])
def test_questions_for_somebody_else(question: str) -> None:
    assert not asks_who_said(analyse(question))


def test_the_words_of_saying_in_the_same_line_are_joined() -> None:
    text = "– Мост готов. Дорога скоро. Спасибо всем, – сказал инженер.\nДождь шёл.\n"
    assert said(text, "– Мост") == ["– Мост готов. Дорога скоро. Спасибо всем, – сказал инженер."]


def test_a_speech_is_followed_over_lines_while_its_mark_is_open() -> None:
    lines = "".join(f"Дело {n} сделано.\n" for n in range(1, 8))
    text = f"«Мост готов.\n{lines}Спасибо» сказал инженер.\nО погоде сказал сторож.\n"
    assert said(text, "«Мост") == ["«Мост готов.", "Спасибо» сказал инженер."]


def test_words_of_saying_in_another_paragraph_belong_to_somebody_else() -> None:
    text = "«Мост готов».\nО погоде сказал сторож.\n"
    assert said(text, "«Мост") == ["«Мост готов»."]


def test_a_sentence_that_says_it_itself_stays_alone() -> None:
    text = "«Мост готов», – сказал инженер. Сторож сказал иначе.\n"
    assert said(text, "«Мост") == ["«Мост готов», – сказал инженер."]


def test_marks_that_never_close_end_with_the_text() -> None:
    text = "«Мост готов. " + "Дело идёт. " * 50
    assert said(text, "«Мост") == ["«Мост готов."]
