"""Words that exclude each other, and what answers them."""

from __future__ import annotations

import pytest

from qa.checking.alignment import compare
from qa.checking.opposites import added_limit, find_alternatives
from qa.checking.opposition import find_clash
from qa.types import Language
from tests.checking.readings import reading

KK, RU, EN = Language.KAZAKH, Language.RUSSIAN, Language.ENGLISH


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("prices rose", [("growth", 0)]),
        ("баға төмендеді", [("growth", 1)]),
        ("цены снизились", [("growth", 1)]),
        ("the bridge was closed", [("opening", 1)]),
        ("a house close to the river", []),
        ("мектеп ашылды", [("opening", 0)]),
        ("команда проиграла", [("victory", 1)]),
        ("біздің команда жеңді", [("victory", 0)]),
        ("біздің команда жеңілді", [("victory", 1)]),
        ("some schools", [("quantity", 1)]),
        ("барлық мектеп", [("quantity", 0)]),
        ("облыстық байқау", [("range", 1)]),
        ("the Republican party", []),
        ("тем не менее", []),
        ("", []),
    ],
)
def test_alternatives(text: str, found: list[tuple[str, int]]) -> None:
    assert [(a.group, a.side) for a in find_alternatives(text)] == found


@pytest.mark.parametrize(
    ("claim", "language", "evidence", "other", "clash"),
    [
        ("prices rose", EN, "цены снизились", RU, ("rose", "снизились")),
        ("prices rose", EN, "цены выросли", RU, None),
        ("баға өсті", KK, "prices fell", EN, ("өсті", "fell")),
        # Both are said, so neither excludes the other.
        ("prices rose and fell", EN, "цены снизились", RU, None),
        ("all schools", EN, "кейбір мектептер", KK, ("all", "кейбір")),
        ("a national contest", EN, "облыстық байқау", KK, ("national", "облыстық")),
        ("only veterans", EN, "ардагерлер", KK, ("only", "")),
        ("not only veterans", EN, "ардагерлер", KK, None),
    ],
)
def test_clash(
    claim: str,
    language: Language,
    evidence: str,
    other: Language,
    clash: tuple[str, str] | None,
) -> None:
    near = {"rose": 1, "снизились": 1, "выросли": 1, "өсті": 1, "fell": 1}
    near |= {"all": 2, "кейбір": 2, "national": 3, "облыстық": 3}
    said, there = reading(claim, language, **near), reading(evidence, other, **near)
    found = find_clash(said, there, said.states @ there.states.T)
    assert (found and (found.claim, found.evidence)) == clash


def test_words_in_different_places_do_not_clash() -> None:
    said, there = reading("prices rose", EN), reading("снизились налоги", RU)
    assert find_clash(said, there, said.states @ there.states.T) is None


def test_a_denied_opposite_agrees() -> None:
    near = {"rose": 1, "fell": 1}
    said, there = reading("prices not rose", EN, **near), reading("prices fell", EN, **near)
    signals = compare(said, there, there.text, 0.5).signals
    assert (signals.denial, signals.opposite) == (0.0, 0.0)
    told = compare(reading("prices rose", EN, **near), there, there.text, 0.5).signals
    assert (told.denial, told.opposite) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("claim", "evidence", "limit"),
    [
        ("открыта только для ветеранов", "open for everyone", "только"),
        ("открыта только для ветеранов", "open for veterans only", ""),
        ("тек ардагерлерге", "для одних ветеранов", ""),
        ("не только для ветеранов", "for veterans", ""),
    ],
)
def test_limits(claim: str, evidence: str, limit: str) -> None:
    assert added_limit(claim, evidence) == limit
