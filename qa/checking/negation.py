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
from collections.abc import Sequence
from typing import NamedTuple

from qa.types import Language, Span

_KAZAKH = (
    r"емес\w*|жоқ\w*|ешқашан|ешкім\w*|ешбір\w*|ешқандай|болмас"
    # `демеу` (support) and `немесе` (or) are no verbs; `-бай` ends names.
    r"|(?!немесе\b|демеу|жама(?:у|й|п)|қарама[йс])\w{2,}?(?:"
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
    r"не считая|не превыша\w+|ғана емес|қана емес|кем емес|жоқ дегенде|бұрын-соңды болмаған|"
    r"no\.?\s*\d|тем не менее|"
    r"(?<=, )пока(?: \w+)? не(?!\w)",
    re.IGNORECASE,
)


# Words that deny without a negation; they answer one on the other side, no more.
_IMPLICIT = {
    Language.ENGLISH: _words(
        r"without|unable|lack\w*|fail\w*|refus\w*|stop\w*|doubt\w*|scarcely|hardly|barely|"
        r"den(?:y|ie[sd])|reject\w*|rather\s+than|instead\s+of|impossible|inadmissible|despite|contrary|"
        r"un(?:likely|known|defeated|beaten|happy|clear)"
    ),
    Language.RUSSIAN: _words(
        r"без|вопреки|мало\w{5,}|(?!бесед)бес\w{4,}|(?!безопас)без\w{4,}|"
        r"(?!необходим|несколь|недел|немец|непал|нервн|некотор|нейтр|нефт|небольш|необычайн|"
        r"неожиданн|негатив|недавн|немедлен|неоднократ|непосредств)не\w{5,}|"
        r"отказ\w*|отверг\w*|отклон\w*|вместо|нежели|скорее|(?<=, )чем|переста\w*|прекра[тщ]\w*|"
        r"отриц\w*|отсутств\w*|едва|лиш[её]н\w*|вряд|сомне\w*"
    ),
    Language.KAZAKH: _words(
        # The second person (`естисіз`) ends like the suffix of lack (`сусыз`).
        r"(?!қауіпсіз)\w{2,}[^\Wйи]с[ыі]з(?:д[іы]\w{0,4})?|бас\s+тарт\w*|тыйым\w*|қиын\w*|"
        r"күмән\w*|тоқтат\w*|орнына|қарама\w*"
    ),
}
_WORD = re.compile(r"\w[\w’'-]*")
# How far from its negator a denied word stands, and a word from one that denies by its meaning.
_REACH, _IMPLICIT_REACH = 3, 2
_CLAUSE_END = re.compile(r"[,;:.!?()«»“”\"—–]")
# `ала алмады`, `жол бермейді`: what such verbs deny is the word before them.
_LIGHT_VERB = re.compile(
    r"(?:ал|бер|бол|кел|қой|жүр|тұр|жат|отыр|көр|кет|шық|ет|қыл|қал|сал|же|түс|таб|тап)[мбп][ае]"
)
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
    denied = {place: _denied(place, match, words, language) for place, match in places.items()}
    for place in [place for place in places if _strengthens(place, places)]:
        # `Ни одно решение не принято`: what either denies, both do.
        others = [other for other in denied if other != place]
        nearest = min(others, key=lambda other: abs(other - place))
        denied[nearest] = (*denied[nearest], *denied.pop(place))
    for place, spans in denied.items():
        match = places[place]
        found.append(Negation(match.group(), Span(*match.span()), spans))
    taken = {match.start() for match in places.values()}
    for match in _IMPLICIT[language].finditer(plain):
        span = Span(*match.span())
        if span.start not in taken and not _is_name(match):
            place = bisect_right(starts, match.end() - 1) - 1
            step = -1 if language is Language.KAZAKH else 1
            near = _run(place, step, _IMPLICIT_REACH, words, text)
            found.append(Negation(match.group(), span, (span, *near), implicit=True))
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


def _denied(
    place: int, match: re.Match[str], words: Sequence[Span], language: Language
) -> tuple[Span, ...]:
    """The words that the negator at `place` may deny: those that follow it, in Kazakh the word
    before `емес` and `жоқ`, and the verb itself where the suffix denies."""
    text, negator = match.string, match.group().lower()
    if language is not Language.KAZAKH:
        # `Но нет, …` answers what was said before.
        return _run(place, 1, _REACH, words, text) or (
            *_run(place, -1, _REACH, words, text),
            words[place],
        )
    if negator.startswith(("емес", "жоқ")):
        return _run(place, -1, 1, words, text)
    if negator.startswith("еш"):
        return _run(place, 1, 2, words, text)
    before = _run(place, -1, 1, words, text) if _LIGHT_VERB.match(negator) else ()
    return (*before, words[place])


def _run(place: int, step: int, most: int, words: Sequence[Span], text: str) -> tuple[Span, ...]:
    """Up to `most` words from `place` on, that one left out, within the clause."""
    found: list[Span] = []
    while len(found) < most and 0 <= place + step < len(words):
        first, second = sorted((words[place], words[place + step]))
        if _CLAUSE_END.search(text, first.end, second.start):
            break
        place += step
        found.append(words[place])
    return tuple(found)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
