"""Every operation that the OpenAPI document names, called with what fits it and what does not.

The replies have to be what the document says: statuses, headers, media types and bodies; what does
not fit is refused, and nobody without a key does what takes one.  A short run is among the tests;
`pytest tests/service/test_contract.py --hypothesis-profile=long` is a long one.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import positive_data_acceptance

from qa.errors import MissingExtra
from qa.service.app import create_app
from tests.small_archive import small_archive

KEY = "a-key-of-plain-letters"
EXAMPLES = 5 if settings.get_current_profile_name() == "qa" else 300
# A schema cannot say that dates exist, that ids are given once, or that a question has words;
# 501, which says what is not set up, is no fault of the server's.
EXCLUDED = [positive_data_acceptance, not_a_server_error]

FOLDER = tempfile.TemporaryDirectory(prefix="qa-contract-")
ARCHIVE = small_archive(
    Path(FOLDER.name),
    admin_key=KEY,
    allowed_hosts=("testserver",),
    parser_processes=0,
    checks_per_minute=0,
    feedback_per_minute=0,
    uploads_per_minute=0,
    guesses_per_minute=0,
)
APP = create_app(ARCHIVE.settings, ARCHIVE)
SCHEMA = schemathesis.openapi.from_dict(APP.openapi())
SCHEMA.app = APP


@pytest.fixture(scope="module", autouse=True)
def _closed() -> Iterator[None]:
    yield
    ARCHIVE.close()
    FOLDER.cleanup()


def check(case: schemathesis.Case, headers: dict[str, str]) -> None:
    reply = case.call_and_validate(headers=headers, excluded_checks=EXCLUDED)
    assert reply.status_code < 500 or reply.status_code == MissingExtra.status


@SCHEMA.parametrize()
@settings(max_examples=EXAMPLES)
def test_without_a_key(case: schemathesis.Case) -> None:
    check(case, {})


@SCHEMA.parametrize()
@settings(max_examples=EXAMPLES)
def test_with_a_key(case: schemathesis.Case) -> None:
    check(case, {"Authorization": f"Bearer {KEY}"})
