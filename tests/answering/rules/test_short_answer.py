"""The one value asked for stands first; where there are more, none does."""

from __future__ import annotations

import pytest

from qa.answering.late_reader import LateInteractionReader
from qa.answering.quote import Quotation
from qa.answering.rules.asked import read_asked
from qa.answering.rules.short_answer import short_answer
from qa.questions.intent import read_intent
from qa.questions.question import analyse
from qa.retrieval.search import SearchResult
from qa.types import Document, Language, Passage, Span


def first(question: str, text: str) -> str:
    span = Span(0, len(text))
    document = Document("d", "d.txt", "D", Language.OTHER, text)
    passage = Passage("p", "d", 0, len(text), text, "", Language.OTHER, (span,))
    asked = analyse(question)
    read = read_asked(
        asked, read_intent(asked.spellings), SearchResult(()), LateInteractionReader()
    )
    found = short_answer(read, Quotation(document, passage, span, 1.0))
    if found is None:
        return ""
    assert found.span is None or text[found.span.start : found.span.end] == found.words
    return found.words


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        ("How many trees were planted?", "They planted 500 trees.", "500 trees"),
        ("Сколько деревьев посадили?", "Посадили 60 тысяч деревьев.", "60 тысяч деревьев"),
        ("Қанша ағаш егілді?", "Биыл 500 ағаш егілді.", "500 ағаш"),
        ("What share is worn out?", "Of the pipes 62 percent are worn out.", "62 percent"),
        ("Когда открыли мост?", "Мост открыли 5 мая 2019 года.", "5 мая 2019 года"),
        ("Көпір қай жылы салынды?", "Көпір 1976 жылы салынды.", "1976"),
        ("Сколько пришло?", "Пришло более 600 человек.", "более 600 человек"),
        ("Қанша адам келді?", "Оған 150-ден астам адам келді.", "150-ден астам адам"),
        ("Қанша қаражат бөлінді?", "Оған 340 миллион теңге бөлінді.", "340 миллион теңге"),
        ("How many came?", "About 40,000 people came.", "About 40,000 people"),
        ("When was the festival?", "It was on 8 and 9 July 2023.", "8 and 9 July 2023"),
        ("На какие годы?", "План на 2022–2025 годы готов.", "2022–2025"),
        ("Кто строил мост?", "Мост строил Пётр Лапин.", "Пётр Лапин"),
        ("Who built the bridge?", "The bridge was built by Peter Lapin.", "Peter Lapin"),
        ("Who is the director?", "The director is Dr. Saule Iskakova.", "Dr. Saule Iskakova"),
        ("Who won?", "Peter Lapin won and left, and the rest stayed.", "Peter Lapin"),
        ("Кто строил мост?", "Пётр Лапин и рабочие строили мост.", "Пётр Лапин"),
        ("Кто председатель?", "Председатель — Хёсон Ли.", "Хёсон Ли"),
        ("Как называлась сессия?", "Прошла сессия «Чистая вода».", "«Чистая вода»"),
        ("What is the book called?", "Her book “Clean water” came out.", "“Clean water”"),
        # Of two numbers, or people, the one that is asked for.
        ("How many rangers work there?", "It employs 86 people, 12 rangers.", "12 rangers"),
        ("Кто тренер клуба?", "Президент — Марат Досов, тренер — Игорь Лаптев.", "Игорь Лаптев"),
    ],
)
def test_the_only_one_of_its_kind_is_shown_to_the_letter(
    question: str, text: str, value: str
) -> None:
    shown = first(question, text)
    assert shown == value
    assert shown in text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many trees were planted?", "They planted 500 oaks and 300 pines."),
        ("Когда открыли мост?", "Мост начали 5 мая 2019 года и открыли 7 июля 2021 года."),
        ("Кто строил мост?", "Мост строили Пётр Лапин и Анна Сотова."),
        ("Who won?", "The prize was shared by Aliya Bekova and Daniel Park."),
        ("Who won?", "The prize was shared by Daniel Park and Aliya Bekova."),
        ("Кто строил мост?", "Мост строили Анна Сотова и Ким Чен."),
        ("Көпірді кім салды?", "Көпірді Пётр Лапин мен Дэниел Парк салды."),
        ("How many trees were planted?", "They planted many trees."),
        ("Кто строил мост?", "Мост строили долго."),
        # Two titles, the first holder of an office.
        ("Как называлась сессия?", "Прошли сессии «Чистая вода» и «Лес»."),
        ("Who was the first chair?", "The chair is Hoesung Lee."),
        ("Кто был первым председателем?", "Председатель — Хёсон Ли."),
        # The number counts something else, the name's office is another, hours are no date.
        ("Қанша адам сөйледі?", "Олар бес әлеуметтік бастаманы айтты."),
        ("Сколько школ в ауле?", "Ауылдағы №3 мектеп жөнделді."),
        ("Кто президент клуба?", "Главный тренер клуба — Сакен Омаров."),
        ("Кто президент клуба «Барыс»?", "Президент клуба «Сункар» — Марат Досов."),
        ("When was the centre founded?", "The centre is open 09:00–18:00."),
        ("How many trees were planted in 2021?", "In 2022 they planted 500 trees."),
        # A month is no year, an institution in somebody's office no person, a title no number.
        ("В каком году построен мост?", "Route 7 was closed in January."),
        ("Мәжілісте кім сөйледі?", "Мәжіліс депутаты С. Оспанов пен Г. Ли сөйледі."),
        ("Қанша қаржы бөлінді?", "«Мың бала» жобасы басталды."),
        # One would be half of what is asked for.
        ("Who planted trees and how many?", "Peter Lapin planted 500 trees."),
        ("When and where did they meet?", "They met in Taraz on 5 May 2019."),
        ("Когда и где прошёл форум?", "Форум прошёл в Таразе 5 мая 2019 года."),
        # Nothing of the kind is asked for.
        ("Зачем посадили деревья?", "Посадили 500 деревьев."),
        ("How many trees were planted?", ""),
    ],
)
def test_none_is_shown_where_choosing_would_be_guessing(question: str, text: str) -> None:
    assert first(question, text) == ""


def test_what_the_question_says_itself_is_no_answer() -> None:
    assert first("How many of the 500 trees died?", "Of the 500 trees 20 died.") == "20"
    assert first("Кто сменил Петра Лапина?", "Петра Лапина сменила Анна Сотова.") == "Анна Сотова"
