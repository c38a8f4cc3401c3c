"""What a question asks for is read off its words, however they are typed."""

from __future__ import annotations

import pytest

from qa.questions.intent import Kind, read_intent
from qa.questions.question import analyse

SINGLE = {
    Kind.PERSON: (
        "Көрмені кім ашты?",
        "Кормени ким ашты?",
        "kormeni kim ashty?",
        "Кто открыл выставку?",
        "Кому вручили премию?",
        "Чья книга победила?",
        "Who opened the exhibition?",
    ),
    Kind.TIME: (
        "Көпір қай жылы салынды?",
        "Мектеп кашан салынды?",
        "В каком году построили мост?",
        "kogda otkroetsya muzei?",
        "When was the bridge built?",
        "What year did the school open?",
    ),
    Kind.NUMBER: (
        "Неше бала оқиды?",
        "Qansha adam keldi?",
        "Сколько детей учится?",
        "Какова численность группы?",
        "How many children study there?",
    ),
    Kind.PLACE: (
        "Жарыс қай қалада өтті?",
        "Жарыс кайда отти?",
        "Jarys qai qalada otti?",
        "Где прошли соревнования?",
        "В каком городе прошли соревнования?",
        "Which city hosted the race?",
    ),
    Kind.TITLE: (
        "Кітап қалай аталады?",
        "Как называется книга?",
        "What is the name of the book?",
    ),
    Kind.THEME: (
        "Форумның тақырыбы қандай?",
        "Какова тема форума?",
        "What was the theme of the forum?",
    ),
    Kind.EVENT: (
        "Бұл қай сессияда айтылды?",
        "На какой сессии это сказали?",
        "At which session was it said?",
    ),
    Kind.LIST: (
        "Қандай ұсыныстар айтылды?",
        "Кандай усыныстар айтылды?",
        "Какие поручения дали в 2022 году?",
        "Name the members of the jury.",
    ),
    Kind.YES_NO: (
        "Министр келді ме?",
        "Министр келди ме?",
        "Приехал ли министр?",
        "Мост открыли?",
        "Did the minister come?",
    ),
    Kind.DEFINITION: ("Мезгіл деген не?", "Что такое кластер?", "What is a cluster?"),
    Kind.OTHER: ("Расскажи о погоде", "Зачем закрыли мост?", "What does this address?"),
}


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in SINGLE.items() for text in texts]
)
def test_one_kind_is_asked_for(kind: Kind, text: str) -> None:
    intent = read_intent(analyse(text).spellings)
    assert (intent.kinds, intent.count, intent.several) == (frozenset({kind}), 0, False)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Какие восемь мер приняли?", 8),
        ("Перечислите 5 направлений.", 5),
        ("Which four sections were there?", 4),
        ("Қандай үш міндет қойылды?", 3),
        # One of something is no list, and years and hundreds count nothing asked for.
        ("Какие поручения дали в 2022 году?", 0),
        ("Какие 300 домов построили?", 0),
        ("Какие меры приняли?", 0),
    ],
)
def test_the_count_of_a_list(text: str, count: int) -> None:
    intent = read_intent(analyse(text).spellings)
    assert (intent.kinds, intent.count) == (frozenset({Kind.LIST}), count)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Кто выступил и когда это было?", {Kind.PERSON, Kind.TIME}),
        ("Кім ашты және қашан?", {Kind.PERSON, Kind.TIME}),
        ("Who spoke and at which session?", {Kind.PERSON, Kind.EVENT}),
        ("Выступал министр, а кто открыл?", {Kind.PERSON}),
    ],
)
def test_several_things_may_be_asked_for_at_once(text: str, kinds: set[Kind]) -> None:
    intent = read_intent(analyse(text).spellings)
    assert (intent.kinds, intent.several) == (frozenset(kinds), True)


def test_who_in_the_plural_is_a_list_of_people() -> None:
    assert read_intent(("Жиынға кімдер қатысты?",)).kinds == {Kind.LIST, Kind.PERSON}


def test_a_number_asked_for_is_one_value_and_no_list() -> None:
    assert read_intent(("How many prizes and which years were they for?",)).kinds == {
        Kind.NUMBER,
        Kind.TIME,
    }


@pytest.mark.parametrize("text", ["Кторов", "Мыкимжан", "whosoever", "скольжение", "x" * 10_000])
def test_question_words_inside_other_words_ask_nothing(text: str) -> None:
    assert read_intent((text,)).kinds == {Kind.OTHER}


def test_up_to_what_is_a_time_only_where_a_time_is_named() -> None:
    assert Kind.TIME in read_intent(("До какого срока действует договор?",)).kinds
    assert Kind.TIME not in read_intent(("До какого города идёт автобус?",)).kinds


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Who led the council when the bridge was closed?", {Kind.PERSON}),
        ("Что построили там, где стоял мост?", {Kind.OTHER}),
        ("Кто руководил советом, когда закрыли мост?", {Kind.PERSON}),
        ("Скажите, когда закрыли мост?", {Kind.TIME}),
        ("Кто и когда закрыл мост?", {Kind.PERSON, Kind.TIME}),
        ("Who closed the bridge and when?", {Kind.PERSON, Kind.TIME}),
    ],
)
def test_a_word_that_opens_a_clause_asks_for_nothing(text: str, kinds: set[Kind]) -> None:
    assert read_intent(analyse(text).spellings).kinds == kinds
