"""What whoever runs the server may see of its work: numbers, log lines and traces.

What people ask is in none of them unless the settings say so.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa.checking.check import CheckReport
from qa.service.logs import request_id
from qa.service.metrics import Metrics
from qa.settings import Settings
from qa.stages import Stage, Watch
from qa.types import Answer, Translation

if TYPE_CHECKING:
    from qa.service.tracing import Tracing

log = logging.getLogger("qa.requests")


@dataclass(slots=True)
class Seen:
    """What became of a request; filled in by who answers it."""

    route: str = "other"
    status: int = 0
    seconds: float = 0.0


class Observer:
    """Sees the work of one server."""

    def __init__(self, settings: Settings, tracing: Tracing | None = None) -> None:
        self.metrics = Metrics()
        self._settings = settings
        self._tracing = tracing

    @contextmanager
    def request(self, method: str, given_id: str, headers: Mapping[str, str]) -> Iterator[Seen]:
        """A request while it is answered, under the id by which the log knows it."""
        seen, token = Seen(), request_id.set(given_id)
        try:
            if self._tracing is None:
                yield seen
            else:
                with self._tracing.request(method, headers) as span:
                    try:
                        yield seen
                    finally:
                        self._tracing.ended(span, method, seen.route, seen.status, given_id)
        finally:
            self.metrics.observe(method, seen.route, seen.status, seen.seconds)
            self._tell(
                f"{method} {seen.route} {seen.status}",
                method=method,
                route=seen.route,
                status=seen.status,
                seconds=round(seen.seconds, 4),
            )
            request_id.reset(token)

    def asked(self, action: str, text: str) -> None:
        """What somebody asks, searches or checks: a line of the log, if the settings allow."""
        if self._settings.log_questions:
            self._tell(f"{action}: {text!a}", action=action, text=text)

    def answered(self, answer: Answer) -> None:
        self.metrics.count(answer)
        if self._tracing is not None:
            self._tracing.answer(answer)
        verdicts = Counter(claim.verdict.value for claim in answer.claims)
        dropped = len(answer.generation.dropped) if answer.generation else 0
        self._tell(
            f"{answer.status} in {answer.language}, {answer.mode}",
            answer_id=answer.id,
            outcome=answer.status.value,
            language=answer.language.value,
            mode=answer.mode.value,
            verdicts=dict(verdicts),
            dropped=dropped,
            note=answer.generation.note if answer.generation else "",
            timings_ms=dict(answer.timings_ms),
        )

    def checked(self, report: CheckReport) -> None:
        self.metrics.count_check(report)
        verdicts = Counter(claim.verdict.value for claim in report.claims)
        self._tell(f"checked {len(report.claims)} claims", verdicts=dict(verdicts))

    def translated(self, translation: Translation, watch: Watch) -> None:
        self.metrics.count_translation(translation)
        for stage in (Stage.TRANSLATE, Stage.CHECK):
            if stage in watch.seconds:
                self.metrics.time(stage, watch.seconds[stage])
        self._tell(
            f"translated, {translation.verdict}",
            verdict=translation.verdict.value,
            translator=translation.translator,
            timings_ms=watch.milliseconds,
        )

    def close(self) -> None:
        if self._tracing is not None:
            self._tracing.close()

    def _tell(self, message: str, **fields: Any) -> None:
        if self._settings.log_requests:
            log.info("%s", message, extra={"fields": fields})
