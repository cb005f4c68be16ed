"""Which subaccounts of a buyer a line may have meant. For a person to choose from: nothing is decided by likeness."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db import connection

from tokenstock.accounts.models import Membership
from tokenstock.desk.models import PurchaseOrderLine
from tokenstock.kernel.ids import name_key

MOST = 5
BOUND = 200
"""Accounts of one buyer that are looked at closely, those with the most in common first."""

UID_START = 6
"""Digits at the beginning by which a mistyped uid is still recognised."""

ALIKE = 0.55
"""From here on a name is taken for like another: one or two letters of a short one, a word of a long one."""

_LEGAL_FORMS = {"gmbh", "inc", "ltd", "llc", "corp", "plc", "sarl", "and", "und", "the"}
"""Words that many names have, and that tell none from another."""

_LOOK = """
SELECT w.line_id, a.uid, a.name, a.name_key, p.name, a.by_email
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[])
  AS w(line_id, buyer_id, uid_start, email, pieces)
JOIN accounts_account p ON p.id = w.buyer_id
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(m.account_id), '{}') AS ids
  FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id WHERE u.email = w.email AND m.role = %s
) administered
CROSS JOIN LATERAL (
  SELECT s.uid, s.name, s.name_key, s.id = ANY(administered.ids) AS by_email
  FROM accounts_account s
  WHERE s.parent_id = w.buyer_id AND s.closed_at IS NULL
    AND (left(s.uid, %s) = w.uid_start OR s.name_key ~ w.pieces OR s.id = ANY(administered.ids))
  ORDER BY s.id = ANY(administered.ids) DESC, left(s.uid, %s) = w.uid_start DESC NULLS LAST,
    regexp_count(s.name_key, w.pieces) DESC NULLS LAST, s.name_key
  LIMIT %s
) a
"""


@dataclass(frozen=True)
class Candidate:
    """A subaccount of the buyer that a line may have meant. `why`: email, uid, name, whichever speak for it."""

    uid: str
    name: str
    partner: str
    why: tuple[str, ...]


def candidates_of(lines: Sequence[PurchaseOrderLine]) -> dict[int, list[Candidate]]:
    """For each line the likeliest subaccounts of its buyer, best first, at most five. One query for all lines."""
    found: dict[int, list[tuple[float, Candidate]]] = {line.id: [] for line in lines}
    wanted = {line.id: _Wanted.of(line.asked.get("end_customer") or {}) for line in lines}
    with connection.cursor() as cursor:
        cursor.execute(
            _LOOK,
            [
                [line.id for line in lines],
                [line.buyer_id for line in lines],
                [wanted[line.id].start for line in lines],
                [wanted[line.id].email or None for line in lines],
                [wanted[line.id].pieces for line in lines],
                Membership.Role.ADMIN,
                UID_START,
                UID_START,
                BOUND,
            ],
        )
        for line_id, uid, name, key, partner, by_email in cursor.fetchall():
            score, why = wanted[line_id].likeness(uid, key, by_email=by_email)
            if why:
                found[line_id].append((score, Candidate(uid, name, partner, why)))
    return {
        line_id: [candidate for _, candidate in sorted(of_line, key=lambda one: (-one[0], one[1].name))[:MOST]]
        for line_id, of_line in found.items()
    }


@dataclass(frozen=True)
class _Wanted:
    """The identifiers of a line, as they are compared."""

    uid: str
    name: str
    email: str

    @classmethod
    def of(cls, end_customer: dict[str, Any]) -> "_Wanted":
        return cls(
            uid=(end_customer.get("uid") or "").strip().lower(),
            name=name_key(end_customer.get("name") or ""),
            email=(end_customer.get("admin_email") or "").strip().lower(),
        )

    @property
    def start(self) -> str | None:
        """How the uid begins, where enough of it is there."""
        return self.uid[:UID_START] if len(self.uid) >= UID_START else None

    @property
    def pieces(self) -> str | None:
        """A pattern for names with a word in common: a typing error seldom spoils both ends of a word."""
        words = [word for word in _words(self.name) if len(word) >= 3]
        return "|".join(sorted({part for word in words for part in (word[:3], word[-3:])})) or None

    def likeness(self, uid: str, key: str, *, by_email: bool) -> tuple[float, tuple[str, ...]]:
        """How much speaks for an account, and what."""
        alike = _likeness(self.name, key) if self.name else 0.0
        speaks = {
            "email": float(by_email),
            "uid": _common_start(self.uid, uid) / len(uid) if self.start and uid.startswith(self.start) else 0.0,
            "name": alike if alike >= ALIKE else 0.0,
        }
        return sum(speaks.values()), tuple(what for what, much in speaks.items() if much)


def _likeness(name: str, other: str) -> float:
    """From 0 to 1: letter by letter, or word by word where the order or number of the words differs."""
    words, others = set(_words(name)), set(_words(other))
    shared = len(words & others) / max(len(words | others), 1)
    return max(SequenceMatcher(None, name, other).ratio(), shared)


def _words(name: str) -> list[str]:
    return [word for word in re.findall(r"\w+", name) if word not in _LEGAL_FORMS]


def _common_start(text: str, other: str) -> int:
    return next((place for place, (one, two) in enumerate(zip(text, other, strict=False)) if one != two), len(text))
