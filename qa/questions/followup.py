"""Questions that lean on the conversation, made whole without a language model.

People ask in threes: "What did the President instruct at the 26th session?",
"And at the 31st?", "Who said that?".  What such a question lacks is of two
kinds.  An *ellipsis* brings only the part that changes: it is put in the place
of its like in the last question (a number for a number, a name for a name, a
phrase for one with the same preposition or case).  A question with a *pronoun*
or with no noun of its own has its own form and lacks the subject: that is taken
from the last question that had one and added in brackets, so the person sees
what was understood.  A question that lacks nothing is left alone, since guessing
wrong there would spoil what was right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.language.identify import identify
from qa.language.packs import pack_of
from qa.language.tokens import QUOTED_TITLE
from qa.language.values import ValueKind
from qa.questions.following.parallel import substitute, with_noun
from qa.questions.following.reading import Reading, open_pronoun, read
from qa.questions.following.topic import list_items, quotation, topic_of
from qa.questions.following.words import CONNECTIVES, DEFINING, DEFINING_ENDS, QUANTITY, SAYING, WHO
from qa.questions.intent import only_courtesies
from qa.types import Language, Turn

MOST_TURNS = 20
LONGEST_FOLLOWUP = 300
"""Characters; a longer question is taken to be complete."""

_LONGEST_SAID = 8000
_SURE = 0.8
# What Russian writes as well as Kazakh.
_SHARED_LETTERS = re.compile("[а-яё\\W]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Context:
    """The last question as it was understood, what it was about, and what was answered."""

    question: str = ""
    topic: str = ""
    said: str = ""


def resolve(question: str, history: Sequence[Turn]) -> str:
    """The question with what it lacks taken from the conversation; unchanged if it lacks nothing.

    Of `history` the last 20 turns are read, the roles `user` and `assistant` only; thanks and
    what was answered to them are passed over.
    """
    context = _Context()
    courtesy = False
    for turn in history[-MOST_TURNS:]:
        content = turn.content
        if turn.role == "user":
            courtesy = only_courtesies([content[:LONGEST_FOLLOWUP]])
        if courtesy:
            continue
        if turn.role == "assistant":
            context = replace(context, said=content[:_LONGEST_SAID])
        elif turn.role == "user" and any(map(str.isalnum, content[:LONGEST_FOLLOWUP])):
            _, context = _follow(content[:LONGEST_FOLLOWUP], context)
    if not context.question or len(question) > LONGEST_FOLLOWUP:
        return question
    return _follow(question, context)[0]


def language_spoken(followup: str) -> Language | None:
    """The language of a follow-up by itself; None where it is a guess, as of a word or two.

    The language of a title in it is not the follow-up's.
    """
    plain = QUOTED_TITLE.sub(" ", followup)
    found = identify(plain)
    tells = len(plain.split()) > 2 or not _SHARED_LETTERS.fullmatch(plain)
    sure = pack_of(found.language) is not None and found.confidence >= _SURE and tells
    return found.language if sure else None


def _follow(question: str, context: _Context) -> tuple[str, _Context]:
    """The question made whole, and the context of the one after it."""
    reading = read(question)
    if not reading.words or not context.question:
        return question, _fresh(question)
    if reading.quotes:
        return question, _fresh(question)
    if (quote := quotation(context.said)) and _asks_who_said(reading):
        return f"{_body(reading)}: «{quote}»?", context
    if item := _item_asked_for(reading, context.said):
        return _with_brackets(context.question, item), context
    if _is_ellipsis(reading):
        return _with_parallel(reading, context)
    whole = with_noun(reading, context.question)
    if whole is not None:
        return whole, _Context(whole, topic_of(whole))
    if context.topic and _lacks_subject(reading, context):
        whole = f"{_body(reading)} ({context.topic})?"
        return whole, _Context(whole, context.topic)
    return question, _fresh(question)


def _fresh(question: str) -> _Context:
    clean = " ".join(question.split())
    return _Context(clean, topic_of(clean))


def _item_asked_for(reading: Reading, said: str) -> str:
    """The item of the answer's list that "the second one?" means; empty for none."""
    numbers = [v.value for v in reading.values if v.kind is ValueKind.ORDINAL]
    if not numbers or reading.content or reading.names or reading.placed or reading.event:
        return ""
    items = list_items(said)
    number = int(numbers[0]) if numbers[0].isdigit() else 0
    return items[number - 1] if 0 < number <= len(items) else ""


def _with_parallel(reading: Reading, context: _Context) -> tuple[str, _Context]:
    whole = None if _means_item(reading) else substitute(reading, context.question)
    if whole is None:
        return _with_brackets(context.question, reading.rest_text), context
    return whole, _Context(whole, substitute(reading, context.topic) or topic_of(whole))


def _means_item(reading: Reading) -> bool:
    """Whether "the second one?" is meant as of several things, not as the 2nd session."""
    return any(
        v.kind is ValueKind.ORDINAL and len(v.value) == 1 and not v.text[0].isdigit()
        for v in reading.values
    ) and not (reading.placed or reading.event)


def _is_ellipsis(reading: Reading) -> bool:
    """Whether only the changed part is said: a connective or nothing before it, no verb."""
    if reading.asks or not reading.rest:
        return False
    if reading.introduced:
        return len(reading.rest) <= 7
    return reading.text.rstrip().endswith("?") and len(reading.rest) <= 3 and not reading.yes_no


def _asks_who_said(reading: Reading) -> bool:
    forms = [word.form for word in reading.rest]
    return (
        any(form in WHO for form in forms)
        and any(form.startswith(SAYING) for form in forms)
        and all(word.form.startswith(SAYING) for word in reading.content)
        and not reading.names
        and not reading.values
    )


def _lacks_subject(reading: Reading, context: _Context) -> bool:
    if open_pronoun(reading):
        return True
    anchors = len(reading.names) + len(reading.values)
    if anchors + len(reading.content) == 0:
        return True
    if _defines(reading):
        return False
    if reading.introduced and anchors + len(reading.content) == 1:
        return True
    if anchors or len(reading.content) > 1:
        return False
    if reading.asks and len(reading.rest) <= 2:
        return True
    forms = tuple(word.form for word in reading.rest)
    if any(forms[: len(opening)] == opening for opening in QUANTITY):
        return True
    before = read(context.question[:LONGEST_FOLLOWUP]).forms | read(context.topic).forms
    stem = reading.content[0].form[:5]
    return any(form.startswith(stem) for form in before)


def _defines(reading: Reading) -> bool:
    forms = tuple(word.form for word in reading.rest)
    return any(forms[: len(opening)] == opening for opening in DEFINING) or " ".join(
        forms
    ).endswith(DEFINING_ENDS)


def _body(reading: Reading) -> str:
    """The question without its connective and its mark, with a capital."""
    start = next((w.start for w in reading.words if w.form not in CONNECTIVES), 0)
    text = _stem(reading.text[start:])
    return text[:1].upper() + text[1:]


def _with_brackets(question: str, part: str) -> str:
    stem = _stem(question)
    if stem.endswith(")"):
        return f"{stem[:-1]}; {part})?"
    return f"{stem} ({part})?"


def _stem(question: str) -> str:
    return re.sub(r"[\s?.!…]+$", "", question)
