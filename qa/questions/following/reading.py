"""What a follow-up says itself: its words by class, its values and names, open pronouns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from qa.language.events import Event, find_events
from qa.language.folding import fold_text
from qa.language.identify import identify
from qa.language.packs import pack_of, packs
from qa.language.people import is_office
from qa.language.transliterate import latin_to_cyrillic
from qa.language.values import Value, ValueKind, find_values
from qa.questions.following.words import (
    ARTICLES,
    ASKING,
    AUXILIARIES,
    CLAUSE_JOINTS,
    CONNECTIVES,
    DEMONSTRATIVES,
    EXISTENTIAL,
    FUNCTION_WORDS,
    LOCATIVE,
    NOT_OPEN,
    NOW,
    PARTICLES,
    POSSESSIVES,
    PREPOSITIONS,
    PRESENTING,
    PRONOUNS,
    RELATIVES,
    SAME_ABOUT,
    SAME_BEHIND,
    VERB_BEGINNINGS,
    VERBS,
    is_question_word,
)
from qa.types import Language, Span

_WORD = re.compile(r"[^\W_]+(?:[-‑'’][^\W_]+)*")
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
# Of several words: of one or two it is what something is called.
_QUOTED = re.compile(
    r"«[^«»]+\s[^«»]+\s[^«»]+»|“[^“”]+\s[^“”]+\s[^“”]+”|\"[^\"]+\s[^\"]+\s[^\"]+\""
)
_OPENING = frozenset("«“")
_CLOSING = frozenset("»”")


class Word(NamedTuple):
    """A word of the question; `form` is folded, Latin Kazakh turned into Cyrillic."""

    form: str
    raw: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A question by classes of words.

    `rest` is what stays without connectives and "what about"; `content` its
    words that say what it is about, values and names apart; `names` their
    spans.  `introduced` when a connective or "what about" stood before it;
    `asks` when it has a question word, an auxiliary or a verb of its own.
    """

    text: str
    language: Language
    words: tuple[Word, ...]
    rest: tuple[Word, ...]
    content: tuple[Word, ...]
    values: tuple[Value, ...]
    names: tuple[Span, ...]
    introduced: bool
    asks: bool
    quotes: bool

    @property
    def forms(self) -> frozenset[str]:
        return frozenset(word.form for word in self.words)

    @property
    def rest_text(self) -> str:
        """The rest as written, without articles' and particles' loss inside."""
        if not self.rest:
            return ""
        start, end = self.rest[0].start, self.rest[-1].end
        # A title's marks belong to it.
        start -= self.text[max(0, start - 1) : start] in _OPENING
        end += self.text[end : end + 1] in _CLOSING
        return self.text[start:end]

    @property
    def placed(self) -> bool:
        """Whether a value follows a preposition or stands in the Kazakh case of places."""
        starts = {value.start for value in self.values}
        words = [word for word in self.rest if word.form not in ARTICLES]
        pairs = pairwise(words)
        return self._locative or any(a.form in PREPOSITIONS and b.start in starts for a, b in pairs)

    @property
    def preposition(self) -> str:
        return self.rest[0].form if self.rest and self.rest[0].form in PREPOSITIONS else ""

    @property
    def yes_no(self) -> bool:
        return any(word.form in ASKING for word in self.words)

    @property
    def event(self) -> Event | None:
        return next(iter(find_events(self.text)), None)

    @property
    def _locative(self) -> bool:
        return inflects(self.language) and any(
            word.form.endswith(LOCATIVE) and len(word.form) > _SHORTEST_PLACE for word in self.rest
        )


_SHORTEST_PLACE = 2


def inflects(language: Language) -> bool:
    """Whether words of the language take case endings; those of an unknown one may."""
    pack = pack_of(language)
    return pack is None or pack.morphology.inflects


def read(text: str) -> Reading:
    """A question, its words told apart; any text will do."""
    language = identify(text).language
    words = tuple(_words(text, language))
    # "the second one": that `one` counts nothing.
    values = tuple(
        v
        for v in find_values(text)
        if not v.weak and (v.kind is not ValueKind.NUMBER or v.value != "1")
    )
    rest, introduced = _without_opening(words)
    in_value = [w for w in rest if any(v.start < w.end and w.start < v.end for v in values)]
    named = [w for w in rest if w not in in_value and _is_name(w, words, text)]
    content = tuple(
        w for w in rest if w not in in_value and w not in named and not is_closed(w.form)
    )
    return Reading(
        text, language, words, rest, content, values, tuple(_joined(named, text)),
        introduced, _asks(tuple(w for w in rest if w not in in_value)), bool(_QUOTED.search(text)),
    )  # fmt: skip


def _words(text: str, language: Language) -> list[Word]:
    pack = pack_of(language) or next((p for p in packs() if p.morphology.unknown_latin), None)
    other = pack.language if pack and pack.morphology.unknown_latin else None
    found = []
    for match in _WORD.finditer(text):
        raw = match[0]
        spelt = latin_to_cyrillic(raw, other) if other and _LATIN.search(raw) else raw
        found.append(Word(fold_text(spelt), raw, *match.span()))
    return found


def _without_opening(words: tuple[Word, ...]) -> tuple[tuple[Word, ...], bool]:
    at = 0
    while at < len(words) and words[at].form in CONNECTIVES:
        at += 1
    forms = tuple(word.form for word in words[at:])
    for opening in sorted(SAME_ABOUT, key=len, reverse=True):
        tail = forms[len(opening) :]
        if forms[: len(opening)] == opening and tail and not _has_verb(tail):
            at += len(opening)
            break
    introduced = at > 0
    rest = words[at:]
    if rest and rest[-1].form in SAME_BEHIND:
        rest, introduced = rest[:-1], True
    return rest, introduced


def _has_verb(forms: tuple[str, ...]) -> bool:
    return any(form in AUXILIARIES or is_generic_verb(form) for form in forms)


def _asks(rest: tuple[Word, ...]) -> bool:
    forms = [word.form for word in rest]
    return bool(forms) and (
        any(is_question_word(form) for form in forms)
        or forms[0] in AUXILIARIES
        or _has_verb(tuple(forms))
        or any(form in PRONOUNS for form in forms)
    )


def is_generic_verb(form: str) -> bool:
    return form in VERBS or form.startswith(VERB_BEGINNINGS)


def is_closed(form: str) -> bool:
    """Whether a word belongs to a closed class or says nothing of the subject."""
    return (
        is_question_word(form)
        or form in AUXILIARIES
        or form in PRONOUNS
        or form in PREPOSITIONS
        or form in CONNECTIVES
        or form in PARTICLES
        or form in FUNCTION_WORDS
        or is_generic_verb(form)
    )


def _is_name(word: Word, words: tuple[Word, ...], text: str) -> bool:
    if not word.raw[0].isupper() or is_closed(word.form) or is_office(word.form):
        return False
    # A capital at the start says nothing, unless a title begins or nothing else but a particle
    # is there.
    quoted = text[max(0, word.start - 1) : word.start] in _OPENING
    return word is not words[0] or len(words) <= 2 or quoted


def _joined(named: list[Word], text: str) -> list[Span]:
    """Names of several words as one span each."""
    spans: list[Span] = []
    for word in named:
        if spans and not text[spans[-1].end : word.start].strip(" ."):
            spans[-1] = Span(spans[-1].start, word.end)
        else:
            spans.append(Span(word.start, word.end))
    return spans


def open_pronoun(reading: Reading) -> bool:
    """Whether a pronoun points outside the question."""
    return any(_is_open(reading, at) for at in range(len(reading.words)))


def _is_open(reading: Reading, at: int) -> bool:
    words = reading.words
    form = words[at].form
    numeral = any(v.start <= words[at].start < v.end for v in reading.values)  # kk он is ten
    if form not in PRONOUNS or numeral:
        return False
    before = words[at - 1].form if at else ""
    after = words[at + 1].form if at + 1 < len(words) else ""
    if form in DEMONSTRATIVES and after.startswith(NOW):
        return False
    if form in RELATIVES and after and before not in AUXILIARIES | PREPOSITIONS:
        return False
    if form in EXISTENTIAL and {before, after} & AUXILIARIES:
        return False
    presents = form in PRESENTING and (reading.names or reading.values)
    if presents or f"{form} {after}" in NOT_OPEN:
        return False
    return not _has_antecedent(reading, at)


def _has_antecedent(reading: Reading, at: int) -> bool:
    """A name or value before the pronoun, a clause of its own, or a possessor as its subject."""
    start = reading.words[at].start
    anchors = [n.end for n in reading.names] + [v.end for v in reading.values]
    if any(end <= start for end in anchors):
        return True
    content = [word for word in reading.content if word.end <= start]
    if reading.words[at].form in POSSESSIVES and len(content) >= 2:
        return True
    joints = [w.start for w in reading.rest if w.end <= start and w.form in CLAUSE_JOINTS]
    joints += [m.start() for m in re.finditer(r"[,;:—]", reading.text[:start])]
    return any(word.end <= joint for word in content for joint in joints)
