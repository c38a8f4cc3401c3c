"""Whatever is sent, the answer is the contract's or a problem, never an unexpected error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa.service.app import create_app
from qa.settings import Settings
from tests.fake_archive import FakeArchive
from tests.local_client import local_client

FIELDS = [
    "question",
    "query",
    "text",
    "sources",
    "id",
    "filters",
    "languages",
    "date_from",
    "date_to",
    "history",
    "role",
    "content",
    "language",
    "mode",
    "stream",
    "top_k",
    "explain",
    "answer_id",
    "rating",
    "reason",
]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
LIKELY = st.sampled_from(["user", "kk", "auto", "2022-04-29", "up", "s1", "Кто?", "\ud800", "\0"])
VALUES = st.recursive(
    SCALARS | LIKELY,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4)
    ),
    max_leaves=8,
)
BODIES = st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), VALUES, max_size=5)
PATHS = st.sampled_from(["answers", "search", "check", "feedback"])
FUZZ = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    unlimited = {"checks_per_minute": 0, "feedback_per_minute": 0}
    made = Settings(data_dir=Path(tmp_path_factory.mktemp("data")), **unlimited)  # type: ignore[arg-type]
    with local_client(create_app(made, FakeArchive(made))) as opened:  # type: ignore[arg-type]
        yield opened


SPEC = create_app(Settings(), FakeArchive(Settings())).openapi()  # type: ignore[arg-type]


def is_fine(reply: Any) -> bool:
    """Whether it is what the OpenAPI document names, and no unexpected error."""
    operation = SPEC["paths"][reply.request.url.path][reply.request.method.lower()]
    kinds = operation["responses"][str(reply.status_code)]["content"]
    assert reply.headers["content-type"].partition(";")[0] in kinds
    if reply.is_success:
        return True
    problem = reply.json()
    return (
        reply.status_code < 500
        and reply.headers["content-type"] == "application/problem+json"
        and problem["status"] == reply.status_code
    )


@FUZZ
@given(path=PATHS, body=BODIES)
def test_any_json(client: TestClient, path: str, body: dict[str, Any]) -> None:
    content = json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    assert is_fine(client.post(f"/v1/{path}", content=content, headers=headers))


@FUZZ
@given(path=PATHS, content=st.binary(max_size=200))
def test_any_bytes(client: TestClient, path: str, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    assert is_fine(client.post(f"/v1/{path}", content=content, headers=headers))


@FUZZ
@given(
    query=st.dictionaries(
        st.sampled_from(["query", "offset", "limit", "other"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=10),
    )
)
def test_any_paging(client: TestClient, query: dict[str, str]) -> None:
    assert is_fine(client.get("/v1/documents", params=query))
