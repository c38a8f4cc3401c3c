"""The server on a real port against clients that keep it waiting."""

from __future__ import annotations

import http.client
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

PATIENCE = 60.0  # seconds: tests may run beside other work

SERVER = """
import resource, sys
from pathlib import Path
from tests.fake_archive import FakeArchive, pipeline_of
from qa.service.server import serve
from qa.settings import Settings

resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
settings = Settings(data_dir=Path(sys.argv[1]), port=0, workers=0, client_seconds=sys.argv[2])
sys.modules["qa.pipeline"] = pipeline_of(FakeArchive)
serve(settings, lambda where: print(where, flush=True))
"""

Start = Callable[[float], tuple[subprocess.Popen[str], tuple[str, int]]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as stack:

        def begin(seconds: float) -> tuple[subprocess.Popen[str], tuple[str, int]]:
            process = subprocess.Popen(
                [sys.executable, "-W", "error", "-c", SERVER, str(tmp_path), str(seconds)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                cwd=Path(__file__).parent.parent.parent,
            )
            stack.callback(process.communicate)
            stack.callback(process.kill)
            assert process.stdout is not None
            host, _, port = (
                process.stdout.readline().strip().removeprefix("http://").rpartition(":")
            )
            return process, (host, int(port))

        yield begin


def alive(where: tuple[str, int]) -> float:
    """Seconds until `/livez` answered."""
    began = time.monotonic()
    connection = http.client.HTTPConnection(*where, timeout=PATIENCE)
    connection.request("GET", "/livez")
    assert connection.getresponse().status == 200
    connection.close()
    return time.monotonic() - began


def is_closed_while_sending(connection: socket.socket, data: bytes) -> bool:
    """Whether the server gives up on somebody who sends `data` now and then."""
    began = time.monotonic()
    with suppress(ConnectionError):
        while time.monotonic() - began < PATIENCE:
            connection.sendall(data)
            time.sleep(0.05)
        return False
    return True


def said(process: subprocess.Popen[str]) -> str:
    """What the server logged until it was stopped."""
    process.send_signal(signal.SIGINT)
    return process.communicate(timeout=PATIENCE)[1]


def test_half_open_connections_beyond_the_descriptors_keep_nobody_out(start: Start) -> None:
    process, where = start(30)
    with ExitStack() as stack:
        for number in range(300):
            opened = stack.enter_context(socket.create_connection(where, timeout=PATIENCE))
            opened.sendall(b"POST /v1/answers HTTP/1.1\r\nHost: localhost\r\n")
            if number % 50 == 49:
                alive(where)
        for _ in range(5):
            alive(where)
    log = said(process)
    assert len(log) < 10_000
    assert "Too many open files" not in log


def test_those_who_wait_longest_make_room_and_not_those_being_answered(start: Start) -> None:
    _, where = start(30)
    asking = http.client.HTTPConnection(*where, timeout=PATIENCE)
    asking.request(
        "POST",
        "/v1/answers",
        '{"question": "wait", "stream": true}',
        {"Content-Type": "application/json"},
    )
    reply = asking.getresponse()
    assert b"start" in reply.readline()
    with ExitStack() as stack:
        idle = [
            stack.enter_context(socket.create_connection(where, timeout=PATIENCE))
            for _ in range(200)
        ]
        alive(where)
        assert idle[0].recv(1) == b""
        idle[-1].sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert idle[-1].recv(12) == b"HTTP/1.1 200"
    assert b"question" in reply.readline()
    asking.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /livez HTTP/1.1\r\nHost: loc",
        b"POST /v1/answers HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b'Content-Length: 500\r\n\r\n{"question": ',
    ],
)
def test_a_request_that_does_not_come_is_given_up(start: Start, sent: bytes) -> None:
    process, where = start(0.5)
    with socket.create_connection(where, timeout=PATIENCE) as slow:
        slow.sendall(sent)
        received = b"".join(iter(lambda: slow.recv(1000), b""))
    assert received.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert re.search(rb"Connection: close\r\n", received)
    assert alive(where) < PATIENCE
    assert "Traceback" not in said(process)


def test_a_drop_now_and_then_does_not_keep_a_connection(start: Start) -> None:
    _, where = start(0.5)
    with socket.create_connection(where, timeout=PATIENCE) as slow:
        slow.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n")
        assert is_closed_while_sending(slow, b"X: 1\r\n")


def test_an_answer_that_is_not_taken_is_given_up(start: Start) -> None:
    process, where = start(0.5)
    with socket.socket() as greedy:
        greedy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        greedy.settimeout(PATIENCE)
        greedy.connect(where)
        # Of their answers the buffers of both systems hold a part.
        greedy.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 200)
        assert is_closed_while_sending(greedy, b"\r\n")
    assert alive(where) < PATIENCE
    assert "Traceback" not in said(process)
