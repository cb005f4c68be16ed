"""Anchors: what the past was at some moment, written down outside of the database.

Whoever owns the database can change its past and make it fit again; the invariants then hold. An anchor that is kept
where that person does not come (another machine, a mailbox, paper) still says what the past was. It holds, for the
ledger's transactions, their entries and the records of the audit: the highest number, how many rows there are up to it,
and the SHA-256 of their canonical bytes. Lines are never changed and never added below a number that an anchor has, so
each anchor stays true for ever; one that does not has found a past that was changed, cut or added to.
"""

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Self

import psycopg

__all__ = ["Anchor", "Mark", "UnreadableAnchor", "Unsettled", "compare", "read", "take"]

PATIENCE = 60.0
"""Seconds that transactions which may still write below the highest number are waited for."""


class UnreadableAnchor(Exception):
    """A line that is no anchor; the message says which and why."""


class Unsettled(Exception):
    """A transaction that began before the anchor does not end, so nothing final can be said yet."""


@dataclass(frozen=True)
class Mark:
    """The rows of one table up to a number: how many, and the SHA-256 of their bytes."""

    upto: int
    rows: int
    sha256: str


@dataclass(frozen=True)
class Anchor:
    """What the past was when the anchor was taken."""

    taken_at: datetime
    transactions: Mark
    entries: Mark
    records: Mark

    @property
    def reach(self) -> tuple[int, int]:
        """The highest transaction and record that it vouches for."""
        return self.transactions.upto, self.records.upto

    def written(self) -> str:
        """The anchor as one line of JSON."""
        return json.dumps(asdict(self) | {"taken_at": self.taken_at.astimezone(UTC).isoformat()})

    @classmethod
    def read(cls, line: str) -> Self:
        """The anchor that `line` writes.

        :raises ValueError, KeyError, TypeError: it writes none.
        """
        fields = json.loads(line)
        marks = {name: Mark(**fields.pop(name)) for name in _TABLES}
        return cls(taken_at=datetime.fromisoformat(fields.pop("taken_at")), **marks, **fields)


# As COPY writes rows as text, each has one form only: numbers in digits, instants in UTC, keys of JSON in the order
# that PostgreSQL keeps them in. The first column is the number that rows are counted up to.
_TABLES = {
    "transactions": (
        "SELECT id, batch_id, kind, document_id, revision, reverses_id,"
        " to_char(posted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), to_char(period, 'YYYY-MM-DD'), forced,"
        " actor, reason FROM ledger_transaction WHERE id <= %s ORDER BY id"
    ),
    "entries": (
        "SELECT transaction_id, leg, account_id, heading, amount, seq, balance_after FROM ledger_entry"
        " WHERE transaction_id <= %s ORDER BY transaction_id, leg"
    ),
    "records": (
        "SELECT id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), actor, action, subject, account_id,"
        " reason, detail::text FROM audit_record WHERE id <= %s ORDER BY id"
    ),
}


def read(lines: Sequence[str]) -> list[Anchor]:
    """The anchors of a file, one a line, in the order that they were taken in.

    :raises UnreadableAnchor: a line is none.
    """
    anchors = []
    for number, line in enumerate(lines, start=1):
        try:
            anchors.append(Anchor.read(line))
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableAnchor(f"line {number} is no anchor: {error!r}") from None
    for earlier, later in pairwise(anchors):
        if any(getattr(later, name).upto < getattr(earlier, name).upto for name in _TABLES):
            raise UnreadableAnchor(f"the anchor of {later.taken_at} reaches less far than the one before it")
    return anchors


def take(
    connection: psycopg.Connection[Any], *, earlier: Sequence[Anchor], now: datetime
) -> tuple[Anchor, list[Anchor]]:
    """An anchor of the past as it is, and what each of the `earlier` ones would be if it were taken of it now.

    `connection` is in autocommit. Reads every row once.

    :raises Unsettled: somebody's transaction has been running for longer than this waits.
    """
    heads = _heads(connection)
    marks: dict[str, list[Mark]] = {}
    for name, query in _TABLES.items():
        cuts = [getattr(anchor, name).upto for anchor in earlier]
        marks[name] = _marks(connection, query, [*cuts, max([heads[name], *cuts])])
    *again, taken = [
        Anchor(now, **{name: of_table[place] for name, of_table in marks.items()}) for place in range(len(earlier) + 1)
    ]
    return taken, again


def compare(earlier: Sequence[Anchor], found: Sequence[Anchor]) -> list[str]:
    """What of the past is no longer as the anchors say, one sentence a table, naming where it begins."""
    faults = []
    for name in _TABLES:
        intact = 0
        for anchor, now in zip(earlier, found, strict=True):
            said, is_now = getattr(anchor, name), getattr(now, name)
            if said != is_now:
                what = f"{is_now.rows} rows instead of {said.rows}" if said.rows != is_now.rows else "other content"
                faults.append(
                    f"{name} after number {intact}, up to {said.upto}: {what} since the anchor of {anchor.taken_at}"
                )
                break
            intact = said.upto
    return faults


def _heads(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """The highest number of each table, once no transaction can write a lower one any more."""
    row = connection.execute(
        "SELECT (SELECT coalesce(max(id), 0) FROM ledger_transaction), (SELECT coalesce(max(id), 0) FROM audit_record)"
    ).fetchone()
    assert row is not None, "it always has one row"
    # A transaction draws its numbers before it commits: whoever is at work now may own one below the highest seen.
    running = _running(connection)
    deadline = time.monotonic() + PATIENCE
    while running & _running(connection):
        if time.monotonic() > deadline:
            raise Unsettled(f"A transaction has been running for {PATIENCE:.0f} seconds. Try again when it has ended.")
        time.sleep(0.02)
    return {"transactions": row[0], "entries": row[0], "records": row[1]}


def _running(connection: psycopg.Connection[Any]) -> set[str]:
    """The transactions that others are running in this database, by the names that the server gives them."""
    rows = connection.execute(
        "SELECT l.virtualtransaction FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
        " WHERE l.locktype = 'virtualxid' AND a.datname = current_database() AND a.usesysid IS NOT NULL"
        " AND l.pid <> pg_backend_pid()"
    )
    return {name for (name,) in rows}


def _marks(connection: psycopg.Connection[Any], query: str, cuts: Sequence[int]) -> list[Mark]:
    """The mark of the rows up to each of these numbers, which rise."""
    marks: list[Mark] = []
    digest, rows = hashlib.sha256(), 0
    waiting = iter(cuts)
    cut = next(waiting)
    everything = f"COPY ({query % cuts[-1]}) TO STDOUT"
    with connection.cursor() as cursor, cursor.copy(everything) as copy:
        for data in copy:
            # libpq hands over one row at a time.
            line = bytes(data)
            number = int(line[: line.index(b"\t")])
            while number > cut:
                marks.append(Mark(cut, rows, digest.hexdigest()))
                cut = next(waiting)
            digest.update(line)
            rows += 1
    marks.append(Mark(cut, rows, digest.hexdigest()))
    marks += [Mark(cut, rows, digest.hexdigest()) for cut in waiting]
    return marks
