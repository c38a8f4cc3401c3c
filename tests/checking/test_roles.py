"""Who acts, whom it concerns, and who speaks, in three languages."""

from __future__ import annotations

import pytest

from qa.checking.parts import Part
from qa.checking.people import find_people
from qa.checking.reading import content
from qa.checking.roles import Exchange, find_exchange
from qa.checking.speaking import find_speakers
from qa.types import Language
from tests.checking.readings import reading

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
        (RU, "Аскар Жумабаев подал жалобу на Виктора Петренко.", [AGENT, OTHER]),
        (RU, "Водитель поблагодарил мать.", [AGENT, OTHER]),
        (KK, "Асқар Жұмабаев Виктор Петренконың үстінен арыз жазды.", [AGENT, OTHER]),
        (KK, "Капитан жаттықтырушыға медаль берді.", [AGENT, OTHER]),
        (KK, "Кеше Вермонт сенаторы Берни Сандерсті көрді.", [None, OTHER]),
        (EN, "The judge says that Serik Akhmetov paid Daniyar Omarov.", [AGENT, AGENT, OTHER]),
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
        (RU, "«Школа готова», — заявил О. Дудник.", "Дудник"),
        (KK, "Роналдо басылымды сотқа бермек деп жазылған.", None),
        (KK, "”Доктор Форд, рақмет” деп толықтырды Грэм.", "Грэм"),
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
            Exchange("Daniyar Omarov", "Serik Akhmetov", "parts"),
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
            Exchange("водителя", "minister", "speaker"),
        ),
        (
            "Prosecutor Serik Akhmetov opened the school.",
            EN,
            "Министр Серік Ахметов мектепті ашты.",
            KK,
            Exchange("Prosecutor Serik Akhmetov", "Министр Серік Ахметов", "office"),
        ),
        (
            "Учитель открыл школу.",
            RU,
            "The governor opened the school.",
            EN,
            Exchange("Учитель", "governor", "office"),
        ),
        (
            "The rector is Bolat Iskakov.",
            EN,
            "Ректор — Асель Нургалиева, Болат Искаков — её заместитель.",
            RU,
            Exchange("rector is Bolat Iskakov", "Болат Искаков — её заместитель", "office"),
        ),
        # `Облыс әкімі` is a governor; a name at the beginning counts where both sides have it.
        ("Губернатор открыл школу.", RU, "Әкім мектепті ашты.", KK, None),
        (
            "Ахметов критиковал Сулейменова.",
            RU,
            "Akhmetov was criticised by Suleimenov.",
            EN,
            Exchange("Ахметов", "Сулейменова", "parts"),
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


@pytest.mark.parametrize(
    ("claim", "exchange"),
    [
        (
            "По словам судьи, ремонт окончен.",
            Exchange("судьи", "ректор Болат Ысқақов", "speaker"),
        ),
        ("По словам ректора, ремонт окончен.", None),
        ("По словам Болата Искакова, ремонт окончен.", None),
    ],
)
def test_who_he_is_stands_in_the_sentence_before(claim: str, exchange: Exchange | None) -> None:
    evidence = "Оның айтуынша, жөндеу аяқталды."
    found = find_exchange(
        reading(claim, RU),
        content(claim, RU),
        reading(evidence, KK),
        content(evidence, KK),
        [reading("Жиынды ректор Болат Ысқақов ашты.", KK)],
    )
    assert found == exchange


def test_two_sentences_of_evidence_tell_between_them_who_he_is() -> None:
    evidence = "Её открыл аким города Серик Ахметов. По его словам, расходы выросли."
    found = find_exchange(
        reading("According to the judge, spending rose.", EN),
        content("According to the judge, spending rose.", EN),
        reading(evidence, RU),
        content(evidence, RU),
        [reading("Сессия прошла в Астане.", RU)],
    )
    assert found == Exchange("judge", "аким города Серик Ахметов", "speaker")
