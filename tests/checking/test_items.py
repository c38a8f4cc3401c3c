"""What is said of one item of an enumeration carries no claim about another."""

from __future__ import annotations

import pytest

from qa.checking.check import Source, check
from qa.checking.items import said_of_another
from qa.checking.reading import content
from qa.embedding import TokenEncoder
from qa.types import Language, Verdict
from tests.checking.readings import reading

KK, RU, EN = Language.KAZAKH, Language.RUSSIAN, Language.ENGLISH

MUSEUMS = (
    "The valley is home to Kerimov House, the oldest museum of the region; the Aldan Gallery, "
    "the largest museum of modern painting; and Lesnoy Palace, the most visited collection of "
    "antique weapons."
)
BRIDGES = (
    "В области построены три моста: Каменный мост через Ишим, самый старый; Садовый мост, "
    "открытый для пешеходов и велосипедистов; Речной мост, рассчитанный на тяжёлые грузовики."
)
SCHOOLS = (
    "Ауданда үш мектеп бар: Абай мектебі, ең үлкені; Әуезов мектебі, шахмат үйірмесімен танымал; "
    "Сәтбаев мектебі, жүзу бассейні салынған."
)


@pytest.mark.parametrize(
    ("claim", "evidence", "language", "strayed"),
    [
        (
            "The Aldan Gallery is the most visited collection of weapons.",
            MUSEUMS,
            EN,
            ("most", "visited", "collection", "weapons"),
        ),
        ("Lesnoy Palace is the most visited collection of antique weapons.", MUSEUMS, EN, ()),
        # A word of its own besides what the item says may be a paraphrase.
        ("Lesnoy Palace is the largest collection of weapons.", MUSEUMS, EN, ()),
        # Two items together, and what stands in front of them all.
        ("Kerimov House and the Aldan Gallery are museums of modern painting.", MUSEUMS, EN, ()),
        ("Kerimov House is a collection of antique weapons.", MUSEUMS, EN, ()),
        # Of two things that no item names together it says only that both are there.
        (
            "The Aldan Gallery bought its paintings from Lesnoy Palace.",
            MUSEUMS,
            EN,
            ("Lesnoy", "Palace"),
        ),
        ("The Aldan Gallery and Lesnoy Palace are in the region.", MUSEUMS, EN, ()),
        ("Kerimov House is older than Lesnoy Palace.", MUSEUMS, EN, ()),
        ("Садовый мост ведёт на Речной мост.", BRIDGES, RU, ("Речной",)),
        ("Әуезов мектебі Сәтбаев мектебінен ашылды.", SCHOOLS, KK, ("Сәтбаев",)),
        ("The Bazarov Gallery is near Lesnoy Palace.", MUSEUMS, EN, ()),
        # Nothing is named: it may be about any of them.
        ("A most visited collection of antique weapons is there.", MUSEUMS, EN, ()),
        (
            "Садовый мост рассчитан на тяжёлые грузовики.",
            BRIDGES,
            RU,
            ("рассчитан", "тяжёлые", "грузовики"),
        ),
        ("Речной мост рассчитан на тяжёлые грузовики.", BRIDGES, RU, ()),
        (
            "Әуезов мектебінде жүзу бассейні салынған.",
            SCHOOLS,
            KK,
            ("жүзу", "бассейні", "салынған"),
        ),
        ("Сәтбаев мектебінде жүзу бассейні салынған.", SCHOOLS, KK, ()),
        # In another language words are not found by stem, so nothing is certain.
        ("The Auezov school is known for its swimming pool.", SCHOOLS, EN, ()),
        ("The Aldan Gallery is the most visited.", MUSEUMS.replace(";", ","), EN, ()),
    ],
)
def test_words_of_another_item(
    claim: str, evidence: str, language: Language, strayed: tuple[str, ...]
) -> None:
    there = KK if evidence is SCHOOLS else language
    mine, theirs = reading(claim, language), reading(evidence, there)
    told = said_of_another(mine, content(claim, language), theirs, content(evidence, there))
    assert told == strayed


@pytest.mark.parametrize(
    ("false", "true", "evidence", "reason"),
    [
        (
            "The Aldan Gallery is the most visited collection of antique weapons.",
            "Lesnoy Palace is the most visited collection of antique weapons.",
            MUSEUMS,
            "the source says this of something else: most, visited, collection, antique, weapons",
        ),
        (
            "Садовый мост рассчитан на тяжёлые грузовики.",
            "Речной мост рассчитан на тяжёлые грузовики.",
            BRIDGES,
            "источник говорит это о другом: рассчитан, тяжёлые, грузовики",
        ),
    ],
)
def test_a_claim_about_an_item_needs_what_is_said_of_it(
    encoder: TokenEncoder, false: str, true: str, evidence: str, reason: str
) -> None:
    source = Source("list", evidence)
    (wrong,) = check(false, [source], encoder).claims
    assert wrong.verdict is Verdict.UNSUPPORTED
    assert reason in wrong.reasons
    (right,) = check(true, [source], encoder).claims
    assert right.verdict is Verdict.SUPPORTED
