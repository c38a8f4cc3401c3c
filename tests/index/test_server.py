from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

_PROGRAM = """
import time
from tests.index.server import running
with running() as server:
    print(server.folder, server._process.pid, flush=True)
    time.sleep(60)
"""


def test_a_server_ends_with_the_tests_that_were_killed() -> None:
    program = [sys.executable, "-c", _PROGRAM]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as tests:
        assert tests.stdout is not None
        folder, process = tests.stdout.readline().split()
        tests.kill()
    for _ in range(100):
        if not Path(f"/proc/{process}").exists():
            break
        time.sleep(0.1)
    alive = Path(f"/proc/{process}").exists()
    shutil.rmtree(folder, ignore_errors=True)
    assert not alive
