"""Quotations in other languages: who translates which, what is kept, and what a check says.

A translation is a claim about its quotation, and the quotation one about it: what the
one says of numbers, dates and names the other must say too.  The worse of the two
verdicts is the translation's, and whoever shows it shows both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from qa.answering.generation.reply import holds_a_link
from qa.checking.check import CheckReport, Source, check
from qa.embedding import TokenEncoder
from qa.errors import BadInput, MissingExtra, TranslationFailed
from qa.kept import Kept
from qa.language.identify import identify
from qa.stages import Stage, stage
from qa.types import Language, Translation, Verdict

KEPT_CHARS = 2_000_000
"""Of quotations and their translations together."""
ANY = "*"
_LONGER = 4
_SHORT = 200
_WORD = re.compile(r"\w+")
_FEWEST_WORDS = 4
_SURE = 0.8
_WORSE = (Verdict.SUPPORTED, Verdict.UNSUPPORTED, Verdict.CONTRADICTED)

ShouldStop = Callable[[], bool] | None


class Translator(Protocol):
    """Puts a text into another language; `name` is what readers are told.

    Raises TranslationFailed where there is no translation to be had.
    """

    @property
    def name(self) -> str: ...

    def translate(
        self, text: str, source: Language, target: Language, should_stop: ShouldStop = None
    ) -> str: ...


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a translation is kept under: the text itself, so that no edit of a document, and
    nobody who may not read it, meets another's."""

    text: str
    source: Language
    target: Language


class Translations:
    """Translates by whom `translators` names for a direction (`kk-ru`) or for any (`*`).

    Methods may be called from any thread.
    """

    def __init__(self, translators: Mapping[str, Translator], encoder: TokenEncoder) -> None:
        self._translators = dict(translators)
        self._encoder = encoder
        self._kept: Kept[_Asked, Translation] = Kept(KEPT_CHARS)

    def translate(
        self, text: str, source: Language, target: Language, should_stop: ShouldStop = None
    ) -> Translation:
        """`text` in the language `target`, with its verdict.

        Raises BadInput for a text that is in that language, or in none that is known;
        MissingExtra where nobody translates in that direction; TranslationFailed.
        """
        if source is target:
            raise BadInput(f"the text is in {target.value} already; ask for another language")
        if Language.OTHER in (source, target):
            raise BadInput("the text is in a language that is not known; nothing can translate it")
        asked = _Asked(text, source, target)
        kept = self._kept.find([asked]).get(asked)
        if kept is not None:
            return kept
        translator = self._of(source, target)
        with stage(Stage.TRANSLATE):
            said = translator.translate(text, source, target, should_stop).strip()
        if reason := unfit(text, said, target):
            raise TranslationFailed(f"{translator.name} gave no translation that could be shown: "
                                    f"{reason}")  # fmt: skip
        with stage(Stage.CHECK):
            verdict, reasons = compare(text, said, target, self._encoder)
        made = Translation(said, source, target, verdict, reasons, translator.name)
        self._kept.keep(asked, made, len(text) + len(said))
        return made

    def _of(self, source: Language, target: Language) -> Translator:
        direction = f"{source.value}-{target.value}"
        found = self._translators.get(direction) or self._translators.get(ANY)
        if found is None:
            raise MissingExtra(
                f"nobody translates {direction} here; name a translator for it in QA_TRANSLATORS"
            )
        return found


def unfit(text: str, said: str, target: Language) -> str:
    """Why what a translator said cannot be a translation of `text`; empty where it can."""
    if not any(map(str.isalnum, said)):
        return "it is empty"
    if len(said) > _LONGER * len(text) + _SHORT:
        return "it is far longer than the quotation"
    if holds_a_link(said) and not holds_a_link(text):
        return "it holds a link that the quotation does not"
    spoken = identify(said)
    long_enough = len(_WORD.findall(said)) >= _FEWEST_WORDS
    if long_enough and spoken.language is not target and spoken.confidence >= _SURE:
        return "it is in another language"
    return ""


def compare(
    text: str, said: str, target: Language, encoder: TokenEncoder
) -> tuple[Verdict, tuple[str, ...]]:
    """What the check says of a translation beside its quotation, with reasons in `target`."""
    forth = check(said, [Source("quotation", text)], encoder, target)
    back = check(text, [Source("translation", said)], encoder, target)
    verdict = max(_verdict(forth), _verdict(back), key=_WORSE.index)
    reasons = [
        reason
        for report in (forth, back)
        for claim in report.claims
        if claim.verdict not in (Verdict.QUOTED, Verdict.SUPPORTED)
        for reason in claim.reasons
    ]
    return verdict, tuple(dict.fromkeys(reasons))


def _verdict(report: CheckReport) -> Verdict:
    """The worst of its claims'; of what makes none nothing is known."""
    found = [
        Verdict.SUPPORTED if claim.verdict is Verdict.QUOTED else claim.verdict
        for claim in report.claims
    ]
    return max(found, key=_WORSE.index, default=Verdict.UNSUPPORTED)
