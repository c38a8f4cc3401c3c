"""OpenTelemetry traces, by the GenAI conventions of 2026 (extra `otel`).

A request is a span; below it each stage of an answer is one, made when the answer is there from
the times that were measured where the work was done, one after another.  Verdicts are evaluation
events.  OpenTelemetry's own variables say where they are sent (`OTEL_EXPORTER_OTLP_ENDPOINT`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from qa.errors import MissingExtra
from qa.settings import Settings
from qa.stages import Stage
from qa.types import Answer

SOURCE = "qa"
_NANO = 1_000_000_000


class Tracing:
    """Makes the spans of one server; `provider` is OpenTelemetry's, by default one that exports
    by OTLP over HTTP.  Raises MissingExtra without the library."""

    def __init__(self, settings: Settings, provider: Any = None) -> None:
        try:
            from opentelemetry import propagate, trace
        except ImportError as error:
            raise MissingExtra(
                "traces need OpenTelemetry; install it with `pip install 'qa[otel]'`"
            ) from error
        self._settings = settings
        self._trace, self._propagate = trace, propagate
        self._provider = provider or _exporting()
        self._tracer = self._provider.get_tracer("qa")

    @contextmanager
    def request(self, method: str, headers: Mapping[str, str]) -> Iterator[Any]:
        """The span of a request, below the caller's own where its headers name one."""
        context = self._propagate.extract(headers)
        with self._tracer.start_as_current_span(
            method,
            context=context,
            kind=self._trace.SpanKind.SERVER,
            attributes={"http.request.method": method},
        ) as span:
            yield span

    def ended(self, span: Any, method: str, route: str, status: int, request_id: str) -> None:
        span.update_name(f"{method} {route}")
        span.set_attributes(
            {
                "http.route": route,
                "http.response.status_code": status,
                "qa.request_id": request_id,
            }
        )

    def answer(self, answer: Answer) -> None:
        """The spans of an answer's stages, below the request that is being answered."""
        spent = {stage: answer.timings_ms[stage] for stage in Stage if stage in answer.timings_ms}
        at = time.time_ns() - round(answer.timings_ms.get("total", 0.0) / 1000 * _NANO)
        for stage, milliseconds in spent.items():
            ended = at + round(milliseconds / 1000 * _NANO)
            span = self._tracer.start_span(*self._named(stage, answer), start_time=at)
            if stage is Stage.CHECK or (stage is Stage.SELECT and Stage.CHECK not in spent):
                for event in _evaluations(answer):
                    span.add_event("gen_ai.evaluation.result", event, ended)
            span.end(ended)
            at = ended

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()

    def _named(self, stage: Stage, answer: Answer) -> tuple[str, None, Any, dict[str, Any]]:
        """Name, context, kind and attributes of a stage's span."""
        kinds, settings = self._trace.SpanKind, self._settings
        if stage is Stage.EMBED:
            about: dict[str, Any] = {
                "gen_ai.operation.name": "embeddings",
                "gen_ai.request.model": settings.model,
            }
            return f"embeddings {settings.model}", None, kinds.INTERNAL, about
        if stage is Stage.SEARCH:
            about = {
                "gen_ai.operation.name": "retrieval",
                "gen_ai.data_source.id": SOURCE,
                "gen_ai.retrieval.top_k": settings.top_k,
            }
            if settings.log_questions:
                about["gen_ai.retrieval.query.text"] = answer.resolved_question
            return f"retrieval {SOURCE}", None, kinds.INTERNAL, about
        if stage is Stage.GENERATE and answer.generation is not None:
            provider, _, model = answer.generation.model.partition(":")
            about = {
                "gen_ai.operation.name": "chat",
                "gen_ai.provider.name": provider,
                "gen_ai.request.model": model,
            }
            return f"chat {model}", None, kinds.CLIENT, about
        return f"qa.{stage.value}", None, kinds.INTERNAL, {}


def _evaluations(answer: Answer) -> Iterator[dict[str, Any]]:
    """What was judged, without what was said."""
    for claim in answer.claims:
        yield {
            "gen_ai.evaluation.name": "qa.claim",
            "gen_ai.evaluation.score.label": claim.verdict.value,
            "gen_ai.evaluation.score.value": claim.score,
        }
    for dropped in answer.generation.dropped if answer.generation else ():
        yield {
            "gen_ai.evaluation.name": "qa.dropped_claim",
            "gen_ai.evaluation.score.label": dropped.verdict.value,
        }


def _exporting() -> Any:
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise MissingExtra(
            "traces need OpenTelemetry's exporter; install it with `pip install 'qa[otel]'`"
        ) from error
    # OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES go before.
    provider = TracerProvider(resource=Resource.create({"service.name": "qa"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider
