"""The words around quotations, in the person's language; quotations stay as they are."""

from __future__ import annotations

from collections.abc import Sequence

from qa.language.packs import pack_or_fallback
from qa.language.plurals import plural
from qa.types import Language


def say(text: str, language: Language, **values: object) -> str:
    """A text of the language's `answers.toml`; English where there is no other.

    One that counts has its forms for the number `count`, parted by `|`; see `plural`.
    """
    message = pack_or_fallback(language).answers.messages[text]
    if "count" in values:
        message = plural(int(str(values["count"])), message.split("|"))
    return message.format(**values)


def refusal(
    language: Language, unmet: Sequence[str], *, empty: bool, lacking: str | None = None
) -> str:
    """What was looked for in vain, in the question's own words; `empty` says there was
    nothing to look in, `lacking` what the nearest text does not say: a time, number or place.

    The nearest documents are no part of the text: they are the answer's `suggestions`,
    which whoever shows it lists below.
    """
    parts = [say("refusal", language)]
    if unmet:
        parts.append(not_found(language, unmet))
    elif empty:
        parts.append(say("empty", language))
    elif lacking:
        parts.append(say(f"no {lacking}", language))
    return " ".join(parts)


def not_found(language: Language, unmet: Sequence[str]) -> str:
    """Which words of the question no document meets."""
    return say("unmet", language, what=", ".join(f"«{words}»" for words in unmet))
