"""One object with every setting, read at the edge and passed in.

Environment variables are the field names in capitals after `QA_`
(`QA_DATA_DIR`); unknown ones raise.  `docs/settings.md` documents each.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from qa.errors import SettingsError

DEFAULT_MODEL = "multilingual-e5-small"


def _from_json(given: Any) -> Any:
    """A list as an environment variable gives it; anything else is left to the field's type."""
    try:
        found = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        found = given
    if isinstance(found, str):
        raise ValueError('expected a JSON list like ["one.example", "two.example"]')
    return found


# NoDecode: pydantic-settings' own reading of JSON does not say what it expected.
Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_from_json)]


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="QA_", extra="forbid", frozen=True)

    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("qa", appauthor=False)),
        description="Folder of the index (SQLite database and derived files).",
    )
    model: str = Field(
        DEFAULT_MODEL,
        description="Embedding model: the default's name, a sentence-transformers name, or a path.",
    )
    model_cache: Path = Field(
        default_factory=lambda: Path(platformdirs.user_cache_dir("qa", appauthor=False)) / "models",
        description="Folder where converted models are kept.",
    )
    threads: int = Field(
        0, ge=0, le=256, description="Threads for the embedding model; 0 means all cores."
    )
    batch_size: int = Field(16, ge=1, le=512, description="Passages embedded at once.")
    passage_tokens: int = Field(
        200, ge=32, le=480, description="Largest passage, in tokens of the embedding model."
    )
    top_k: int = Field(10, ge=1, le=100, description="Hits returned by a search by default.")
    refuse_below: float = Field(
        0.35,
        ge=0.0,
        le=1.0,
        description="Refuse when the probability that the archive answers is lower.",
    )
    max_question_chars: int = Field(
        2000, ge=1, le=100_000, description="Longest question, in characters."
    )
    max_document_bytes: int = Field(
        50_000_000, ge=1, description="Largest file that is read, in bytes."
    )
    max_upload_files: int = Field(20, ge=1, le=1000, description="Files in one upload.")
    max_check_chars: int = Field(
        200_000, ge=1, le=10_000_000, description="Longest text and sources of one check."
    )
    max_history_turns: int = Field(20, ge=0, le=200, description="Turns of history that are read.")
    max_request_bytes: int = Field(
        4_000_000, ge=1000, description="Largest JSON body of an HTTP request, in bytes."
    )
    max_upload_bytes: int = Field(
        200_000_000, ge=1000, description="Largest upload, all its files together, in bytes."
    )
    max_concurrent: int = Field(
        4, ge=1, le=256, description="Requests that the server works on at once."
    )
    max_waiting: int = Field(
        32, ge=0, le=10_000, description="Requests that may wait for their turn; more get 429."
    )
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the server listens on; 0 picks one.")
    cors_origins: Names = Field(
        (), description="Origins that may call the API from a browser (JSON list), or `*`."
    )
    allowed_hosts: Names = Field(
        (),
        description="Names that the server answers to (JSON list); by default, where it listens "
        "on this machine only, this machine's own, else every name.",
    )
    admin_key: SecretStr | None = Field(
        None,
        description="Key for uploads, deletions, re-indexing, reading feedback and /admin; "
        "unset turns them off.",
    )


def read_settings(**overrides: Any) -> Settings:
    """Settings from the environment, with `overrides` (None ones ignored) on top.

    Raises SettingsError for a value out of bounds or an unknown `QA_` variable.
    """
    known = {f"QA_{name}".upper() for name in Settings.model_fields}
    unknown = sorted(k for k in os.environ if k.startswith("QA_") and k.upper() not in known)
    if unknown:
        raise SettingsError(
            f"unknown setting {', '.join(unknown)}; the known ones are {', '.join(sorted(known))}"
        )
    try:
        return Settings(**{k: v for k, v in overrides.items() if v is not None})
    except ValidationError as error:
        lines = "; ".join(
            f"{'.'.join(map(str, e['loc']))}: {e['msg'].removeprefix('Value error, ')} "
            f"(given: {e.get('input')!r})"
            for e in error.errors()
        )
        raise SettingsError(f"bad settings: {lines}") from error
