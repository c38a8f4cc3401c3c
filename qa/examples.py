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
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from qa.documents.facts import DocumentFacts
from qa.index.passage_index import DocumentSummary
from qa.language.folding import fold_lookalikes, normalise
from qa.language.names import name_forms
from qa.language.pack import Pack
from qa.language.packs import packs
from qa.language.values import find_values
from qa.types import Answer, Language, Status

MAX_TITLE = 90
_LANGUAGES = 3
_TRIES = 8
"""Questions that are put to the archive in one language before it is given up."""

_EACH = 3
"""Questions in one language."""

Ask = Callable[[str], Answer]
Described = tuple[DocumentSummary, DocumentFacts]


class Kind(Enum):
    PERSON = "person"
    DAY = "day"
    EVENT = "event"
    YEAR = "year"
    TITLE = "title"


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


@dataclass(frozen=True, slots=True)
class Example:
    """A question that an archive answers, and its language."""

    text: str
    language: Language


def examples(documents: Sequence[Described], ask: Ask) -> tuple[Example, ...]:
    """At most three questions in each of three languages, those of most documents first, all
    answered by `ask`; the first of each language, which differ in kind, come first."""
    firsts: list[Example] = []
    others: list[Example] = []
    shown: list[_Candidate] = []
    for pack in _languages(documents)[:_LANGUAGES]:
        candidates = _candidates(pack, documents, shown)[:_TRIES]
        kept = (one for one in candidates if _answers(ask(one.text), one))
        found = list(islice(kept, _EACH))
        shown += found[:1]
        firsts += [Example(one.text, pack.language) for one in found[:1]]
        others += [Example(one.text, pack.language) for one in found[1:]]
    return (*firsts, *others)


def _languages(documents: Sequence[Described]) -> list[Pack]:
    counted = Counter(document.language for document, _ in documents)
    return sorted(packs(), key=lambda pack: -counted[pack.language])


def _candidates(
    pack: Pack, documents: Sequence[Described], taken: Sequence[_Candidate]
) -> list[_Candidate]:
    """Kinds and documents that other languages have not shown come first, and among those
    the documents in this language."""
    order = pack.examples.order
    kinds = {one.kind for one in taken}
    shown = {one.document_id for one in taken}
    own = [(d, f) for d, f in documents if d.language is pack.language]
    others = [(d, f) for d, f in documents if d.language is not pack.language]
    made = [
        candidate
        for document, facts in (*own, *others)
        for candidate in _from(document, facts, pack)
    ]
    return sorted(
        made,
        key=lambda one: (
            one.kind is Kind.TITLE,
            one.kind in kinds,
            order.index(one.kind.value),
            one.document_id in shown,
        ),
    )


def _from(document: DocumentSummary, facts: DocumentFacts, pack: Pack) -> Iterator[_Candidate]:
    """One question of each kind that the document is good for."""

    def made(kind: Kind, proof: str = "", /, **values: object) -> _Candidate:
        text = pack.examples.questions[kind.value].format(**values)
        return _Candidate(kind, text, document.id, proof)

    # A name is asked for in the letters and the form in which it stands.
    if document.language is pack.language and (name := _a_name(facts)):
        yield made(Kind.PERSON, name, name=name)
    # Of a later year the document can tell no more than plans.
    past = [date for date in facts.dates if not facts.date or date[:4] <= facts.date[:4]]
    if day := next(filter(_DAY.fullmatch, past), ""):
        year, month, number = day.split("-")
        word = pack.examples.months[int(month) - 1]
        yield made(Kind.DAY, day, year=year, month=word, day=int(number))
    if event := _the_event(facts, pack):
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


def _the_event(facts: DocumentFacts, pack: Pack) -> Mapping[str, object]:
    """The numbered gathering that the document reports on, if it is nobody's but the whole
    archive's: a region's would have to be named with it."""
    event = facts.own_event
    if event is None or not event.number.isdigit() or event.level:
        return {}
    ending = pack.examples.events.get(event.kind)
    if ending is None:
        return {}
    ranked = pack.grammar.ordinal(int(event.number)) if pack.examples.ordinals else event.number
    return {"number": ranked, "event": ending}


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
