"""What the commands share: settings, opening the archive, printing, and errors."""

from __future__ import annotations

import json
import os
import sys
import traceback
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from qa.errors import BadInput, QaError

if TYPE_CHECKING:
    from qa.pipeline import Archive
    from qa.settings import Settings
    from qa.types import Language

REFUSED = 3
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Run:
    """Options of `qa` itself."""

    data: Path | None = None
    debug: bool = False

    def settings(self, **overrides: Any) -> Settings:
        from qa.settings import read_settings

        return read_settings(data_dir=self.data, **overrides)

    def archive(self) -> Archive:
        from qa.pipeline import Archive

        return Archive.open(self.settings())


def run_of(ctx: typer.Context) -> Run:
    found = ctx.obj
    return found if isinstance(found, Run) else Run()


class Commands(TyperGroup):
    """Translates errors into one clear line and an exit code, in this one place."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _own_options_first(args))

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except QaError as error:
            self._explain(ctx, str(error), error.exit_code)
        except KeyboardInterrupt:
            self._explain(ctx, "stopped; what was finished is kept", INTERRUPTED)
        except BrokenPipeError:
            # The reader has seen enough; leave no second error from flushing at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            # Usage errors are the parser's own to show.
            if hasattr(error, "show") or (isinstance(error, OSError) and error.filename is None):
                raise
            text = f"{type(error).__name__}: {error} (run `qa --debug …` to see where)"
            self._explain(ctx, text, 1)

    def _explain(self, ctx: Any, text: str, code: int) -> None:
        if run_of(ctx).debug:
            traceback.print_exc()
        message(f"qa: {one_line(text)}")
        raise typer.Exit(code)


def _own_options_first(args: list[str]) -> list[str]:
    """Options of `qa` itself may stand after the command too: `qa index corpus --data DIR`."""
    own: list[str] = []
    rest: list[str] = []
    left = iter(args)
    for arg in left:
        if arg == "--":
            rest += [arg, *left]
        elif arg == "--debug" or arg.startswith("--data="):
            own.append(arg)
        elif arg == "--data":
            own += [arg, *islice(left, 1)]
        else:
            rest.append(arg)
    return own + rest


def message(text: str) -> None:
    """A line for the person, on stderr."""
    print(text, file=sys.stderr, flush=True)


def print_json(value: Any) -> None:
    """`value` (JSON types, or a pydantic model) on stdout."""
    if hasattr(value, "model_dump"):
        value = value.model_dump(mode="json")
    print(json.dumps(value, ensure_ascii=False, indent=2))


def given_text(text: str, what: str) -> str:
    """The argument, or stdin for `-`.  Raises BadInput for what is not text."""
    if text == "-":
        text = sys.stdin.buffer.read().decode("utf-8", "surrogateescape").strip()
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise BadInput(f"the {what} is not UTF-8 text; check the terminal's encoding") from None
    return text


def read_text(path: Path) -> str:
    """A UTF-8 file.  Raises BadInput naming it."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{path} is not UTF-8 text; convert it first") from None
    except (OSError, ValueError) as error:
        raise BadInput(f"cannot read {path}: {getattr(error, 'strerror', error)}") from None


def language_of_system() -> Language:
    """What the system's settings say that its user speaks; else OTHER."""
    from qa.language.problems import language_of_tags

    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return language_of_tags(next(filter(None, names), ""))


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def printable(text: str) -> str:
    """Text that cannot steer a terminal: control characters made visible, bidi marks out.

    Line ends and tabs stay.  Only what a person looks at goes through this;
    `--json` is exact.
    """
    return text.translate(_VISIBLE)


def one_line(text: str) -> str:
    """As `printable`, for what stands within a line: a file may be called anything, and its
    name must not look like lines of ours."""
    return printable(text).translate(_INLINE)


_INLINE: dict[int, int | None] = {9: 0x2409, 10: 0x240A, 0x2028: 0x240A, 0x2029: 0x240A}
_INLINE |= dict.fromkeys((0x061C, 0x200E, 0x200F), None)
_VISIBLE: dict[int, int | None] = {code: 0x2400 + code for code in range(32) if code not in (9, 10)}
_VISIBLE[0x7F] = 0x2421
_VISIBLE |= dict.fromkeys(range(0x80, 0xA0), 0xFFFD)
_VISIBLE |= dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), None)
