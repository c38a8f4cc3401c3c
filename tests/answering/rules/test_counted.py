"""Which numbers count what a question counts, in one language and across."""

from __future__ import annotations

import pytest

from qa.answering.rules.counted import counts, read_counted, same_noun
from qa.language.identify import identify
from qa.language.values import find_values
from qa.types import Language

KK, RU, EN = Language.KAZAKH, Language.RUSSIAN, Language.ENGLISH


@pytest.mark.parametrize(
    ("question", "language", "nouns"),
    [
        ("26 сессияда қанша адам сөйледі?", KK, ("адам",)),
        ("Оқушылардың саны қанша?", KK, ("Оқушылардың",)),
        ("Сколько маршрутов школьного автобуса в районе?", RU, ("маршрутов",)),
        ("Сколько новых школ построили?", RU, ("новых", "школ")),
        ("Мёда собрали сколько?", RU, ("Мёда",)),
        ("Какова численность учеников?", RU, ("учеников",)),
        ("How many general practitioners are there?", EN, ("general", "practitioners")),
        ("What is the number of pupils?", EN, ("pupils",)),
        ("How many came?", EN, ()),
        ("", EN, ()),
    ],
)
def test_the_noun_that_is_counted(
    question: str, language: Language, nouns: tuple[str, ...]
) -> None:
    assert read_counted(question, language).nouns == nouns


@pytest.mark.parametrize(
    ("question", "text", "answering"),
    [
        ("26 сессияда қанша адам сөйледі?", "Олар бес әлеуметтік бастаманы айтты.", []),
        ("Қанша адам сөйледі?", "Жиында төрт адам сөйледі.", ["төрт"]),
        ("Сколько семей получили помощь?", "60 мың отбасы мен 8 мың ұйым көмек алды.", ["60 мың"]),
        ("How many rangers work there?", "It employs 86 people, 41 of them rangers.", ["41"]),
        ("Сколько врачей в больнице?", "The region lacks 74 general practitioners.", []),
        ("Сколько школ в ауле?", "Ауылдағы №3 мектеп жөнделді.", []),
        ("Сколько фермеров участвовало?", "About 320 farmers took part.", ["320"]),
        ("How many cooperatives joined?", "Вступили 12 кооперативов.", ["12"]),
        ("Сколько мёда собрали?", "Мёда собрали 500 тонн.", ["500"]),
        ("How many of the trees died?", "Of the trees 20 died.", ["20"]),
        ("Сколько пришло?", "Пришло более 600 человек и 12 собак.", ["600"]),
        ("What share is worn out?", "Of 300 pipes 62 percent are worn out.", ["62 percent"]),
        ("How old is the tree?", "The tree is 300 years old, with 12 branches.", ["300"]),
        ("How many schools?", "Children live 3 kilometres from their schools.", []),
    ],
)
def test_a_number_answers_where_it_counts_that(
    question: str, text: str, answering: list[str]
) -> None:
    counted = read_counted(question, identify(question).language)
    language = identify(text).language
    found = [v.text for v in find_values(text) if counts(counted, v, text, language)]
    assert found == answering


@pytest.mark.parametrize(
    ("asked", "said", "language", "other", "same"),
    [
        ("школ", "мектебі", RU, KK, False),
        ("школ", "мектеп", RU, KK, True),
        ("people", "адамдар", EN, KK, True),
        ("тренеров", "coaches", RU, EN, True),
        ("гектаров", "hectares", RU, EN, True),
        ("бастама", "адам", KK, KK, False),
        ("ай", "айтты", KK, KK, False),
        ("шаруашылық", "фермеров", KK, RU, False),
        ("Аудан7", "Аудан70", RU, KK, False),
        ("5А", "5А", RU, KK, True),
        ("", "", EN, EN, True),
    ],
)
def test_nouns_of_one_meaning(
    asked: str, said: str, language: Language, other: Language, same: bool
) -> None:
    assert same_noun(asked, said, language, other) is same
