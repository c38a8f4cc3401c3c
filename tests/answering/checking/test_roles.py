"""Who acts, whom it concerns, and who speaks, in three languages."""

from __future__ import annotations

import pytest

from qa.answering.checking.parts import Part
from qa.answering.checking.reading import content
from qa.answering.checking.roles import Exchange, find_exchange, find_people, find_speakers
from qa.types import Language
from tests.answering.checking.readings import reading

KK, RU, EN = Language.KAZAKH, Language.RUSSIAN, Language.ENGLISH
AGENT, OTHER = Part.AGENT, Part.OTHER


@pytest.mark.parametrize(
    ("language", "text", "people"),
    [
        (EN, "Mayor Serik Akhmetov accused Daniyar Omarov.", [AGENT, OTHER]),
        (EN, "Daniyar Omarov was accused by Serik Akhmetov.", [OTHER, AGENT]),
        (EN, "The teacher thanked the doctor.", [AGENT, OTHER]),
        (RU, "Серик Ахметов обвинил Данияра Омарова.", [AGENT, OTHER]),
        (RU, "Данияра Омарова обвинил Серик Ахметов.", [OTHER, AGENT]),
        (RU, "Данияр Омаров был обвинён Сериком Ахметовым.", [OTHER, AGENT]),
        (RU, "Марата Сулейменова сменила Айгуль Сеитова.", [OTHER, AGENT]),
        (RU, "После встречи с Ерланом Сеитовым Гульнара Омарова уехала.", [OTHER, AGENT]),
        (RU, "Учитель поблагодарил врача.", [AGENT, OTHER]),
        (KK, "Серік Ахметов Данияр Омаровты айыптады.", [AGENT, OTHER]),
        (KK, "Данияр Омаровты Серік Ахметов айыптады.", [OTHER, AGENT]),
        (KK, "Мұғалім дәрігерге алғыс айтты.", [AGENT, OTHER]),
        (Language.OTHER, "Serik Akhmetov a vu Daniyar Omarov.", [None, None]),
        (EN, "Nothing happened.", []),
    ],
)
def test_parts(language: Language, text: str, people: list[Part | None]) -> None:
    found = find_people(reading(text, language), content(text, language))
    assert [person.part for person in found] == people


def test_an_office_beside_a_name_is_one_person() -> None:
    text = "Директор Г. Омарова мектеп ашты."
    (person,) = find_people(reading(text, KK), content(text, KK))
    assert (person.text, person.words, person.office) == (
        "Директор Г. Омарова",
        ("Омарова",),
        "director",
    )


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        (EN, "“The school is ready,” said Serik Akhmetov.", "Serik Akhmetov"),
        (EN, "According to the minister, the road is ready.", "minister"),
        (EN, "Serik Akhmetov opened the school.", None),
        (RU, "«Школа готова», — сказал Серик Ахметов.", "Серик Ахметов"),
        (RU, "По словам Айгуль Сеитовой, школа готова.", "Айгуль Сеитовой"),
        (RU, "Айгуль Сеитова заявила, что школа готова.", "Айгуль Сеитова"),
        (KK, "«Мектеп дайын», – деді Серік Ахметов.", "Серік Ахметов"),
        (KK, "Айгүл Сейітованың айтуынша, мектеп дайын.", "Айгүл Сейітованың"),
        # Who is spoken to inside a quotation does not speak.
        (RU, "«Серик Ахметов, спасибо», — сказала Айгуль Сеитова.", "Айгуль Сеитова"),
    ],
)
def test_speakers(language: Language, text: str, speaker: str | None) -> None:
    spoken = reading(text, language)
    found = find_speakers(spoken, find_people(spoken, content(text, language)))
    assert [person.text for person in found] == ([speaker] if speaker else [])


@pytest.mark.parametrize(
    ("claim", "language", "evidence", "other", "exchange"),
    [
        (
            "Daniyar Omarov accused Serik Akhmetov.",
            EN,
            "Серік Ахметов Данияр Омаровты айыптады.",
            KK,
            Exchange("Daniyar Omarov", "Serik Akhmetov", speaking=False),
        ),
        (
            "Serik Akhmetov accused Daniyar Omarov.",
            EN,
            "Данияр Омаров был обвинён Сериком Ахметовым.",
            RU,
            None,
        ),
        (
            "По словам водителя, дорога готова.",
            RU,
            "According to the minister, the road is ready.",
            EN,
            Exchange("водителя", "minister", speaking=True),
        ),
        # A speaker whom the evidence does not know is a missing name, and told as one.
        (
            "Ivan Petrov said that the road is ready.",
            EN,
            "Айгуль Сеитова заявила, что дорога готова.",
            RU,
            None,
        ),
    ],
)
def test_exchange(
    claim: str, language: Language, evidence: str, other: Language, exchange: Exchange | None
) -> None:
    found = find_exchange(
        reading(claim, language),
        content(claim, language),
        reading(evidence, other),
        content(evidence, other),
    )
    assert found == exchange
