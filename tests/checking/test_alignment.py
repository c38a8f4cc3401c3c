"""Each signal by itself, within a language and across."""

from __future__ import annotations

import numpy as np
import pytest

from qa.checking.alignment import Signals, compare, product
from qa.checking.figures import agree, compare_figures
from qa.checking.reading import content, joined, plain
from qa.language.values import find_values
from qa.types import Language
from tests.checking.readings import reading

KK, RU, EN = Language.KAZAKH, Language.RUSSIAN, Language.ENGLISH


@pytest.mark.parametrize(
    ("claim", "evidence", "missing", "others"),
    [
        ("28 roads were built", "28 жол салынды", [], []),
        ("29 roads were built", "28 жол салынды", ["29"], ["28"]),
        ("29 roads were built", "жол салынды", ["29"], []),
        ("построили пять школ", "five schools were built", [], []),
        ("построили пять школ", "six schools were built", ["пять"], ["six"]),
        # Dates are compared field by field: sharing a month is not enough.
        (
            "в июне 2006 года",
            "2009 жылдың маусымында",
            ["июне 2006 года"],
            ["2009 жылдың маусымында"],
        ),
        ("on 5 March 2021", "5 марта 2021 года", [], []),
        ("in 2021", "5 марта 2021 года", [], []),
        ("12 процентов жителей", "12% of the people", [], []),
        ("XXVI сессия", "26-шы сессия", [], []),
        ("XXVI сессия", "27-ші сессия", ["XXVI"], ["27-ші"]),
        # Small numbers written out need a rival.
        ("visited three times", "побывал трижды", [], []),
        ("one of them came", "пришёл кто-то", [], []),
        # Converted units agree up to rounding.
        ("10 inches of rain", "25 см осадков", [], []),
        ("a 650 pound pig", "300-килограммовая свинья", [], []),
        ("10 inches of rain", "40 см осадков", ["10"], ["40"]),
        ("10 km away", "10 miles away", [], []),
        ("on Monday", "дүйсенбі күні", [], []),
        ("on Monday", "во вторник", ["Monday"], ["вторник"]),
        ("в среду", "Wednesday", [], []),
    ],
)
def test_figures(claim: str, evidence: str, missing: list[str], others: list[str]) -> None:
    found = compare_figures(content(claim, EN), claim, content(evidence, RU), evidence, evidence)
    assert (list(found.missing), list(found.others)) == (missing, others)


def test_a_number_may_stand_beside_the_evidence() -> None:
    claim, evidence = "28 roads were built", "Дороги построили."
    around = "В плане было 28 дорог. Дороги построили."
    found = compare_figures(content(claim, EN), claim, content(evidence, RU), evidence, around)
    assert found.missing == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2022", "2022-04-29", True),
        ("29 April", "29.04.2022", True),
        ("29 April 2021", "29.04.2022", False),
        ("2020–2025", "2020–2025", True),
        ("2020–2025", "2020–2026", False),
        ("2020–2025", "2025", True),
        ("12%", "12", True),
    ],
)
def test_agree(one: str, other: str, same: bool) -> None:
    (a,), (b,) = find_values(one), find_values(other)
    assert agree(a, b) is same
    assert agree(b, a) is same


def names(claim: str, evidence: str, languages: tuple[Language, Language], **axes: int) -> Signals:
    first, second = (
        reading(text, code, **axes) for text, code in zip((claim, evidence), languages, strict=True)
    )
    return compare(first, second, evidence, 0.5).signals


@pytest.mark.parametrize(
    ("claim", "evidence", "languages"),
    [
        ("It was said by Yerlan Seitov", "Мұны Ерлан Сейітов айтты", (EN, KK)),
        ("Об этом сказал Ерлан Сеитов", "Yerlan Seitov said so", (RU, EN)),
        ("Ол Вирджиниядағы үйде", "Он в доме в Вирджинии", (KK, RU)),
        ("Then the United States agreed", "Сонда АҚШ келісті", (EN, KK)),
        ("Тогда ООН согласилась", "Then the United Nations agreed", (RU, EN)),
        ("Then Mayor Yerlan Seitov came", "Сосын әкім Ерлан Сейітов келді", (EN, KK)),
        ("He lives in New York", "Он живёт в Нью-Йорке", (EN, RU)),
    ],
)
def test_a_name_is_found(claim: str, evidence: str, languages: tuple[Language, Language]) -> None:
    signals = names(claim, evidence, languages)
    assert signals.missing_name < 0.3
    assert signals.swapped_name < 0.3


@pytest.mark.parametrize(
    ("claim", "evidence", "languages"),
    [
        ("It was said by Daniyar Omarov", "Мұны Ерлан Сейітов айтты", (EN, KK)),
        ("Об этом сказал Пётр Лунин", "So said Yerlan Seitov", (RU, EN)),
        ("Then China agreed", "Сонда АҚШ келісті", (EN, KK)),
        ("Тогда НАТО согласилась", "Then the United Nations agreed", (RU, EN)),
    ],
)
def test_a_swapped_name(claim: str, evidence: str, languages: tuple[Language, Language]) -> None:
    assert names(claim, evidence, languages).swapped_name > 0.7


def test_a_name_that_nothing_replaces_is_missing_not_swapped() -> None:
    signals = names("It was said by Daniyar Omarov", "бұл туралы айтылды", (EN, KK))
    assert (signals.missing_name, signals.swapped_name) == (1.0, 0.0)


def test_a_translated_name_is_found_by_meaning() -> None:
    there = names("the Elite league", "Жоғары лига", (EN, KK), Elite=1, Жоғары=1)
    assert there.missing_name == 0.0


def test_a_name_in_more_places_than_the_evidence_has_it_stands_for_another() -> None:
    evidence = "Then Rosa will reach Denver"
    true = names("Затем Роза дойдёт до Денвера", evidence, (RU, EN))
    false = names("Затем Денвер дойдёт до Денвера", evidence, (RU, EN))
    assert true.swapped_name == 0.0
    assert false.swapped_name >= 0.6


@pytest.mark.parametrize(
    ("claim", "evidence", "languages", "denial"),
    [
        ("he came", "ол келді", (EN, KK), 0.0),
        ("he did not came", "ол келді", (EN, KK), 1.0),
        ("he came", "ол келмеді", (EN, KK), 1.0),
        ("he did not came", "ол келмеді", (EN, KK), 0.0),
        ("он не пришёл", "he came", (RU, EN), 1.0),
        ("он никогда не пришёл", "he never came", (RU, EN), 0.0),
        # Another word on the other side denies: it answers nothing here.
        ("he did not came to the hall without asking", "он пришёл не спросив", (EN, RU), 1.0),
    ],
)
def test_denial(
    claim: str, evidence: str, languages: tuple[Language, Language], denial: float
) -> None:
    came = dict.fromkeys(("came", "келді", "келмеді", "пришёл"), 1)
    asked = {"without": 2, "asking": 2, "спросив": 2}
    assert names(claim, evidence, languages, **came, **asked).denial == denial


def test_cosines_of_equal_and_of_foreign_sentences() -> None:
    said = reading("roads were built", EN)
    same = compare(said, said, said.text, 1.0).signals
    assert (same.likeness, same.alignment, same.coverage) == pytest.approx((1.0, 1.0, 1.0))
    foreign = compare(said, reading("дождь идёт", RU), "", 0.0).signals
    assert (foreign.likeness, foreign.alignment, foreign.weakest) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("empty", ["", "…", "   "])
def test_a_side_without_words(empty: str) -> None:
    signals = compare(reading("roads were built", EN), reading(empty, RU), "", 0.0).signals
    assert signals.alignment == 0.0
    assert np.isfinite(signals.row()).all()


def test_words_say_what_was_found() -> None:
    claim = reading("roads were built", EN, roads=1)
    words = compare(claim, reading("дороги были", RU, дороги=1), "", 0.0).words
    assert [(word.text, word.likeness) for word in words] == [("roads", 1.0), ("built", 0.0)]


def test_joined_sentences_keep_their_offsets() -> None:
    both = joined(reading("first one", EN), reading("second", EN))
    assert [both.text[a:b] for a, b in both.offsets] == ["first", "one", "second"]
    assert float(np.linalg.norm(both.vector)) == pytest.approx(1.0)


def test_plain_text_is_what_a_person_sees() -> None:
    assert plain("<b>Мек\u200bтеп</b> &amp; оқу\u00adшы") == " Мектеп  & оқушы"


@pytest.mark.parametrize("tokens", [1, 3, 700])
def test_a_product_in_blocks_is_the_product(tokens: int) -> None:
    random = np.random.default_rng(7)
    left = random.standard_normal((900, 384)).astype(np.float32)
    right = random.standard_normal((tokens, 384)).astype(np.float32)
    assert np.allclose(product(left, right), left @ right.T, atol=1e-3)
