"""What is wrong in the database, if anything: the rows of the twelve views of migration 0001, which should be none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import atomic

__all__ = ["INVARIANTS", "Fault", "Finding", "Invariant", "examine", "faults"]

NAMED = 20
"""Faults of one invariant that are named; of the rest only the number is told."""


@dataclass(frozen=True)
class Invariant:
    """A rule that always holds. `view` holds a row for each place where it does not."""

    number: int
    name: str
    view: str

    @property
    def code(self) -> str:
        """How it is called for short, such as I4."""
        return f"I{self.number}"


INVARIANTS = (
    Invariant(1, "balanced", "verification_i01_balanced"),
    Invariant(2, "conserved", "verification_i02_conserved"),
    Invariant(3, "stored as derived", "verification_i03_derived"),
    Invariant(4, "floor", "verification_i04_floor"),
    Invariant(5, "whole packs", "verification_i05_packs"),
    Invariant(6, "append-only", "verification_i06_append_only"),
    Invariant(7, "exactly once", "verification_i07_once"),
    Invariant(8, "recorded", "verification_i08_recorded"),
    Invariant(9, "order as moved", "verification_i09_order"),
    Invariant(10, "allowed ways", "verification_i10_edges"),
    Invariant(11, "closed months", "verification_i11_closed_month"),
    Invariant(12, "status follows", "verification_i12_status"),
)


@dataclass(frozen=True)
class Fault:
    """One place where an invariant does not hold: what is wrong there, and the numbers of what it is about."""

    invariant: Invariant
    fault: str
    transaction_id: int | None
    account_id: int | None
    document_id: int | None

    @property
    def place(self) -> str:
        """What it is about, by its numbers."""
        numbers = (
            ("transaction", self.transaction_id),
            ("account", self.account_id),
            ("document", self.document_id),
        )
        return ", ".join(f"{name} {number}" for name, number in numbers if number is not None) or "everywhere"

    def __str__(self) -> str:
        return f"{self.invariant.code} {self.invariant.name}: {self.place}: {self.fault}"


@dataclass(frozen=True)
class Finding:
    """What the look at one invariant found: how many faults, and the first of them."""

    invariant: Invariant
    count: int
    first: tuple[Fault, ...]


def examine(database: BaseDatabaseWrapper = connection) -> Iterator[Finding]:
    """Look at one invariant after the other, reading every posting. Each look sees the database at one instant."""
    for invariant in INVARIANTS:
        query = f"SELECT * FROM {invariant.view}"  # noqa: S608 -- one of the names above
        parameters: tuple[Any, ...] = ()
        if invariant.number == 12:
            query += " UNION ALL SELECT * FROM verification_policies(%s, %s, %s)"
            parameters = (
                settings.TOKENSTOCK_TIME_ZONE,
                settings.TOKENSTOCK_PEAK_RULE,
                timedelta(days=settings.TOKENSTOCK_GRACE_DAYS),
            )
        with atomic(using=database.alias), database.cursor() as cursor:
            # Sums and joins of whole tables: with more memory they need no files, and compiling them takes longer than
            # they do.
            cursor.execute("SET LOCAL work_mem = '128MB'")
            cursor.execute("SET LOCAL jit = off")
            cursor.execute(
                f"SELECT fault, transaction_id, account_id, document_id, count(*) OVER () FROM ({query}) found"  # noqa: S608
                " ORDER BY transaction_id, account_id, document_id, fault LIMIT %s",
                [*parameters, NAMED],
            )
            rows = cursor.fetchall()
        yield Finding(invariant, rows[0][4] if rows else 0, tuple(Fault(invariant, *row[:4]) for row in rows))


def faults(database: BaseDatabaseWrapper = connection) -> list[Fault]:
    """All that is wrong, at most `NAMED` faults of each invariant. Empty where all is well."""
    return [fault for finding in examine(database) for fault in finding.first]
