"""What the handlers share: the settings, the archive once it is loaded, the gate.

Loading takes seconds, so the server listens first and loads beside: liveness
answers at once, readiness and every question wait for the archive.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Protocol

import anyio
import anyio.to_thread
from fastapi import Depends, Request

from qa.errors import NotReady, QaError
from qa.garbage import leave_alone_what_is_loaded
from qa.index.audit import Action
from qa.index.opening import is_begun
from qa.index.passage_index import StoredDocument
from qa.kept import Kept
from qa.service.gate import Gate
from qa.service.observing import Observer
from qa.service.rates import Rates, network_of
from qa.service.reindexing import Reindexing
from qa.service.tracing import Tracing
from qa.service.workers import ScopedWorkers, Workers, default_count
from qa.settings import Settings
from qa.types import Scope

if TYPE_CHECKING:
    from qa.examples import Example
    from qa.index.access import Access
    from qa.pipeline import Archive

REFRESH_SECONDS = 1.0
CHECKS_WAITING = 4
LISTS = 4
"""Lists and documents that are read at once."""
TRANSLATED = 2
"""Quotations that are translated at once."""
HASHED = 2
"""Keys that are looked up at once; one not met lately takes a core for 40 ms."""
BRIEF = 0.1
"""Seconds that finding example questions may take as often as the archive changes."""
SCOPES = 8
"""Scopes whose example questions are kept."""
DELETED = 20_000_000
"""Characters of deleted documents that can be brought back."""

log = logging.getLogger("qa.service")


class Reading(Protocol):
    """For whom something is read; see `qa.service.callers.Caller`."""

    @property
    def actor(self) -> str: ...

    @property
    def scope(self) -> Scope: ...


class Service:
    """One running application.

    The archive is given out to somebody, never as a whole: a handler that forgot for whom it
    reads would not type-check.
    """

    def __init__(self, settings: Settings, archive: Archive | None) -> None:
        self.settings = settings
        self.started = int(time.time())
        helpers = 0 if archive is not None else helpers_of(settings)
        self.gate = Gate(helpers or settings.max_concurrent, settings.max_waiting)
        self.checks = Gate(settings.max_checks, CHECKS_WAITING)
        self.lists = Gate(LISTS, settings.max_waiting)
        self.writes = Gate(1, settings.max_waiting)
        self.translations = Gate(TRANSLATED, settings.max_waiting)
        self.rates = Rates(
            {
                "check": settings.checks_per_minute,
                "translation": settings.translations_per_minute,
                "upload": settings.uploads_per_minute,
                "feedback": settings.feedback_per_minute,
                "key": settings.guesses_per_minute,
            }
        )
        self._answering = Workers(settings, helpers) if helpers else None
        self._checking = Workers(settings, settings.max_checks, gently=True) if helpers else None
        self.observer = Observer(settings, Tracing(settings) if settings.traces else None)
        self.reindexing = Reindexing()
        self.failure: Exception | None = None
        self.on_failure: Callable[[Exception], None] = _log_failure
        self.on_ready: Callable[[], None] = lambda: None
        self.hashing = anyio.CapacityLimiter(HASHED)
        self.deleted: Kept[str, StoredDocument] = Kept(DELETED)
        # Example questions of a scope, with the version of it that they are of.
        self._examples: Kept[Scope, tuple[tuple[int, ...], tuple[Example, ...]]] = Kept(SCOPES)
        self._examples_from = 0.0  # monotonic seconds before which none are found anew
        self._archive = archive
        if archive is not None:
            self.observer.metrics.ready.set(1)
            self._find_examples(archive.within(archive.access.anonymous()))

    def archive(self, reading: Reading) -> Archive:
        """The archive as somebody may see it.  Raises as `whole` does."""
        return self.whole.within(reading.scope, reading.actor)

    @property
    def is_ready(self) -> bool:
        return self._archive is not None and self.failure is None

    @property
    def access(self) -> Access:
        """The collections and keys.  Raises as `whole` does."""
        return self.whole.access

    @property
    def whole(self) -> Archive:
        """All of it, for the server's own work alone: what comes of it is nobody's to read.

        Raises NotReady while it is loading, and the reason where loading failed.
        """
        if isinstance(self.failure, QaError):
            raise self.failure
        if self.failure is not None:
            raise NotReady("the archive could not be loaded; the server's log says why")
        if self._archive is None:
            raise NotReady("the model and the index are being loaded; try again in a moment")
        return self._archive

    def answering(self, reading: Reading) -> Archive | ScopedWorkers:
        """Whoever asks and searches; raises as `whole` does."""
        workers = self._answering
        return self.archive(reading) if workers is None else workers.within(reading.scope)

    def checking(self, reading: Reading) -> Archive | ScopedWorkers:
        """Whoever checks; raises as `whole` does."""
        workers = self._checking
        return self.archive(reading) if workers is None else workers.within(reading.scope)

    def has_keepers(self) -> bool:
        """Whether anybody could be more than a reader.  Raises as `whole` does."""
        settings = self.settings
        if settings.admin_key is not None and settings.admin_key.get_secret_value():
            return True
        return bool(settings.login_header) or any(key.valid for key in self.access.all_keys())

    @property
    def inside(self) -> int:
        """Requests that run or wait."""
        return sum(gate.inside for gate in self._gates)

    @property
    def _gates(self) -> tuple[Gate, ...]:
        return self.gate, self.checks, self.lists, self.writes, self.translations

    async def note(self, reading: Reading, action: Action, text: str) -> None:
        """Write into the audit and the log what somebody asks, if the settings say so."""
        self.observer.asked(action.value, text)
        if self.settings.audit_questions:
            await self.lists.run(partial(self.whole.audit.record, reading.actor, action, text))

    async def keep(self) -> None:
        """Load the archive if need be, then follow the index's generations for good."""
        if self._archive is not None:
            await self._follow()
            return
        try:
            if await self._load():
                await self._follow()
        finally:
            for workers in (self._answering, self._checking):
                if workers is not None:
                    workers.close()
            if self._archive is not None:
                self._archive.close()

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            try:
                await anyio.to_thread.run_sync(self.refresh)
            except Exception:
                log.exception("could not switch to the new index; the old one stays in use")

    async def _load(self) -> bool:
        try:
            self._archive = await anyio.to_thread.run_sync(self._open)
            self.observer.metrics.ready.set(1)
        except Exception as error:
            self.failure = error
            self.on_failure(error)
            return False
        self.on_ready()
        return True

    def _open(self) -> Archive:
        from qa.pipeline import Archive

        if not is_begun(self.settings):
            # Before the workers look for it.  Its first document comes by an upload.
            Archive.open(self.settings, create=True).close()
        if self._answering is not None:
            self._answering.start()
        opened = Archive.open(self.settings)
        if self._answering is not None:
            self._answering.wait()
        # The first answers are slow: better that the examples wait for them than a person.
        self._find_examples(opened.within(opened.access.anonymous()))
        leave_alone_what_is_loaded()
        return opened

    def refresh(self) -> None:
        """Switch to the newest generation, if there is one (blocking)."""
        self.whole.refresh()
        opened = self.whole.within(self.access.anonymous())
        found = self._examples.find([opened.scope]).get(opened.scope)
        began = time.monotonic()
        if began >= self._examples_from and (found is None or found[0] != opened.version):
            self._find_examples(opened)
            spent = time.monotonic() - began
            # While documents come one after another, a tenth of the time goes into this.
            self._examples_from = began + 10 * spent if spent > BRIEF else 0.0

    def examples(self, archive: Archive) -> tuple[Example, ...]:
        """Questions that the archive, as somebody sees it, answers (blocking; those of others
        than the anonymous are found when they first ask)."""
        found = self._examples.find([archive.scope]).get(archive.scope)
        # Those of the anonymous are found anew beside the requests, see `refresh`.
        theirs = archive.scope == self.access.anonymous()
        if found is None or (found[0] != archive.version and not theirs):
            return self._find_examples(archive)
        return found[1]

    def _find_examples(self, archive: Archive) -> tuple[Example, ...]:
        """The former ones stay until these are found (blocking, a moment)."""
        version = archive.version
        former = self._examples.find([archive.scope]).get(archive.scope, (version, ()))[1]
        self._examples.keep(archive.scope, (version, former))
        try:
            former = archive.examples()
        except Exception:
            log.exception("no example questions could be made")
        self._examples.keep(archive.scope, (version, former))
        return former


def helpers_of(settings: Settings) -> int:
    """How many workers answer beside the server's own process."""
    return default_count() if settings.workers is None else settings.workers


def _log_failure(error: Exception) -> None:
    log.error("the archive could not be loaded", exc_info=error)


async def service_of(request: Request) -> Service:
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


In = Annotated[Service, Depends(service_of)]


def client_of(request: Request) -> str:
    """Whom a request is counted for."""
    return network_of(request.client.host if request.client else "")
