"""A client of an application in this process."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.testclient import TestClient


def local_client(app: FastAPI) -> TestClient:
    """One on the server's own machine; the usual one's name is refused."""
    return TestClient(app, base_url="http://localhost")
