"""Several servers on one database: what one stores, every other answers from at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from qa.archive import Archive
from qa.index.opening import open_index
from qa.indexing import index_settings
from qa.service.app import create_app
from qa.settings import read_settings
from tests.fake_archive import ADMIN, KEY
from tests.fakes import FakeTokenEncoder
from tests.index.server import Server
from tests.local_client import local_client


@pytest.fixture
def servers(server: Server, tmp_path: Path) -> Iterator[list[TestClient]]:
    """Two applications, each with connections and memory of its own."""
    url = server.new_database("two_servers")
    with ExitStack() as stack:
        clients = []
        for name in ("one", "two"):
            settings = read_settings(
                index=url, data_dir=tmp_path / name, admin_key=KEY, parser_processes=0
            )
            encoder = FakeTokenEncoder()
            index = open_index(settings, index_settings(settings, encoder), create=True)
            app = create_app(settings, Archive(index, encoder, settings))
            clients.append(stack.enter_context(local_client(app)))
        yield clients


def upload(client: TestClient, text: str) -> None:
    files = [("files", ("news.txt", text.encode()))]
    reply = client.post("/v1/documents", files=files, headers=ADMIN, data={"replace": "true"})
    assert reply.status_code == 201, reply.text


def texts(client: TestClient, query: str) -> list[Any]:
    reply = client.post("/v1/search", json={"query": query})
    assert reply.status_code == 200, reply.text
    return [hit["text"] for hit in reply.json()["hits"]]


def test_what_one_stores_the_other_answers_from(servers: list[TestClient]) -> None:
    one, two = servers
    assert texts(two, "мост") == []
    upload(one, "Мост через Ишим открыт в июне. Дорога к нему длинная.")
    (found,) = texts(two, "мост")
    assert found == texts(one, "мост")[0]
    assert "в июне" in found
    upload(two, "Мост через Ишим открыт в июле. Дорога к нему длинная.")
    (found,) = texts(one, "мост")
    assert "в июле" in found
    (document,) = one.get("/v1/documents").json()["documents"]
    assert one.delete(f"/v1/documents/{document['document_id']}", headers=ADMIN).status_code == 204
    assert texts(two, "мост") == texts(one, "мост") == []
    assert two.get("/v1/documents").json()["total"] == 0
