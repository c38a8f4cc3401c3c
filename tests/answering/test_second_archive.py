"""The whole line, with the real model, on the documents of `tests/archive`.

One question of each shape; how often the answers are right is measured by
`qa eval answers`, not here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.archive import Archive
from qa.embedding.encoder import TokenEncoder
from qa.index.local import LocalIndex
from qa.indexing import Indexer, index_settings
from qa.settings import read_settings
from qa.types import Answer, Status

DOCUMENTS = Path(__file__).parents[1] / "archive" / "documents"


@pytest.fixture(scope="module")
def archive(encoder: TokenEncoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    data = tmp_path_factory.mktemp("second")
    settings = read_settings(data_dir=data)
    index = LocalIndex.open(data, index_settings(settings, encoder), create=True)
    Indexer(index, encoder, settings).update([DOCUMENTS])
    opened = Archive(index, encoder, settings)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def ready(archive: Archive, encoder: TokenEncoder) -> Archive:
    """The same, refusing only what it finds nothing for."""
    settings = archive.settings.model_copy(update={"refuse_below": 0.0})
    return Archive(LocalIndex.open(settings.data_dir), encoder, settings)


def cited(answer: Answer) -> list[tuple[str, str]]:
    assert answer.status is Status.ANSWERED
    return [(citation.source, citation.quote) for citation in answer.citations]


def test_a_list_of_ordinals_is_cited_whole_and_in_order(ready: Archive) -> None:
    answer = ready.ask("Мәслихат төрағасы депутаттарға қандай тапсырмалар берді?")
    quotes = cited(answer)
    assert {source for source, _ in quotes} == {"kk-maslihat-12-sessia.txt"}
    starts = ("Ауыл әкімдері", "Аудандық су", "Мектептер мен", "Тұрғындарға су")
    assert [quote[: len(start)] for (_, quote), start in zip(quotes, starts, strict=True)] == [
        *starts
    ]
    assert quotes[-1][1].endswith("деді Серік Қалиев.")


def test_adverbs_that_count_make_a_list_too(archive: Archive) -> None:
    quotes = cited(archive.ask("Какие пять направлений поддержки названы в докладе?"))
    starts = ("Во-первых", "Во-вторых", "В-третьих", "В-четвёртых", "В-пятых")
    assert [quote.split(",")[0] for _, quote in quotes] == [*starts]
    assert {source for source, _ in quotes} == {"ru-forum-agrariev.txt"}


@pytest.mark.parametrize(
    ("question", "source", "part"),
    [
        ("Which sections did the rural medicine conference have?", "en-health-conference.txt",
         "telemedicine"),
        ("Сколько актёров в труппе театра?", "ru-teatr-sezon.txt", "54 актёра"),
        ("Who won the boat parade?", "en-river-festival.txt", "Karasai"),
        # Asked in another language than the document's.
        ("How many actors are in the theatre's troupe?", "ru-teatr-sezon.txt", "54 актёра"),
        ("Театр труппасында неше актёр бар?", "ru-teatr-sezon.txt", "54 актёра"),
        # Two events of one number; the place tells them apart.
        ("Облыстық мәслихаттың XII сессиясы қашан өтті?", "kk-oblys-12-sessia.txt", "5 наурызда"),
    ],
)  # fmt: skip
def test_the_passage_that_answers_is_cited(
    archive: Archive, question: str, source: str, part: str
) -> None:
    quotes = cited(archive.ask(question))
    assert quotes[0][0] == source
    assert part in " ".join(quote for _, quote in quotes)


@pytest.mark.parametrize(
    "question",
    [
        "Сколько человек приехало на XXXIX форум аграриев?",
        "Who won the football world cup in 1998?",
        "Қазақстанда неше ғарыш кемесі бар?",
        "Какая глубина у озера Байкал?",
    ],
)
def test_what_the_archive_does_not_hold_is_refused(archive: Archive, question: str) -> None:
    answer = archive.ask(question)
    assert (answer.status, answer.citations, len(answer.suggestions)) == (Status.REFUSED, (), 3)


def test_every_quotation_is_the_text_of_its_document(archive: Archive) -> None:
    for question in ("Театр туралы айт", "What was decided?", "Кто и когда выступил?", "Ольга Ким"):
        answer = archive.ask(question)
        for citation, claim in zip(answer.citations, answer.claims, strict=True):
            text = archive.document(citation.document_id).text
            assert text[citation.start : citation.end] == citation.quote
            assert answer.text[claim.start : claim.end] == claim.text
