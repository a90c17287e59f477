"""How often something may be tried, counted for all processes together."""

from datetime import datetime, timedelta

from records.handle import Store
from records.links import digest_of
from records.statements import SQL


class Attempts:
    """What is counted of what is tried."""

    _store: Store

    async def attempt(
        self, bucket: str, *, limit: int, within: timedelta, at: datetime
    ) -> timedelta | None:
        """Count one try, and return how long to wait where it is one too many; None: go on.

        ``limit`` tries may come at once; from then on there is one in each ``within / limit`` (the
        generic cell rate algorithm of ATM Forum TM 4.0: one instant for each bucket says it all).
        A try that has to wait does not count.

        Args:
            bucket: what is tried by whom, such as ``sign-in 192.0.2.7``; only its hash is kept.
            limit: at least one.
            within: in which so many may be tried.
            at: now.
        """
        async with self._store.connection() as connection:
            wait: timedelta | None = await connection.fetchval(
                SQL["attempt"], digest_of(bucket), within / limit, within, at
            )
        return wait
