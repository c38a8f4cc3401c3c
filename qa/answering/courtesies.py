"""Greetings and thanks, which ask for nothing.

A conversation often begins with `сәлем` and ends with `спасибо`.  Searched for, such words find
whatever a document says in passing, and quoting that looks like a malfunction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa.language.folding import fold_text
from qa.language.tokens import tokenize

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


def only_courtesies(readings: Iterable[str]) -> bool:
    """Whether one of a question's readings is greetings and thanks and nothing else."""
    return any(map(_only_courtesies, readings))


def _only_courtesies(text: str) -> bool:
    tokens = tokenize(fold_text(text))
    words = [token.word for token in tokens if token.letters or token.digits]
    return len(words) <= _MOST_WORDS and _COURTESIES.fullmatch(" ".join(words)) is not None
