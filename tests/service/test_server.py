"""The real server on a real port: streaming, leaving, stopping."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.errors import BadInput
from qa.service.server import address, listen

PATIENCE = 60.0  # seconds: tests may run beside other work

SERVER = """
import sys
from pathlib import Path
from tests.fake_archive import FakeArchive, pipeline_of
from qa.service.server import serve
from qa.settings import Settings

settings = Settings(data_dir=Path(sys.argv[1]), port=0, workers=0)
archive = FakeArchive(settings)
sys.modules["qa.pipeline"] = pipeline_of(lambda _: archive)
serve(settings, lambda where: print(where, flush=True))
print("stopped" if archive.stopped.is_set() else "whole", flush=True)
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SERVER, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent.parent,
    )
    assert process.stdout is not None
    where = process.stdout.readline().strip().removeprefix("http://")
    try:
        wait_until_ready(where)
        yield process, where
    finally:
        process.kill()
        process.communicate()


def wait_until_ready(where: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while request(where, "GET", "/readyz")[0] != 200:
        assert time.monotonic() < deadline, "the server did not become ready"
        time.sleep(0.02)


def request(where: str, method: str, path: str, body: object = None) -> tuple[int, str]:
    connection = http.client.HTTPConnection(where, timeout=PATIENCE)
    connection.request(
        method, path, json.dumps(body) if body else None, {"Content-Type": "application/json"}
    )
    reply = connection.getresponse()
    text = reply.read().decode()
    connection.close()
    return reply.status, text


def ask_and_read_first_event(where: str) -> http.client.HTTPConnection:
    """Ask a question whose answer is not ready yet; its first citation comes all the same."""
    connection = http.client.HTTPConnection(where, timeout=PATIENCE)
    body = json.dumps({"question": "wait", "stream": True})
    connection.request("POST", "/v1/answers", body, {"Content-Type": "application/json"})
    reply = connection.getresponse()
    seen = b""
    while b"event: citation" not in seen:
        seen += reply.readline()
    return connection


def test_leaving_a_stream_stops_the_work_and_a_signal_stops_the_server(
    server: tuple[subprocess.Popen[str], str],
) -> None:
    process, where = server
    connection = ask_and_read_first_event(where)
    assert "qa_requests_inside 1.0" in request(where, "GET", "/metrics")[1]
    assert connection.sock is not None
    connection.sock.shutdown(socket.SHUT_RDWR)
    connection.close()
    deadline = time.monotonic() + PATIENCE
    while "qa_requests_inside 0.0" not in request(where, "GET", "/metrics")[1]:
        assert time.monotonic() < deadline, "the work went on"
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    out, errors = process.communicate(timeout=PATIENCE)
    assert (out, errors, process.returncode) == ("stopped\n", "", 0)


def test_interrupt_is_the_usual_end(server: tuple[subprocess.Popen[str], str]) -> None:
    process, where = server
    assert request(where, "POST", "/v1/answers", {"question": "What?"})[0] == 200
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=PATIENCE)
    assert (out, errors, process.returncode) == ("whole\n", "", 0)


def test_an_answer_is_sent_at_once() -> None:
    with listen("127.0.0.1", 0) as opened, socket.create_connection(opened.getsockname()):
        accepted, _ = opened.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_port_in_use_is_said() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        assert address(taken) == f"http://127.0.0.1:{port}"
        with pytest.raises(BadInput, match=rf"cannot listen on 127\.0\.0\.1:{port} .*--port"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize("host", ["no.such.host.invalid", "256.1.1.1", "a" * 300, "\ud800"])
def test_a_host_that_is_none_is_said(host: str) -> None:
    with pytest.raises(BadInput, match="cannot listen on"):
        listen(host, 0)
