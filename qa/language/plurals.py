"""Which form of a word stands beside a number."""

from __future__ import annotations

from collections.abc import Sequence


def plural(count: int, forms: Sequence[str]) -> str:
    """The form for `count`, of the one, two or three that a language has.

    Three are those of the East Slavic languages (1 пункт, 2 пункта, 5 пунктов), two are
    one and many, and a single form serves every number.
    """
    if len(forms) < 3:
        return forms[0] if count == 1 else forms[-1]
    tens, ones = count // 10 % 10, count % 10
    if tens == 1 or ones == 0 or ones > 4:
        return forms[2]
    return forms[0] if ones == 1 else forms[1]
