"""People, organisations and titles that a question names, looked up by the archive's own names.

Unlike numbered events these have no form of their own in a question: `токаев`
may be typed small, in Latin letters, declined, with or without initials.  The
archive knows who and what it holds, so the question's words are compared with
that by phonetic keys.  The rarer a name is among the documents, the more it says:
somebody named in all of them says nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qa.language.names import find_names, name_keys
from qa.language.people import Person
from qa.language.phonetics import skeleton, sounds
from qa.language.stopwords import STOP_WORDS
from qa.language.tokens import Token, tokenize
from qa.questions.constraints import Constraint, ConstraintMatch
from qa.retrieval.facts import DocumentFacts

_FULL_NAME = 0.3
_SURNAME = 0.2
_ORGANISATION = 0.2
_TITLE = 0.3
_TITLE_NAMED = 0.8
"""Of a title in quotation marks, which names a document and not a subject."""

_COVERED = 0.6
_RUN = 4
_PREFIX = 5
_ROOT = 4
_SHORTEST_KEY = 3
_QUOTES = '«»“”„"'


@dataclass(frozen=True, slots=True)
class _Word:
    """A question's word: every key it may be filed under, and its place."""

    token: Token
    keys: frozenset[str]

    @property
    def is_name(self) -> bool:
        return self.token.raw[0].isupper()

    @property
    def roots(self) -> frozenset[str]:
        return frozenset(map(_root, self.keys))


class NameIndex:
    """The people, organisations and titles of all documents."""

    def __init__(self, facts: Mapping[str, DocumentFacts]) -> None:
        self._documents = len(facts)
        self._people: defaultdict[str, list[tuple[str, Person]]] = defaultdict(list)
        self._organisations: defaultdict[frozenset[str], set[str]] = defaultdict(set)
        self._with_key: defaultdict[str, set[frozenset[str]]] = defaultdict(set)
        self._acronyms: defaultdict[str, set[frozenset[str]]] = defaultdict(set)
        self._titles: dict[str, list[frozenset[str]]] = {}
        self._in_title: defaultdict[str, set[str]] = defaultdict(set)
        for document_id, known in facts.items():
            self._add(document_id, known)

    def _add(self, document_id: str, facts: DocumentFacts) -> None:
        for person in facts.people:
            for key in dict.fromkeys(person.keys):
                self._people[key].append((document_id, person))
        for organisation in facts.organisations:
            keys = frozenset(map(_root, organisation.keys))
            self._organisations[keys].add(document_id)
            for root in keys:
                self._with_key[root].add(keys)
            if len(organisation.acronym) > 1:
                self._acronyms[_spoken(organisation.acronym)].add(keys)
        self._titles[document_id] = [_title_keys(word) for word in _words(facts.title)]
        for key in {key for keys in self._titles[document_id] for key in keys}:
            self._in_title[key].add(document_id)

    def match(self, text: str) -> tuple[ConstraintMatch, ...]:
        """What the text names of the archive's people, organisations and titles."""
        words = _words(text)
        found = [*self._find_people(text, words), *self._find_organisations(text, words)]
        title = self._find_title(text, words)
        if title is not None and any(title.constraint.text in f.constraint.text for f in found):
            title = None  # a name that is also a title is asked about, not for
        return (*found, title) if title is not None else tuple(found)

    def _rarity(self, documents: int) -> float:
        """1 for what one document names, 0 for what all do."""
        if self._documents < 2:
            return 0.0
        return 1.0 - math.log(documents) / math.log(self._documents)

    # People

    def _find_people(self, text: str, words: Sequence[_Word]) -> list[ConstraintMatch]:
        matches = []
        for name in find_names(text):
            if not (name.quoted or name.acronym):
                inside = [w for w in words if name.start <= w.token.start < name.end]
                matches.append(self._match_person(name.text, inside, _sounds(name.initials)))
        if not any(matches):  # typed without capitals: a first name and a surname side by side
            for first, second in pairwise(words):
                pair = text[first.token.start : second.token.end]
                matches.append(self._match_person(pair, [first, second], ""))
        return [match for match in matches if match is not None]

    def _match_person(
        self, text: str, words: Sequence[_Word], initials: str
    ) -> ConstraintMatch | None:
        """Documents that name a person of these words, whose other names don't contradict."""
        words = [word for word in words if len(word.token.raw) > 2]
        small = not any(word.is_name for word in words)
        documents: dict[str, float] = {}
        value = ""
        for key in {key for word in words for key in word.keys if len(key) > 1}:
            for document_id, person in self._people.get(key, ()):
                strength = _same_person(words, initials, person)
                if strength == _SURNAME and small:
                    continue
                if strength > documents.get(document_id, 0.0):
                    documents[document_id] = strength
                    value = value or " ".join(person.keys)
        rarity = self._rarity(len(documents)) if documents else 0.0
        if not rarity:
            return None
        return ConstraintMatch(
            Constraint("person", value, text), {d: s * rarity for d, s in documents.items()}
        )

    # Organisations

    def _find_organisations(self, text: str, words: Sequence[_Word]) -> list[ConstraintMatch]:
        named: dict[frozenset[str], str] = {}
        found: dict[str, ConstraintMatch] = {}
        for word in words:
            if 2 <= len(word.token.raw) <= 7:
                for keys in self._acronyms.get(_spoken(word.token.raw), ()):
                    named.setdefault(keys, word.token.raw)
        known = {k for word in words for root in word.roots for k in self._with_key.get(root, ())}
        for keys in known:
            if (span := _window(words, keys)) is not None:
                named.setdefault(keys, text[span[0].token.start : span[-1].token.end])
        for keys, wording in named.items():
            match = self._match_organisation(keys, wording)
            if len(match.documents) > len(found[wording].documents if wording in found else ()):
                found[wording] = match
        return list(found.values())

    def _match_organisation(self, named: frozenset[str], text: str) -> ConstraintMatch:
        """Documents that name it, in whatever language most of its words sound alike."""
        alike = {keys for root in named for keys in self._with_key[root] if _alike(named, keys)}
        documents = {document for keys in alike for document in self._organisations[keys]}
        strength = _ORGANISATION * self._rarity(len(documents))
        documents = documents if strength > 0 else set()
        value = " ".join(sorted(named))
        return ConstraintMatch(
            Constraint("organisation", value, text), dict.fromkeys(documents, strength)
        )

    # Titles

    def _find_title(self, text: str, words: Sequence[_Word]) -> ConstraintMatch | None:
        """The documents of whose title the text holds a distinctive run of words."""
        asked = [_title_keys(word) for word in words]
        shared: defaultdict[str, int] = defaultdict(int)
        for keys in asked:
            for document in {d for key in keys for d in self._in_title.get(key, ())}:
                shared[document] += 1
        documents: dict[str, float] = {}
        first, last = len(words), 0
        for document in shared:
            title = self._titles[document]
            start, stop, begin, end = _longest_run(asked, title)
            weights = [self._weight(keys) for keys in title]
            covered = sum(weights[begin:end]) / max(sum(weights), 1e-9)
            quoted = _is_quoted(text, words[start])
            # A short title is a subject that other documents have as well.
            long_enough = end - begin >= _RUN or (quoted and end - begin == len(title))
            if covered < _COVERED or not long_enough:
                continue
            documents[document] = covered * (_TITLE_NAMED if quoted else _TITLE)
            first, last = min(first, start), max(last, stop)
        rarity = self._rarity(len(documents)) if documents else 0.0
        if not rarity:
            return None
        span = text[words[first].token.start : words[last - 1].token.end]
        value = " ".join(word.token.word for word in words[first:last])
        return ConstraintMatch(
            Constraint("title", value, span), {d: s * rarity for d, s in documents.items()}
        )

    def _weight(self, keys: Iterable[str]) -> float:
        """How rare a word is among titles, by its rarest key."""
        fewest = min((len(self._in_title.get(key, ())) for key in keys), default=0)
        return math.log((self._documents + 1) / (fewest + 0.5))


def _root(key: str) -> str:
    """What a word keeps in the three languages: Kazakh adds endings to what is possessed
    (`Ассамблеясы`), and has қ where Russian has х (`Қазақстан`)."""
    return key.replace("h", "k")[:_ROOT]


def _words(text: str) -> list[_Word]:
    return [
        _Word(token, frozenset(name_keys(token.raw)))
        for token in tokenize(text)
        if token.letters and token.word not in STOP_WORDS
    ]


def _title_keys(word: _Word) -> frozenset[str]:
    """Under its beginning within a script, under its sounds across scripts."""
    heard = {f"k:{key}" for key in word.keys if len(key) > 2}
    return frozenset({f"w:{word.token.word[:_PREFIX]}", *heard})


def _spoken(acronym: str) -> str:
    """An acronym's letters as sounds, so that ҚХА and QHA meet."""
    return " ".join(sounds(letter) for letter in acronym.lower())


def _sounds(initials: str) -> str:
    return "".join(skeleton(sounds(letter)) for letter in initials)


def _same_person(words: Sequence[_Word], initials: str, person: Person) -> float:
    """How much a question's name says of a person: 0 where first names differ."""
    if len(words) == 1 and not initials:
        own = {key for key in words[0].keys if len(key) >= _SHORTEST_KEY}
        return _SURNAME if own.intersection(person.keys) else 0.0
    others = [word for word in words if not word.keys.intersection(person.keys)]
    unmet = [key for key in person.keys if not any(key in word.keys for word in words)]
    if len(others) == len(words):
        return 0.0
    theirs = _sounds(person.initials)
    for word in others:  # a first name stands for an initial, else it is somebody else's
        if not any(key[:1] in theirs for key in word.keys if key):
            return 0.0
    if initials and not any(key[:1] in initials for key in unmet) and not (
        set(initials) & set(theirs)
    ):  # fmt: skip
        # Nothing is known of the person's first names but a surname.
        return 0.0 if unmet or theirs else _SURNAME
    return _FULL_NAME


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= max(2, math.ceil(len(a | b) / 2))


def _window(words: Sequence[_Word], keys: frozenset[str]) -> Sequence[_Word] | None:
    """The words side by side that name an organisation, a third of them perhaps translated."""
    size = len(keys) + 1
    needed = max(2, math.ceil(len(keys) * 2 / 3))
    for start in range(len(words)):
        window = words[start : start + size]
        met = [w for w in window if w.roots & keys]
        if met and met[0] is window[0] and len({k for w in met for k in w.roots & keys}) >= needed:
            return window[: window.index(met[-1]) + 1]
    return None


def _longest_run(
    asked: Sequence[frozenset[str]], title: Sequence[frozenset[str]]
) -> tuple[int, int, int, int]:
    """(start, stop) in the question and (begin, end) in the title of their longest common run."""
    best = (0, 0, 0, 0)
    lengths = [0] * (len(title) + 1)
    for i, keys in enumerate(asked):
        following = [0] * (len(title) + 1)
        for j, other in enumerate(title):
            if keys & other:
                following[j + 1] = length = lengths[j] + 1
                if length > best[1] - best[0]:
                    best = (i + 1 - length, i + 1, j + 1 - length, j + 1)
        lengths = following
    return best


def _is_quoted(text: str, first: _Word) -> bool:
    """Whether a quotation begins right before the word."""
    at = first.token.start
    return at > 0 and text[at - 1] in _QUOTES
