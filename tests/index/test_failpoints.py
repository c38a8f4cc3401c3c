from __future__ import annotations

import os
import subprocess
import sys

import pytest

PROGRAM = """
from qa.index import failpoints
for i in range(3):
    failpoints.reach("a"); failpoints.reach("b"); print(i, flush=True)
"""


@pytest.mark.parametrize(
    ("failpoint", "code", "printed"),
    [
        ("", 0, "0\n1\n2\n"),
        ("a:1", -9, ""),
        ("b", -9, ""),
        ("b:3", -9, "0\n1\n"),
        ("*:4", -9, "0\n"),
        ("c:1", 0, "0\n1\n2\n"),
        ("a:9", 0, "0\n1\n2\n"),
    ],
)
def test_process_dies_at_the_named_moment(failpoint: str, code: int, printed: str) -> None:
    environment = {**os.environ, "FAILPOINT": failpoint}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (code, printed)
