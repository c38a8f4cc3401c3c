"""Questions for somebody who does not know yet what an archive holds.

A question made from a document's title asks for the document; a person asks for
what is in it: who somebody is, what happened on a day, who spoke at a session.
Such questions are made from the facts that indexing found, so any archive has
its own, and every one is put to the archive before it is shown: what it refuses,
or answers from elsewhere, is left out.

The sentences are written so that nothing taken from a document has to be
inflected: Kazakh and Russian endings stand only on words that are listed here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from qa.index.passage_index import DocumentSummary
from qa.language.folding import fold_lookalikes, normalise
from qa.language.names import name_forms
from qa.language.values import find_values
from qa.retrieval.facts import DocumentFacts
from qa.types import Answer, Language, Status

MAX_TITLE = 90
_TRIES = 8
"""Questions that are put to the archive in one language before it is given up."""

Ask = Callable[[str], Answer]
Described = tuple[DocumentSummary, DocumentFacts]


class Kind(Enum):
    PERSON = "person"
    DAY = "day"
    EVENT = "event"
    YEAR = "year"
    TITLE = "title"


# Each language begins with another kind, so that three questions show three of them.
_ORDER = {
    Language.KAZAKH: (Kind.PERSON, Kind.EVENT, Kind.DAY, Kind.YEAR, Kind.TITLE),
    Language.RUSSIAN: (Kind.DAY, Kind.YEAR, Kind.PERSON, Kind.EVENT, Kind.TITLE),
    Language.ENGLISH: (Kind.EVENT, Kind.YEAR, Kind.DAY, Kind.PERSON, Kind.TITLE),
}

_WORDS = {
    Kind.PERSON: {
        Language.KAZAKH: "{name} деген кім?",
        Language.RUSSIAN: "Какую должность занимает {name}?",
        Language.ENGLISH: "Who is {name}?",
    },
    Kind.DAY: {
        Language.KAZAKH: "{year} жылы {day} {month} не болды?",
        Language.RUSSIAN: "Что произошло {day} {month} {year} года?",
        Language.ENGLISH: "What happened on {day} {month} {year}?",
    },
    Kind.EVENT: {
        Language.KAZAKH: "{number}-{event} кімдер сөз сөйледі?",
        Language.RUSSIAN: "Какие вопросы обсуждали на {number}-{event}?",
        Language.ENGLISH: "Who spoke at the {number}{event}?",
    },
    Kind.YEAR: {
        Language.KAZAKH: "{year} жылы не болды?",
        Language.RUSSIAN: "Что произошло в {year} году?",
        Language.ENGLISH: "What happened in {year}?",
    },
    Kind.TITLE: {
        Language.KAZAKH: "«{title}» мәтінінде не айтылған?",
        Language.RUSSIAN: "О чём говорится в тексте «{title}»?",
        Language.ENGLISH: "What is “{title}” about?",
    },
}

# In the month, of the month, and its name.
_MONTHS = {
    Language.KAZAKH: "қаңтарда ақпанда наурызда сәуірде мамырда маусымда шілдеде тамызда "
    "қыркүйекте қазанда қарашада желтоқсанда",
    Language.RUSSIAN: "января февраля марта апреля мая июня июля августа сентября октября "
    "ноября декабря",
    Language.ENGLISH: "January February March April May June July August September October "
    "November December",
}

# At the event, with the ending of the number before it.
_EVENTS = {
    "session": ("сессияда", "й сессии", " session"),
    "congress": ("съезде", "м съезде", " congress"),
    "conference": ("конференцияда", "й конференции", " conference"),
    "forum": ("форумда", "м форуме", " forum"),
    "summit": ("саммитте", "м саммите", " summit"),
    "meeting": ("отырыста", "м заседании", " meeting"),
    "plenum": ("пленумда", "м пленуме", " plenum"),
    "seminar": ("семинарда", "м семинаре", " seminar"),
}

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_YEAR = re.compile(r"\d{4}")
_QUOTES = dict.fromkeys(map(ord, '«»“”„"'))


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A question, and what shows that an answer is to it: words or a date that are quoted."""

    kind: Kind
    text: str
    document_id: str
    proof: str = ""


def examples(documents: Sequence[Described], ask: Ask) -> tuple[str, ...]:
    """At most one question in each of three languages, all answered by `ask`."""
    found: list[_Candidate] = []
    for language in _ORDER:
        if chosen := _first_answered(_candidates(language, documents, found), ask):
            found.append(chosen)
    return tuple(candidate.text for candidate in found)


def _first_answered(candidates: Sequence[_Candidate], ask: Ask) -> _Candidate | None:
    return next((one for one in candidates[:_TRIES] if _answers(ask(one.text), one)), None)


def _candidates(
    language: Language, documents: Sequence[Described], taken: Sequence[_Candidate]
) -> list[_Candidate]:
    """Kinds and documents that other languages have not shown come first, and among those
    the documents in this language."""
    order = _ORDER[language]
    kinds = {one.kind for one in taken}
    shown = {one.document_id for one in taken}
    own = [(d, f) for d, f in documents if d.language == language]
    others = [(d, f) for d, f in documents if d.language != language]
    made = [
        candidate
        for document, facts in (*own, *others)
        for candidate in _from(document, facts, language)
    ]
    return sorted(
        made,
        key=lambda one: (
            one.kind is Kind.TITLE,
            one.kind in kinds,
            order.index(one.kind),
            one.document_id in shown,
        ),
    )


def _from(
    document: DocumentSummary, facts: DocumentFacts, language: Language
) -> Iterator[_Candidate]:
    """One question of each kind that the document is good for."""

    def made(kind: Kind, proof: str = "", /, **values: object) -> _Candidate:
        text = _WORDS[kind][language].format(**values)
        return _Candidate(kind, text, document.id, proof)

    # A name is asked for in the letters and the form in which it stands.
    if document.language == language and (name := _a_name(facts)):
        yield made(Kind.PERSON, name, name=name)
    # Of a later year the document can tell no more than plans.
    past = [date for date in facts.dates if not facts.date or date[:4] <= facts.date[:4]]
    if day := next(filter(_DAY.fullmatch, past), ""):
        year, month, number = day.split("-")
        word = _MONTHS[language].split()[int(month) - 1]
        yield made(Kind.DAY, day, year=year, month=word, day=int(number))
    if event := _the_event(facts, language):
        yield made(Kind.EVENT, **event)
    if year := next(filter(_YEAR.fullmatch, past), ""):
        yield made(Kind.YEAR, year, year=year)
    if title := _short(document.title):
        yield made(Kind.TITLE, title=title)


def _a_name(facts: DocumentFacts) -> str:
    """Somebody with an office, whose surname stands without an ending."""
    named = (person.name for person in facts.people if person.role)
    return next((name for name in named if _is_plain(name.split()[-1])), "")


def _is_plain(surname: str) -> bool:
    return name_forms(surname)[0] == normalise(fold_lookalikes(surname))


def _the_event(facts: DocumentFacts, language: Language) -> Mapping[str, object]:
    """The numbered gathering that the document reports on, if it is nobody's but the whole
    archive's: a region's would have to be named with it."""
    event = facts.own_event
    if event is None or not event.number.isdigit() or event.level or event.kind not in _EVENTS:
        return {}
    number: object = event.number
    if language is Language.ENGLISH:
        number = _ordinal(int(event.number))
    return {"number": number, "event": _EVENTS[event.kind][list(_ORDER).index(language)]}


def _ordinal(number: int) -> str:
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _answers(answer: Answer, candidate: _Candidate) -> bool:
    """Whether it quotes the document that the question was made from, and the proof."""
    if answer.status is not Status.ANSWERED:
        return False
    quotes = [c.quote for c in answer.citations if c.document_id == candidate.document_id]
    if candidate.kind in (Kind.DAY, Kind.YEAR):
        return any(
            value.value.startswith(candidate.proof)
            for quote in quotes
            for value in find_values(quote)
        )
    return any(candidate.proof in quote for quote in quotes)


def _short(title: str) -> str:
    """The title without quotation marks of its own, or its whole words up to `MAX_TITLE`
    characters."""
    title = " ".join(title.translate(_QUOTES).split())
    if len(title) <= MAX_TITLE:
        return title
    head = title[:MAX_TITLE]
    return (head.rsplit(None, 1)[0] if " " in head else head).rstrip(" ,;:—–-") + "…"
