"""Who is in an archive: the people and organisations that its documents name.

Indexing has found them, document by document.  Here the mentions of one are put
together: a surname by its phonetic key, whatever its ending or alphabet, with the
first letter of the given name, so that two of one surname stay two; somebody named
by surname alone is the only bearer of it, if there is only one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qa.documents.facts import DocumentFacts
from qa.language.names import name_keys
from qa.language.people import Person
from qa.language.phonetics import skeleton
from qa.types import Span


class NameKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as a document writes it; organisations have no span of their own."""

    document_id: str
    name: str
    role: str = ""
    span: Span | None = None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something that documents name."""

    kind: NameKind
    mentions: tuple[Mention, ...]

    @property
    def name(self) -> str:
        """The fullest spelling, of equally full ones the one that is written most."""
        counted = Counter(mention.name for mention in self.mentions)
        fullest = max(len(mention.keys) for mention in self.mentions)
        full = [mention.name for mention in self.mentions if len(mention.keys) == fullest]
        return max(full, key=lambda name: (counted[name], -len(name), name))

    @property
    def spellings(self) -> tuple[str, ...]:
        """All of them, the most frequent first."""
        return tuple(name for name, _ in Counter(m.name for m in self.mentions).most_common())

    @property
    def roles(self) -> tuple[str, ...]:
        """As they are written most, the most frequent first; letter case makes no other role."""
        counted = Counter(m.role for m in self.mentions if m.role)
        written: dict[str, str] = {}
        for role, _ in counted.most_common():
            written.setdefault(role.casefold(), role)
        return tuple(written.values())

    @property
    def documents(self) -> tuple[Mention, ...]:
        """The first mention in each document."""
        first: dict[str, Mention] = {}
        for mention in self.mentions:
            first.setdefault(mention.document_id, mention)
        return tuple(first.values())


def directory(facts: Mapping[str, DocumentFacts]) -> tuple[Named, ...]:
    """Everybody and everything named, those in most documents first; `facts` by document id."""
    people = _people(facts)
    organisations: dict[tuple[str, ...], list[Mention]] = defaultdict(list)
    for document_id, known in facts.items():
        for one in known.organisations:
            mention = Mention(document_id, _even(one.name), one.acronym, keys=one.keys)
            organisations[one.keys].append(mention)
    found = [Named(NameKind.PERSON, tuple(mentions)) for mentions in people]
    found += [Named(NameKind.ORGANISATION, tuple(each)) for each in organisations.values()]
    return tuple(sorted(found, key=lambda one: (-len(one.documents), -len(one.mentions), one.name)))


def _people(facts: Mapping[str, DocumentFacts]) -> Iterable[list[Mention]]:
    mentions: dict[str, dict[str, list[Mention]]] = defaultdict(lambda: defaultdict(list))
    for document_id, known in facts.items():
        for person in known.people:
            span = Span(person.start, person.end)
            mention = Mention(document_id, _even(person.name), person.role, span, person.keys)
            mentions[person.keys[-1]][_initial(person)].append(mention)
    for bearers in mentions.values():
        alone = bearers.pop("", [])
        if len(bearers) == 1:
            (only,) = bearers.values()
            only += alone
        elif alone:
            yield alone
        yield from bearers.values()


def _even(name: str) -> str:
    """One blank after an initial and between words, so that a name is spelled one way."""
    return " ".join(re.sub(r"(?<=\b\w\.)\s*(?=\w{2})", " ", name).split())


def _initial(person: Person) -> str:
    """Of the given name, in the letters that names are compared in; empty for a bare surname."""
    given = person.initials or (person.name if len(person.keys) > 1 else "")
    return (skeleton(given[:1]) or given[:1].casefold())[:1]


def matching(named: Sequence[Named], kind: NameKind, text: str) -> list[Named]:
    """Those of a kind with a spelling that holds `text`, letter case aside, or sounds like it."""
    wanted = " ".join(text.split()).casefold()
    sounds = [set(name_keys(word)) for word in wanted.split()]
    return [
        one
        for one in named
        if one.kind is kind
        and (
            not wanted
            or any(wanted in name.casefold() for name in one.spellings)
            or any(all(keys & set(m.keys) for keys in sounds) for m in one.mentions)
        )
    ]
