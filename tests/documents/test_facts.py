from __future__ import annotations

import time

import pytest

from qa.documents.facts import describe, extract_facts, from_json, to_json
from qa.types import Document, Language

KAZAKH = """Қостанай облысында форум өтті

2023 жылғы 12 мамырда Қостанай қаласында VII Халықаралық тарихшылар форумы өтті.
Форумға Қостанай облысының әкімі А. Мұхамбетов, профессор Б. Сейітов, Д. Оспанова қатысты.
Министр Ерлан Қарин былтырғы VI форумда айтылған ұсыныстарды еске алды. Орталық Азия Қоры қолдады.
Бұл істі Орталық Азия Қорының басшысы Марат Әлиев жалғастырады.
"""
RUSSIAN = """В Уральске прошла сессия

Вчера в городе Уральск состоялась 14-я сессия Совета молодёжи Казахстана.
Открыл её председатель Совета молодёжи Казахстана Иван Петрович Соколов. «Мы растём», — сказал он.
В 2021 году, на XIII сессии, решали то же.

А. Ким,
редактор газеты
"""


def document(text: str, title: str, language: Language, **metadata: str) -> Document:
    return Document("d", "d.txt", title, language, text, metadata)


def test_the_own_event_is_told_from_those_mentioned() -> None:
    facts = extract_facts(document(KAZAKH, "Қостанай облысында форум өтті", Language.KAZAKH))
    assert facts.own_event is not None
    assert (facts.own_event.kind, facts.own_event.number) == ("forum", "7")
    assert KAZAKH[facts.own_event.start : facts.own_event.end] == facts.own_event.text
    assert [(e.kind, e.number) for e in facts.events] == [("forum", "7"), ("forum", "6")]
    russian = extract_facts(document(RUSSIAN, "В Уральске прошла сессия", Language.RUSSIAN))
    assert russian.own_event is not None
    assert (russian.own_event.kind, russian.own_event.number) == ("session", "14")


def test_dates_and_the_own_date() -> None:
    facts = extract_facts(document(KAZAKH, "", Language.KAZAKH))
    assert facts.date == "2023-05-12"
    assert facts.dates == ("2023-05-12",)
    given = extract_facts(document(RUSSIAN, "", Language.RUSSIAN, date="2024"))
    assert given.date == "2024"
    assert given.dates == ("2021",)


def test_people_have_the_roles_the_text_gives_them() -> None:
    facts = extract_facts(document(KAZAKH, "", Language.KAZAKH))
    roles = {person.name: person.role for person in facts.people}
    assert roles["А. Мұхамбетов"] == "Қостанай облысының әкімі"
    assert roles["Б. Сейітов"] == "профессор"
    assert roles["Ерлан Қарин"] == "Министр"
    assert all(KAZAKH[p.start : p.end] == p.name for p in facts.people)
    russian = {
        p.name: p.role for p in extract_facts(document(RUSSIAN, "", Language.RUSSIAN)).people
    }
    assert russian["Иван Петрович Соколов"] == "председатель Совета молодёжи Казахстана"
    assert russian["А. Ким"] == "редактор газеты"


def test_places_and_organisations() -> None:
    facts = extract_facts(document(KAZAKH, "", Language.KAZAKH))
    assert {(place.name, place.level) for place in facts.places} == {("Қостанай", "region")}
    assert [(o.name, o.acronym) for o in facts.organisations] == [("Орталық Азия Қоры", "ОАҚ")]
    russian = extract_facts(document(RUSSIAN, "", Language.RUSSIAN))
    assert ("Уральск", "city") in {(place.name, place.level) for place in russian.places}
    assert ("Совета молодёжи Казахстана", "СМК") in {
        (o.name, o.acronym) for o in russian.organisations}  # fmt: skip


def test_headings_are_lines_that_stand_alone() -> None:
    text = "# Первый раздел\n\nТекст раздела идёт здесь.\n\nВторой раздел\n\nЕщё текст, и много.\n"
    facts = extract_facts(document(text, "", Language.RUSSIAN))
    assert facts.headings == ("Первый раздел", "Второй раздел")


def test_json_round_trip() -> None:
    for text, title in ((KAZAKH, "Форум"), (RUSSIAN, "Сессия"), ("", "")):
        facts = extract_facts(document(text, title, Language.KAZAKH))
        assert from_json(to_json(facts)) == facts


def test_describe_is_one_short_line() -> None:
    facts = extract_facts(document(RUSSIAN, "В Уральске прошла сессия", Language.RUSSIAN))
    assert describe(facts) == "В Уральске прошла сессия · 14-я сессия"
    assert len(describe(facts, limit=10)) == 10


@pytest.mark.parametrize("text", ["", " ", "\ud800", "1", "А. " * 3000, "XX сессия " * 3000,
                                  "Мәжіліс депутаты " * 3000, "«" * 20_000, "Город " * 5000,
                                  "президент " * 5000])  # fmt: skip
def test_odd_documents(text: str) -> None:
    started = time.process_time()
    facts = extract_facts(document(text, text[:50], Language.KAZAKH))
    assert facts.title == text[:50]
    assert time.process_time() - started < 10


def test_a_megabyte_is_read_in_seconds() -> None:
    text = (KAZAKH + RUSSIAN) * 400
    started = time.process_time()
    extract_facts(document(text, "", Language.KAZAKH))
    assert time.process_time() - started < 30
