"""One object with every setting, read at the edge and passed in.

Environment variables are the field names in capitals after `QA_`
(`QA_DATA_DIR`), lines of the settings' file the field names as they are (`data_dir = "…"`);
unknown ones raise.  `docs/settings.md` documents each.
"""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)
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


class Grant(BaseModel):
    """A role in some collections, or in all (`*`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: Literal["reader", "keeper", "admin"] = "reader"
    collections: tuple[str, ...]


def _object_from_json(given: Any) -> Any:
    try:
        found = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        found = given
    if not isinstance(found, dict):
        raise ValueError(
            'expected a JSON object like {"editors": {"role": "keeper", "collections": ["press"]}}'
        )
    return found


Grants = Annotated[dict[str, Grant], NoDecode, BeforeValidator(_object_from_json)]


def _options_from_json(given: Any) -> Any:
    try:
        found = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        found = given
    if not isinstance(found, dict):
        raise ValueError('expected a JSON object like {"temperature": 0}')
    return found


Options = Annotated[dict[str, Any], NoDecode, BeforeValidator(_options_from_json)]


DATABASE = ("postgresql://", "postgres://")
"""How the address of an archive in a database begins."""


BLANKS = (
    "expected an address like postgresql://USER@HOST/DATABASE, or several with blanks between them"
)


def are_databases(given: str) -> bool:
    """Whether these are addresses of databases, one or several."""
    addresses = given.split()
    return bool(addresses) and all(address.startswith(DATABASE) for address in addresses)


def _is_database(given: SecretStr) -> SecretStr:
    if not are_databases(given.get_secret_value()):
        raise ValueError(BLANKS)
    return given


Direction = Annotated[str, Field(pattern=r"^(\*|[a-z]{2,3}-[a-z]{2,3})$")]
Translators = Annotated[
    dict[Direction, Annotated[str, Field(min_length=1)]],
    NoDecode,
    BeforeValidator(_options_from_json),
]


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="QA_", extra="forbid", frozen=True)

    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("qa", appauthor=False)),
        description="Folder of the index (SQLite database and derived files).",
    )
    index: Annotated[SecretStr, AfterValidator(_is_database)] | None = Field(
        None,
        description="PostgreSQL database of the index, postgresql://USER@HOST/DATABASE, or several "
        "with blanks between them, each with some of the documents; unset, the index lies in the "
        "folder.",
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
    batch_size: int = Field(
        16,
        ge=1,
        le=512,
        description="Passages embedded at once where a model runs in sentence-transformers; on "
        "the fast path each thread takes one.",
    )
    precision: Literal["auto", "int8", "bfloat16", "float32"] = Field(
        "auto",
        description="Numbers that the embedding model and the reader compute with; auto is int8 on "
        "processors with VNNI and without AMX, and what OpenVINO chooses elsewhere.",
    )
    passage_tokens: int = Field(
        200, ge=32, le=480, description="Largest passage, in tokens of the embedding model."
    )
    dense_share: float = Field(
        0.5,
        ge=0.01,
        le=1.0,
        description="Share of the vectors that a question is compared with, in an archive of a "
        "folder with more than 300,000 passages; the rest lie farther from it.",
    )
    top_k: int = Field(10, ge=1, le=100, description="Hits returned by a search by default.")
    refuse_below: float = Field(
        0.35,
        ge=0.0,
        le=1.0,
        description="Refuse when the probability that the archive answers is lower.",
    )
    reader: Literal["late", "learned"] = Field(
        "learned",
        description="What reads the passages found: the learned reader, for the default model, or "
        "late interaction alone, which takes less time and refuses less surely.",
    )
    max_question_chars: int = Field(
        2000, ge=1, le=100_000, description="Longest question, in characters."
    )
    max_document_bytes: int = Field(
        50_000_000, ge=1, description="Largest file that is read, in bytes."
    )
    parser_processes: int = Field(
        2,
        ge=0,
        le=64,
        description="Processes that read files; 0 reads them in the program's own, where none "
        "of the limits below can be kept.",
    )
    parser_memory_mb: int = Field(
        800, ge=50, le=100_000, description="Memory that reading one file may take, in MB."
    )
    parser_cpu_seconds: float = Field(
        20, ge=1, le=100_000, description="Processor time that reading one file may take."
    )
    parser_seconds: float = Field(
        28,
        ge=1,
        le=100_000,
        description="Time that reading one file may take, without that of recognising its pages.",
    )
    parser_output_mb: int = Field(
        100, ge=1, le=10_000, description="Text that may come out of one file, in MB."
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
    llm: str | None = Field(
        None,
        pattern=r"^[a-z0-9_]+:.+$",
        description="Language model that writes answers, PROVIDER:MODEL; unset for none.",
    )
    llm_base_url: str | None = Field(
        None, pattern=r"^https?://", description="Address of the model's server, where not its own."
    )
    llm_api_key: SecretStr | None = Field(None, description="Key of the language model.")
    llm_timeout_seconds: float = Field(
        60.0, gt=0, le=3600, description="Longest time for a reply; then the quotations are given."
    )
    llm_max_tokens: int = Field(600, ge=50, le=100_000, description="Longest reply, in tokens.")
    llm_thinking_tokens: int = Field(
        0, ge=0, le=1_000_000, description="Tokens allowed beside the reply to a model that thinks."
    )
    llm_context_tokens: int = Field(
        4096, ge=1024, le=10_000_000, description="Prompt and reply that the server really takes."
    )
    llm_options: Options = Field(
        {}, description="More of the provider's own options, as a JSON object."
    )
    llm_unsupported: Literal["drop", "strike"] = Field(
        "drop", description="What becomes of a sentence that nothing supports."
    )
    llm_follow_ups: bool = Field(
        False, description="Let the model put follow-up questions into words of their own."
    )
    translators: Translators = Field(
        {},
        description="Who translates quotations, by direction (`kk-ru`) or for any (`*`): `llm`, "
        "or a model's folder or name (JSON object); empty, nothing is translated.",
    )
    max_translation_chars: int = Field(
        2000, ge=1, le=100_000, description="Longest quotation that is translated, in characters."
    )
    translations_per_minute: int = Field(
        20, ge=0, le=1_000_000, description="Translations that one client asks for in a minute."
    )
    max_checks: int = Field(1, ge=1, le=64, description="Checks that are worked on at once.")
    check_seconds: float = Field(
        60.0, ge=1, le=3600, description="Seconds that one check may take before it is stopped."
    )
    workers: int | None = Field(
        None,
        ge=0,
        le=64,
        description="Processes that answer questions beside the server's own; unset, one for each "
        "core, at most 4 and as memory allows; 0 lets the server answer by itself.",
    )
    max_connections: int = Field(
        1000, ge=16, le=60_000, description="Connections that are open at once."
    )
    client_seconds: float = Field(
        15.0, ge=0.1, le=600, description="Seconds that a client gets to send a request's head."
    )
    checks_per_minute: int = Field(
        60,
        ge=0,
        le=1_000_000,
        description="Checks of one client in a minute, a long one counted as several; 0: no limit.",
    )
    uploads_per_minute: int = Field(
        120, ge=0, le=1_000_000, description="Files that one client uploads in a minute."
    )
    feedback_per_minute: int = Field(
        30, ge=0, le=1_000_000, description="Ratings that one client gives in a minute."
    )
    guesses_per_minute: int = Field(
        10, ge=0, le=1_000_000, description="Wrong keys that one client sends in a minute."
    )
    trusted_proxies: Names = Field(
        ("127.0.0.1", "::1"),
        description="Addresses and networks of proxies whose X-Forwarded-* headers are believed "
        "(JSON list).",
    )
    path_prefix: str = Field(
        "",
        pattern=r"^((/[A-Za-z0-9._~-]+)+/?)?$",
        description="Path that the site has behind a proxy, such as /archive.",
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
        description="A key for the role admin in all collections, beside those that "
        "`qa key create` makes.",
    )
    login_header: str = Field(
        "", description="Header in which a login proxy names the user; unset, none is believed."
    )
    login_groups_header: str = Field(
        "", description="Header in which it names the user's groups, with commas between them."
    )
    login_proxies: Names = Field(
        (), description="Addresses and networks of the login proxies (JSON list)."
    )
    login_groups: Grants = Field(
        {}, description="What each group may do (JSON object); `*` stands for every user."
    )
    audit_questions: bool = Field(
        False, description="Write what is asked, searched and checked into the audit."
    )
    log: Literal["text", "json"] = Field(
        "text", description="Form of the log: lines for people, or a JSON object a line."
    )
    log_requests: bool = Field(False, description="Write a line for each request into the log.")
    log_questions: bool = Field(
        False, description="Let logs and traces hold what is asked, searched and checked."
    )
    traces: bool = Field(
        False, description="Send OpenTelemetry traces where the OTEL_ variables say."
    )


CONFIG = "QA_CONFIG"
"""Names the settings' file; otherwise it is `qa.toml` in the platform's configuration folder."""


def read_settings(**overrides: Any) -> Settings:
    """Settings from `overrides` (None ones ignored), else the environment, else the file.

    Raises SettingsError for a value out of bounds, an unknown `QA_` variable or line of the file.
    """
    known = {f"QA_{name}".upper() for name in Settings.model_fields} | {CONFIG}
    unknown = sorted(k for k in os.environ if k.startswith("QA_") and k.upper() not in known)
    if unknown:
        raise SettingsError(
            f"unknown setting {', '.join(unknown)}; the known ones are {', '.join(sorted(known))}"
        )
    given = {k: v for k, v in overrides.items() if v is not None}
    named = {name.upper() for name in os.environ}
    filed = {k: v for k, v in _filed().items() if f"QA_{k.upper()}" not in named}
    try:
        return Settings(**(filed | given))
    except ValidationError as error:
        lines = "; ".join(
            f"{'.'.join(map(str, e['loc']))}: {e['msg'].removeprefix('Value error, ')} "
            f"(given: {_shown(e['loc'], e.get('input'))})"
            for e in error.errors()
        )
        raise SettingsError(f"bad settings: {lines}") from error


def _shown(where: tuple[int | str, ...], given: Any) -> str:
    """What was given, for a message, which must not tell what is secret."""
    field = Settings.model_fields.get(str(where[0])) if where else None
    return "a secret" if field and "SecretStr" in str(field.annotation) else repr(given)


def config_file() -> Path:
    """Where the settings' file is, or would be."""
    named = os.environ.get(CONFIG)
    return (
        Path(named) if named else platformdirs.user_config_path("qa", appauthor=False) / "qa.toml"
    )


def _filed() -> dict[str, Any]:
    """What the file says; nothing where there is none and none is named."""
    path = config_file()
    if not path.exists() and not os.environ.get(CONFIG):
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"cannot read the settings in {path}: {error}") from error
    if unknown := sorted(found.keys() - Settings.model_fields.keys()):
        raise SettingsError(
            f"{path}: unknown setting {', '.join(unknown)}; the known ones are "
            f"{', '.join(sorted(Settings.model_fields))}"
        )
    return found
