"""Why a file could not be read, in the words of the person who asks."""

from __future__ import annotations

from qa.language.packs import pack_or_fallback
from qa.types import Language


def problem_in_words(kind: str, language: Language) -> str:
    """Of an error's slug (`qa.errors`); empty for one that no file has."""
    return pack_or_fallback(language).problems.reasons.get(kind, "")


def language_of_tags(tags: str) -> Language:
    """The first that is known in a list as browsers send it (`kk-KZ,ru;q=0.8`), or of the
    system's name of one (`ru_RU.UTF-8`); else OTHER."""
    weighed: list[tuple[float, Language]] = []
    for tag in tags[:500].split(","):
        name, _, weight = tag.strip().partition(";q=")
        code = name.replace("_", "-").split("-")[0].split(".")[0].lower()
        if code in {language.value for language in Language}:
            try:
                weighed.append((float(weight or 1), Language(code)))
            except ValueError:
                continue
    # Of equal ones the first.
    best = max(weighed, key=lambda one: one[0], default=(0.0, Language.OTHER))
    return best[1]
