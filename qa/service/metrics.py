"""What Prometheus may ask: one registry per application, so that tests and several
applications in one process do not share counts."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

from qa.checking.check import CheckReport
from qa.stages import Stage
from qa.types import Answer, Translation, Verdict

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
NOTES = (
    *("well", "slow", "busy", "refused", "failed", "stopped", "endless"),
    *("empty", "none", "unsupported", "withheld", "contradicted"),
)
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class Metrics:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "qa_http_requests",
            "HTTP requests, by route template",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "qa_http_request_seconds",
            "Time until a response was sent, streams included",
            ["method", "route"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.answers = Counter(
            "qa_answers",
            "Answers, by status and language of the question",
            ["status", "language"],
            registry=self.registry,
        )
        self.stages = Histogram(
            "qa_stage_seconds",
            "Seconds of each stage of an answer or a translation, without what ran inside it",
            ["stage"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.verdicts = Counter(
            "qa_verdicts",
            "Verdicts on claims, by what was judged: answers, what was dropped from them, texts "
            "that were checked, translations",
            ["judged", "verdict"],
            registry=self.registry,
        )
        self.generations = Counter(
            "qa_generations",
            "Replies of the language model, by what went otherwise than it should",
            ["note"],
            registry=self.registry,
        )
        for stage in Stage:
            self.stages.labels(stage.value)
        self.working = Gauge(
            "qa_requests_inside", "Requests that run or wait for a thread", registry=self.registry
        )
        self.ready = Gauge("qa_ready", "1 once the archive is loaded", registry=self.registry)

    def count(self, answer: Answer) -> None:
        self.answers.labels(answer.status.value, answer.language.value).inc()
        for stage in Stage:
            if stage in answer.timings_ms:
                self.time(stage, answer.timings_ms[stage] / 1000)
        for claim in answer.claims:
            self._judged("answer", claim.verdict)
        if answer.generation is not None:
            for dropped in answer.generation.dropped:
                self._judged("dropped", dropped.verdict)
            note = answer.generation.note or "well"
            self.generations.labels(note if note in NOTES else "other").inc()

    def count_check(self, report: CheckReport) -> None:
        for claim in report.claims:
            self._judged("check", claim.verdict)

    def count_translation(self, translation: Translation) -> None:
        self._judged("translation", translation.verdict)

    def time(self, stage: Stage, seconds: float) -> None:
        self.stages.labels(stage.value).observe(seconds)

    def _judged(self, judged: str, verdict: Verdict) -> None:
        self.verdicts.labels(judged, verdict.value).inc()

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a response; a method that nobody defined is one of the others."""
        known = method if method in METHODS else "other"
        self.seconds.labels(known, route).observe(seconds)
        self.requests.labels(known, route, str(status)).inc()

    def page(self) -> bytes:
        """The exposition text, UTF-8."""
        return generate_latest(self.registry)


def size(generation: int, documents: int, passages: int) -> bytes:
    """The same of what somebody may read, made for each who asks."""
    registry = CollectorRegistry()
    for name, about, value in (
        ("qa_index_generation", "Changes to what may be read", generation),
        ("qa_documents", "Documents that may be read", documents),
        ("qa_passages", "Passages that may be read", passages),
    ):
        Gauge(name, about, registry=registry).set(value)
    return generate_latest(registry)
