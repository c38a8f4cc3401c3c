"""People a document names, each with the role it gives them.

A person is a name with initials, a name of two or three words of which one
ends like a surname or patronymic, or a capitalised name right beside the title of
an office.  The role is the phrase beside the name that holds such a title: before it
(`Жамбыл облысының әкімі Б. Сапарбаев`) or after a comma
(`Л. Мартель, директор …`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from qa.language.names import HYPHENS, Name, find_names, name_forms
from qa.language.packs import either, merged, packs
from qa.language.tokens import Token, tokenize

# Beginnings of titles of office in general.
_OFFICES = merged(lambda pack: pack.people.titles)
_PATRONYMIC = either(lambda pack: pack.people.patronymics)
_SURNAME = re.compile(f"(?:{either(lambda pack: pack.people.surnames)}|{_PATRONYMIC})$")
_FATHERED = re.compile(f"(?:{_PATRONYMIC})$")
_LONGEST_ROLE = 14


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in a document: `name == document.text[start:end]`; `role` may be empty."""

    name: str
    keys: tuple[str, ...]
    initials: str
    role: str
    start: int
    end: int


def is_office(word: str) -> bool:
    """Whether a folded word begins like the title of an office."""
    return word.startswith(_OFFICES)


def find_people(text: str) -> tuple[Person, ...]:
    """Everybody the text names, at each mention that adds a role or a first mention."""
    tokens = tokenize(text)
    starts = {token.start: index for index, token in enumerate(tokens)}
    ends = {token.end: index for index, token in enumerate(tokens)}
    people: list[Person] = []
    seen: set[tuple[str, str]] = set()
    last = -1
    for name in find_names(text):
        if name.quoted or name.acronym or name.start not in starts or name.end not in ends:
            continue
        name = _without_owner(text, tokens, starts, _without_office(text, tokens, starts, name))
        name = _without_tail(text, tokens, starts, name)
        first, stop = starts[name.start], ends[name.end] + 1
        role = _role_before(text, tokens, first, last) or _role_after(text, tokens, stop)
        if not _is_person(tokens, first, name, bool(role)):
            continue
        if not role and people and _listed(tokens, last, first):
            role = people[-1].role
        last = stop
        surname = name.keys[-1]
        if (surname, role) in seen or (not role and any(key == surname for key, _ in seen)):
            continue
        seen.add((surname, role))
        people.append(Person(name.text, name.keys, name.initials, role, name.start, name.end))
    return tuple(people)


def _without_office(text: str, tokens: list[Token], starts: dict[int, int], name: Name) -> Name:
    """The name without a capitalised title before it (`Депутат Осин`, `Президент Тоқаев`)."""
    index = starts[name.start]
    dropped = 0
    while (
        index + 1 < len(tokens)
        and tokens[index + 1].start < name.end
        and len(name.keys) - dropped > 1
        and is_office(tokens[index].word)
    ):
        index, dropped = index + 1, dropped + 1
    if not dropped:
        return name
    start = tokens[index].start
    return Name(text[start : name.end], start, name.end, name.keys[dropped:], name.initials)


def _is_surname(word: str) -> bool:
    return len(word) > 3 and bool(_SURNAME.search(name_forms(word)[0]))


def _without_owner(text: str, tokens: list[Token], starts: dict[int, int], name: Name) -> Name:
    """The name without a capitalised word in the genitive before it (`Казахстана Иван …`)."""
    first = starts[name.start]
    parts = [t for t in tokens[first : first + 2 * len(name.keys) + 2] if t.end <= name.end]
    # What is hyphened to a word is part of it: `Қасым-Жомарт Кемелұлы`.
    hyphened = {t.start for before, t in pairwise(parts) if before.raw in HYPHENS}
    parts = [t for t in parts if t.letters and t.start not in hyphened]
    dropped = 0
    for place, token in enumerate(parts):
        if _FATHERED.search(token.raw.lower()) and place > 1:
            dropped = place - 1
    nominative = _NOMINATIVE.search(parts[-1].raw) if parts else None
    if not dropped and len(parts) > 2 and nominative and parts[0].raw[-1] in _GENITIVE_FIRSTS:
        dropped = 1
    if not dropped or name.initials:
        return name
    start = parts[dropped].start
    return Name(text[start : name.end], start, name.end, name.keys[dropped:])


_NOMINATIVE = re.compile(f"(?:{either(lambda pack: pack.people.nominatives)})$")
_GENITIVE_FIRSTS = frozenset(letter for pack in packs() for letter in pack.people.genitive_firsts)


def _without_tail(text: str, tokens: list[Token], starts: dict[int, int], name: Name) -> Name:
    """The name without a capitalised word behind the surname (`Тоқаев Қазақстан халқы …`)."""
    if name.initials:
        return name
    first = starts[name.start]
    members = [t for t in tokens[first : first + 2 * len(name.keys) + 2] if t.end <= name.end]
    spoken = [t for t in members if t.letters]
    for place, token in enumerate(spoken[1:-1], 1):
        behind = spoken[place + 1].raw
        if _is_surname(token.raw) and not _is_surname(behind):
            return Name(text[name.start : token.end], name.start, token.end, name.keys[: place + 1])
    return name


def _is_person(tokens: list[Token], first: int, name: Name, has_role: bool) -> bool:
    if name.initials:
        return True
    parts = name.text.split()
    surnamed = _is_surname(parts[-1])
    beside_office = first > 0 and is_office(tokens[first - 1].word)
    if len(parts) in (2, 3):
        owned = _OWNED.search(parts[-1].lower()) or _STATE.match(parts[0].lower())
        return surnamed or (has_role and beside_office and not owned)
    return surnamed and beside_office


_OWNED = re.compile(either(lambda pack: pack.people.owned))
_STATE = re.compile(either(lambda pack: pack.people.states))
# Words before which a role cannot have begun.
_NOT_IN_ROLE = re.compile(f"(?:{either(lambda pack: pack.people.outside)})$")
_SAID = re.compile(f"(?:{either(lambda pack: pack.people.said)})$")
_JOINING = frozenset(merged(lambda pack: pack.people.joining))
_LISTING = frozenset((",", *merged(lambda pack: pack.people.listing)))


def _role_before(text: str, tokens: list[Token], first: int, last: int) -> str:
    """The phrase that ends at the name, if it holds a title of office near the name."""
    start, office, quoted = first, -1, False
    while start > max(0, last, first - _LONGEST_ROLE):
        token = tokens[start - 1]
        if token.raw in "»”":
            quoted = True
        elif token.raw in "«“" and quoted:
            quoted = False
        elif not quoted and (token.raw in _STOPS or _outside(tokens, start - 1, office)):
            break
        if "\n" in text[token.end : tokens[start].start]:
            break
        start -= 1
        if office < 0 and is_office(token.word):
            office = start
    if office < 0 or first - office > _FARTHEST_OFFICE or quoted:
        return ""
    if first - office > 1:
        start = _office_first(tokens, start, first)
    return text[tokens[start].start : tokens[first - 1].end].strip(" –—-")


_FARTHEST_OFFICE = 6
_STOPS = ".,;:!?()[]«“"
_ADJECTIVE = re.compile(f"(?:{either(lambda pack: pack.people.adjectives)})$")


def _office_first(tokens: list[Token], start: int, first: int) -> int:
    """Start of a role whose title leads it (`председатель Совета … Иван Соколов`)."""
    office = next(index for index in range(start, first) if is_office(tokens[index].word))
    while office > start and _ADJECTIVE.search(tokens[office - 1].word):
        office -= 1
    return office


def _outside(tokens: list[Token], index: int, office: int) -> bool:
    """Whether the word, standing before a title of office, belongs to what precedes the role."""
    if office < 0:
        return False
    word = tokens[index].word
    joins = word in _JOINING and tokens[index + 1].raw[0].isupper()
    said = tokens[index].raw.islower() and _SAID.search(word)
    return joins or (len(word) > 3 and bool(_NOT_IN_ROLE.search(word) or said))


def _role_after(text: str, tokens: list[Token], stop: int) -> str:
    """The phrase after a comma or dash behind the name, if its first words hold a title."""
    if stop >= len(tokens) or tokens[stop].raw not in ",–—-":
        return ""
    at = stop + 1
    while at < len(tokens) and at - stop <= _LONGEST_ROLE and tokens[at].raw not in ',.;:!?"':
        at += 1
    head = tokens[stop + 1 : min(at, stop + 5)]
    if not head or head[0].raw[0].isupper() or not any(is_office(token.word) for token in head):
        return ""
    return text[head[0].start : tokens[at - 1].end]


def _listed(tokens: list[Token], last: int, first: int) -> bool:
    """Whether only a comma or "and" stands between the former name and this one."""
    between = {token.word for token in tokens[last:first]} if last >= 0 else {""}
    return bool(between) and between <= _LISTING
