"""What a question asks for, read off its words: the kinds of thing, and what it is about.

The lists are closed classes.  They are matched against text folded for
matching (`қай` → `кай`), so Kazakh typed without its own letters and Latin
spellings that were turned into Cyrillic meet them as well.

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
from enum import StrEnum

from qa.language.events import GATHERINGS, event_kind
from qa.language.folding import fold_text
from qa.language.stopwords import STOP_WORDS
from qa.language.tokens import Token, tokenize
from qa.language.values import ValueKind, find_values
from qa.language.word_list import words
from qa.types import Span


class Kind(StrEnum):
    """What an answer should hold, or how it is asked for."""

    PERSON = "person"
    TIME = "time"
    NUMBER = "number"
    PLACE = "place"
    TITLE = "title"
    THEME = "theme"
    EVENT = "event"
    LIST = "list"
    YES_NO = "yes or no"
    DEFINITION = "definition"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Intent:
    """`kinds` that the answer should hold; `count` of items a list should have, 0 if unsaid;
    `several` when parts are joined and one sentence may not be enough; `compares` when two
    things are put side by side, which may be in two documents; `newest` when what holds now is
    asked for."""

    kinds: frozenset[Kind]
    count: int = 0
    several: bool = False
    compares: bool = False
    newest: bool = False


_PATTERNS: tuple[tuple[Kind, str], ...] = (
    (
        Kind.PERSON,
        r"ким(?:нин|ге|ди|нен|мен|дер\w*)?|кто|кого|кому|кем|чь[еияю]\w*|чей|who|whom|whose"
        r"|фамилия\w*|surname",
    ),
    (
        Kind.TIME,
        r"кашан|нешеде|во сколько|в котором часу|what time|сагат канша\w*"
        r"|кай (?:жыл|кун|ай|уакыт|мерзим|кезде)\w*|нешинши (?:жыл|ай|кун)\w*"
        r"|когда|како(?:го|е|м) (?:числ|год|месяц)\w*|как(?:ой|ую|ом) (?:день|дат|дн|год)\w*"
        r"|на какие годы|до какого (?:срок|врем|час|дня)\w*"
        r"|when|(?:what|which) (?:year|date|day|month|years)",
    ),
    (
        Kind.NUMBER,
        r"(?<!сагат )канша\w*|неше(?!де)\w*|(?<!во )сколько|скольких|скольким"
        r"|как(?:ова|ово|ов|ой|ое|ая)? "
        r"(?:численност|количеств|сумм|бюджет|дол|номер)\w*|на сколько"
        r"|как(?:ова|ов|ую|ой|ое) (?:\w+ )?"
        r"(?:зарплат|цен[аы]|стоимост|сумм|бюджет|прибыл|населени)\w*"
        r"|(?:бюджет|кун|багасы|жалакы|табыс)\w* (?:кандай|канша)"
        r"|(?:what|which) (?:is|was|were|are) the (?:\w+ )?(?:budget|cost|price|salary|wage|value"
        r"|fee|population|amount|sum|size|length|height|weight|depth|age)"
        r"|how (?:many|much|long|far|old)|what (?:share|percent\w*|number|proportion)|how \w+ is",
    ),
    (
        Kind.PLACE,
        r"кайда\w*|кай (?:кала|жер|ел|аудан|облыс|ауыл)\w*|где|куда|откуда"
        r"|кай (?:гимарат|сарай|зал|орын|мекен)\w*"
        r"|как(?:ой|ом|ую|ое|ие|их) (?:город|стран|мест|район|област|зал|здани|сел|посел)\w*"
        r"|where|(?:what|which) (?:city|country|place|town|village|building|hall|region)",
    ),
    (
        Kind.TITLE,
        r"калай аталады|калай аталган|атауы\w*|как назыв\w*|как называлась"
        r"|названи\w*|под названием|called|name of|named|title",
    ),
    (
        Kind.THEME,
        r"такырыбы (?:кандай|не\w*|калай)|кандай такырып\w*|тем[аоуы]й?"
        r"|(?:what|which)(?: \w+){0,2} (?:themes?|topics?)|theme of"
        r"|как называл\w+ (?:\S+ ){0,3}(?:сесси|форум|конференци)\w*",
    ),
    (
        Kind.LIST,
        r"кимдер\w*|кандай \w*(?:лар|лер|дар|дер|тар|тер)\w*|кай \w*(?:лар|лер|дар|дер|тар|тер)\w*"
        r"|кандай \w+ (?:\w+ )?\w*(?:лар|лер|дар|дер|тар|тер)(?:ы|и|га|ге|да|де|мен)?|что измен\w+"
        r"|кандай (?:еки|уш|торт|бес|алты|жети|сегиз|тогыз|он) \w+"
        r"|какие|каких|какими|каким \w+[ая]м|перечисл\w*|назовите"
        r"|(?:what|which) (?:(?!do|did|does|is|was|has|had|are|were|will)\w+ ){0,2}?"
        r"(?!does\b|this\b|address\b)\w{3,}[^s\W]s"
        r"|instruct\w*|поруч(?:ил|ен)\w*|тапсыр(?:ма|ды)\w*"
        r"|list|name the|who (?:are|were)|"
        r"(?:what|which) (?:two|three|four|five|six|seven|eight|nine|ten)",
    ),
    (
        Kind.EVENT,
        r"(?:кай|кандай|нешинши) (?:сессия|жиын|конференция|форум|отырыс|кенес)\w*"
        r"|как(?:ой|ая|ом|ую) (?:сесси|конференци|форум|съезд|заседани|собрани|встреч)\w*"
        r"|(?:which|what) (?:session|conference|forum|congress|meeting)s?",
    ),
    (Kind.DEFINITION, r"деген не|дегенимиз не|что такое|what is an?|что значит"),
)
_COMPILED = [(kind, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")) for kind, pattern in _PATTERNS]

_ANY_QUESTION_WORD = re.compile(
    r"(?<!\w)(?:ким\w{0,4}|не|нени|неге|немен|неден|кай\w*|кандай\w*|калай\w*|кашан|канша\w*|неше\w*|кто|что|чего"
    r"|чему|чем|как|каков[аоы]?|какой|какая|какое|какие|каких|каким\w*|какую|каком|какого|где|куда|откуда|когда"
    r"|сколько|скольких|почему|зачем|чей|чья|чьи|чье|кого|кому|кем|who\w*|what|which|when|where|why|how)(?!\w)"
)
_YES_NO = re.compile(
    r"(?<!\w)(?:ли)(?!\w)|\s(?:ма|ме|ба|бе|па|пе|мы|ми)\s*\??$"
    r"|^(?:did|does|do|is|are|was|were|has|have|had|will|can|could|should)\b"
)
_SEVERAL = re.compile(
    r"(?<!\w)(?:а кто|а что|а где|а когда|(?:и|and|жане) "
    r"(?:где|когда|кем|какой|how|when|where|which|"
    r"at which|in which|кай|кашан|канша)|two different|дв(?:а|е|ое|ух) разны\w+"
    r"|еки турли|both|оба|обе|екеуи)(?!\w)"
)
_WORD = re.compile(r"\w+")
_COMPARES = re.compile(
    r"(?<!\w)(?:сравни\w*|отлич\w*|разниц\w*|различ\w*|салыстыр\w*|айырма\w*|ерекшелен\w*"
    r"|compare\w*|differ\w*|both|оба|обе|обоих|обеих|екеуи\w*"
    r"|д[ае],? (?:\S+ ){1,4}д[ае]|как (?:\S+ ){1,6}так и"
    r"|(?:на|в|во) (?:\S+ ){1,5}и (?:на|в|во)|а (?:кто|что|где|когда|как\w*)"
    r"|(?:at|in|on) (?:\S+ ){1,6}and (?:at |in |on )"
    r"|(?:жане|мен|пен|бен) (?:\S+ ){1,3}(?:сессия|конференция|жиын)\w*)(?!\w)"
)
_NEWEST = re.compile(
    r"(?<!\w)(?:now(?:adays)?|current(?:ly)?|today|at present|at the moment|latest|newest"
    r"|most recent|сейчас|теперь|сегодня\w*|ныне\w*|нынешн\w+|текущ\w+|действующ\w+"
    r"|на данный момент|самы\w+ (?:последн|нов|свеж)\w+|казир\w*|бугин\w*|ен (?:сонгы|жана))(?!\w)"
)
# After a question word (or an order to list) a number says how many items there should be.
_COUNTING = re.compile(
    r"(?<!\w)(?:кай|кандай\w*|кимдер\w*|какие|каких|какими|какой|кто|what|which|who|list|name"
    r"|перечисл\w*|назовите)(?!\w)(?:\s+\w+){0,3}?\s+$"
)


def read_intent(spellings: tuple[str, ...]) -> Intent:
    """What any of the question's spellings asks for; OTHER when no question word tells."""
    texts = [fold_text(reading) for reading in spellings]
    kinds = {kind for text in texts for kind, pattern in _COMPILED if pattern.search(text)}
    best = texts[0]
    asks = any(_ANY_QUESTION_WORD.search(text) for text in texts)
    if any(_YES_NO.search(text.strip()) for text in texts) or (
        not asks and not kinds and spellings[-1].rstrip().endswith("?")
    ):
        kinds.add(Kind.YES_NO)
    if not any(event_kind(word) in GATHERINGS for text in texts for word in _WORD.findall(text)):
        # Only gatherings have a theme that is quoted like a title.
        kinds.discard(Kind.THEME)
    if kinds & {Kind.TIME, Kind.NUMBER, Kind.THEME} or (Kind.YES_NO in kinds and not asks):
        kinds.discard(Kind.LIST)
    return Intent(
        frozenset(kinds or {Kind.OTHER}),
        _count(best),
        several=any(_SEVERAL.search(text) for text in texts),
        compares=any(_COMPARES.search(text) for text in texts),
        newest=any(_NEWEST.search(text) for text in texts),
    )


def _count(text: str) -> int:
    """How many items a question asks for: `какие восемь поручений`, `four sections`."""
    counts = [
        int(value.value)
        for value in find_values(text)
        if value.kind is ValueKind.NUMBER
        and value.value.isdigit()
        and 2 <= int(value.value) <= 20
        and _COUNTING.search(text[: value.start])
    ]
    return counts[0] if counts else 0


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


def asks_nothing(spellings: Iterable[str]) -> bool:
    """Whether no reading of a question has a word that an answer could meet: `what?`, `кто`."""
    return not any(read_asked_words(reading).content for reading in spellings)


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


def stated(text: str, value: str) -> str:
    """The question as a statement: `value` in the place of its question word, the others and
    the question mark left out.  Checked, not shown, so grammar does not matter."""
    tokens = [t for t in tokenize(text) if t.letters or t.digits]
    asking = [t for t in tokens if t.letters and _QUESTION_WORD.fullmatch(t.word)]
    asking += [t for t in tokens if asking and t.word in ("many", "much")]
    if not asking:
        return f"{text.rstrip(' ?!.')}: {value}"
    pieces, at = [], 0
    for number, token in enumerate(sorted(asking, key=lambda t: t.start)):
        pieces += [text[at : token.start], "" if number else value]
        at = token.end
    return " ".join("".join([*pieces, text[at:]]).rstrip(" ?!.").split())


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


# Greetings and thanks ask for nothing, and quoting what they find looks like a malfunction.
_MOST_WORDS = 8

# As `fold_kazakh` leaves them: `қайырлы күн` is `кайырлы кун`.
_PHRASE = (
    "(?:hello|hi|hey|there|good (?:morning|afternoon|evening|day|bye)|how are you|goodbye|bye"
    "|(?:many )?thanks|thank you|(?:so|very) much|a lot|please|ok|okay"
    "|привет|здравствуй(?:те)?|добрый (?:день|вечер)|доброе утро|доброго дня|как (?:у вас )?дела"
    "|(?:большое )?спасибо|спасибо большое|благодарю(?: вас)?|пожалуйста|до свидания|ок|понятно"
    "|салем|салеметсиз ?бе|салеметсиндер ме|ассалаумагалейкум|(?:калыныз )?калайсыз"
    "|калыныз калай|кайырлы (?:тан|кун|кеш)|(?:коп )?ра[хк]мет|сау болыныз|тусиникти)"
)
_COURTESIES = re.compile(rf"{_PHRASE}(?: {_PHRASE})*")


def only_courtesies(spellings: Iterable[str]) -> bool:
    """Whether one of a question's spellings is greetings and thanks and nothing else."""
    return any(map(_only_courtesies, spellings))


def _only_courtesies(text: str) -> bool:
    tokens = tokenize(fold_text(text))
    words = [token.word for token in tokens if token.letters or token.digits]
    return len(words) <= _MOST_WORDS and _COURTESIES.fullmatch(" ".join(words)) is not None
