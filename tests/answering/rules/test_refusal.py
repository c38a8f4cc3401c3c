"""What speaks against an answer: events, people and numbers that the archive does not have."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import pytest

from qa.answering.reader import NOTHING, SIGNS, Reading, Readings
from qa.answering.rules import refusal
from qa.answering.rules.evidence import read_weights
from qa.answering.rules.refusal import (
    EVIDENCE,
    event_support,
    evidence_row,
    names_missing,
    numbers_missing,
    people_missing,
    probability,
)
from qa.embedding.encoder import TokenEncoder
from qa.language.events import find_events
from qa.questions.constraints import Constraint, ConstraintMatch
from qa.questions.question import Question
from qa.retrieval.search import SearchResult
from qa.settings import read_settings
from tests.answering.prepared import Looked, Shelf, shelf

TEXTS = {
    "bees.txt": "26-я сессия пчеловодов\n\n"
    "26-я сессия пчеловодов прошла 5 мая 2019 года в Липовке. "
    "На ней выступил директор Иван Медов. Мёда собрали 500 тонн. Он сказал, что пчёлы здоровы.\n",
    "museum.txt": "Музей\n\nМузей Рассвет открылся в селе Боровое. "
    "Директор Анна Сотова показала карты. В музее 40 залов.\n",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with shelf(tmp_path_factory.mktemp("refusal"), TEXTS) as made:
        yield made


@pytest.fixture(scope="module")
def real(encoder: TokenEncoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with shelf(tmp_path_factory.mktemp("real"), TEXTS, encoder) as made:
        yield made


def row_of(looked: Looked) -> dict[str, float]:
    row = evidence_row(looked.asked, looked.ranked)
    return dict(zip(EVIDENCE, row, strict=True))


def chance(looked: Looked) -> float:
    return probability(looked.asked, looked.ranked, 0.35)


def test_the_probability_is_the_logistic_of_the_weighed_evidence(archive: Shelf) -> None:
    looked = archive.look("Что сказал Роберт Уилсон о пчёлах?")
    fitted = read_weights()["refusal"]["late"]
    logit = fitted["bias"] + sum(w * row_of(looked)[n] for n, w in fitted["weights"].items())
    assert chance(looked) == pytest.approx(1 / (1 + math.exp(-logit)))


@pytest.mark.parametrize("reader", ["late", "learned"])
def test_what_is_missing_never_speaks_for_an_answer_nor_what_matches_against(reader: str) -> None:
    weights = read_weights()["refusal"][reader]["weights"]
    assert set(weights) == {*EVIDENCE, *(SIGNS if reader == "learned" else ())}
    for name in weights:
        if name.endswith("_missing") or name in ("uncovered", "event_unmet"):
            assert weights[name] <= 0.0, name
        elif name != "same_language":
            assert weights[name] >= 0.0, name


@pytest.mark.parametrize("name", [n for n in EVIDENCE if n != "same_language"])
def test_the_probability_follows_each_piece_of_evidence(
    archive: Shelf, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    looked = archive.look("Что сказал Роберт Уилсон о пчёлах?")
    row = row_of(looked)
    chances = []
    for change in (-1.0, 0.0, 1.0):
        changed = list((row | {name: row[name] + change}).values())
        monkeypatch.setattr(refusal, "evidence_row", lambda *_, changed=changed: changed)
        chances.append(chance(looked))
    falls = name.endswith("_missing") or name in ("uncovered", "event_unmet")
    assert chances == sorted(chances, reverse=falls)


def test_nothing_found_is_certainly_no_answer(archive: Shelf) -> None:
    looked = archive.look("Сколько мёда собрали?")
    assert probability(looked.asked, [], 0.35) == 0.0


class Saying:
    """A reader that says one thing of every question, and counts how often it is asked."""

    name, signs = "saying", SIGNS

    def __init__(self, *signs: float) -> None:
        self._said, self.asked = signs, 0

    def read(self, question: Question, found: SearchResult) -> Reading:
        self.asked += 1
        return replace(NOTHING, signs=self._said)


def test_passages_are_read_where_what_is_read_can_decide(archive: Shelf) -> None:
    looked = archive.look("Сколько мёда собрали на 26-й сессии?")
    fitted = read_weights()["refusal"]["learned"]
    usual, most = fitted["usual"], fitted["most_moved"]
    known = fitted["bias"] + sum(fitted["weights"][n] * v for n, v in row_of(looked).items())
    expected = known + sum(fitted["weights"][name] * usual[name] for name in SIGNS)

    def read(threshold_at: float) -> tuple[float, int]:
        """The probability where the threshold's log-odds are so far above the expected ones."""
        reader = Saying(*(usual[name] + 1.0 for name in SIGNS))
        readings = Readings(reader, looked.asked.question, looked.asked.found)
        asked = replace(looked.asked, readings=readings)
        threshold = 1 / (1 + math.exp(-(expected + threshold_at)))
        return probability(asked, looked.ranked, threshold), reader.asked

    near = expected + sum(fitted["weights"][name] for name in SIGNS)
    for place, said, times in (
        (most + 0.1, expected, 0),
        (-most - 0.1, expected, 0),
        (most - 0.1, near, 1),
        (0.1 - most, near, 1),
    ):
        found, asked = read(place)
        assert (found, asked) == (pytest.approx(1 / (1 + math.exp(-said))), times)
    assert read(math.inf) == read(-math.inf)


@pytest.mark.parametrize(
    ("question", "met", "unmet"),
    [
        ("Сколько мёда собрали на 26-й сессии?", 1.0, 0.0),
        ("Сколько мёда собрали на 41-й сессии?", 0.0, 1.0),
        ("Сколько мёда собрали?", 0.0, 0.0),
        # One of the two is there.
        ("Что было на 26-й сессии и на 41-й сессии?", 1.0, 0.0),
    ],
)
def test_the_number_of_the_event_asked_for(
    archive: Shelf, question: str, met: float, unmet: float
) -> None:
    looked = archive.look(question)
    (bees,) = [c for c in looked.ranked if c.text.startswith("Мёда")]
    row = evidence_row(looked.asked, [bees])
    seen = dict(zip(EVIDENCE, row, strict=True))
    assert (seen["event_met"], seen["event_unmet"]) == (met, unmet)


@pytest.mark.parametrize(
    ("documents", "certain", "support"),
    [
        ({"d": 1.0}, True, 1.0),
        ({"d": 0.5}, False, 1.0),
        ({}, False, -1.0),
        ({"e": 1.0}, True, -1.0),
        # Another document mentions such an event, which says nothing of this one.
        ({"e": 0.5}, False, 0.0),
    ],
)
def test_event_support(documents: dict[str, float], certain: bool, support: float) -> None:
    (event,) = find_events("at the 26th session")
    constraint = Constraint("event", "session 26", event.text, event)
    assert event_support([ConstraintMatch(constraint, documents, certain)], "d") == support
    place = ConstraintMatch(Constraint("place", "x", "X"), {})
    assert event_support([place], "d") == 0.0


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Что было 5 мая 2019 года?", 0.0),
        ("Что было в 2019 году?", 0.0),
        ("Что было 7 июня 2003 года?", 1.0),
        ("Почему из 500 тонн мёда продали 320?", 0.5),
        ("Сколько собрали мёда?", 0.0),
        # How many are asked for is no number that a text must hold.
        ("Какие восемь сортов мёда собрали?", 0.0),
        # Which in a row is seldom said again.
        ("Кто собрал первые тонны мёда в третий раз?", 0.0),
    ],
)
def test_the_share_of_numbers_that_the_document_lacks(
    archive: Shelf, question: str, missing: float
) -> None:
    looked = archive.look(question)
    (bees,) = [c for c in looked.ranked if c.text.startswith("Мёда")]
    assert numbers_missing(looked.asked.question, looked.asked.intent, bees.hit) == missing


@pytest.mark.parametrize(
    ("question", "names", "people"),
    [
        ("Что сказал директор Иван Медов?", 0.0, 0.0),
        ("What did director Ivan Medov say?", 0.0, 0.0),
        ("Что сказал директор Роберт Уилсон?", 1.0, 1.0),
        ("Что сказали о пчёлах?", 0.0, 0.0),
        # In another document of the archive, so the person is not unknown.
        ("Что сказала директор Сотова о мёде?", 1.0, 0.0),
    ],
)
def test_the_share_of_names_and_people_that_are_unknown(
    archive: Shelf, question: str, names: float, people: float
) -> None:
    looked = archive.look(question)
    (bees,) = [c for c in looked.ranked if c.text.startswith("Мёда")]
    assert names_missing(looked.asked.question, looked.asked.found, bees) == names
    assert people_missing(looked.asked.question, looked.asked.found, bees.hit) == people


@pytest.mark.parametrize(
    ("question", "less"),
    [
        ("Сколько мёда собрали на 26-й сессии?", "Сколько мёда собрали на 41-й сессии?"),
        ("Что показал директор Иван Медов?", "Что показал директор Роберт Уилсон?"),
        ("Что было 5 мая 2019 года?", "Что было 7 июня 2003 года?"),
        ("Сколько мёда собрали?", "Сколько стоит билет на Луну?"),
        ("Музейде қанша зал бар?", "Айға ұшу қанша тұрады?"),
    ],
)
def test_what_the_archive_lacks_is_less_probable(real: Shelf, question: str, less: str) -> None:
    answerable = chance(real.look(question))
    assert answerable >= read_settings().refuse_below
    assert chance(real.look(less)) < answerable / 2


def test_an_answer_in_another_script_costs_nothing_for_its_language(archive: Shelf) -> None:
    assert row_of(archive.look("Сколько мёда собрали?"))["same_language"] == 1.0
    assert row_of(archive.look("skolko myoda sobrali?"))["same_language"] == 0.0
    assert row_of(archive.look("How much honey?"))["same_language"] == 0.0
