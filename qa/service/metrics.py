"""What Prometheus may ask: one registry per application, so that tests and several
applications in one process do not share counts."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

from qa.types import Answer

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


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
        self.working = Gauge(
            "qa_requests_inside", "Requests that run or wait for a thread", registry=self.registry
        )
        self.ready = Gauge("qa_ready", "1 once the archive is loaded", registry=self.registry)
        self.generation = Gauge(
            "qa_index_generation", "Generation of the index in use", registry=self.registry
        )
        self.documents = Gauge("qa_documents", "Documents in the index", registry=self.registry)
        self.passages = Gauge("qa_passages", "Passages in the index", registry=self.registry)

    def count(self, answer: Answer) -> None:
        self.answers.labels(answer.status.value, answer.language.value).inc()

    def page(self) -> bytes:
        """The exposition text, UTF-8."""
        return generate_latest(self.registry)
