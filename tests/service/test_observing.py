"""The log and the traces: each with the request's id, and without what people ask."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from qa.service.app import create_app
from qa.service.logs import JsonLines, request_id, telling
from qa.service.observing import Observer
from qa.service.tracing import Tracing
from qa.settings import Settings
from qa.types import Answer, Dropped, Generation, Language, Mode, Status, Verdict
from tests.fake_archive import FakeArchive
from tests.local_client import local_client

QUESTION = {"question": "Which fund?"}
CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Any:
    """What was logged as JSON since the last look."""
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def asked(folder: Path, **settings: object) -> FakeArchive:
    made = Settings(data_dir=folder, log="json", **settings)  # type: ignore[arg-type]
    archive = FakeArchive(made)
    with telling(made), local_client(create_app(made, archive)) as client:  # type: ignore[arg-type]
        client.post("/v1/answers", json=QUESTION, headers={"X-Request-ID": "r1"})
    return archive


def test_each_line_of_a_request_has_its_id_and_no_question(tmp_path: Path, told: Any) -> None:
    asked(tmp_path, log_requests=True)
    lines = told()
    answered, requested = (line for line in lines if line["logger"] == "qa.requests")
    assert {line["request_id"] for line in (answered, requested)} == {"r1"}
    assert requested["message"] == "POST /v1/answers 200"
    assert (requested["route"], requested["status"]) == ("/v1/answers", 200)
    assert requested["seconds"] >= 0
    assert (answered["outcome"], answered["verdicts"]) == ("answered", {"quoted": 1})
    assert answered["timings_ms"] == {"total": 1.5}
    assert "fund" not in json.dumps(lines)


def test_the_question_is_told_where_the_settings_allow(tmp_path: Path, told: Any) -> None:
    asked(tmp_path, log_requests=True, log_questions=True)
    (line,) = (line for line in told() if line.get("action"))
    assert (line["action"], line["text"], line["request_id"]) == ("asked", "Which fund?", "r1")


def test_nothing_is_told_of_requests_by_default(tmp_path: Path, told: Any) -> None:
    asked(tmp_path)
    assert [line for line in told() if line["logger"] == "qa.requests"] == []


def test_a_line_of_json_is_one_line_whatever_it_holds() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    logger = logging.Logger("qa.test")
    logger.addHandler(handler)
    token = request_id.set("r2")
    try:
        raise ValueError("bad\nvalue")
    except ValueError:
        logger.exception("first\nsecond\u2028third")
    request_id.reset(token)
    (line,) = out.getvalue().splitlines()
    found = json.loads(line)
    assert (found["level"], found["request_id"]) == ("error", "r2")
    assert found["message"] == "first\nsecond\u2028third"
    assert "ValueError" in found["exception"]


@pytest.fixture
def spans(tmp_path: Path) -> Iterator[tuple[Observer, InMemorySpanExporter]]:
    kept, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    settings = Settings(data_dir=tmp_path)
    observer = Observer(settings, Tracing(settings, provider))
    yield observer, kept
    observer.close()


def answer() -> Answer:
    times = {"embed": 4.0, "search": 6.0, "check": 2.0, "generate": 30.0, "total": 50.0}
    wrote = Generation("openai:small", dropped=(Dropped("no", Verdict.UNSUPPORTED, ()),))
    return Answer(
        "a", "secret?", "secret?", Language.ENGLISH, Status.ANSWERED, Mode.GENERATIVE,
        "text", (), (), (), 0.9, times, generation=wrote,
    )  # fmt: skip


def test_stages_are_spans_below_the_callers_own(
    spans: tuple[Observer, InMemorySpanExporter],
) -> None:
    observer, kept = spans
    assert observer.metrics.page().count(b"qa_stage_seconds_count") == 7
    with observer.request("POST", "r3", {"traceparent": CALLER}) as seen:
        observer.answered(answer())
        seen.route, seen.status = "/v1/answers", 200
    page = observer.metrics.page().decode()
    assert 'qa_stage_seconds_sum{stage="generate"} 0.03' in page
    assert 'qa_stage_seconds_count{stage="read"} 0.0' in page
    assert 'qa_verdicts_total{judged="dropped",verdict="unsupported"} 1.0' in page
    assert 'qa_generations_total{note="well"} 1.0' in page
    found = {span.name: span for span in kept.get_finished_spans()}
    assert list(found) == [
        "embeddings multilingual-e5-small",
        "retrieval qa",
        "qa.check",
        "chat small",
        "POST /v1/answers",
    ]
    request = found["POST /v1/answers"]
    assert request.parent is not None
    assert f"{request.parent.trace_id:032x}" == CALLER.split("-")[1]
    assert dict(request.attributes or {}) == {
        "http.request.method": "POST",
        "http.route": "/v1/answers",
        "http.response.status_code": 200,
        "qa.request_id": "r3",
    }
    for name in list(found)[:-1]:
        parent = found[name].parent
        assert parent is not None
        assert parent.span_id == request.context.span_id
    searched = found["retrieval qa"]
    assert dict(searched.attributes or {}) == {
        "gen_ai.operation.name": "retrieval",
        "gen_ai.data_source.id": "qa",
        "gen_ai.retrieval.top_k": 10,
    }
    assert (searched.end_time or 0) - (searched.start_time or 0) == 6_000_000
    assert dict(found["chat small"].attributes or {}) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "small",
    }
    (event,) = found["qa.check"].events
    assert (event.name, dict(event.attributes or {})) == (
        "gen_ai.evaluation.result",
        {
            "gen_ai.evaluation.name": "qa.dropped_claim",
            "gen_ai.evaluation.score.label": "unsupported",
        },
    )
