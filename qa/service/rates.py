"""How often one client may do what costs much or can be misused.

A bucket for each kind of request and client holds a minute's worth and fills up evenly, so a
burst is let by and a flood is not.  The clients that are remembered are bounded: whoever has been
quiet longest is forgotten first, and has a full bucket by then as a rule.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping

from qa.errors import TooOften

REMEMBERED = 20_000


class Rates:
    """Counts for one server; `per_minute` has each kind's limit, 0 for none."""

    def __init__(
        self, per_minute: Mapping[str, int], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_minute = dict(per_minute)
        self._clock = clock
        # What is left, and when that was counted.
        self._buckets: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def take(self, kind: str, client: str, cost: float = 1.0) -> None:
        """Count a request.  Raises TooOften when the minute's worth is used up.

        What costs more than a minute's worth is let by from a full bucket.
        """
        if not self._per_minute[kind]:
            return
        left = self._left(kind, client)
        needed = min(cost, float(self._per_minute[kind]))
        if left < needed:
            seconds = math.ceil((needed - left) * 60 / self._per_minute[kind])
            raise TooOften(
                f"too many requests of this kind ({kind}) from here; try again in {seconds} s",
                seconds,
            )
        self._keep(kind, client, left - cost)

    def check(self, kind: str, client: str) -> None:
        """As `take`, for what costs only when it goes wrong (see `spend`)."""
        if self._per_minute[kind] and self._left(kind, client) < 1:
            seconds = math.ceil(60 / self._per_minute[kind])
            raise TooOften(
                f"too many requests of this kind ({kind}) from here; try again in {seconds} s",
                seconds,
            )

    def spend(self, kind: str, client: str) -> None:
        if self._per_minute[kind]:
            self._keep(kind, client, self._left(kind, client) - 1)

    def _left(self, kind: str, client: str) -> float:
        most = float(self._per_minute[kind])
        left, counted = self._buckets.get((kind, client), (most, 0.0))
        return min(most, left + (self._clock() - counted) * most / 60)

    def _keep(self, kind: str, client: str, left: float) -> None:
        self._buckets[kind, client] = left, self._clock()
        self._buckets.move_to_end((kind, client))
        while len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)


def network_of(host: str) -> str:
    """Whom to count an address as: itself, or the /64 that one household of IPv6 has."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host[:100]
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))
    return str(address)
