"""The documentation's examples are valid, and the service documents itself."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel

from qa.service import bodies
from tests.fake_archive import ADMIN

DOCS = Path(__file__).parent.parent.parent / "docs/http.md"
CURLS = [
    command
    for block in re.findall(r"```sh\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    for command in re.split(r"\n(?=curl )", block.strip())
]
MODELS = [
    value
    for value in vars(bodies).values()
    if isinstance(value, type) and issubclass(value, BaseModel) and value is not BaseModel
]


def test_there_are_examples() -> None:
    assert len(CURLS) >= 12


@pytest.mark.parametrize("command", CURLS)
def test_curl_examples_work(client: TestClient, command: str) -> None:
    command = command.replace("$QA_ADMIN_KEY", "KEY").replace("DOCUMENT_ID", "d1")
    words = shlex.split(command.replace("\\\n", " "))
    url = next(word for word in words if word.startswith("http"))
    path = url.removeprefix("http://127.0.0.1:8000")
    headers = ADMIN if "Authorization: Bearer KEY" in words else {}
    if "-d" in words:
        body = json.loads(words[words.index("-d") + 1].replace("DOCUMENT_ID", "d1"))
        reply = client.post(path, json=body, headers=headers)
    elif "-F" in words:
        files = [("files", (w.removeprefix("files=@"), b"a")) for w in words if "=@" in w]
        reply = client.post(path, files=files, headers=headers)
    else:
        method = words[words.index("-X") + 1] if "-X" in words else "GET"
        reply = client.request(method, path, headers=headers)
    assert reply.is_success, reply.text


def test_every_route_has_an_example() -> None:
    text = "\n".join(CURLS)
    for path in (
        "answers",
        "search",
        "check",
        "translate",
        "archive",
        "documents",
        "reindex",
        "feedback",
    ):
        assert f"/v1/{path}" in text


def test_every_body_has_examples_that_are_valid() -> None:
    for model in MODELS:
        schema = model.model_json_schema()
        if model.model_config.get("strict"):
            assert schema["examples"], model
        for example in schema.get("examples", ()):
            model.model_validate(example)
        assert schema["additionalProperties"] is False, model


# Another's contract, whose errors have another shape.
FOREIGN = {"/v1/models", "/v1/chat/completions", "/v1/responses"}


def test_openapi_has_every_route_with_its_problems(client: TestClient) -> None:
    spec = client.get("/openapi.json").json()
    assert client.get("/openapi.json").json() == spec
    assert set(spec["paths"]) == {
        "/livez",
        "/readyz",
        "/metrics",
        "/v1/answers",
        "/v1/audit",
        "/v1/chat/completions",
        "/v1/models",
        "/v1/responses",
        "/v1/search",
        "/v1/check",
        "/v1/archive",
        "/v1/documents",
        "/v1/documents/{document_id}",
        "/v1/documents/{document_id}/original",
        "/v1/documents/{document_id}/restore",
        "/v1/documents/{document_id}/versions",
        "/v1/names",
        "/v1/problems",
        "/v1/reindex",
        "/v1/translate",
        "/v1/feedback",
        "/v1/feedback/{feedback_id}",
    }
    problem = {"$ref": "#/components/schemas/Problem"}
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (method, path)
            if path.startswith("/v1/") and path not in FOREIGN:
                content = operation["responses"]["422"]["content"]
                assert content == {"application/problem+json": {"schema": problem}}
    upload = spec["paths"]["/v1/documents"]["post"]
    assert upload["security"] == [{"HTTPBearer": []}]
    assert spec["paths"]["/v1/answers"]["post"]["security"] == [{"HTTPBearer": []}, {}]
    assert {"401", "403"} <= set(upload["responses"])


def test_openapi_names_every_status_and_media_type(client: TestClient) -> None:
    spec = client.get("/openapi.json").json()["paths"]
    admin = {"/v1/reindex", "/v1/documents post", "/v1/feedback get"}
    for path, methods in spec.items():
        for method, operation in methods.items():
            found = set(operation["responses"])
            if path in FOREIGN:
                continue
            assert {"421", "500"} <= found, (method, path)
            if path.startswith("/v1/"):
                assert {"400", "413", "415", "422", "429", "503", "507"} <= found, (method, path)
            if method == "delete" or {path, f"{path} {method}"} & admin:
                assert {"401", "403"} <= found, (method, path)
            for status, response in operation["responses"].items():
                kinds = set(response.get("content", ()))
                if int(status) >= 400:
                    assert kinds == {"application/problem+json"}, (method, path, status)
                elif status != "204":
                    assert kinds, (method, path, status)
    assert "404" in spec["/v1/documents/{document_id}"]["get"]["responses"]
    assert "409" in spec["/v1/documents"]["post"]["responses"]
    for path, kind in (
        ("/v1/answers", "text/event-stream"),
        ("/v1/feedback", "application/jsonl"),
        ("/metrics", "text/plain"),
    ):
        (operation,) = (o for o in spec[path].values() if "200" in o["responses"])
        assert kind in operation["responses"]["200"]["content"], path
