"""What the chat and the pages say, as the files of a pack give it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qa.language.concepts import Words

Said = Mapping[str, Mapping[str, str]]
"""Texts by section and name."""
Counted = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Texts by section, name and the form that a number wants (`one`, `few`, `many`, `other`)."""


@dataclass(frozen=True, slots=True)
class Chat:
    """`chat.toml`: the language's own name, and a short one; how dates are written, and what the
    chat says.

    `months` are twelve, from January: `plain`, and where they differ `alone` (in a month of a
    year) and `asof` (in `quote.asof`).  `dates` are `full`, `month` and `year`, and likewise
    `year asof`.  `languages` name others that a document may be in, `und` those that have no
    name here.
    """

    name: str
    short: str
    months: Mapping[str, Words]
    dates: Mapping[str, str]
    languages: Mapping[str, str]
    words: Said
    counted: Counted


@dataclass(frozen=True, slots=True)
class Pages:
    """`pages.toml`: what the pages around the chat say."""

    words: Said
    counted: Counted
