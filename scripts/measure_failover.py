"""What people get while a database's primary dies and its replica takes its place.

    python scripts/measure_failover.py --seconds 30

Two servers of PostgreSQL (the wheel's) on this machine, the second streaming from the first, which
acknowledges what the second has applied; two `qa serve` over both.  Eight clients ask in turns,
one uploads a document after another; after a third of the time the primary is killed outright, a
second later the replica is promoted.  A client whose request fails tries once more.  Told at the
end: requests that failed twice, and documents that were acknowledged and are not there.  Exit code
1 when there is one of either.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.load_test import KEY, PATIENCE, Load, Seen, asking, form, served  # noqa: E402
from tests.index.server import address, replicated  # noqa: E402

_READERS = 8
_AGAIN = 1.0
"""Seconds after which a client tries again, as `Retry-After` says."""
_CREATED = 201


class Readers:
    """Clients that ask, and try once more where that fails."""

    def __init__(self, addresses: list[str]) -> None:
        self._addresses = addresses
        self.seen, self.retried, self.failed = Seen(), 0, list[str]()
        self._guard = threading.Lock()

    def run(self, load: Load, number: int) -> None:
        where = self._addresses[number % len(self._addresses)]
        for method, path, body, headers in asking(number):
            if not load.goes_on:
                return
            began = time.monotonic()
            said = _request(where, method, path, body, headers)
            if said != http.client.OK:
                time.sleep(_AGAIN)
                again = _request(where, method, path, body, headers)
                with self._guard:
                    self.retried += 1
                    if again != http.client.OK:
                        self.failed.append(f"{said}, then {again}")
            with self._guard:
                self.seen.seconds.append(time.monotonic() - began)


def _request(
    where: str, method: str, path: str, body: bytes | None, headers: dict[str, str]
) -> int | str:
    """The reply's status, or what went wrong instead of one."""
    connection = http.client.HTTPConnection(where, timeout=PATIENCE)
    try:
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        reply.read()
        return reply.status
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()


def upload(load: Load, where: str, acknowledged: list[str]) -> None:
    for number in itertools.count():
        if not load.goes_on:
            return
        name = f"failover-{number}.txt"
        text = f"Құжат {number}. Бұл құжат нөмірі {number} болып сақталды."
        if _request(where, "POST", "/v1/documents", *form(name, text.encode(), KEY)) == _CREATED:
            acknowledged.append(name)
        else:
            time.sleep(_AGAIN)


def listed(where: str) -> set[str]:
    """The sources of all documents."""
    found: set[str] = set()
    for offset in itertools.count(0, 100):
        connection = http.client.HTTPConnection(where, timeout=PATIENCE)
        connection.request("GET", f"/v1/documents?limit=100&offset={offset}")
        some = json.loads(connection.getresponse().read())["documents"]
        connection.close()
        if not some:
            return found
        found |= {one["source"] for one in some}
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=30)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="qa-failover-") as folder, replicated() as found:
        primary, replica = found
        primary.new_database("archive")
        orders = ((primary, replica), (replica, primary))
        one, two = (
            served(Path(folder) / str(number), QA_INDEX=address("archive", *order))
            for number, order in enumerate(orders)
        )
        with one as (first, _), two as (second, _):
            readers, acknowledged = Readers([first, second]), list[str]()
            load = Load(first, given.seconds)
            load.add(_READERS, lambda number: readers.run(load, number))
            load.add(1, lambda _: upload(load, first, acknowledged))
            time.sleep(given.seconds / 3)
            before = len(acknowledged)
            primary.kill()
            time.sleep(1)
            replica.promote()
            load.wait()
            lost = set(acknowledged) - {Path(source).name for source in listed(second)}
    print(readers.seen.line(f"{_READERS} readers"))
    print(f"tried again: {readers.retried}; failed twice: {len(readers.failed)}")
    for reason in sorted(set(readers.failed)):
        print(f"  {reason}")
    print(
        f"acknowledged: {len(acknowledged)} documents, {before} of them before the primary died; "
        f"lost: {len(lost)}"
    )
    return 1 if lost or readers.failed or len(acknowledged) == before else 0


if __name__ == "__main__":
    sys.exit(main())
