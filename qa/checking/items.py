"""Items of an enumeration: what a sentence says of one of them is no evidence for another.

`Home to A, the oldest; B, the busiest; and C, the largest for private planes`: a claim that B is
the largest for private planes finds every word of its own there.  A semicolon parts statements in
evidence as it does in a claim, so what is said of something that only one item names has to stand
in that item, or in front of them all.
"""

from __future__ import annotations

import re

from qa.checking.naming import same_name
from qa.checking.reading import WORD, Content, Reading, is_function_word
from qa.language.stems import stem

_PARTED = re.compile(r";\s+")
_FEWEST = 2
"""Words said of another item: a single one may be a paraphrase's."""


def said_of_another(
    claim: Reading, said: Content, evidence: Reading, there: Content
) -> tuple[str, ...]:
    """Content words of the claim that the evidence, of the same language, has in another item
    alone than the one that names what the claim names; empty where that is not certain."""
    starts = [match.end() for match in _PARTED.finditer(evidence.text)]
    if not starts or claim.language is not evidence.language:
        return ()

    def item(start: int) -> int:
        return sum(start >= one for one in starts)

    words = [(text, item(span.start)) for text, span in there.words]
    named = {word.text for word in (*said.names, *said.openers)}
    places = set(range(len(starts) + 1))
    for name in named:
        places &= {at for text, at in words if text[0].isupper() and same_name(name, text)}
    # What stands in front speaks of all items.
    if not named or not places or 0 in places:
        return ()
    language = claim.language
    stems: dict[str, set[int]] = {}
    for text, at in words:
        stems.setdefault(stem(text.lower(), language), set()).add(at)
    known = places | {0}
    strayed = []
    for text in dict.fromkeys(WORD.findall(claim.text)):
        having = stems.get(stem(text.lower(), language), set())
        if having and not having & known and len(text) > 2 and not is_function_word(text):
            strayed.append(text)
    return tuple(strayed) if len(strayed) >= _FEWEST else ()
