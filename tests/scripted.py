"""A chat model whose replies are written beforehand, for tests of what becomes of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from qa.answering.generation.chat import Usage
from qa.answering.generation.prompt import Prompt


class ScriptedModel:
    """Says `reply`, or what `reply` makes of the prompt, in pieces of `size` characters.

    `fault` is raised after the last piece; `pause` is slept before each.
    """

    name = "scripted:model"

    def __init__(
        self,
        reply: str | Callable[[Prompt], str],
        *,
        fault: Exception | None = None,
        size: int = 7,
        pause: float = 0.0,
        usage: Sequence[int] = (),
    ) -> None:
        self._reply = reply
        self._fault = fault
        self._size = size
        self._pause = pause
        self._usage = usage
        self.prompts: list[Prompt] = []

    def stream(self, prompt: Prompt) -> Iterator[str | Usage]:
        self.prompts.append(prompt)
        reply = self._reply if isinstance(self._reply, str) else self._reply(prompt)
        for start in range(0, len(reply), self._size):
            if self._pause:
                time.sleep(self._pause)
            yield reply[start : start + self._size]
        if self._fault is not None:
            raise self._fault
        if self._usage:
            yield Usage(*self._usage)
