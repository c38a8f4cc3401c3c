"""What a question asks for, read off its question words in three languages.

The lists are closed classes.  They are matched against text folded for
matching (`қай` → `кай`), so Kazakh typed without its own letters and Latin
spellings that were turned into Cyrillic meet them as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from qa.language.events import GATHERINGS, event_kind
from qa.language.folding import fold_text
from qa.language.values import ValueKind, find_values


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
class Wanted:
    """`kinds` that the answer should hold; `count` of items a list should have, 0 if unsaid;
    `several` when parts are joined and one sentence may not be enough; `compares` when two
    things are put side by side, which may be in two documents."""

    kinds: frozenset[Kind]
    count: int = 0
    several: bool = False
    compares: bool = False


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
# After a question word (or an order to list) a number says how many items there should be.
_COUNTING = re.compile(
    r"(?<!\w)(?:кай|кандай\w*|кимдер\w*|какие|каких|какими|какой|кто|what|which|who|list|name"
    r"|перечисл\w*|назовите)(?!\w)(?:\s+\w+){0,3}?\s+$"
)


def read_wanted(readings: tuple[str, ...]) -> Wanted:
    """What any of the question's readings asks for; OTHER when no question word tells."""
    texts = [fold_text(reading) for reading in readings]
    kinds = {kind for text in texts for kind, pattern in _COMPILED if pattern.search(text)}
    best = texts[0]
    asks = any(_ANY_QUESTION_WORD.search(text) for text in texts)
    if any(_YES_NO.search(text.strip()) for text in texts) or (
        not asks and not kinds and readings[-1].rstrip().endswith("?")
    ):
        kinds.add(Kind.YES_NO)
    if not any(event_kind(word) in GATHERINGS for text in texts for word in _WORD.findall(text)):
        # Only gatherings have a theme that is quoted like a title.
        kinds.discard(Kind.THEME)
    if kinds & {Kind.TIME, Kind.NUMBER, Kind.THEME} or (Kind.YES_NO in kinds and not asks):
        kinds.discard(Kind.LIST)
    return Wanted(
        frozenset(kinds or {Kind.OTHER}),
        _count(best),
        several=any(_SEVERAL.search(text) for text in texts),
        compares=any(_COMPARES.search(text) for text in texts),
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
