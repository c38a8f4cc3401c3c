"""Which quotations make the answer, on documents where every span is known.

The best sentence is given by the test, so that what is judged is what is quoted
with it and not how sentences are weighed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.answering.quote import DocumentTexts
from qa.answering.rules.evidence import SentenceCandidate
from qa.answering.select import select
from qa.types import WHOLE_ARCHIVE
from tests.answering.prepared import shelf

PLAN = """План посёлка на год

Глава посёлка назвал три задачи на год.
1) Построить мост через реку Каменку.
2) Отремонтировать школу. На это выделено 40 миллионов.
3) Посадить 500 деревьев вдоль дороги.

После собрания жители пили чай. Погода была тёплой.
"""
THREE = [
    "Построить мост через реку Каменку.",
    "Отремонтировать школу. На это выделено 40 миллионов.",
    "Посадить 500 деревьев вдоль дороги.",
]
ORDINALS = """Ауыл жиыны өтті

Әкім үш міндет қойды.
«Бірінші
Көпірді жөндеу керек
Екінші
Мектепке жылу жүйесін тарту қажет
Үшінші
Ағаш егу керек» деді әкім Болат Сейітов.
Жиын соңында халық тарап кетті.
"""
ENUMERATION = (
    "Ярмарка\n\nНа ярмарке выступили четыре коллектива. Это были Заря, Восход, Родник и хор "
    "ветеранов, а также гости, студенты. Вечером был салют.\n"
)
LEANING = (
    "Музей\n\nМузей Рассвет открылся в селе Боровое в апреле. Он хранит старые карты и письма. "
    "Вход свободный.\n"
)
ATTRIBUTED = (
    "Собрание\n\nСобрание началось утром.\n«Мост построим к осени. Дорогу сделаем весной». "
    "Об этом сказал инженер Пётр Лапин. Потом был обед.\n"
)
SPEAKER = (
    "Собрание\n\nНа собрании выступил директор завода Пётр Лапин. Завод работает десять лет. "
    "Рабочим поднимут зарплату на треть.\n"
)
CONGRESSES = {
    "a.txt": "V съезд пчеловодов\n\nV съезд пчеловодов прошёл в Липовке. "
    "Председателем выбрали Ивана Медова.\n",
    "b.txt": "VI съезд пчеловодов\n\nVI съезд пчеловодов прошёл в Сосновке. "
    "Председателем выбрали Анну Сотову.\n",
}


def quoted(folder: Path, text: str, question: str, *best: str) -> list[str]:
    with shelf(folder, {"a.txt": text}) as archive:
        quotations = archive.quote(question, *best)
        for quotation in quotations:
            span, sentences = quotation.span, quotation.passage.sentences
            assert quotation.text == quotation.document.text[span.start : span.end]
            assert quotation.text == quotation.text.strip() != ""
            assert span.start in range(quotation.passage.start, quotation.passage.end)
            assert any(s.start <= span.start < s.end for s in sentences)
            assert span.end in {
                s.end
                for s in DocumentTexts(archive.index, WHOLE_ARCHIVE).sentences(quotation.document)
            }
        return [quotation.text for quotation in quotations]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Какие задачи назвал глава посёлка?", "Глава"),
        ("Какие три задачи поставлены?", "2) Отремонт"),
        ("Перечислите задачи", "Глава"),
        # No list is asked for in words, but the best sentence announces one.
        ("О чём говорил глава посёлка?", "Глава"),
    ],
)
def test_a_list_is_quoted_whole_in_order_and_ends_with_its_last_item(
    tmp_path: Path, question: str, best: str
) -> None:
    assert quoted(tmp_path, PLAN, question, best) == THREE


def test_a_sentence_after_the_list_does_not_bring_it(tmp_path: Path) -> None:
    assert quoted(tmp_path, PLAN, "Кто пил чай?", "После") == ["После собрания жители пили чай."]


def test_one_item_is_enough_where_one_value_is_asked_for(tmp_path: Path) -> None:
    question = "Сколько деревьев посадят?"
    assert quoted(tmp_path, PLAN, question, "3) Посад") == [
        "3) Посадить 500 деревьев вдоль дороги."
    ]


def test_ordinals_alone_on_their_lines_number_a_list(tmp_path: Path) -> None:
    found = quoted(tmp_path, ORDINALS, "Әкім қандай міндеттер қойды?", "Әкім")
    assert found == [
        "Көпірді жөндеу керек",
        "Мектепке жылу жүйесін тарту қажет",
        "Ағаш егу керек» деді әкім Болат Сейітов.",
    ]


def test_an_ordinal_alone_is_never_the_answer(tmp_path: Path) -> None:
    found = quoted(tmp_path, ORDINALS, "Мектепке қашан жылу тартылады?", "Мектепке")
    assert found == ["Мектепке жылу жүйесін тарту қажет"]


def test_the_list_with_as_many_items_as_asked_for_is_taken(tmp_path: Path) -> None:
    text = (
        "Обзор\n\nСоветы для школ.\n1) Читать.\n2) Считать.\n\n"
        "Потом говорили о реке.\nСоветы для ферм.\n1) Сеять.\n2) Косить.\n3) Пахать.\n\nВсё.\n"
    )
    best = ("Советы для школ", "Советы для ферм")
    assert quoted(tmp_path / "a", text, "Какие советы дали?", *best) == ["Читать.", "Считать."]
    three = quoted(tmp_path / "b", text, "Какие три совета дали?", *best)
    assert three == ["Сеять.", "Косить.", "Пахать."]


def test_a_long_item_is_quoted_by_its_first_sentence(tmp_path: Path) -> None:
    long = "Школа получит новый зал. " + "Работы идут по графику без задержек. " * 20
    text = f"Обзор\n\nГлава назвал две задачи.\n1) {long.strip()}\n2) Починить мост.\n\nВсё.\n"
    found = quoted(tmp_path, text, "Какие задачи назвал глава?", "Глава")
    assert found == ["Школа получит новый зал.", "Починить мост."]


def test_a_list_is_never_longer_than_twenty_items(tmp_path: Path) -> None:
    items = "".join(f"{number}) Шаг с номером {number}.\n" for number in range(1, 31))
    text = f"Обзор\n\nГлава назвал шаги.\n{items}\nВсё.\n"
    found = quoted(tmp_path, text, "Какие шаги назвал глава?", "Глава")
    assert found == [f"Шаг с номером {number}." for number in range(1, 21)]


def test_an_enumeration_in_the_next_sentence_comes_along(tmp_path: Path) -> None:
    question = "Какие коллективы выступили?"
    assert quoted(tmp_path / "a", ENUMERATION, question, "На ярм") == [
        "На ярмарке выступили четыре коллектива. Это были Заря, Восход, Родник и хор ветеранов, "
        "а также гости, студенты."
    ]
    question = "Сколько коллективов выступило?"
    assert quoted(tmp_path / "b", ENUMERATION, question, "На ярм") == [
        "На ярмарке выступили четыре коллектива."
    ]


@pytest.mark.parametrize(
    ("before", "leaning"),
    [
        ("Музей Рассвет открылся в селе Боровое в апреле.", "Он хранит старые карты и письма."),
        ("The museum opened in a village.", "It keeps old maps and letters."),
        ("Ауылда музей ашылды.", "Онда ескі карталар сақтаулы."),
    ],
)
def test_a_sentence_that_leans_brings_the_one_before(
    tmp_path: Path, before: str, leaning: str
) -> None:
    text = f"Начало\n\n{before} {leaning} 12345.\n"
    assert quoted(tmp_path, text, "Карты и письма", leaning) == [f"{before} {leaning}"]


def test_a_sentence_that_stands_alone_comes_alone(tmp_path: Path) -> None:
    assert quoted(tmp_path, LEANING, "Сколько стоит вход?", "Вход") == ["Вход свободный."]


def test_a_leaning_sentence_at_the_very_beginning_has_nothing_before_it(tmp_path: Path) -> None:
    text = "Он вернулся домой. Дома его ждали."
    assert quoted(tmp_path, text, "Куда вернулись?", "Он верн") == ["Он вернулся домой."]


def test_who_said_it_brings_the_words_of_attribution(tmp_path: Path) -> None:
    assert quoted(tmp_path / "a", ATTRIBUTED, "Кто обещал мост?", "«Мост") == [
        "«Мост построим к осени. Дорогу сделаем весной». Об этом сказал инженер Пётр Лапин."
    ]
    found = quoted(tmp_path / "b", ATTRIBUTED, "Когда построят мост?", "«Мост")
    assert found == ["«Мост построим к осени."]


def test_attribution_is_not_looked_for_past_the_paragraph(tmp_path: Path) -> None:
    text = "Собрание\n\n– Мост построим к осени.\nДождь шёл весь день.\nО жаре сказал сторож.\n"
    found = quoted(tmp_path, text, "Кто обещал мост?", "– Мост")
    assert found == ["– Мост построим к осени."]


def test_the_speaker_is_found_before_what_was_said(tmp_path: Path) -> None:
    assert quoted(tmp_path, SPEAKER, "Кто обещал поднять зарплату?", "Рабочим") == [
        "Рабочим поднимут зарплату на треть.",
        "На собрании выступил директор завода Пётр Лапин.",
    ]


def test_the_speaker_is_not_quoted_where_no_person_is_asked_for(tmp_path: Path) -> None:
    found = quoted(tmp_path, SPEAKER, "На сколько поднимут зарплату?", "Рабочим")
    assert found == ["Рабочим поднимут зарплату на треть."]


def test_the_second_thing_asked_for_is_quoted_from_elsewhere(tmp_path: Path) -> None:
    text = "Мост\n\nМост строил инженер Пётр Лапин. Река узкая. Движение открыли 5 мая 2019 года.\n"
    best = ("Мост строил",)
    found = quoted(tmp_path / "a", text, "Кто строил мост и когда его открыли?", *best)
    assert found == [
        "Мост строил инженер Пётр Лапин.",
        "Движение открыли 5 мая 2019 года.",
    ]
    assert quoted(tmp_path / "b", text, "Кто строил мост?", *best) == [found[0]]


def test_a_comparison_of_events_cites_the_document_of_each(tmp_path: Path) -> None:
    with shelf(tmp_path, CONGRESSES) as archive:
        best = ("Председателем выбрали И", "Председателем выбрали А")
        found = archive.quote("Кого выбрали на V съезде и на VI съезде?", *best)
        assert [(q.document.source, q.text) for q in found] == [
            ("a.txt", "Председателем выбрали Ивана Медова."),
            ("a.txt", "V съезд пчеловодов прошёл в Липовке."),
            ("b.txt", "Председателем выбрали Анну Сотову."),
            ("b.txt", "VI съезд пчеловодов прошёл в Сосновке."),
        ]


def test_one_event_asked_for_is_answered_from_one_document(tmp_path: Path) -> None:
    with shelf(tmp_path, CONGRESSES) as archive:
        found = archive.quote("Кого выбрали на VI съезде?", "Председателем выбрали А")
        assert [q.text for q in found] == ["Председателем выбрали Анну Сотову."]


def test_a_yes_or_no_question_gets_the_occasion_too(tmp_path: Path) -> None:
    with shelf(tmp_path, CONGRESSES) as archive:
        best = "Председателем выбрали И"
        found = archive.quote("Ивана Медова выбрали на V съезде?", best)
        assert [q.text for q in found] == [
            "Председателем выбрали Ивана Медова.",
            "V съезд пчеловодов прошёл в Липовке.",
        ]
        # Where the question names no occasion, it is not at issue.
        found = archive.quote("Ивана Медова выбрали?", best)
        assert [q.text for q in found] == ["Председателем выбрали Ивана Медова."]


def test_what_lies_inside_another_quotation_is_not_repeated(tmp_path: Path) -> None:
    text = "V съезд\n\nV съезд пчеловодов прошёл в Липовке. Там выбрали Ивана Медова.\n"
    # It leans on the sentence that names the occasion, so the occasion is there already.
    assert quoted(tmp_path, text, "Ивана Медова выбрали?", "Там выбрали") == [
        "V съезд пчеловодов прошёл в Липовке. Там выбрали Ивана Медова."
    ]


def test_nothing_ranked_selects_nothing(tmp_path: Path) -> None:
    with shelf(tmp_path, {"a.txt": PLAN}) as archive:
        looked = archive.look("Кто пил чай?")
        nothing: list[SentenceCandidate] = []
        texts = DocumentTexts(archive.index, WHOLE_ARCHIVE)
        assert select(looked.asked, nothing, texts) == []
