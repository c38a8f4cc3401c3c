"""Answers are exact quotations in a frame, or an honest refusal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qa.answering.answer import Answerer, Check
from qa.answering.late_reader import LateInteractionReader
from qa.answering.reader import SIGNS, Edges, Reader, Reading, ReadSentence
from qa.answering.writing import OnEvent
from qa.checking.check import CheckedClaim, CheckReport, Source
from qa.questions.question import Question
from qa.retrieval.search import SearchResult
from qa.settings import read_settings
from qa.types import (
    WHOLE_ARCHIVE,
    Answer,
    Citation,
    Claim,
    Filters,
    Language,
    Mode,
    Status,
    Verdict,
)
from tests.answering.prepared import EVERYTHING, Shelf, shelf

TEXTS = {
    "bees.txt": "Съезд пчеловодов\n\nV съезд пчеловодов прошёл в Липовке. "
    "Мёда собрали 500 тонн. Погода была тёплой.\n",
    "plan.txt": "План посёлка\n\nГлава посёлка назвал три задачи.\n"
    "1) Построить мост.\n2) Отремонтировать школу.\n3) Посадить деревья.\n\nПотом пили чай.\n",
    "bridge.txt": "Bridge\n\nThe bridge in Oakfield was opened by Peter Lapin. "
    "It is 300 metres long.\n",
}
HOSTILE = (
    "Обзор\n\nМёда собрали «500 [1] тонн» [2]. <script>alert('мёд')</script> собрали & съели. "
    "Медведь\u202e съел\u202c мёд {0} %s \\n. «Мёд» » сказал « медведь [99].\n"
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    with shelf(tmp_path_factory.mktemp("answer"), TEXTS) as made:
        yield made


def bears_out(verdict: Verdict) -> Check:
    """A check that finds the same of every statement."""

    def check(text: str, sources: Sequence[Source], language: Language) -> CheckReport:
        claim = CheckedClaim(text, 0, len(text), verdict, 0.9, (), ())
        return CheckReport(verdict is Verdict.SUPPORTED, 0.9, (claim,))

    return check


SUPPORTS = bears_out(Verdict.SUPPORTED)
NOT_SUPPORTING = (None, bears_out(Verdict.CONTRADICTED), bears_out(Verdict.UNSUPPORTED))


def ask(
    archive: Shelf,
    question: str,
    *,
    refuse_below: float = 0.0,
    filters: Filters = EVERYTHING,
    on_event: OnEvent | None = None,
    should_stop: Callable[[], bool] | None = None,
    check: Check | None = SUPPORTS,
    language: Language | None = None,
    reader: Reader | None = None,
) -> Answer:
    looked = archive.look(question, filters)
    analysed = looked.asked.question
    if language is not None:
        analysed = replace(analysed, answer_in=language)
    reader = reader or LateInteractionReader()
    answerer = Answerer(archive.index, read_settings(refuse_below=refuse_below), reader, check)
    answer = answerer.answer(
        WHOLE_ARCHIVE, question, analysed, looked.asked.found, on_event, should_stop
    )
    check_spans(archive, answer)
    return answer


def check_spans(archive: Shelf, answer: Answer) -> None:
    """Every claim lies in the answer's text, every citation in its document's."""
    assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    quoted = [claim for claim in answer.claims if claim.verdict is Verdict.QUOTED]
    for claim in answer.claims:
        assert claim.text == answer.text[claim.start : claim.end]
    for claim, citation in zip(quoted, answer.citations, strict=True):
        document = archive.index.document(WHOLE_ARCHIVE, citation.document_id).document
        assert claim.text == answer.text[claim.start : claim.end] == citation.quote
        assert citation.quote == document.text[citation.start : citation.end]
        assert claim.citations == (citation.number,)
        assert (claim.verdict, claim.score) == (Verdict.QUOTED, 1.0)
        around = answer.text[claim.start - 1 : claim.end + len(f"» [{citation.number}]")]
        inside = claim.text[0] in "«»" or claim.text[-1] in "«»"
        marked = f"“{claim.text}”" if inside else f"«{claim.text}»"
        assert around == f"{marked} [{citation.number}]"
        assert (citation.source, citation.title) == (document.source, document.title)
        passages = archive.index.document_passages(WHOLE_ARCHIVE, document.id).values()
        (passage,) = [p for p in passages if p.id == citation.passage_id]
        assert passage.start <= citation.start < passage.end


def test_one_quotation_with_its_value_first(archive: Shelf) -> None:
    answer = ask(archive, "Сколько мёда собрали?")
    assert answer.text == "Ответ: 500 тонн.\nВ архиве сказано: «Мёда собрали 500 тонн.» [1]"
    assert [(c.text, c.citations, c.verdict) for c in answer.claims] == [
        ("500 тонн", (1,), Verdict.SUPPORTED),
        ("Мёда собрали 500 тонн.", (1,), Verdict.QUOTED),
    ]
    assert (answer.status, answer.mode) == (Status.ANSWERED, Mode.EXTRACTIVE)
    assert answer.suggestions == ()
    assert (answer.question, answer.language) == ("Сколько мёда собрали?", Language.RUSSIAN)
    assert set(answer.timings_ms) == {"answer"}


def test_a_value_of_another_language_is_told_in_the_questions(archive: Shelf) -> None:
    answer = ask(archive, "Сколько мёда собрали?", language=Language.ENGLISH)
    first, _ = answer.claims
    assert (first.text, first.citations) == ("500 («500 тонн»)", (1,))
    assert answer.text.startswith(f"Answer: {first.text}.\n")


def test_a_value_that_reads_the_same_in_both_languages_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.answering.answer._SURE", 0.0)
    with shelf(tmp_path, {"a.txt": "Музей\n\nМузей открыт в 1995 году.\n"}) as made:
        answer = ask(made, "В каком году открыт музей?", language=Language.ENGLISH)
    assert answer.text.startswith("Answer: 1995.\n")


@pytest.mark.parametrize(
    "check", [None, bears_out(Verdict.CONTRADICTED), bears_out(Verdict.UNSUPPORTED)]
)
def test_a_value_that_does_not_stand_is_not_said(archive: Shelf, check: Check | None) -> None:
    answer = ask(archive, "Сколько мёда собрали?", check=check)
    assert answer.text == "В архиве сказано: «Мёда собрали 500 тонн.» [1]"


def test_a_value_is_checked_by_what_is_quoted_and_the_title(tmp_path: Path) -> None:
    text = (
        "Мёд\n\nЗима была долгой. Пчёлы проснулись поздно. Мёда собрали 500 тонн. "
        "Погода была тёплой. Потом пили чай.\n"
    )
    given: list[tuple[str, Sequence[Source]]] = []

    def check(statement: str, sources: Sequence[Source], language: Language) -> CheckReport:
        given.append((statement, sources))
        return SUPPORTS(statement, sources, language)

    with shelf(tmp_path, {"a.txt": text}) as made:
        ask(made, "Сколько мёда собрали?", check=check)
    ((statement, (source,)),) = given
    assert "500" in statement
    assert source.text == "a.\n\nМёда собрали 500 тонн."


def test_a_name_alone_on_its_line_is_no_short_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.answering.answer._SURE", 0.0)
    text = "Мёд\n\nПогода была тёплой.\n\nПётр Лапин\n"
    with shelf(tmp_path, {"a.txt": text}) as made:
        answer = ask(made, "Кто председательствовал?")
    assert [claim.text for claim in answer.claims] == ["Пётр Лапин"]
    assert answer.claims[0].verdict is Verdict.QUOTED


class Pointing:
    """A reader that sees the answer at one place of each sentence; it sees an answer as surely
    as is told by its signs."""

    name, signs = "pointing", SIGNS

    def __init__(self, words: str) -> None:
        self._words = words

    def read(self, question: Question, found: SearchResult) -> Reading:
        reading = LateInteractionReader().read(question, found)
        seen = tuple(replace(one, edges=self._edges(found, one)) for one in reading.sentences)
        return replace(reading, sentences=seen, signs=(9.0, 0.0, 9.0))

    def _edges(self, found: SearchResult, one: ReadSentence) -> Edges:
        text, span = found.hits[one.hit].document.text, one.span
        words = [match.span() for match in re.finditer(r"\w+", text[span.start : span.end])]
        places = np.array(words, np.int64) + span.start
        logs = [-0.1 if text[a:b] == self._words else -9.0 for a, b in places.tolist()]
        return Edges(places, np.array([logs, logs]).T)


@pytest.mark.parametrize(("words", "shown"), [("500", True), ("Мёда", False)])
def test_a_short_answer_is_shown_where_the_reader_sees_it_too(
    archive: Shelf, words: str, shown: bool
) -> None:
    answer = ask(archive, "Сколько мёда собрали?", reader=Pointing(words))
    assert answer.status is Status.ANSWERED
    assert answer.text.startswith("Ответ: 500 тонн.") is shown


def test_an_unsure_answer_shows_the_quotation_alone(
    archive: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.answering.answer._SURE", 1.1)
    answer = ask(archive, "Сколько мёда собрали?")
    assert answer.text == "В архиве сказано: «Мёда собрали 500 тонн.» [1]"


def test_without_one_value_a_frame_in_the_language_of_the_question(archive: Shelf) -> None:
    answer = ask(archive, "Почему погода была тёплой?")
    assert answer.text == "В архиве сказано: «Погода была тёплой.» [1]"


def test_a_list_stands_a_line_an_item(archive: Shelf) -> None:
    answer = ask(archive, "Какие три задачи назвал глава посёлка?")
    assert answer.text.split("\n") == [
        "В документе перечислено 3 пункта:",
        "«Построить мост.» [1]",
        "«Отремонтировать школу.» [2]",
        "«Посадить деревья.» [3]",
    ]


def test_three_quotations_that_are_no_list_are_not_called_one(tmp_path: Path) -> None:
    text = (
        "VII форум мостостроителей\n\nVII форум мостостроителей прошёл в Липовке. "
        "Открыл его инженер Пётр Лапин. Речь длилась долго. Мост уже построен. "
        "Движение пустят 5 мая 2019 года.\n"
    )
    question = "На VII форуме мост уже построен, а кто открыл и когда пустят движение, верно ли?"
    with shelf(tmp_path, {"a.txt": text}) as made:
        answer = ask(made, question)
    assert len(answer.claims) > 2
    assert answer.text.startswith("Вот что об этом сказано в архиве:\n")


def test_events_come_as_each_part_stands(archive: Shelf) -> None:
    told: list[Claim | Citation] = []
    answer = ask(archive, "Какие три задачи назвал глава посёлка?", on_event=told.append)
    pairs = zip(answer.citations, answer.claims, strict=True)
    assert told == [part for pair in pairs for part in pair]


@pytest.mark.parametrize("allowed", [0, 1, 2])
def test_what_comes_after_a_stop_is_left_out(archive: Shelf, allowed: int) -> None:
    told: list[Claim | Citation] = []
    asked = iter([*[False] * allowed, True])
    answer = ask(
        archive,
        "Какие три задачи назвал глава посёлка?",
        on_event=told.append,
        should_stop=lambda: next(asked),
    )
    # The first quotation stands in any case: without one an answer says nothing.
    stood = allowed + 1
    assert len(answer.claims) == stood
    assert len(told) == 2 * stood
    assert answer.text.count("\n") == stood


def test_a_refusal_cites_nothing_and_suggests_what_is_near(
    archive: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.answering.answer._NEAR_FROM", -100.0)
    told: list[Claim | Citation] = []
    answer = ask(
        archive, "Сколько мёда собрали на 41-м съезде?", refuse_below=1.0, on_event=told.append
    )
    assert (answer.status, answer.claims, answer.citations, told) == (Status.REFUSED, (), (), [])
    assert answer.text == (
        "В этом архиве нет ответа на вопрос. Ни в одном документе не найдено: «41-м съезде»."
    )
    assert {s.source for s in answer.suggestions} == set(TEXTS)
    assert len(answer.suggestions) == 3
    first = answer.suggestions[0]
    document = archive.index.document(WHOLE_ARCHIVE, first.document_id).document
    assert first.quote == document.text[first.start : first.end] == "Мёда собрали 500 тонн."
    assert [other.quote for other in answer.suggestions[1:]] == ["", ""]


def test_what_is_far_off_is_not_shown(archive: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.answering.answer._NEAR_FROM", 100.0)
    answer = ask(archive, "Какая столица Франции?", refuse_below=1.0)
    assert (answer.status, answer.suggestions) == (Status.REFUSED, ())


def test_work_that_quoting_cannot_do_is_not_tried(archive: Shelf) -> None:
    answer = ask(archive, "Переведи отчёт о мёде на английский")
    assert (answer.status, answer.citations) == (Status.REFUSED, ())
    assert answer.text.startswith("Я привожу цитаты из документов; считать, переводить")


def test_the_threshold_decides(archive: Shelf) -> None:
    score = ask(archive, "Сколько мёда собрали?").score
    assert 0.0 < score < 1.0
    above, below = min(1.0, score + 0.001), score - 0.001
    assert ask(archive, "Сколько мёда собрали?", refuse_below=below).status is Status.ANSWERED
    assert ask(archive, "Сколько мёда собрали?", refuse_below=above).status is Status.REFUSED


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Сколько?", "В этом архиве нет ответа на вопрос. Архив пуст"),
        ("How many?", "This archive does not answer the question. The archive is empty"),
        ("Қанша адам келді?", "Бұл сұрақтың жауабы мұрағаттан табылмады. Мұрағат бос"),
    ],
)
def test_an_empty_archive_says_so(tmp_path: Path, question: str, text: str) -> None:
    with shelf(tmp_path, {}) as empty:
        answer = ask(empty, question)
    assert (answer.status, answer.score, answer.suggestions) == (Status.REFUSED, 0.0, ())
    assert answer.text.startswith(text)


def test_only_what_passes_the_filter_is_cited_or_named(
    archive: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.answering.answer._NEAR_FROM", -100.0)
    english = Filters(languages=(Language.ENGLISH,))
    answer = ask(archive, "Who opened the bridge?", filters=english)
    assert {c.source for c in answer.citations} == {"bridge.txt"}
    refused = ask(archive, "Сколько мёда собрали?", filters=english, refuse_below=1.0)
    assert [s.source for s in refused.suggestions] == ["bridge.txt"]
    nothing = ask(archive, "Сколько мёда собрали?", filters=Filters(sources=("no.txt",)))
    assert (nothing.status, nothing.suggestions) == (Status.REFUSED, ())


@pytest.mark.parametrize(
    "question",
    [
        "Сколько мёда собрали?",
        "Что сказал медведь?",
        "Кто съел мёд?",
        "<script>alert('мёд')</script>",
        "Мёд [1] «» {0} %s \u202e?",
        "Какие медведи? " * 60,
    ],
)
def test_text_that_looks_like_markup_is_only_quoted(tmp_path: Path, question: str) -> None:
    with shelf(tmp_path, {"a.txt": HOSTILE}) as made:
        answer = ask(made, question)
    assert answer.status is Status.ANSWERED


def test_marks_in_a_document_are_no_citations(tmp_path: Path) -> None:
    with shelf(tmp_path, {"a.txt": HOSTILE}) as made:
        answer = ask(made, "Почему собрали мёда 500 тонн?")
    assert [c.number for c in answer.citations] == [1]
    assert answer.citations[0].quote.startswith("Мёда собрали «500 [1] тонн»")
    assert answer.text.endswith("» [1]")


def test_a_very_long_document_is_answered_from(tmp_path: Path) -> None:
    filler = "".join(f"Строка номер {n} ни о чём не говорит.\n" for n in range(2000))
    with shelf(tmp_path, {"a.txt": f"Отчёт\n\n{filler}\nМёда собрали 500 тонн.\n"}) as made:
        answer = ask(made, "Сколько мёда собрали тонн?")
    assert answer.citations[0].quote == "Мёда собрали 500 тонн."


def test_the_date_of_the_document_goes_with_the_citation(archive: Shelf) -> None:
    answer = ask(archive, "Сколько мёда собрали?")
    document = archive.index.document(WHOLE_ARCHIVE, answer.citations[0].document_id).document
    assert answer.citations[0].date == (document.metadata.get("date") or None)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (
            "сәлем",
            "Құжаттар туралы сұрақ қойыңыз: жауап ретінде дәл үзінділер келтіріледі.",
        ),
        ("Спасибо!", "Задайте вопрос о документах: ответом будут точные цитаты из них."),
        ("hello", "Ask a question about the documents; the answer quotes them exactly."),
        ("What", "Ask a question about the documents; the answer quotes them exactly."),
    ],
)
def test_a_greeting_is_not_answered_with_a_quotation(archive: Shelf, said: str, text: str) -> None:
    answer = ask(archive, said)
    assert (answer.status, answer.text, answer.score) == (Status.REFUSED, text, 0.0)
    assert (answer.question, answer.citations, answer.suggestions) == (said, (), ())


TABLE = (
    "Школы района\n\nВ районе 31 школа.\n\nАул | Школ | Учеников\n\nАкбулак | 4 | 1 620\n\n"
    "Сарыозен | 2 | 540\n\nГлава района Пётр Лапин доволен.\n"
)


def test_a_row_is_quoted_with_what_its_columns_are_called(tmp_path: Path) -> None:
    with shelf(tmp_path, {"schools.txt": TABLE}) as made:
        answer = ask(made, "Сколько школ в Сарыозене?")
        assert answer.text == (
            "Ответ: Школ: 2.\nВ таблице архива (столбцы: Аул | Школ | Учеников) сказано: "
            "«Сарыозен | 2 | 540» [1]"
        )
        both = ask(made, "Где больше школ, в Акбулаке или в Сарыозене?")
        assert both.text.split("\n") == [
            "В таблице архива (столбцы: Аул | Школ | Учеников) сказано:",
            "«Акбулак | 4 | 1 620» [1]",
            "«Сарыозен | 2 | 540» [2]",
        ]


def test_the_holder_of_an_office_is_read_off_its_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.answering.answer._SURE", 0.0)
    text = (
        "Больница\n\nОтделение | Коек | Руководитель\n\nХирургия | 60 | Пётр Лапин\n\n"
        "Неврология | 28 | Анна Сотова\n\nВсё хорошо.\n"
    )
    with shelf(tmp_path, {"a.txt": text}) as made:
        answer = ask(made, "Кто руководитель неврологии?")
        assert answer.text.startswith("Ответ: Руководитель: Анна Сотова.\nВ таблице архива ")


def test_columns_and_headings_are_never_the_answer(tmp_path: Path) -> None:
    text = f"# Отчёт\n\nОтчёт готов.\n\n## Пчёлы и мёд\n\nМёда собрали 500 тонн.\n\n{TABLE}"
    with shelf(tmp_path, {"a.md": text}) as made:
        for question in ("Что сказано про пчёл и мёд?", "Что такое аул, школ, учеников?"):
            quoted = [c.quote for c in ask(made, question).citations]
            assert quoted
            assert "Пчёлы и мёд" not in quoted
            assert "Аул | Школ | Учеников" not in quoted


def test_an_item_quoted_alone_has_no_bullet(tmp_path: Path) -> None:
    text = "Задачи\n\nГлава назвал задачи:\n\n• Построить мост через реку.\n• Посадить деревья.\n"
    with shelf(tmp_path, {"a.txt": text}) as made:
        answer = ask(made, "Через что построить мост?")
        assert [c.quote for c in answer.citations] == ["Построить мост через реку."]


TARIFFS = {
    f"tariff-{year}.txt": f"Тарифы бани\nУтверждено 15 января {year} года\n\n"
    f"Билет в общее отделение стоит {price} тенге. Дети до семи лет проходят бесплатно.\n"
    for year, price in ((2019, 700), (2021, 900), (2024, 1400))
}


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("Сколько стоит билет в общее отделение?", ["1400", "900", "700"]),
        ("Сколько сейчас стоит билет в общее отделение?", ["1400"]),
        ("Сколько стоил билет в общее отделение в 2021 году?", ["900"]),
    ],
)
def test_editions_of_several_years_are_told_apart(
    tmp_path: Path, question: str, quoted: list[str]
) -> None:
    with shelf(tmp_path, TARIFFS) as made:
        answer = ask(made, question)
    assert [c.quote for c in answer.citations] == [
        f"Билет в общее отделение стоит {price} тенге." for price in quoted
    ]
    dated = [f"2024-01-15: «{answer.citations[0].quote}» [1]" in answer.text]
    assert dated == [len(quoted) > 1]


LAW = (
    "Правила рынка\n\nСтатья 1. Общие положения\n\nПравила действуют везде. "
    "Исключения указаны в статье 2.\n\nСтатья 2. Места\n\nМесто занимает четыре метра.\n"
)


def test_an_article_is_quoted_by_its_body_and_one_that_is_not_there_refused(
    tmp_path: Path,
) -> None:
    with shelf(tmp_path, {"law.txt": LAW}) as made:
        answer = ask(made, "Что говорится в статье 2?")
        assert [c.quote for c in answer.citations] == ["Место занимает четыре метра."]
        assert ask(made, "Что говорится в статье 7?").status is Status.REFUSED


def test_words_that_meet_the_question_are_told(archive: Shelf) -> None:
    citation = ask(archive, "Сколько мёда собрали?").citations[0]
    document = archive.index.document(WHOLE_ARCHIVE, citation.document_id).document
    assert [document.text[a:b] for a, b in citation.matched] == ["Мёда", "собрали"]
