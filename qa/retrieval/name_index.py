"""People, organisations and titles that a question names, looked up by the archive's own names.

Unlike numbered events these have no form of their own in a question: `токаев`
may be typed small, in Latin letters, declined, with or without initials.  The
archive knows who and what it holds, so the question's words are compared with
that by phonetic keys.  The rarer a name is among the documents, the more it says:
somebody named in all of them says nothing.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from qa.index.labels import (
    TOO_COMMON,
    LabelKind,
    Labels,
    content_words,
    read_about,
    root_of,
    spoken,
    title_keys,
)
from qa.language.names import find_names, name_keys
from qa.language.phonetics import skeleton, sounds
from qa.language.tokens import Token
from qa.questions.constraints import Constraint, ConstraintMatch

_FULL_NAME = 0.3
_SURNAME = 0.2
_ORGANISATION = 0.2
_TITLE = 0.3
_TITLE_NAMED = 0.8
"""Of a title in quotation marks, which names a document and not a subject."""

_READ = 2 * TOO_COMMON
"""Documents that are read for a question's names, or for its words of titles; where more are filed
under these it is the rarest that are looked up."""
_COVERED = 0.6
_RUN = 4
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
        return frozenset(map(root_of, self.keys))


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody whom a document names, as far as names are compared."""

    document_id: str
    keys: tuple[str, ...]
    initials: str


_Keys = frozenset[str]
_People = Mapping[str, Sequence[_Person]]


class NameIndex:
    """The people, organisations and titles of `documents` documents."""

    def __init__(self, labels: Labels, documents: int) -> None:
        self._labels = labels
        self._documents = documents

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

    def _rare(self, kind: LabelKind, keys: Iterable[str]) -> list[str]:
        """Those of the keys that few enough documents are filed under, each and together."""
        asked = list(dict.fromkeys(keys))
        if self._documents <= TOO_COMMON:
            return asked
        return self._rarest(self._labels.label_counts(kind, asked))

    def _rarest(self, counts: Mapping[str, int]) -> list[str]:
        rare = sorted(((n, key) for key, n in counts.items() if n <= TOO_COMMON))
        read = accumulate(count for count, _ in rare)
        return [key for (_, key), total in zip(rare, read, strict=True) if total <= _READ]

    # People

    def _find_people(self, text: str, words: Sequence[_Word]) -> list[ConstraintMatch]:
        known = self._people(words)
        matches = []
        for name in find_names(text):
            if not (name.quoted or name.acronym):
                inside = [w for w in words if name.start <= w.token.start < name.end]
                matches.append(self._match_person(known, name.text, inside, _sounds(name.initials)))
        if not any(matches):  # typed without capitals: a first name and a surname side by side
            for first, second in pairwise(words):
                pair = text[first.token.start : second.token.end]
                matches.append(self._match_person(known, pair, [first, second], ""))
        return [match for match in matches if match is not None]

    def _people(self, words: Sequence[_Word]) -> _People:
        """Who has a name that one of the words may be, by its keys."""
        keys = {key for word in words for key in word.keys if len(key) > 1}
        found: defaultdict[str, list[_Person]] = defaultdict(list)
        for one in self._labels.labelled(LabelKind.PERSON, self._rare(LabelKind.PERSON, keys)):
            own, initials = json.loads(one.value)
            found[one.key].append(_Person(one.document_id, tuple(own), initials))
        return found

    def _match_person(
        self, known: _People, text: str, words: Sequence[_Word], initials: str
    ) -> ConstraintMatch | None:
        """Documents that name a person of these words, whose other names don't contradict."""
        words = [word for word in words if len(word.token.raw) > 2]
        small = not any(word.is_name for word in words)
        documents: dict[str, float] = {}
        people: defaultdict[tuple[float, tuple[str, ...]], set[str]] = defaultdict(set)
        for key in sorted({key for word in words for key in word.keys if len(key) > 1}):
            for person in known.get(key, ()):
                strength = _same_person(words, initials, person)
                if not strength or (strength == _SURNAME and small):
                    continue
                before = documents.get(person.document_id, 0.0)
                documents[person.document_id] = max(before, strength)
                people[strength, person.keys].add(person.document_id)
        rarity = self._rarity(len(documents)) if documents else 0.0
        if not rarity:
            return None
        # Labels come in any order: of several whom the words name as well, most documents'.
        _, keys = max(people, key=lambda one: (one[0], len(people[one]), one[1]))
        return ConstraintMatch(
            Constraint("person", " ".join(keys), text),
            {d: s * rarity for d, s in documents.items()},
        )

    # Organisations

    def _find_organisations(self, text: str, words: Sequence[_Word]) -> list[ConstraintMatch]:
        named: dict[_Keys, str] = {}
        short: dict[str, str] = {}
        for word in filter(_is_short, words):
            short.setdefault(spoken(word.token.raw), word.token.raw)
        order = list(short)
        for one in sorted(
            self._labels.labelled(LabelKind.ACRONYM, order), key=lambda one: order.index(one.key)
        ):
            named.setdefault(frozenset(json.loads(one.value)), short[one.key])
        known = self._organisations({root for word in words for root in word.roots})
        for keys in {keys for found in known.values() for keys in found}:
            if (span := _window(words, keys)) is not None:
                named.setdefault(keys, text[span[0].token.start : span[-1].token.end])
        known = self._organisations({root for keys in named for root in keys})
        matches: dict[str, ConstraintMatch] = {}
        # Of names that as many documents have, the first by its roots: sets come in any order.
        for keys, wording in sorted(named.items(), key=lambda pair: sorted(pair[0])):
            match = self._match_organisation(known, keys, wording)
            before = matches[wording].documents if wording in matches else ()
            if len(match.documents) > len(before):
                matches[wording] = match
        return list(matches.values())

    def _organisations(self, roots: Iterable[str]) -> dict[str, dict[_Keys, set[str]]]:
        """By root, the organisations with it in their names, with the documents that name them."""
        found: dict[str, dict[_Keys, set[str]]] = {}
        rare = self._rare(LabelKind.ORGANISATION, roots)
        for one in self._labels.labelled(LabelKind.ORGANISATION, rare):
            own = found.setdefault(one.key, {})
            own.setdefault(frozenset(json.loads(one.value)), set()).add(one.document_id)
        return found

    def _match_organisation(
        self, known: Mapping[str, Mapping[_Keys, set[str]]], named: _Keys, text: str
    ) -> ConstraintMatch:
        """Documents that name it, in whatever language most of its words sound alike."""
        documents = {
            document
            for root in named
            for keys, holding in known.get(root, {}).items()
            if _alike(named, keys)
            for document in holding
        }
        strength = _ORGANISATION * self._rarity(len(documents))
        documents = documents if strength > 0 else set()
        value = " ".join(sorted(named))
        return ConstraintMatch(
            Constraint("organisation", value, text), dict.fromkeys(documents, strength)
        )

    # Titles

    def _find_title(self, text: str, words: Sequence[_Word]) -> ConstraintMatch | None:
        """The documents of whose title the text holds a distinctive run of words."""
        asked = [title_keys(word.token) for word in words]
        titles = self._titles(self._near(text, words, asked))
        runs = {}
        for document, title in titles.items():
            start, stop, begin, end = _longest_run(asked, title)
            quoted = end > begin and _is_quoted(text, words[start])
            # A short title is a subject that other documents have as well.
            if end - begin >= _RUN or (quoted and end - begin == len(title)):
                runs[document] = (start, stop, begin, end, quoted)
        counts = self._labels.label_counts(
            LabelKind.TITLE, {key for document in runs for keys in titles[document] for key in keys}
        )
        documents: dict[str, float] = {}
        first, last = len(words), 0
        for document, (start, stop, begin, end, quoted) in runs.items():
            weights = [self._weight(keys, counts) for keys in titles[document]]
            covered = sum(weights[begin:end]) / max(sum(weights), 1e-9)
            if covered < _COVERED:
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

    def _near(self, text: str, words: Sequence[_Word], asked: Sequence[_Keys]) -> list[str]:
        """Documents whose titles may share a run of words: with four words in common a title has
        one that is not among the three commonest, and a quoted one has the first of its words."""
        counts = self._labels.label_counts(LabelKind.TITLE, {key for keys in asked for key in keys})

        def holding(place: int) -> int:
            return sum(counts.get(key, 0) for key in asked[place])

        order = sorted(range(len(words)), key=holding)
        rare = order[: max(len(words) - _RUN + 1, 0)]
        begins = [place for place, word in enumerate(words) if _is_quoted(text, word)]
        keys = {key for place in (*rare, *begins) for key in asked[place]} & counts.keys()
        if self._documents > TOO_COMMON:
            keys = set(self._rarest({key: counts[key] for key in keys}))
        found = self._labels.labelled(LabelKind.TITLE, keys)
        return list(dict.fromkeys(one.document_id for one in found))

    def _titles(self, documents: Sequence[str]) -> dict[str, tuple[_Keys, ...]]:
        found = self._labels.labelled(LabelKind.ABOUT, documents)
        return {one.document_id: read_about(one.value).title for one in found}

    def _weight(self, keys: Iterable[str], counts: Mapping[str, int]) -> float:
        """How rare a word is among titles, by its rarest key."""
        fewest = min((counts.get(key, 0) for key in keys), default=0)
        return math.log((self._documents + 1) / (fewest + 0.5))


def _words(text: str) -> list[_Word]:
    return [_Word(token, frozenset(name_keys(token.raw))) for token in content_words(text)]


def _is_short(word: _Word) -> bool:
    """Whether it may be an acronym."""
    return 2 <= len(word.token.raw) <= 7


def _sounds(initials: str) -> str:
    return "".join(skeleton(sounds(letter)) for letter in initials)


def _same_person(words: Sequence[_Word], initials: str, person: _Person) -> float:
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
