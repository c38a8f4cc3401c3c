"""True claims turned false by one negation, in Kazakh, Russian and English.

The claims data has a dozen negated claims a split, all English.  A rule that
is fitted on those learns their twelve sentences, so `scripts/fit_claims.py`
negates the supported claims of its split as well: a `not` goes in, or out.
The sentences are rough (no agreement, no `did`), as a careless writer's are.
"""

from __future__ import annotations

import re

from qa.types import Language

_ENGLISH = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|may|might|must|did|does|do)\b"
    r"(?! not|n['’]t)"
)
_RUSSIAN = re.compile(
    r"(?<!не )\b[а-яё]{2,}(?:[аиеяу]л[аио]?(?:с[ья])?|[аеуя]ет(?:ся)?|[ию]т(?:ся)?|[яю]т(?:ся)?|"
    r"ут(?:ся)?)\b"
)
_KAZAKH = re.compile(r"\b(\w{3,}?)([дт][ыі]|[гғкқ][ае]н)(?=[»”\"]?(?:[.,!?;:]|$| д))")
_VOICELESS, _NASAL = "кқпстшщфхцч", "зжмнң"
_REMOVED = {
    Language.ENGLISH: re.compile(r"(?: not|n['’]t)\b| never\b"),
    Language.RUSSIAN: re.compile(r"\bне (?=[а-яё])"),
    Language.KAZAKH: re.compile(r"(?<=\w)(?:[мбп]а(?=ды|ған|й)|[мбп]е(?=ді|ген|й))| емес\b"),
}


def negated(claim: str, language: Language) -> list[str]:
    """The claim with one negation more, and with one fewer where it has any; [] if neither."""
    found = []
    if language is Language.ENGLISH and (match := _ENGLISH.search(claim)):
        found.append(f"{claim[: match.end()]} not{claim[match.end() :]}")
    if language is Language.RUSSIAN and (match := _RUSSIAN.search(claim)):
        found.append(f"{claim[: match.start()]}не {claim[match.start() :]}")
    if language is Language.KAZAKH and (verbs := list(_KAZAKH.finditer(claim))):
        found.append(_negate_verb(claim, verbs[-1]))
    removed = _REMOVED[language].sub("", claim, count=1)
    return [*found, removed] if removed != claim else found


def _negate_verb(claim: str, verb: re.Match[str]) -> str:
    """`салынды` → `салынбады`, `келген` → `келмеген`, `жалғасады` → `жалғаспайды`."""
    stem, ending = verb.groups()
    present = ending[0] in "дт" and stem[-1] in "аей"
    stem = stem[:-1] if present else stem
    vowel = "а" if ending[1] in "ыа" else "е"
    last = stem[-1].lower()
    consonant = "п" if last in _VOICELESS else "б" if last in _NASAL else "м"
    first = ("ғ" if vowel == "а" else "г") if ending[1] in "ае" else "йд" if present else "д"
    return (
        f"{claim[: verb.start()]}{stem}{consonant}{vowel}{first}{ending[1:]}{claim[verb.end() :]}"
    )
