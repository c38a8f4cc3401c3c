"""Nothing that reports to others is loaded."""

from __future__ import annotations

import subprocess
import sys

LOOK = """
import sys
from qa.embedding.runtime import ov
assert ov.Core().available_devices
print([name for name in sys.modules if "telemetry" in name and name.startswith("openvino_")])
"""


def test_the_package_that_counts_users_is_not_loaded() -> None:
    ended = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"
