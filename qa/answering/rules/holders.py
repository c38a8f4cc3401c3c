"""Who holds the office that a question asks for, by the words beside a name.

`Президент клуба — Марат Досов, главный тренер — Игорь Лаптев`: two people, and a
question for the president means one of them.  An office belongs to the name
behind it in its part of the sentence, or to the one before it and a comma.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from qa.language.offices import find_offices
from qa.language.packs import either, merged, packs
from qa.language.people import Person, find_people
from qa.language.tokens import QUOTED_TITLE, Token, tokenize
from qa.types import Language

# Words that make another office of the one beside them.
_UNDER = re.compile(either(lambda pack: pack.leading.under))
_LEADS = re.compile(rf"(?<!\w)(?:{either(lambda pack: pack.leading.leads)})(?!\w)", re.IGNORECASE)
_MANAGES = re.compile(
    rf"(?<!\w)(?:{either(lambda pack: pack.leading.manages)})(?!\w)", re.IGNORECASE
)
_OF_STATE = re.compile(
    rf"(?<!\w)(?:{either(lambda pack: pack.leading.of_state)})(?!\w)", re.IGNORECASE
)
_HEAD = "head"
_ASIDE = frozenset(merged(lambda pack: pack.leading.aside))
_TOP = frozenset(merged(lambda pack: pack.leading.top))
_ADJECTIVE = re.compile(rf"\w{{3,}}(?:{either(lambda pack: pack.leading.adjectives)})$")
# Who may be called the head of something.
_HEADS = frozenset(("head", "director", "chair", "mayor", "governor", "president"))
_CLAUSE = re.compile(r"[.;,!?:()«»“”]")
_AFTER_COMMA = re.compile(r"\s*,\s*([^,.;()]{3,90})(?=[,.;()]|$)|\s+[–—-]\s+([^,.;()]{3,90})")


@lru_cache(maxsize=8192)
def offices_in(text: str) -> frozenset[str]:
    """Keys of the offices that a text names, of whoever leads something `head`."""
    keys = frozenset(office.key for office in find_offices(_OF_STATE.sub(" president ", text)))
    if _MANAGES.search(text) or (not keys and _LEADS.search(text)):
        keys |= {_HEAD}
    return keys


def any_shared(asked: frozenset[str], said: frozenset[str]) -> bool:
    """Whether an office asked for is among those said; a head may be called in other ways."""
    if asked & said:
        return True
    return (_HEAD in asked and bool(said & _HEADS)) or (_HEAD in said and bool(asked & _HEADS))


def holders(text: str, asked: frozenset[str]) -> list[Person]:
    """The people of a text to whom it gives an office asked for, in order."""
    people = find_people(text)
    found: list[Person] = []
    last = 0
    for place, person in enumerate(people):
        following = people[place + 1].start if place + 1 < len(people) else len(text)
        if any_shared(asked, _office_of(text, person, last, following)):
            found.append(person)
        last = person.end
    return found


def _office_of(text: str, person: Person, last: int, following: int) -> frozenset[str]:
    before = text[last : person.start]
    clauses = _CLAUSE.split(_without_titles(before))
    # `The head of the crew, Nurlan Abdiyev, is …`
    apposed = len(clauses) > 1 and not clauses[-1].strip() and text[person.end :][:1] == ","
    own = offices_in(clauses[-2] if apposed else clauses[-1])
    if own:
        return own
    after = _AFTER_COMMA.match(text, person.end)
    if after is None or after.end() > following:
        return offices_in(text[person.end : min(following, person.end + 40)].split(",")[0])
    return offices_in(after[1] or after[2])


def _without_titles(text: str) -> str:
    """With names in quotation marks blanked, so that their marks end no clause."""
    return QUOTED_TITLE.sub(lambda title: " " * len(title[0]), text)


@cache
def _asking(language: Language) -> tuple[frozenset[str], frozenset[str]]:
    """Words of a question in a language that ask for a person, and those of them behind which
    the office may stand."""
    first, last = set[str](), set[str]()
    for pack in packs():
        own = pack.leading.own_who if pack.language is language else ()
        (last if pack.leading.who_last else first).update(pack.leading.who, own)
    return frozenset(first | last), frozenset(last)


@lru_cache(maxsize=512)
def offices_asked(text: str, language: Language) -> frozenset[str]:
    """The offices whose holder a question asks for: those beside its question word, `кто
    президент`, `директоры кім`; an office elsewhere (`who replaced the minister`) is not."""
    who, who_last = _asking(language)
    tokens = [token for token in tokenize(text) if token.letters]
    asking = next((i for i, token in enumerate(tokens) if token.word in who), -1)
    if asking < 0:
        return frozenset()
    if any(_LEADS.fullmatch(token.raw) for token in tokens):
        return frozenset((_HEAD,))
    first = asking + 1
    while first < len(tokens) and (
        tokens[first].word in _ASIDE
        or (_ADJECTIVE.search(tokens[first].word) and not offices_in(tokens[first].raw))
    ):
        first += 1
    behind = _offices_at(text, tokens, first)
    if behind or tokens[asking].word not in who_last:
        return behind
    last = asking - 1 - (asking > 1 and tokens[asking - 1].word in _ASIDE)
    return _offices_at(text, tokens, last - 1 if _is_under(tokens, last) else last)


def _offices_at(text: str, tokens: list[Token], first: int) -> frozenset[str]:
    """The office that begins with a word of a text, with what says that it is a deputy's."""
    if not 0 <= first < len(tokens):
        return frozenset()
    last = first
    if last + 1 < len(tokens) and (
        _is_under(tokens, last) or _is_under(tokens, last + 1) or tokens[last].word in _TOP
    ):
        last += 1
    end = tokens[last].end
    while end < len(text) and not text[end].isspace() and text[end] not in "?,.;:":
        end += 1
    return offices_in(text[tokens[first].start : end])


def _is_under(tokens: list[Token], at: int) -> bool:
    return 0 <= at < len(tokens) and bool(_UNDER.fullmatch(tokens[at].word))
