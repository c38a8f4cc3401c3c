from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from qa.language.folding import Script
from qa.language.identify import identify
from qa.types import Language

HERE = Path(__file__).parent
ROWS = [
    json.loads(line) for line in (HERE / "identification.jsonl").read_text("utf-8").splitlines()
]
CORPUS = sorted((HERE.parents[1] / "corpus").glob("*.txt"))
# Share of each variant's test half that must be right: one or two strings below today's.
FLOORS = {
    "kk-cyrl": 0.92,
    "kk-plain": 0.96,
    "kk-latn-2021": 0.92,
    "kk-latn-2018": 0.91,
    "kk-latn-informal": 0.88,
    "ru": 0.91,
    "ru-latn": 0.95,
    "en": 0.96,
    "mixed": 0.88,
    "tr": 0.92,
    "other": 0.9,
}


@pytest.mark.parametrize("variant", FLOORS)
def test_test_half_of_the_hand_checked_set(variant: str) -> None:
    rows = [row for row in ROWS if row["variant"] == variant and row["split"] == "test"]
    right = sum(identify(row["text"]).language == row["language"] for row in rows)
    assert len(rows) >= 12
    assert right / len(rows) >= FLOORS[variant]


@pytest.mark.parametrize("variant", ["kk-cyrl", "kk-plain", "ru", "en", "ru-latn"])
def test_own_questions_are_rarely_lost_to_other(variant: str) -> None:
    rows = [row for row in ROWS if row["variant"] == variant]
    lost = sum(identify(row["text"]).language is Language.OTHER for row in rows)
    assert lost / len(rows) <= 0.03


def test_the_set_has_no_duplicates_and_enough_strings() -> None:
    assert len({row["text"] for row in ROWS}) == len(ROWS) >= 300


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        ("казакстан халкы", Language.KAZAKH, Script.CYRILLIC),
        ("донгелек устелде айтылган", Language.KAZAKH, Script.CYRILLIC),
        ("32 сессияда Токаев кандай тапсырмалар берди", Language.KAZAKH, Script.CYRILLIC),
        ("Министр келди ме?", Language.KAZAKH, Script.CYRILLIC),
        ("Президент келди ме", Language.KAZAKH, Script.CYRILLIC),
        ("Сенатор барды ма?", Language.KAZAKH, Script.CYRILLIC),
        ("Чемпион женди ме?", Language.KAZAKH, Script.CYRILLIC),
        ("Депутат сенди бе", Language.KAZAKH, Script.CYRILLIC),
        ("Рақмет!", Language.KAZAKH, Script.CYRILLIC),
        ("рахмет", Language.KAZAKH, Script.CYRILLIC),
        ("Инфляция не?", Language.KAZAKH, Script.CYRILLIC),
        ("Референдум не", Language.KAZAKH, Script.CYRILLIC),
        ("Бюджет туралы не айтылды?", Language.KAZAKH, Script.CYRILLIC),
        ("Сессияда не туралы айтылды?", Language.KAZAKH, Script.CYRILLIC),
        ("Кенес не шешти", Language.KAZAKH, Script.CYRILLIC),
        ("не планирует покорить зарубежный рынок", Language.RUSSIAN, Script.CYRILLIC),
        ("Министр не приехал", Language.RUSSIAN, Script.CYRILLIC),
        ("Сенат не принял закон", Language.RUSSIAN, Script.CYRILLIC),
        ("не подписал указ", Language.RUSSIAN, Script.CYRILLIC),
        ("Никто не пострадал", Language.RUSSIAN, Script.CYRILLIC),
        ("Не менее двадцати человек", Language.RUSSIAN, Script.CYRILLIC),
        ("Банк не открыл филиал", Language.RUSSIAN, Script.CYRILLIC),
        ("Кто такой Рахмет?", Language.RUSSIAN, Script.CYRILLIC),
        ("Министр пришел?", Language.RUSSIAN, Script.CYRILLIC),
        ("Вазир келдими?", Language.OTHER, Script.CYRILLIC),
        ("Astanadağy Dostyq üiı üşın qai ğimarat", Language.KAZAKH, Script.LATIN),
        ("Qazaqstan halqy Assambleıasynyń", Language.KAZAKH, Script.LATIN),
        ("Ulttyq quryltai quramynda qansha mushe", Language.KAZAKH, Script.LATIN),
        ("bi'ri'nshi' quryltai", Language.KAZAKH, Script.LATIN),
        ("kogda proshla 31 sessiya assamblei naroda kazahstana", Language.RUSSIAN, Script.LATIN),
        ("Что такое Digital Kazakhstan", Language.RUSSIAN, Script.MIXED),
        ("What is Қазақстан халқы Ассамблеясы?", Language.ENGLISH, Script.MIXED),
        ("Где находится Достық үйі", Language.RUSSIAN, Script.CYRILLIC),
        ("What did the President instruct?", Language.ENGLISH, Script.LATIN),
        ("Türkiye'nin başkenti neresidir?", Language("tr"), Script.LATIN),
        ("Wann wurde das Gesetz verabschiedet", Language.OTHER, Script.LATIN),
        ("中国的首都是哪里", Language.OTHER, Script.OTHER),
    ],
)
def test_typical_questions(text: str, language: Language, script: Script) -> None:
    found = identify(text)
    assert (found.language, found.script) == (language, script)
    assert 0.5 < found.confidence <= 1 or script is Script.OTHER


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_documents(path: Path) -> None:
    found = identify(path.read_text("utf-8"))
    assert found.language == path.name[:2]
    assert found.confidence > 0.95


@pytest.mark.parametrize(
    "text",
    ["", " ", "2024", "😀😀", "?!.", "\x00", "\u202e\u200f", "\ud800", "''", "-'-", "\u0301"],
)
def test_nothing_to_judge(text: str) -> None:
    found = identify(text)
    assert (found.language, found.confidence) == (Language.OTHER, 0.0)


@pytest.mark.parametrize("noise", ["\x00", "\u200b", "\u202e", "\ud800 ", "😀 ", "\ufeff"])
def test_noise_changes_nothing(noise: str) -> None:
    assert identify(noise + "Когда прошла сессия?").language is Language.RUSSIAN


@pytest.mark.parametrize(
    "text", ["қ" * 1_000_000, "a b " * 250_000, "ё\u0301" * 500_000, "\n" * 1_000_000]
)
def test_a_megabyte_takes_no_time(text: str) -> None:
    identify("warm тест")
    start = time.perf_counter()
    identify(text)
    assert time.perf_counter() - start < 10
