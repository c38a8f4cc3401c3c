"""OpenVINO, without the package that counts its users.

Importing `openvino` imports `openvino_telemetry` where that is installed, whose tools report to a
server outside.  Hidden while the import runs, it is never loaded: OpenVINO has a stand-in of its
own for machines without it.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_TELEMETRY = "openvino_telemetry"


def _import_quietly() -> Any:
    loaded = sys.modules.get(_TELEMETRY)
    hidden: dict[str, ModuleType | None] = sys.modules  # type: ignore[assignment]
    hidden[_TELEMETRY] = None  # so that importing it fails
    try:
        import openvino
        import openvino.opset15
    finally:
        del sys.modules[_TELEMETRY]
        if loaded is not None:
            sys.modules[_TELEMETRY] = loaded
    return openvino


ov = _import_quietly()
ops = ov.opset15
