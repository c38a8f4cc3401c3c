"""How to reach somebody: telephone numbers, e-mail addresses, sites.

A question for one of them is answered by nothing else, whatever its subject: a passage on the
secretariat is no answer to "what is its phone number?", nor is the number of its certificate.
"""

from __future__ import annotations

import re

from qa.language.packs import either
from qa.questions.intent import Kind

CONTACTS = (Kind.PHONE, Kind.EMAIL, Kind.SITE)
_EMAIL = re.compile(r"[\w.+-]+@\w[\w-]*(?:\.[\w-]+)+")
_SITE = re.compile(
    r"(?<![\w@])(?:https?://|www\.)\w\S*"
    r"|(?<![\w@.-])(?:[A-Za-z0-9-]{2,}\.)+[a-z]{2,6}(?!\w|[.-]\w|@)"
)
_NUMBER = re.compile(r"(?<![\w.,/№-])[+(]?\d(?:[ ()–-]{0,2}\d){2,14}(?![\w/]|[.,]\d)")
_YEARS = re.compile(r"\d{4} ?[–-] ?\d{4}|\d{3,4}")
_THOUSANDS = re.compile(r"\d{1,3}(?: \d{3})+")
_CALLED = re.compile(rf"(?<!\w)(?:{either(lambda pack: pack.wanted.phone)})", re.IGNORECASE)
_NEAR = 40
"""Characters behind the word for a telephone, in which its number may be short."""


def holds_contact(kind: Kind, text: str) -> bool:
    """Whether a text has a telephone number, an e-mail address or a site, whichever is `kind`."""
    if kind is Kind.EMAIL:
        return bool(_EMAIL.search(text))
    return bool(_SITE.search(text)) if kind is Kind.SITE else _holds_phone(text)


def _holds_phone(text: str) -> bool:
    """A number that is written as only telephone numbers are, or one behind the word for them."""
    called = [match.end() for match in _CALLED.finditer(text)]
    for match in _NUMBER.finditer(text):
        number = match.group()
        if any(0 <= match.start() - end <= _NEAR for end in called):
            return True
        digits = sum(character.isdigit() for character in number)
        plain = number.isdigit() or _YEARS.fullmatch(number) or _THOUSANDS.fullmatch(number)
        if digits >= 6 and (number[0] == "+" or not plain):
            return True
    return False
