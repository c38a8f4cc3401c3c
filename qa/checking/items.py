"""Items of an enumeration: what a sentence says of one of them is no evidence for another.

`Home to A, the oldest; B, the busiest; and C, the largest for private planes`: a claim that B is
the largest for private planes finds every word of its own there, and so does one that A is part
of C.  A semicolon parts statements in evidence as it does in a claim, so what is said of something
that only one item names has to stand in that item, or in front of them all, and of two things that
no item names together the sentence says nothing but that both are there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from qa.checking.naming import same_name
from qa.checking.reading import WORD, Content, NameWord, Reading, is_function_word
from qa.language.stems import stem

_PARTED = re.compile(r";[\s,]+")
_FEWEST = 2
"""Words said of another item: a single one may be a paraphrase's."""


def said_of_another(
    claim: Reading, said: Content, evidence: Reading, there: Content
) -> tuple[str, ...]:
    """Content words of the claim that the evidence, of the same language, has in another item
    alone than the one that names what the claim names, or the name that it has in another item than
    the name before; empty where that is not certain."""
    starts = [match.end() for match in _PARTED.finditer(evidence.text)]
    if not starts or claim.language is not evidence.language:
        return ()

    def item(start: int) -> int:
        return sum(start >= one for one in starts)

    words = [(text, item(span.start)) for text, span in there.words]
    names = sorted({*said.names, *said.openers}, key=lambda name: name.span.start)
    named = {
        name: {at for text, at in words if text[0].isupper() and same_name(name.text, text)}
        for name in names
    }
    if not names or not all(named.values()):
        return ()
    known = set.intersection(*named.values())
    # What stands in front speaks of all items.
    if 0 in known:
        return ()
    if not known:
        return _tied(claim, named)
    language = claim.language
    stems: dict[str, set[int]] = {}
    for text, at in words:
        stems.setdefault(stem(text.lower(), language), set()).add(at)
    strayed = []
    for text in dict.fromkeys(WORD.findall(claim.text)):
        having = stems.get(stem(text.lower(), language), set())
        if having and not having & (known | {0}) and len(text) > 2 and not is_function_word(text):
            strayed.append(text)
    return tuple(strayed) if len(strayed) >= _FEWEST else ()


def _tied(claim: Reading, named: Mapping[NameWord, set[int]]) -> tuple[str, ...]:
    """A name that no item has together with the one before it, where the claim says more of the
    two than `A and B`; neither may stand in front of the items."""
    runs: dict[int, list[NameWord]] = {}
    for name in named:
        runs.setdefault(name.run, []).append(name)
    items = [(own, set.intersection(*(named[name] for name in own))) for own in runs.values()]
    for (one, here), (other, elsewhere) in pairwise(items):
        between = WORD.findall(claim.text[one[-1].span.end : other[0].span.start])
        apart = here and elsewhere and not here & elsewhere and 0 not in here | elsewhere
        if apart and not all(map(is_function_word, between)):
            return tuple(name.text for name in other)
    return ()
