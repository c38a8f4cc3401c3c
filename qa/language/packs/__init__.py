"""One folder a language, and all that is particular to it.

A folder here is a language that the system handles as such: nothing lists
them.  What a folder holds is told by `qa.language.pack`.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable
from functools import cache

from qa.language.pack import Pack
from qa.types import Language


@cache
def packs() -> tuple[Pack, ...]:
    """Every language's pack, in the order of their codes."""
    found = (module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)
    return tuple(Pack(code) for code in sorted(found))


@cache
def pack_of(language: Language) -> Pack | None:
    """The pack of one language; None for OTHER."""
    return next((pack for pack in packs() if pack.language is language), None)


def pack_or_fallback(language: Language) -> Pack:
    """The pack of a language; English, which most people read a little, for OTHER."""
    found = pack_of(language) or pack_of(Language.ENGLISH)
    assert found is not None
    return found


def spoken() -> frozenset[Language]:
    """The languages that have a pack."""
    return frozenset(pack.language for pack in packs())


def merged(what: Callable[[Pack], Iterable[str]]) -> tuple[str, ...]:
    """What all packs list, each word once."""
    return tuple(dict.fromkeys(word for pack in packs() for word in what(pack)))


def either(what: Callable[[Pack], Iterable[str]]) -> str:
    """What all packs list as alternatives of a pattern; of none, a pattern that never matches."""
    return "|".join(merged(what)) or "(?!)"
