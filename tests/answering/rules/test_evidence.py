"""What is seen in a sentence, and that the one that answers beats its neighbour."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from qa.answering.rules.evidence import (
    FEATURES,
    WEIGHTS_PATH,
    SentenceCandidate,
    read_weights,
)
from qa.answering.rules.traits import holds, traits_of
from qa.embedding.encoder import TokenEncoder
from qa.language.values import ValueKind
from qa.questions.intent import Kind
from qa.questions.question import analyse
from qa.types import Language
from tests.answering.prepared import Looked, Shelf, shelf

TEXTS = {
    "bees.txt": "26-я сессия пчеловодов\n\n"
    "26-я сессия пчеловодов прошла 5 мая 2019 года в Липовке. "
    "На ней выступил Иван Медов. Мёда собрали 500 тонн. Кто соберёт больше? "
    "Новый фильм пчеловоды назвали «Лето», а старый назывался «Зима».\n",
    "museum.txt": "Музей\n\nМузей Рассвет открылся в селе Боровое. "
    "Директор Анна Сотова показала карты. В музее 40 залов.\n",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with shelf(tmp_path_factory.mktemp("evidence"), TEXTS) as made:
        yield made


def seen(looked: Looked, beginning: str) -> dict[str, float]:
    (found,) = [c for c in looked.ranked if c.text.startswith(beginning)][:1]
    return dict(zip(FEATURES, found.features, strict=True))


def kept(looked: Looked) -> str:
    """The words of the question that weigh anything, in order."""
    weights = looked.asked.weights
    assert float(weights.sum()) == pytest.approx(1.0, abs=1e-5)
    text, spans = looked.asked.text, looked.asked.found.token_spans
    return " ".join(text[a:b] for (a, b), w in zip(spans, weights, strict=True) if w > 0)


def test_every_feature_has_a_fitted_weight_and_no_other_has() -> None:
    assert read_weights() == json.loads(WEIGHTS_PATH.read_text("utf-8"))
    assert set(read_weights()["sentence"]) == set(FEATURES)


def test_candidates_are_all_sentences_best_first(archive: Shelf) -> None:
    looked = archive.look("Сколько мёда собрали?")
    # A word alone on its line ("Музей") says nothing.
    assert len(looked.ranked) == 9
    assert len({(c.hit.document.id, c.span) for c in looked.ranked}) == 9
    scores = [c.score for c in looked.ranked]
    assert scores == sorted(scores, reverse=True)
    weights = np.array([read_weights()["sentence"][name] for name in FEATURES])
    for candidate in looked.ranked:
        assert candidate.score == pytest.approx(float(weights @ np.array(candidate.features)))
        assert candidate.text == candidate.hit.document.text[slice(*candidate.span)]
        assert looked.asked.found.hits[candidate.place] is candidate.hit


def test_the_shares_of_words_names_and_numbers(archive: Shelf) -> None:
    looked = archive.look("Что было 5 мая 2019 года?")
    assert seen(looked, "26-я сессия пчеловодов прошла")["numbers"] == 1.0
    assert seen(looked, "Мёда")["numbers"] == 0.0
    looked = archive.look("Мёда собрали вчера?")
    # Two of three words.
    assert seen(looked, "Мёда")["words"] == pytest.approx(2 / 3)
    assert seen(looked, "В музее")["words"] == 0.0


@pytest.mark.parametrize(
    ("question", "feature", "sentence", "neighbour"),
    [
        ("Сколько мёда собрали?", "number", "Мёда", "На ней"),
        ("Когда прошла сессия?", "time", "26-я сессия пчеловодов прошла", "Мёда"),
        ("Кто выступил?", "person", "На ней", "Мёда"),
        ("Как называется фильм?", "title", "Новый фильм", "Мёда"),
        ("Где прошла сессия?", "place", "26-я сессия пчеловодов прошла", "Мёда"),
        ("Верно ли, что сессия прошла 7 июня?", "time", "26-я сессия пчеловодов прошла", "Мёда"),
    ],
)
def test_the_kind_asked_for_is_seen_and_only_where_it_is_asked_for(
    archive: Shelf, question: str, feature: str, sentence: str, neighbour: str
) -> None:
    looked = archive.look(question)
    # A number that counts the very thing asked for is seen twice.
    assert seen(looked, sentence)[feature] == (2.0 if feature == "number" else 1.0)
    assert seen(looked, neighbour)[feature] == 0.0
    other = archive.look("Зачем пчеловоды собрались?")
    assert seen(other, sentence)[feature] == 0.0


def test_what_the_question_says_itself_is_not_of_the_kind_asked_for(archive: Shelf) -> None:
    assert seen(archive.look("Сколько из 500 тонн мёда продали?"), "Мёда")["number"] == 0.0
    assert seen(archive.look("Кто слушал Ивана Медова?"), "На ней")["person"] == 0.0


def test_headings_questions_and_short_sentences_are_marked(archive: Shelf) -> None:
    looked = archive.look("Сколько мёда собрали?")
    marks = ("heading", "question", "short")
    for beginning, marked in {
        "26-я сессия пчеловодов прошла": (0.0, 0.0, 0.0),
        "Кто соберёт": (0.0, 1.0, 1.0),
        "Мёда": (0.0, 0.0, 1.0),
    }.items():
        row = seen(looked, beginning)
        assert tuple(row[mark] for mark in marks) == marked
    (heading,) = [c for c in looked.ranked if c.text == "26-я сессия пчеловодов"]
    assert heading.features[FEATURES.index("heading")] == 1.0


def test_the_occasion_weighs_nothing(archive: Shelf) -> None:
    assert kept(archive.look("Сколько мёда собрали на 26-й сессии?")) == "Сколько мёда собрали на"
    assert kept(archive.look("Что было в 2019 году?")) == "Что было в"
    assert kept(archive.look("Кто пел на вечере под названием «Лето и зима»?")) == (
        "Кто пел на вечере"
    )


def test_an_occasion_that_is_asked_about_or_met_by_nothing_weighs(archive: Shelf) -> None:
    assert kept(archive.look("Какова тема 26-й сессии?")) == "Какова тема 26 й сессии"
    assert kept(archive.look("Сколько собрали на 41-й сессии?")) == "Сколько собрали на 41 й сессии"


def test_a_question_of_nothing_but_the_occasion_keeps_its_weights(archive: Shelf) -> None:
    looked = archive.look("26-я сессия")
    weights = looked.asked.weights
    assert np.array_equal(weights, looked.asked.found.token_weights)


def test_numbers_inside_titles_are_no_numbers_of_the_sentence() -> None:
    traits = traits_of(
        "«Мост 5 мая 2019 года» строил Пётр Лапин, 20 рабочих; всё.", Language.RUSSIAN
    )
    assert [(v.kind, v.value) for v in traits.values] == [(ValueKind.NUMBER, "20")]
    assert (traits.quoted, len(traits.people)) == (1, 1)


@pytest.mark.parametrize("text", ["", "«", "»«", "[1]", "\u202e\u2066", "🐝" * 50, "," * 1000])
def test_traits_of_odd_text(text: str) -> None:
    traits = traits_of(text, Language.OTHER)
    assert (traits.people, traits.quoted) == ((), 0)


@pytest.mark.parametrize(
    ("kind", "text", "held"),
    [
        (Kind.PERSON, "Выступил Пётр Лапин.", True),
        (Kind.PERSON, "Выступил Иван Медов.", False),
        (Kind.PERSON, "Выступил хор.", False),
        (Kind.TIME, "Открыли 5 мая 2019 года.", True),
        (Kind.TIME, "Открыли 12 залов.", False),
        (Kind.TIME, "Открыли 14-ю школу.", False),
        (Kind.NUMBER, "Открыли 12 залов.", True),
        (Kind.NUMBER, "Открыли 26 залов.", False),
        (Kind.NUMBER, "Открыли 5 мая 2019 года.", False),
        (Kind.TITLE, "Открыли музей «Рассвет».", True),
        (Kind.THEME, "Открыли музей.", False),
        (Kind.PLACE, "Открыли.", False),
        (Kind.PLACE, "Открыли в Липовке.", True),
        (Kind.PLACE, "Көрме Тараз қаласында ашылды.", True),
        (Kind.EVENT, "Открыли.", True),
    ],
)
def test_a_sentence_holds_what_the_question_lacks(kind: Kind, text: str, held: bool) -> None:
    question = analyse("Что сделал Иван Медов на 26-й сессии?")
    assert holds(kind, text, Language.RUSSIAN, question) is held


@pytest.mark.parametrize(
    ("question", "kind", "text", "held"),
    [
        ("В каком году построен мост?", Kind.TIME, "Мост закрыли в январе.", False),
        ("В каком году построен мост?", Kind.TIME, "Мост закрыли 5 мая 2019 года.", True),
        ("Когда закрыли мост?", Kind.TIME, "Мост закрыли в январе.", True),
        ("Сколько стоит билет?", Kind.NUMBER, "В театре 54 актёра.", False),
        ("Сколько стоит билет?", Kind.NUMBER, "Билет стоит 900 тенге.", True),
        ("Жалақысы қанша?", Kind.NUMBER, "Онда 3400 оқушы бар.", False),
        ("How many people live in the town?", Kind.NUMBER, "It has 100 streets.", False),
        ("How many people live in the town?", Kind.NUMBER, "It has 9,000 residents.", True),
        ("Қалада қанша адам тұрады?", Kind.NUMBER, "Қалада 54 мың тұрғын бар.", True),
        ("Сколько человек пришло?", Kind.NUMBER, "Пришли 70 школьников.", True),
    ],
)
def test_years_money_and_populations_are_answered_by_such_only(
    question: str, kind: Kind, text: str, held: bool
) -> None:
    assert holds(kind, text, Language.RUSSIAN, analyse(question)) is held


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Сколько мёда собрали?", "Мёда собрали 500 тонн."),
        ("Сколько мёда собрали на 26-й сессии?", "Мёда собрали 500 тонн."),
        ("Сколько залов в музее?", "В музее 40 залов."),
    ],
)
def test_the_sentence_that_answers_beats_its_neighbour(
    archive: Shelf, question: str, answer: str
) -> None:
    assert archive.look(question).ranked[0].text == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many tonnes of honey were gathered?", "Мёда собрали 500 тонн."),
        ("Кто показал карты в музее?", "Директор Анна Сотова показала карты."),
        ("Who showed the maps?", "Директор Анна Сотова показала карты."),
        ("Музейде қанша зал бар?", "В музее 40 залов."),
        ("Скольк мёду собрали", "Мёда собрали 500 тонн."),
    ],
)
def test_so_it_does_across_languages(real: Shelf, question: str, answer: str) -> None:
    assert real.look(question).ranked[0].text == answer


@pytest.fixture(scope="module")
def real(encoder: TokenEncoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with shelf(tmp_path_factory.mktemp("real"), TEXTS, encoder) as made:
        yield made


def test_an_empty_archive_has_no_candidates(tmp_path: Path) -> None:
    with shelf(tmp_path, {}) as empty:
        nothing: list[SentenceCandidate] = []
        assert empty.look("Сколько мёда собрали?").ranked == nothing
