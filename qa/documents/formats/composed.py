"""NFC in time that grows with the text and not with the square of it.

Normalising sorts the marks that follow a letter, and takes the square of their
number.  No orthography puts more than a few on one letter; Unicode's own
stream-safe format (UAX #15) allows thirty, and so does this.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

_MOST_MARKS = 30
# Marks are neither letters nor blanks; what else is found here is looked at one by one.
_LONG_RUN = re.compile(rf"[^\w\s\x00-\u02ff]{{{_MOST_MARKS + 1},}}")


def composed(text: str) -> str:
    """The text in NFC; of more than thirty marks on one letter, the first thirty."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _LONG_RUN.sub(_shortened, text))


def _shortened(run: re.Match[str]) -> str:
    parts = []
    for are_marks, characters in groupby(run[0], lambda c: unicodedata.combining(c) > 0):
        part = "".join(characters)
        parts.append(part[:_MOST_MARKS] if are_marks else part)
    return "".join(parts)
