"""Whether a sentence denies what it says, in Kazakh, Russian and English.

Embedding vectors barely see a negation, so claim checking counts it here.  In
Russian and English it is a word; in Kazakh it is a word (`емес`, `жоқ`) or a
suffix between the verb's stem and its ending (`бар-ма-ды`, `кел-ме-йді`).  The
endings that follow the suffix are a closed class, so they are listed; `-масын`
is left out because it is far more often a possessed noun (`бағдарламасын`)
than a negative wish.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from qa.types import Language, Span

_KAZAKH = (
    r"емес\w*|жоқ\w*|ешқашан|ешкім\w*|ешбір\w*|ешқандай|болмас"
    # `демеу` (support) and `немесе` (or) are no verbs; `-бай` ends names.
    r"|(?!немесе\b|демеу|қарама[йс])\w{2,}?(?:"
    r"[мбп]а(?:ды(?:м|ң|қ|ңыз|ңдар)?|й(?:мын|сың|сыз|мыз|ды|тын\w{0,6})|ған\w{0,7}"
    r"|са(?:м|ң|қ|ңыз)?|стан|у(?:ы|ына|ын|ынан|ға|ды|дан)?|ңыз(?:дар)?)|май"
    r"|[мбп]е(?:ді(?:м|ң|к|ңіз|ңдер)?|й(?:мін|сің|сіз|міз|ді|тін\w{0,6})?|ген\w{0,7}"
    r"|се(?:м|ң|к|ңіз)?|стен|у(?:і|іне|ін|інен|ге|ді|ден)?|ңіз(?:дер)?))"
)
_RUSSIAN = (
    r"не|ни|нет|нельзя|невозможно|никогда|никто|никого|никому|никем|ничто|ничего|ничему|"
    r"никак\w{0,4}|нигде|никуда|ниоткуда"
)
_ENGLISH = r"not|no|never|none|nobody|nothing|nowhere|neither|nor|cannot|\w+n['’]t"


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.IGNORECASE)


_NEGATIONS = {
    Language.KAZAKH: _words(_KAZAKH),
    Language.RUSSIAN: _words(_RUSSIAN),
    Language.ENGLISH: _words(_ENGLISH),
}
# These hold a negating word and deny nothing.
_HARMLESS = re.compile(
    r"не только|не менее|не более|no less|not only|no more than|not least|no longer than|"
    r"ғана емес|қана емес|кем емес|жоқ дегенде|no\.?\s*\d|тем не менее",
    re.IGNORECASE,
)


# Words that deny without a negation; they answer one on the other side, no more.
_IMPLICIT = _words(
    r"without|unable|lack\w*|fail\w*|refus\w*|stop\w*|doubt\w*|scarcely|hardly|den(?:y|ie[sd])|"
    r"reject\w*|rather\s+than|instead\s+of|un(?:likely|known|defeated|beaten|happy|clear)|"
    r"impossible|inadmissible|despite|"
    r"без|(?!бесед)бес\w{4,}|(?!безопас)без\w{4,}|"
    r"(?!необходим|несколь|недел|немец|непал|нервн|некотор|нейтр)не\w{5,}|"
    r"отказ\w*|отверг\w*|отклон\w*|вместо|нежели|скорее|переста\w*|прекра\w*|отриц\w*|отсутств\w*|"
    r"едва|лиш[её]н\w*|вряд|сомне\w*|"
    # The second person (`естисіз`) ends like the suffix of lack (`сусыз`).
    r"(?!қауіпсіз)\w{2,}[^\Wйи]с[ыі]з(?:д[іы]\w{0,4})?|бас\s+тарт\w*|тыйым\w*|қиын\w*|күмән\w*|"
    r"тоқтат\w*|орнына|"
    r"қарама\w*"
)
_WORD = re.compile(r"\w[\w’'-]*")
# How far from its negator a denied word stands.
_REACH = 3
# `никогда не`, `ешкім … алмады`: words that only strengthen a negation near them.
_CONCORD = re.compile(r"(?:ни|еш)\w*", re.IGNORECASE)
_CONCORD_REACH = 8


class Negation(NamedTuple):
    """A negating word and where the words stand that it may deny.

    `implicit` ones (`without`, `отказ`, `күмән`) deny by their own meaning.
    """

    text: str
    span: Span
    denied: tuple[Span, ...]
    implicit: bool = False


def negations(text: str, language: Language) -> list[Negation]:
    """The negations of `text`, explicit ones first; set phrases such as `not only` do not count.

    The language must be known: `не` denies in Russian and asks `what` in Kazakh.
    Empty for a language other than the three.
    """
    pattern = _NEGATIONS.get(language)
    if pattern is None:
        return []
    plain = _HARMLESS.sub(_blank, text)
    words = [Span(*match.span()) for match in _WORD.finditer(text)]
    starts = [word.start for word in words]
    places: dict[int, re.Match[str]] = {}
    for match in pattern.finditer(plain):
        if not _is_name(match):
            places[max(bisect_right(starts, match.start()) - 1, 0)] = match
    found: list[Negation] = []
    for place, match in places.items():
        if not _strengthens(place, places):
            near = (place + step for step in _denied(match.group().lower(), language))
            denied = tuple(words[i] for i in near if 0 <= i < len(words))
            found.append(Negation(match.group(), Span(*match.span()), denied))
    taken = {match.start() for match in places.values()}
    for match in _IMPLICIT.finditer(plain):
        span = Span(*match.span())
        if span.start not in taken and not _is_name(match):
            found.append(Negation(match.group(), span, (span,), implicit=True))
    return found


def _is_name(match: re.Match[str]) -> bool:
    """`Томастан`, `Небраска`: a capital inside the sentence."""
    before = match.string[: match.start()].rstrip(" «“\"'(–—-")
    return match.group()[0].isupper() and bool(before) and before[-1] not in ".!?:…»”\n"


def _strengthens(place: int, places: dict[int, re.Match[str]]) -> bool:
    if not _CONCORD.fullmatch(places[place].group()):
        return False
    return any(
        abs(place - other) <= _CONCORD_REACH
        and (not _CONCORD.fullmatch(match.group()) or other < place)
        for other, match in places.items()
        if other != place
    )


def _denied(negator: str, language: Language) -> tuple[int, ...]:
    """Places, counted from the negator, of what it may deny: in Kazakh the word before `емес`
    and `жоқ`, the verb itself where the suffix denies; otherwise the words that follow."""
    if language is not Language.KAZAKH:
        return tuple(range(1, _REACH + 1))
    if negator.startswith(("емес", "жоқ")):
        return (-1,)
    return (1, 2) if negator.startswith("еш") else (0,)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
