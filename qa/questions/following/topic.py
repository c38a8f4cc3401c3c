"""What a conversation offers to complete a follow-up with: a topic, a quotation, a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qa.language.packs import either, pack_of, packs
from qa.questions.following.reading import Reading, Word, read
from qa.questions.following.words import (
    ARTICLES,
    AUXILIARIES,
    CONNECTIVES,
    DETERMINING,
    DO,
    INVERTING,
    PREPOSITIONS,
    QUANTITIES,
    WHO,
    is_question_word,
)

LONGEST_TOPIC = 160
_LONGEST_QUOTE = 160

_QUOTE = re.compile(r"(?:«([^«»]+)»|“([^“”]+)”|„([^„“”]+)[“”]|\"([^\"]+)\")[\s.,;]{0,3}\[\d{1,3}\]")
_ITEM = re.compile(r"^\s*(?:[-*•–]|\(?(\d{1,2})[.)])\s+(\S.*)$", re.MULTILINE)
_MARKUP = re.compile(r"<[^<>]{0,200}>|\[\d{1,3}\]|[*_`#]+")


def quotation(said: str) -> str:
    """The first quotation in an answer, cut at a word; empty when there is none."""
    return next(iter(_quotations(said)), "")


def list_items(said: str) -> list[str]:
    """The items of an answer's list, or its quotations when there are several."""
    items = [_cut(_plain(match[2]), _LONGEST_QUOTE) for match in _ITEM.finditer(said)]
    if len(items) < 2:
        items = _quotations(said)
    return items if len(items) > 1 else []


def _quotations(said: str) -> list[str]:
    """Those with a citation after them: titles of documents near a refusal have none."""
    found = (group for match in _QUOTE.finditer(said) for group in match.groups() if group)
    return [_cut(_plain(quote), _LONGEST_QUOTE) for quote in found]


def _plain(text: str) -> str:
    return " ".join(_MARKUP.sub(" ", text).split()).strip(' «»“”".;,')


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rpartition(" ")[0] + "…"


def topic_of(question: str) -> str:
    """What a question is about: itself without question words, auxiliaries and its verb."""
    bracketed = re.search(r"\(([^()]+)\)\s*\??$", question)
    if bracketed:
        return bracketed[1]
    reading = read(question)
    words = _without_verb(reading, _after_question_words(reading))
    while words and words[0].form in PREPOSITIONS:
        words = words[1:]
    text = " ".join(_runs(question, words))
    return _cut(re.sub(r"^[\s?.!,:;]+|[\s?.!,:;]+$", "", text), LONGEST_TOPIC)


def _after_question_words(reading: Reading) -> list[Word]:
    """Without the words that ask, wherever they stand, and what leads to them."""
    words = [word for word in reading.rest if word.form not in DO]
    while (
        words
        and words[0].form in PREPOSITIONS | CONNECTIVES
        and any(is_question_word(word.form) for word in words[1:2])
    ):
        words = words[1:]
    while words and (is_question_word(words[0].form) or words[0].form in AUXILIARIES | QUANTITIES):
        words = words[1:]
    return [
        word
        for before, word in zip([None, *words], words, strict=False)
        if not is_question_word(word.form)
        # "қай жылы", "қай күні": the noun belongs to the question word.
        and not (before is not None and before.form in DETERMINING)
    ]


def _without_verb(reading: Reading, words: list[Word]) -> list[Word]:
    """By position or by ending, as the language has it; one verb at most."""
    pack = pack_of(reading.language) or next(p for p in packs() if p.morphology.unknown_latin)
    morphology = pack.morphology
    if morphology.verb_place == "by position":
        return _without_placed_verb(reading, words)
    if morphology.verb_place == "early":
        for at, word in enumerate(words[:3]):
            verb = len(word.form) > 3 and word.form.endswith(morphology.verb_endings)
            if verb and word.raw.islower():
                return words[:at] + words[at + 1 :]
        return words
    late = len(words) > 1 and words[-1].form.endswith(morphology.verb_endings)
    return words[:-1] if late and words[-1].raw.islower() else words


def _without_placed_verb(reading: Reading, words: list[Word]) -> list[Word]:
    first = reading.rest[0].form if reading.rest else ""
    asked_by_do = INVERTING & {w.form for w in reading.rest[:4]}
    if asked_by_do:
        # "the President instruct | at the session", but "the forum | in Shymkent discuss".
        end = next((i for i, w in enumerate(words) if i and w.form in PREPOSITIONS), len(words))
        if end == 2 and words[0].form in ARTICLES:
            end = len(words)
        return words[: end - 1] + words[end:] if end > 1 else words
    if first in WHO and len(words) > 1:
        return words[1:]
    return words[:-1] if len(words) > 1 and _PARTICIPLE.search(words[-1].form) else words


_PARTICIPLE = re.compile(f"(?:{either(lambda pack: pack.morphology.participles)})$")


def _runs(text: str, words: Sequence[Word]) -> Iterable[str]:
    """The words as written, neighbours with what stands between them."""
    start = end = -1
    for word in words:
        if end >= 0 and re.fullmatch(r"[\W_]{1,3}", text[end : word.start]):
            end = word.end
            continue
        if end >= 0:
            yield text[start:end]
        start, end = word.start, word.end
    if end >= 0:
        yield text[start:end] + (text[end] if text[end : end + 1] in ("»", "”") else "")
