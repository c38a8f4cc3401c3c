"""A follow-up question in words of its own, by the model, under the deterministic way's eye.

The model may only bring together what the conversation already says: a rewriting
with a word, a number or a name from elsewhere, or one that loses what was asked, is
not taken, and the deterministic way's is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.answering.generation.chat import Generator, Trouble, within
from qa.answering.generation.prompt import ask_for_question
from qa.answering.generation.reply import ReplyReader
from qa.language.folding import fold_text
from qa.language.stopwords import STOP_WORDS
from qa.types import Language, Turn

_MOST_CHARS = 400
_MOST_SECONDS = 15.0
_STEM = 5
"""Letters that two forms of a word share at least, or all of a shorter one."""
_WORD = re.compile(r"\w+")


def rewritten(
    question: str,
    resolved: str,
    history: Sequence[Turn],
    language: Language,
    generator: Generator,
    seconds: float,
) -> str:
    """`question` as the model puts it; `resolved`, the deterministic way's, where that fails."""
    if not history:
        return resolved
    prompt = ask_for_question(question, history, language)
    reader = ReplyReader(0)
    lines = []
    try:
        for piece in within(lambda: generator.stream(prompt), min(seconds, _MOST_SECONDS)):
            lines += reader.feed(piece) if isinstance(piece, str) else []
            if reader.over or len(reader.raw) > 10 * _MOST_CHARS:
                break
        lines += reader.close()
    except Trouble:
        return resolved
    said = [line for line in lines if not line.unfit]
    if len(lines) != 1 or not said:
        return resolved
    new = said[0].text
    conversation = " ".join((question, resolved, *(turn.content for turn in history)))
    faithful = _stems(new) <= _stems(conversation) and _stems(question) <= _stems(new)
    return new if len(new) <= _MOST_CHARS and faithful else resolved


def _stems(text: str) -> set[str]:
    """Beginnings of the words that stand for something."""
    words = (word for word in _WORD.findall(fold_text(text)) if word not in STOP_WORDS)
    return {
        word if word.isdigit() else word[:_STEM]
        for word in words
        if len(word) > 2 or word.isdigit()
    }
