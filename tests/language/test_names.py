from __future__ import annotations

import pytest

from qa.language.names import (
    Name,
    candidate_name_keys,
    find_names,
    name_key,
    name_keys,
    name_similarity,
)
from scripts.measure_names import read_pairs

SAME, OTHER = read_pairs()


@pytest.mark.parametrize(
    ("key", "spellings"),
    [
        ("tkv", "Тоқаев Токаев Tokayev Tokaev Toqaev Тоқаевтың Токаевым Tokayev's Тоқаевқа"),
        ("aslhnv", "Әзілханов Азильханов Azilkhanov Azilhanov Әзілхановтың"),
        ("abdrhmnv", "Абдрахманов Abdrakhmanov Абдрахманова"),
        ("blrv", "Бұларов Буларов Bularov"),
        ("akxv", "Ақышев Акишев Akishev"),
        ("sprbv", "Сапарбаев Saparbayev"),
        ("nsrbv", "Назарбаев Назарбаевтың Назарбаева Nazarbayev's"),
        ("dmntv", "Дементьева Dementyeva Дементьевой"),
        ("xrbn", "Щербина Shcherbina"),
        ("drcv", "Драчева Dracheva"),
        ("jsk", "Джессика Jessica"),
        ("kvntn", "Quinton Квинтон"),
        ("hl", "Хейл Hale"),
        ("tls", "Telles Теллис"),
        ("vxngtn", "Вашингтон Washington"),
        ("slnsk", "Зеленский Зеленского Zelensky Zelenskyy"),
    ],
)
def test_spellings_of_a_name_share_a_key(key: str, spellings: str) -> None:
    assert {name_key(word) for word in spellings.split()} == {key}


def test_keys_are_exact_and_complete_enough_on_the_written_pairs() -> None:
    assert len(SAME) + len(OTHER) > 300
    hit = sum(bool(set(name_keys(a)) & set(name_keys(b))) for a, b in SAME)
    wrong = sum(bool(set(name_keys(a)) & set(name_keys(b))) for a, b in OTHER)
    assert hit / len(SAME) >= 0.94
    assert hit / (hit + wrong) >= 0.97


def test_similarity_tells_names_from_near_misses() -> None:
    hit = sum(name_similarity(a, b) >= 0.8 for a, b in SAME)
    wrong = sum(name_similarity(a, b) >= 0.8 for a, b in OTHER)
    assert hit / len(SAME) >= 0.98
    assert hit / (hit + wrong) >= 0.93


def test_similarity_is_graded_and_symmetric() -> None:
    assert name_similarity("Тоқаев", "Токаев") == 1.0
    assert 0.7 < name_similarity("Хейл", "Hale") < 1.0
    assert name_similarity("Осин", "Хамедов") < 0.3
    assert name_similarity("", "Осин") == 0.0
    assert name_similarity("Chambers", "Чемберс") == name_similarity("Чемберс", "Chambers")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("сессияда С. Абдрахманов айтты", [("С. Абдрахманов", ("abdrhmnv",), "С")]),
        ("кеше Н.Ә.Назарбаев келді", [("Н.Ә.Назарбаев", ("nsrbv",), "НӘ")]),
        ("кеше Қасым-Жомарт Тоқаев келді", [("Қасым-Жомарт Тоқаев", ("ksm", "jmrt", "tkv"), "")]),
        ("кеше Қ.-Ж.К. Тоқаев келді", [("Қ.-Ж.К. Тоқаев", ("tkv",), "ҚЖК")]),
        ("кеше Тоқаев Қ.-Ж. келді", [("Тоқаев Қ.-Ж.", ("tkv",), "ҚЖ")]),
        ("ал І.Буларов Тараз қ. барды",
         [("І.Буларов", ("blrv",), "І"), ("Тараз", ("trs",), "")]),
        ("then George W. Bush left", [("George W. Bush", ("grg", "bx"), "W")]),
        ("кеше Тоқаев Қ.К. айтты", [("Тоқаев Қ.К.", ("tkv",), "ҚК")]),
        ("художник Vincent van Gogh", [("Vincent van Gogh", ("vnsnt", "gg"), "")]),
        ("ХХVI сессия және XXI ғасыр", []),
    ],
)  # fmt: skip
def test_names_in_a_text(text: str, expected: list[tuple[str, tuple[str, ...], str]]) -> None:
    assert [(name.text, name.keys, name.initials) for name in find_names(text)] == expected


def test_a_word_at_the_start_of_a_sentence_is_weak_or_left_out() -> None:
    assert [name.weak for name in find_names("Тоқаев келді")] == [True]
    assert find_names("Сессия өтті. Кеше сессия болды.") == (
        Name("Кеше", 13, 17, ("kx",), weak=True),
    )
    assert find_names("Что сказал он?") == ()


def test_titles_and_acronyms_are_marked() -> None:
    names = find_names("жоба «Жаңғыру жолы» және ҚХА")
    assert [(n.text, n.quoted, n.acronym) for n in names if n.quoted or n.acronym] == [
        ("Жаңғыру жолы", True, False),
        ("ҚХА", False, True),
    ]


def test_a_question_without_capitals_gives_keys() -> None:
    keys = candidate_name_keys("32 сессияда токаев кандай тапсырмалар берди")
    assert "tkv" in keys
    assert name_key("кандай") not in keys


@pytest.mark.parametrize("text", ["", "А", "А.", "A. B.", "\ud800", "«А " * 5000, "Ә-" * 5000,
                                  "А. " * 5000, "А" * 50_000])  # fmt: skip
def test_hostile_text(text: str) -> None:
    assert all(text[name.start : name.end] == name.text for name in find_names(text))
