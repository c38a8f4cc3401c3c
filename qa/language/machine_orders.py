"""Text that speaks to a machine instead of its readers: orders to whoever composes an answer.

A document is evidence, never an instruction.  What follows an instruction best is
a language model, so a passage that gives one is not shown to it.  Recognised are
an order to disregard what was said, an order on what a reply shall hold, an
address to an assistant, and what imitates the frame of a conversation.  Speeches
and laws are full of orders too, but to people, and about other things than replies.

Closed lists, the packs' `machine.toml`, matched against normalised text: invisible marks,
look-alike letters and letters spaced apart hide nothing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from qa.kept import remember
from qa.language.folding import fold_lookalikes, normalise
from qa.language.packs import either, packs

# Letters one by one with blanks between: `i g n o r e`.
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_] ){3,}[^\W\d_](?!\w)")
_HIDDEN = 20
"""So many letters apart are no heading: sentences hide between the blanks."""
# Tag characters hide letters: U+E0041 is an A that nobody sees.
_TAGS = {0xE0000 + code: chr(code) for code in range(0x20, 0x7F)}
_BLANKS = re.compile(r"\s+")
_MARKUP = re.compile(r"[*_`~#\\]+")


# An order on a reply: the verb and what it is about.
_DISTANCES = (("disregard", "said", 60), ("tell", "reply", 40), ("machine", "tell", 80),
              ("asked", "tell", 80))  # fmt: skip


def _near(first: str, second: str, far: int) -> re.Pattern[str]:
    """Both in one sentence, in either order, at most `far` characters apart."""
    between = rf"[^.!?\n]{{0,{far}}}?"
    return re.compile(f"(?:{first}){between}(?:{second})|(?:{second}){between}(?:{first})")


@cache
def _orders() -> tuple[re.Pattern[str], ...]:
    """Of each language its own: an order in two languages at once is none."""
    return tuple(
        _near("|".join(getattr(told, first)), "|".join(getattr(told, second)), far)
        for told in (pack.machine for pack in packs())
        for first, second, far in _DISTANCES
    )


@cache
def _frames() -> re.Pattern[str]:
    """What imitates the frame of a conversation, or the parts of a prompt."""
    roles = either(lambda pack: pack.machine.roles)
    label = rf"(?:^|\n|[.!?\]>-]\s+)(?:{roles})(?: \w+)?\s*:"
    return re.compile(f"{either(lambda pack: pack.machine.frame)}|{label}")


@remember
def orders_a_machine(text: str) -> bool:
    """Whether `text`, a passage or a title, tells whoever answers from it what to do."""
    if sum(len(run) // 2 + 1 for run in _SPACED.findall(text)) >= _HIDDEN:
        return True
    seen = visible(text)
    if any(_frames().search(form) for form in {seen, _BLANKS.sub(" ", seen)}):
        return True
    plain = _BLANKS.sub(" ", _MARKUP.sub(" ", seen))
    return any(pattern.search(plain) for pattern in _orders())


def told_of_its_task(text: str) -> str:
    """The word for its task with which a machine's sentence begins (`the claim is that`) or ends
    (`… is a claim`), in lower case; "" where it speaks of something else."""
    found = _task().match(visible(text).lstrip(" \"'«“„—–-"))
    return next(filter(None, found.groups())) if found else ""


@cache
def _task() -> re.Pattern[str]:
    return re.compile(either(lambda pack: pack.machine.task))


def visible(text: str) -> str:
    """The text as it is matched: in lower case, nothing invisible, each word in one script."""
    text = unicodedata.normalize("NFKC", text.translate(_TAGS))
    text = fold_lookalikes(normalise(text))
    return _SPACED.sub(lambda match: match[0].replace(" ", ""), text)
