"""The words of a question that an answer has to meet, and the one it is about.

A passage on the very subject matches nearly every word of a question whether or
not it holds the fact: "What was the budget of the conference?" asks about the
budget, and only that word tells.  So the words that merely say which document
is meant (`at the 26th session`), question words and function words are set
aside, and of the rest the one beside the question word is the *focus*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from qa.language.stopwords import STOP_WORDS
from qa.language.tokens import Token, tokenize
from qa.language.values import find_values
from qa.language.word_list import words
from qa.types import Span

_QUESTION_WORD = re.compile(
    r"кай|кандай\w*|кайсы\w*|канша\w*|неше\w*|нешинши|ким\w{0,4}|кашан|кайда\w*|не|нени|калай|как"
    r"|как(?:ов[аоы]?|ой|ая|ое|ие|ую|ом|ого|их|им|ими|ому)|сколько|скольк\w+|кто|кого|кому|кем|чей|чья|чье|чьи|чьих"
    r"|где|куда|откуда|когда|что|чего|чему|чем|почему|зачем"
    r"|who\w*|which|what|when|where|how|why"
)
# What stands between a question word and its noun, and nouns that only name the kind of
# answer: dates and people are seldom called so where they are given.
_KIND_WORDS = frozenset(
    words(
        "table according "
        "year years day days date month time people person persons kind sort type many much long "
        "old far list name called say said says archive document total exactly held hold take "
        "takes took place happen happened "
        "год году года годах лет день дня дата дату число числа месяц месяце раз человек людей "
        "вид перечислите перечисли назовите называется называлась названа сравните сказал сказала "
        "говорил говорила говорится заявил всего вообще именно архив архиве документ документе "
        "таблица таблице таблицы согласно "
        "состоялся состоялась состоялось прошел прошла прошло проходил проходила проходит правда "
        "жыл жылы жылдар жылга жылдары кун куни кундер ай айда айы уакыт уакытта адам адамдар "
        "кесте кестеде кестеси сайкес "
        "рет атаныз аталады айтты деди барлыгы жалпы отти откен отеди болды мурагат мурагатта"
    )
)


@dataclass(frozen=True, slots=True)
class AskedWords:
    """Spans of the words to be met, in order, and of the focus, one or two of them."""

    content: tuple[Span, ...]
    focus: Span | None


def asks_nothing(readings: Iterable[str]) -> bool:
    """Whether no reading of a question has a word that an answer could meet: `what?`, `кто`."""
    return not any(read_asked_words(reading).content for reading in readings)


def read_asked_words(text: str, aside: tuple[Span, ...] = ()) -> AskedWords:
    """The question's words outside the spans `aside`."""
    tokens = [t for t in tokenize(text) if t.letters or t.digits]
    asking = [i for i, t in enumerate(tokens) if t.letters and _QUESTION_WORD.fullmatch(t.word)]
    content = [i for i, t in enumerate(tokens) if i not in asking and _tells(t, aside)]
    counted = [(value.start, value.end) for value in find_values(text)]
    nouns = [
        i for i in content
        if not any(tokens[i].start < end and start < tokens[i].end for start, end in counted)
    ]  # fmt: skip
    return AskedWords(
        tuple(Span(tokens[i].start, tokens[i].end) for i in content),
        _focus(tokens, asking, nouns),
    )


def _tells(token: Token, aside: tuple[Span, ...]) -> bool:
    if len(token.raw) < 2 or token.word in STOP_WORDS or token.word in _KIND_WORDS:
        return False
    return not any(token.start < span.end and span.start < token.end for span in aside)


def _focus(tokens: list[Token], asking: list[int], content: list[int]) -> Span | None:
    """The content word after the question word; the one before where nothing follows, as in
    `қала әкімі кім?`; the first where no question word is."""
    if not content:
        return None
    # A name says of whom or where; it is the focus where nothing else is left.
    content = [i for i in content if i == 0 or not tokens[i].raw[0].isupper()] or content
    chosen = content[0]
    if asking:
        after = [i for i in content if i > asking[0]]
        chosen = after[0] if after else content[-1]
    # `university departments`: the noun may be the second of two.
    last = chosen + 1 if chosen + 1 in content and asking and chosen > asking[0] else chosen
    return Span(tokens[chosen].start, tokens[last].end)
