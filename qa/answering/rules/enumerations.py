"""Lists that answer: which of a document's lists is meant, all its items or the one asked for.

A document may hold several lists, and the sentence that matches a question best
need not be the one that announces the right one.  What tells them apart is the
noun of the list (`поручения`, `тапсырмалар`, `instructions`), a closed class in
every language; then how many items are asked for; then how well the
introduction matches.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from qa.answering.quote import DocumentTexts, Quotation
from qa.answering.rules.asked import Asked
from qa.answering.rules.evidence import SentenceCandidate
from qa.documents.lists import Item, ItemList
from qa.language.folding import fold_text
from qa.language.meanings import meanings
from qa.language.packs import either, packs
from qa.language.tokens import QUOTED_TITLE, tokenize
from qa.language.values import ValueKind
from qa.questions.intent import Intent, Kind
from qa.questions.question import Question
from qa.types import Document, Span

# An item longer than this is quoted by its first sentence.
_LONG_ITEM = 600
_MOST_ITEMS = 20
# Among so many best sentences an introduction, or an item, is near.
NEAR = 5
# From so many parts between commas on, a sentence enumerates.
_ENUMERATES = 4
# One inside a number parts nothing.
_COMMA = re.compile(r"[,;](?!\d)|(?<!\d)[,;]")
# What speaks for a list, in units of the sentences' scores.
_SAME_NOUN = 4.0
_SAME_COUNT = 3.0

# A sentence that says who or what the things just announced are.
_OF_THEM = re.compile(
    rf"[–—-]?\s*(?:{either(lambda pack: pack.pointing.of_them)})(?!\w)", re.IGNORECASE
)
_NO_NOUNS = re.compile(
    rf"(?<!\w)(?:{either(lambda pack: pack.lists.no_nouns)})(?!\w)", re.IGNORECASE
)
# What a list is asked with; its noun is near.
_ASKING = re.compile(rf"(?<!\w)(?:{either(lambda pack: pack.lists.asking)})(?!\w)")
_ASKING_ELSE = re.compile(rf"(?<!\w)(?:{either(lambda pack: pack.lists.asking_else)})(?!\w)")
_WORDS_AFTER, _WORDS_BEFORE = 5, 2
# The noun of a list is among the last words of its introduction.
_ANNOUNCING = 8
_TEXT_KINDS = frozenset((Kind.LIST, Kind.OTHER, Kind.DEFINITION))


@cache
def _beginnings() -> dict[str, tuple[str, ...]]:
    """What the nouns of lists begin with in any language, by meaning."""
    return {
        key: tuple(word for pack in packs() for word in pack.lists.nouns[key])
        for key in packs()[0].lists.nouns
    }


def list_nouns(text: str) -> frozenset[str]:
    """Which meanings of nouns of lists the words of a text have."""
    plain = _NO_NOUNS.sub(" ", QUOTED_TITLE.sub(" ", text))
    found = {token.word for token in tokenize(plain) if token.letters}
    return frozenset(
        key for key, row in _beginnings().items() if any(word.startswith(row) for word in found)
    )


def _nouns_asked_for(text: str) -> frozenset[str]:
    """The meanings of the nouns that the question asks to list: those beside its question
    word, not those of what the list is about."""
    plain = QUOTED_TITLE.sub(" ", fold_text(text))
    match = _ASKING.search(plain)
    if match is None:
        return frozenset() if _ASKING_ELSE.search(plain) else list_nouns(plain)
    after = plain[match.end() :].split()[:_WORDS_AFTER]
    before = plain[: match.start()].split()[-_WORDS_BEFORE:]
    return list_nouns(" ".join(after)) or list_nouns(" ".join(before if len(after) < 2 else ()))


def listed(
    asked_for: Asked, ranked: Sequence[SentenceCandidate], texts: DocumentTexts
) -> list[Quotation]:
    """The items of the list that is asked for, or the one item of it; empty where no list of
    the best sentence's document answers."""
    question, intent = asked_for.question, asked_for.intent
    document = ranked[0].hit.document
    number = _item_number(question)
    focus = asked_for.text[slice(*asked_for.words.focus)] if asked_for.words.focus else ""
    asked = _nouns_asked_for(question.spellings[0])
    best: tuple[float, ItemList] | None = None
    for items in texts.lists(document):
        points = _points(
            intent,
            ranked,
            items,
            asked,
            wants_item=number > 0,
            other=_lists_other(document, items, focus),
        )
        if points is not None and (best is None or points > best[0]):
            best = points, items
    if best is None:
        return []
    chosen = best[1].items[:_MOST_ITEMS]
    if number:
        chosen = tuple(item for item in best[1].items if item.number == number)
    made = (texts.quotation(document, _span(item), ranked[0].score) for item in chosen)
    return [replace(quotation, item=not number) for quotation in made if quotation]


def _lists_other(document: Document, items: ItemList, focus: str) -> bool:
    """Whether a common noun is asked for (`countries`) that a list's introduction and items
    do not have."""
    known = frozenset(m for word in focus.split() for m in meanings(word))
    if not known:
        return False
    spans = [item.head for item in items.items]
    texts = [document.text[span.start : span.end] for span in spans]
    naming = sum(_has(text, known) for text in texts)
    if items.introduction:
        said = document.text[slice(*items.introduction)]
        if _has(" ".join(said.split()[-_ANNOUNCING:]), known):
            return False
    return 2 * naming < len(texts)


def _has(text: str, known: frozenset[int]) -> bool:
    """Whether a word of a text is one of these common nouns."""
    return any(meanings(token.raw) & known for token in tokenize(text) if token.letters)


def _points(
    intent: Intent,
    ranked: Sequence[SentenceCandidate],
    items: ItemList,
    asked: frozenset[str],
    *,
    wants_item: bool,
    other: bool,
) -> float | None:
    """How much speaks for a list; None where it isn't asked for."""
    document = ranked[0].hit.document
    own = [c for c in ranked if c.hit.document.id == document.id]
    top = [c for c in ranked[:NEAR] if c.hit.document.id == document.id]
    introduction = items.introduction
    announcing = [c for c in own if introduction and _holds(c, introduction)]
    said = document.text[introduction.start : introduction.end] if introduction else ""
    nouns = list_nouns(said)
    same_noun = bool(asked & nouns)
    counted = intent.count == len(items.items)
    score = announcing[0].score if announcing else own[-1].score
    points = score + _SAME_NOUN * same_noun + _SAME_COUNT * counted
    if wants_item:
        return points if same_noun else None
    near = bool(announcing) and announcing[0] in top
    inside = {item.number for c in top for item in items.items if _within(c, item)}
    leads = bool(announcing) and announcing[0] is top[0]
    if not counted and not same_noun and (other or (asked and nouns and not leads)):
        # A list of something else.
        return None
    if Kind.LIST in intent.kinds and Kind.PERSON in intent.kinds and not counted:
        apt = same_noun or len(inside) > 1 or leads
    elif Kind.LIST in intent.kinds or counted:
        apt = same_noun or near or len(inside) > 1
    else:
        # No list is asked for in words: the best sentence has to announce it.
        apt = leads and not intent.kinds - _TEXT_KINDS
    return points if apt else None


def _item_number(question: Question) -> int:
    """The item that `the third instruction` means; 0 where none is asked for.  A number that
    belongs to an event (`the 26th session`) is none."""
    text = question.spellings[0]
    spans = [
        (start, start + len(c.text))
        for c in question.constraints
        if (start := text.find(c.text)) >= 0
    ]
    for value in question.values:
        if value.kind is not ValueKind.ORDINAL or not value.value.isdigit():
            continue
        if any(start < value.end and value.start < end for start, end in spans):
            continue
        after = tokenize(text[value.end : value.end + 60])[:3]
        if list_nouns(" ".join(token.raw for token in after)):
            return int(value.value)
    return 0


def parts_of(text: str) -> int:
    """How many parts commas and semicolons make of a text."""
    return len(_COMMA.findall(text)) + 1


def with_enumeration(text: str, sentences: Sequence[Span], place: int, span: Span) -> Span:
    """A sentence that announces things together with the next one or two, where those name
    them: `… took part. They were A, B and C.`"""
    if parts_of(text[span.start : span.end]) >= _ENUMERATES:
        return span
    announces = text[span.end - 1] == ":"
    for after in sentences[place + 1 : place + 3]:
        said = text[after.start : after.end]
        announces = announces or bool(_OF_THEM.match(said))
        if "\n\n" in text[span.end : after.start]:
            break
        if announces and parts_of(said) >= _ENUMERATES:
            return Span(span.start, after.end)
    return span


def _span(item: Item) -> Span:
    """The item without its marker; of a long one the first sentence."""
    if item.span.end - item.head.start > _LONG_ITEM:
        return item.head
    return Span(item.head.start, item.span.end)


def _holds(candidate: SentenceCandidate, span: Span) -> bool:
    return candidate.span.start <= span.start < candidate.span.end


def _within(candidate: SentenceCandidate, item: Item) -> bool:
    return item.span.start <= candidate.span.start < item.span.end
