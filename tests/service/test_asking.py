"""Answers, search and check over HTTP: the contract's shapes, and what they refuse."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from qa.errors import MissingExtra
from qa.types import Filters, Language, Turn
from tests.fake_archive import KAZAKH, FakeArchive

CITATION = {
    "number": 1,
    "document_id": "d1",
    "source": "kk.txt",
    "title": "Сессия",
    "language": "kk",
    "passage_id": "p-d1",
    "start": 15,
    "end": 27,
    "quote": "Қор құрылды.",
    "score": 0.9,
    "date": None,
    "matched": [],
    "page": None,
    "recognised": None,
    "about": {},
}
CLAIM = {
    "text": "Қор құрылды.",
    "start": 0,
    "end": 12,
    "citations": [1],
    "verdict": "quoted",
    "score": 0.95,
    "reasons": [],
    "matched": [],
    "missed": [],
}
ANSWER = {
    "id": "a1",
    "question": "What was founded?",
    "resolved_question": "What was founded?",
    "language": "en",
    "status": "answered",
    "mode": "extractive",
    "text": "Қор құрылды. [1]",
    "claims": [CLAIM],
    "citations": [CITATION],
    "suggestions": [],
    "score": 0.93,
    "timings_ms": {"total": 1.5},
    "searched_for": [],
    "generation": None,
}


def read_events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_answer_has_the_shape_of_the_contract(client: TestClient) -> None:
    reply = client.post("/v1/answers", json={"question": "What was founded?"})
    assert reply.status_code == 200
    assert reply.json() == ANSWER
    citation = reply.json()["citations"][0]
    assert KAZAKH.text[citation["start"] : citation["end"]] == citation["quote"]


def test_question_reaches_the_archive_as_asked(client: TestClient, archive: FakeArchive) -> None:
    body = {
        "question": "Кто?",
        "language": "ru",
        "history": [{"role": "user", "content": f"{n}"} for n in range(30)],
        "filters": {
            "sources": ["kk.txt"],
            "languages": ["kk", "und"],
            "date_from": "2022-01-01",
            "date_to": "2022-12-31",
        },
        "mode": "extractive",
    }
    assert client.post("/v1/answers", json=body).status_code == 200
    assert archive.asked == [
        {
            "question": "Кто?",
            "language": Language.RUSSIAN,
            "history": tuple(Turn("user", f"{n}") for n in range(10, 30)),
            "filters": Filters(
                ("kk.txt",), (Language.KAZAKH, Language.OTHER), "2022-01-01", "2022-12-31"
            ),
        }
    ]


def test_refusal_has_suggestions_and_no_citations(client: TestClient) -> None:
    reply = client.post("/v1/answers", json={"question": "unknown things"}).json()
    assert (reply["status"], reply["citations"], reply["claims"]) == ("refused", [], [])
    assert [s["document_id"] for s in reply["suggestions"]] == ["d2"]


def test_stream_has_the_events_in_order_and_ends_with_the_whole_answer(client: TestClient) -> None:
    reply = client.post("/v1/answers", json={"question": "What was founded?", "stream": True})
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert read_events(reply.text) == [
        (
            "start",
            {
                "question": "What was founded?",
                "resolved_question": "What was founded?",
                "language": "en",
            },
        ),
        ("citation", CITATION),
        # The fake does not report the claim on its way: it comes before `done` all the same.
        ("claim", CLAIM),
        ("text", {"text": "Қор құрылды. [1]"}),
        ("done", ANSWER),
    ]


def test_stream_of_a_refusal(client: TestClient) -> None:
    reply = client.post("/v1/answers", json={"question": "unknown things", "stream": True})
    names = [name for name, _ in read_events(reply.text)]
    assert names == ["start", "text", "done"]


def test_error_before_the_first_event_has_its_status(client: TestClient) -> None:
    reply = client.post("/v1/answers", json={"question": "😀", "stream": True})
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/bad-question")


def test_error_in_mid_stream_is_an_event_without_details(client: TestClient) -> None:
    reply = client.post("/v1/answers", json={"question": "late fault", "stream": True})
    events = read_events(reply.text)
    assert [name for name, _ in events] == ["start", "citation", "error"]
    assert events[-1][1]["status"] == 500
    assert "secret" not in reply.text


def test_generative_mode_without_a_language_model(client: TestClient) -> None:
    reply = client.post("/v1/answers", json={"question": "What?", "mode": "generative"})
    assert reply.status_code == MissingExtra.status
    assert "no language model" in reply.json()["detail"]


def test_search_gives_passages_with_spans(client: TestClient) -> None:
    reply = client.post("/v1/search", json={"query": "қор", "top_k": 1, "explain": True})
    assert reply.json() == {
        "hits": [
            {
                "document_id": "d1",
                "source": "kk.txt",
                "title": "Сессия",
                "language": "kk",
                "passage_id": "p-d1",
                "start": 0,
                "end": 27,
                "text": KAZAKH.text,
                "score": 0.5,
                "signals": {"dense": 0.5},
                "passages": [{"passage_id": "p-d1", "start": 0, "end": 27}],
                "versions": [
                    {
                        "document_id": "d2",
                        "source": "sub/ru.txt",
                        "title": "<img src=x onerror=alert(1)>",
                        "language": "ru",
                        "passage_id": "p-d2",
                        "start": 0,
                        "end": 17,
                    }
                ],
            }
        ],
        "searched_for": [],
        "constraints": [
            {
                "kind": "organisation",
                "value": "kr",
                "text": "қор",
                "documents": {"d1": 0.25},
                "common": False,
            }
        ],
    }


def test_search_can_leave_hits_apart(client: TestClient) -> None:
    reply = client.post("/v1/search", json={"query": "rjh", "merge": False}).json()
    assert [hit["source"] for hit in reply["hits"]] == ["kk.txt", "sub/ru.txt"]
    assert [hit["versions"] for hit in reply["hits"]] == [[], []]
    assert reply["searched_for"] == ["қор"]
    assert reply["constraints"] == []


def test_check_passes_sources_on_and_gives_evidence(
    client: TestClient, archive: FakeArchive
) -> None:
    body = {"text": "50 people", "sources": [{"id": "s1", "text": "60 адам"}]}
    reply = client.post("/v1/check", json=body).json()
    assert reply["supported"] is False
    assert reply["claims"][0]["verdict"] == "contradicted"
    assert reply["claims"][0]["evidence"] == [
        {"source_id": "s1", "start": 0, "end": 3, "quote": "Қор"}
    ]
    text, sources = archive.checked[0]
    assert (text, [(s.id, s.text) for s in sources]) == ("50 people", [("s1", "60 адам")])


@pytest.mark.parametrize(("body", "sources"), [({}, None), ({"sources": []}, ())])
def test_check_without_sources_is_against_the_index_and_none_is_not_no_sources(
    client: TestClient, archive: FakeArchive, body: dict[str, Any], sources: Any
) -> None:
    assert client.post("/v1/check", json={"text": "50 people"} | body).status_code == 200
    assert archive.checked == [("50 people", sources)]


def test_check_is_bounded(client: TestClient, archive: FakeArchive) -> None:
    most = archive.settings.max_check_chars
    body = {"text": "a", "sources": [{"id": "s", "text": "я" * most}]}
    reply = client.post("/v1/check", json=body)
    assert reply.status_code == 413
    assert str(most) in reply.json()["detail"]
    assert archive.checked == []


BAD_ANSWERS: list[tuple[Any, str]] = [
    ({}, "/question"),
    ({"question": 5}, "/question"),
    ({"question": None}, "/question"),
    ({"question": ["a"]}, "/question"),
    ({"question": "a\0b"}, "/question"),
    ({"question": "a", "colour": 1}, "/colour"),
    ({"question": "a", "language": "fr"}, "/language"),
    ({"question": "a", "mode": "magic"}, "/mode"),
    ({"question": "a", "stream": "yes"}, "/stream"),
    ({"question": "a", "stream": 1}, "/stream"),
    ({"question": "a", "history": "hello"}, "/history"),
    ({"question": "a", "history": [{"role": "system", "content": ""}]}, "/history/0/role"),
    (
        {"question": "a", "history": [{"role": "user", "content": "", "x/y~": 1}]},
        "/history/0/x~1y~0",
    ),
    ({"question": "a", "history": [{"role": "user", "content": "x"}] * 1001}, "/history"),
    (
        {"question": "a", "history": [{"role": "user", "content": "x" * 100_001}]},
        "/history/0/content",
    ),
    ({"question": "a", "filters": {"languages": ["fr"]}}, "/filters/languages/0"),
    ({"question": "a", "filters": {"date_from": "29.04.2022"}}, "/filters/date_from"),
    ({"question": "a", "filters": {"date_from": "2022-02-30"}}, "/filters/date_from"),
    ({"question": "a", "filters": {"date_to": 20220430}}, "/filters/date_to"),
    (
        {"question": "a", "filters": {"date_from": "2023-01-01", "date_to": "2022-01-01"}},
        "/filters",
    ),
    ([], ""),
    ("question", ""),
    (None, ""),
]


@pytest.mark.parametrize(("body", "pointer"), BAD_ANSWERS)
def test_bad_question_bodies(
    client: TestClient, archive: FakeArchive, body: Any, pointer: str
) -> None:
    reply = client.post("/v1/answers", json=body)
    assert reply.status_code == 422
    problem = reply.json()
    assert problem["type"] == "/problems/bad-input"
    assert pointer in [error["pointer"] for error in problem["errors"]]
    assert archive.asked == []


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("search", {"query": "a", "top_k": 10**30}, "/top_k"),
        ("search", {"query": "a", "top_k": 0}, "/top_k"),
        ("search", {"query": "a", "top_k": -1}, "/top_k"),
        ("search", {"query": "a", "top_k": "5"}, "/top_k"),
        ("search", {"query": "a", "top_k": 2.5}, "/top_k"),
        ("search", {}, "/query"),
        ("check", {"text": "a", "sources": [{"id": "s", "text": "x"}] * 2}, ""),
        ("check", {"text": "a", "sources": [{"id": "", "text": "x"}]}, "/sources/0/id"),
        ("check", {"text": "a", "sources": [{"id": "s"}]}, "/sources/0/text"),
        ("check", {"text": "a", "sources": "x"}, "/sources"),
        ("feedback", {"answer_id": "a", "rating": "great"}, "/rating"),
        ("feedback", {"answer_id": "a", "rating": "up", "reason": "x" * 2001}, "/reason"),
    ],
)
def test_other_bad_bodies(client: TestClient, path: str, body: Any, pointer: str) -> None:
    reply = client.post(f"/v1/{path}", json=body)
    assert reply.status_code == 422
    assert pointer in [error["pointer"] for error in reply.json()["errors"]]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b'{"question":', 400),
        (b"", 422),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"question": ' + b"9" * 10_000 + b"}", 400),
        (b'{"question": "\\ud800"}', 422),
        (b'{"\\ud800": "a", "question": "a"}', 422),
        (b'{"question": "' + "я".encode() * 50_000 + b'"}', 422),
        (b'{"question": "' + b"a" * 5_000_000 + b'"}', 413),
    ],
)
def test_bad_bytes_are_refused_with_a_problem(
    client: TestClient, content: bytes, status: int
) -> None:
    reply = client.post(
        "/v1/answers", content=content, headers={"Content-Type": "application/json"}
    )
    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["status"] == status
    assert len(reply.content) < 2000


def test_a_body_without_announced_length_is_bounded_too(client: TestClient) -> None:
    def pieces() -> Any:
        yield b'{"question": "'
        for _ in range(100):
            yield b"a" * 100_000
        yield b'"}'

    reply = client.post(
        "/v1/answers", content=pieces(), headers={"Content-Type": "application/json"}
    )
    assert (reply.status_code, reply.headers["content-type"]) == (413, "application/problem+json")


def test_a_body_that_is_not_announced_as_json(client: TestClient) -> None:
    reply = client.post(
        "/v1/answers", content=b'{"question": "a"}', headers={"Content-Type": "text/plain"}
    )
    assert reply.status_code == 415
    assert reply.json()["detail"] == "expected Content-Type application/json, got 'text/plain'"


@pytest.mark.parametrize(
    ("path", "body", "detail"),
    [
        ("/v1/answers", [1], "expected an object"),
        ("/v1/answers", {"question": "Кто?", "filters": 5}, "/filters: expected an object"),
        (
            "/v1/check",
            {"text": "a", "sources": [{"id": "s", "text": "b"}, {"id": "s", "text": "c"}]},
            "two sources have the same id; give each its own",
        ),
    ],
)
def test_a_problem_of_the_whole_body_is_plain_words(
    client: TestClient, path: str, body: Any, detail: str
) -> None:
    reply = client.post(path, json=body)
    assert (reply.status_code, reply.json()["detail"]) == (422, detail)
