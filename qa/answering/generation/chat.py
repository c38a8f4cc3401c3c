"""The chat model: any that LangChain's `init_chat_model` knows, within a deadline.

LangChain is imported when a model is configured, not before: it takes seconds.
What goes wrong becomes one `Trouble`, which never holds a message of the
provider's, because those quote keys.
"""

from __future__ import annotations

import collections.abc
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

from qa.answering.generation.prompt import Prompt
from qa.errors import MissingExtra, SettingsError
from qa.settings import Settings

log = logging.getLogger("qa.generation")

_RETRIES = 1
_HELD = 256
_CUT = frozenset(("length", "max_tokens", "MAX_TOKENS"))
"""How providers say that a reply was cut."""
_LOOK = 0.1
"""Seconds between two looks at whether anybody still waits."""


@dataclass(frozen=True, slots=True)
class Usage:
    """The server's own counts, where it tells them, and whether it cut the reply at the most
    tokens that were asked for."""

    prompt_tokens: int | None
    reply_tokens: int | None
    cut: bool = False


class Generator(Protocol):
    """Writes a reply piece by piece; usage, where known, comes last.  May raise anything."""

    @property
    def name(self) -> str: ...

    def stream(self, prompt: Prompt) -> Iterator[str | Usage]: ...


class Why(StrEnum):
    """Why there is no reply, or not all of one."""

    SLOW = "slow"
    BUSY = "busy"
    REFUSED = "refused"
    FAILED = "failed"
    STOPPED = "stopped"


class Trouble(Exception):
    """A model did not reply, or broke off."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


class ChatModel:
    """A LangChain chat model as a `Generator`."""

    def __init__(self, model: Any, name: str) -> None:
        self._model = model
        self.name = name

    def stream(self, prompt: Prompt) -> Iterator[str | Usage]:
        usage, cut = Usage(None, None), False
        for chunk in self._model.stream([("system", prompt.system), ("human", prompt.user)]):
            if text := str(chunk.text):
                yield text
            if told := getattr(chunk, "usage_metadata", None):
                usage = Usage(told.get("input_tokens"), told.get("output_tokens"))
            ended = getattr(chunk, "response_metadata", {})
            cut = cut or not _CUT.isdisjoint((ended.get("finish_reason"), ended.get("stop_reason")))
        yield replace(usage, cut=cut)


def open_generator(settings: Settings) -> Generator | None:
    """The model of the settings; None where none is named.

    Raises SettingsError for a name LangChain does not know or options the provider refuses,
    MissingExtra for a provider whose package is not installed.
    """
    if settings.llm is None:
        return None
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {
        "temperature": 0,
        "timeout": settings.llm_timeout_seconds,
        "max_retries": _RETRIES,
        "max_tokens": settings.llm_max_tokens + settings.llm_thinking_tokens,
    }
    if settings.llm_base_url is not None:
        options["base_url"] = settings.llm_base_url
    if settings.llm_api_key is not None:
        options["api_key"] = settings.llm_api_key.get_secret_value()
    elif settings.llm_base_url is not None:
        # Servers of one's own ask for none, and the client will not start without one.
        options["api_key"] = "none"
    if settings.llm.startswith("openai:"):
        # Counts come with streams on request only.
        options["stream_usage"] = True
    options |= settings.llm_options
    try:
        model = init_chat_model(settings.llm, **options)
    except ImportError as error:
        provider = settings.llm.partition(":")[0].replace("_", "-")
        raise MissingExtra(
            f"the model {settings.llm} needs its provider's package; install it with "
            f"`pip install langchain-{provider}`"
        ) from error
    except Exception as error:
        # The provider's message may quote the key.
        raise SettingsError(
            f"QA_LLM={settings.llm} cannot be used ({type(error).__name__}); expected "
            "PROVIDER:MODEL as LangChain's init_chat_model knows them, its key in QA_LLM_API_KEY, "
            "and options of that provider in QA_LLM_OPTIONS"
        ) from None
    return ChatModel(model, settings.llm)


def within(
    stream: Callable[[], Iterator[str | Usage]],
    seconds: float,
    should_stop: Callable[[], bool] | None = None,
    meanwhile: Callable[[], bool] = lambda: False,
) -> collections.abc.Generator[str | Usage, None, None]:
    """What `stream` gives, read in a thread of its own that begins now, for at most `seconds`.

    While nothing is there, `meanwhile` does a little at a time of what there is to do, until it
    returns False.  Raises Trouble; closing this iterator, or the deadline, ends the reading at
    its next piece.
    """
    pieces: queue.Queue[str | Usage | Exception | None] = queue.Queue(_HELD)
    closed = threading.Event()

    def read() -> None:
        ended: Exception | None = None
        try:
            for piece in stream():
                if not _put(pieces, piece, closed):
                    return
        except Exception as error:
            ended = error
        _put(pieces, ended, closed)

    threading.Thread(target=read, name="language model", daemon=True).start()
    return _taken(pieces, closed, time.monotonic() + seconds, should_stop, meanwhile)


def _taken(
    pieces: queue.Queue[str | Usage | Exception | None],
    closed: threading.Event,
    deadline: float,
    should_stop: Callable[[], bool] | None,
    meanwhile: Callable[[], bool],
) -> collections.abc.Generator[str | Usage, None, None]:
    busy = True
    try:
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Trouble(Why.SLOW)
            if should_stop is not None and should_stop():
                raise Trouble(Why.STOPPED)
            try:
                piece = pieces.get(timeout=0 if busy else min(left, _LOOK))
            except queue.Empty:
                busy = busy and meanwhile()
                continue
            if piece is None:
                return
            if isinstance(piece, Exception):
                raise Trouble(_why(piece)) from None
            yield piece
    finally:
        closed.set()


def _put(pieces: queue.Queue[Any], piece: Any, closed: threading.Event) -> bool:
    """Whether anybody still reads."""
    while not closed.is_set():
        try:
            pieces.put(piece, timeout=_LOOK)
        except queue.Full:
            continue
        return True
    return False


def _why(error: Exception) -> Why:
    """By the error's status and name: every provider has classes of its own."""
    status = getattr(error, "status_code", None)
    name = type(error).__name__
    log.warning("language model: %s, status %s", name, status)
    if isinstance(error, TimeoutError) or "timeout" in name.lower() or status in (408, 504):
        return Why.SLOW
    if status in (429, 503, 529) or "ratelimit" in name.lower():
        return Why.BUSY
    if status in (400, 401, 403, 404, 422):
        return Why.REFUSED
    return Why.FAILED
