"""The document of a numbered event comes first however its number is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.embedding import TokenEncoder
from qa.index.local import LocalIndex
from qa.indexing import Indexer, index_settings
from qa.questions.question import analyse
from qa.retrieval.search import Searcher
from qa.settings import read_settings
from qa.types import WHOLE_ARCHIVE
from tests.retrieval.number_forms import session_questions

CORPUS = Path(__file__).parents[2] / "corpus"
NUMBERS = (("academy-14.txt", 14), ("region-15.txt", 15), ("council-31.txt", 31))
OWN = {
    "academy-14.txt": (
        "Ғылым академиясының XIV сессиясы өтті\n\n"
        "Қарағандыда Ғылым академиясының XIV сессиясы өтті. Академия төрағасы Д. Сәбитов "
        "зертханаларды жаңартуды және жас ғалымдарға пәтер беруді тапсырды."
    ),
    "region-15.txt": (
        "Сессия Павлодарского областного маслихата\n\n"
        "В Павлодаре прошла пятнадцатая сессия областного маслихата. Депутаты поручили "
        "отремонтировать мост и проверить школьные столовые."
    ),
    "council-31.txt": (
        "The 31st session of the Water Council\n\n"
        "The Water Council held its 31st session in Almaty. The chair instructed the members "
        "to measure the river every week and to publish the results."
    ),
    "choir.txt": (
        "Городской хор\n\nХор выступил в парке. Поручения дирижёра выполнили все участники."
    ),
}


@pytest.fixture(scope="module")
def corpus(encoder: TokenEncoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    yield from indexed(CORPUS, encoder, tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def own(encoder: TokenEncoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("documents")
    for name, text in OWN.items():
        (folder / name).write_text(text, encoding="utf-8")
    yield from indexed(folder, encoder, tmp_path_factory.mktemp("own"))


def indexed(documents: Path, encoder: TokenEncoder, folder: Path) -> Iterator[Searcher]:
    settings = read_settings()
    index = LocalIndex.open(folder, index_settings(settings, encoder), create=True)
    Indexer(index, encoder, settings).update([documents])
    yield Searcher(index, encoder, settings)
    index.close()


def first(searcher: Searcher, question: str) -> str:
    return searcher.rank(WHOLE_ARCHIVE, analyse(question), top_k=1).hits[0].document.source


def test_there_are_at_least_forty_forms() -> None:
    assert len(set(session_questions(26))) >= 40


@pytest.mark.parametrize("question", session_questions(26))
def test_the_corpus_26th_session(corpus: Searcher, question: str) -> None:
    assert first(corpus, question) == "kk-26th-session.txt"


@pytest.mark.parametrize(
    ("source", "question"),
    [(source, question) for source, number in NUMBERS for question in session_questions(number)],
)
def test_other_numbers_of_other_documents(own: Searcher, source: str, question: str) -> None:
    assert first(own, question) == source


@pytest.mark.parametrize("question", session_questions(25)[::4])
def test_a_session_the_archive_does_not_hold_meets_no_document(
    corpus: Searcher, question: str
) -> None:
    matches = corpus.rank(WHOLE_ARCHIVE, analyse(question), top_k=1).constraints
    asked = [match for match in matches if match.constraint.value == "session 25"]
    assert [match.documents for match in asked] == [{}]
    assert not asked[0].certain
