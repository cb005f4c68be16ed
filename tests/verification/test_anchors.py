"""A past that was rewritten so well that every invariant holds is still not what the anchor says."""

import threading
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from tests.conftest import OwnDatabase
from tests.support import cast
from tests.verification import spring
from tokenstock.verification import anchors
from tokenstock.verification.anchors import Anchor
from tokenstock.verification.selectors import faults

TAMPERS = {
    "a number changed": "UPDATE ledger_entry SET amount = amount + 1 WHERE transaction_id = {some} AND leg = 1",
    "a name changed": "UPDATE ledger_transaction SET actor = 'somebody else' WHERE id = {some}",
    "an instant moved": "UPDATE ledger_transaction SET posted_at = posted_at + interval '1 second' WHERE id = {some}",
    "a leg removed": "DELETE FROM ledger_entry WHERE transaction_id = {some} AND leg = 2",
    "a transaction removed": "DELETE FROM ledger_transaction WHERE id = {some}",
    "two swapped": (
        "UPDATE ledger_entry e SET amount = o.amount FROM ledger_entry o"
        " WHERE e.leg = 1 AND o.leg = 1 AND (e.transaction_id, o.transaction_id) IN (({some}, 1), (1, {some}))"
    ),
    "an entry put in": "INSERT INTO ledger_entry VALUES ({some}, 99, -1, 0, 12, NULL, NULL)",
    "the tail cut": (
        "DELETE FROM ledger_entry WHERE transaction_id > {some}; DELETE FROM ledger_transaction WHERE id > {some}"
    ),
    "the tail replaced": (
        "UPDATE ledger_transaction SET document_id = document_id + 1"
        " WHERE id = (SELECT max(id) FROM ledger_transaction)"
    ),
    "a record rewritten": "UPDATE audit_record SET reason = 'an error' WHERE action = 'account.held'",
    "a record removed": "DELETE FROM audit_record WHERE action = 'account.held'",
}


def as_owner(database: OwnDatabase, statements: str) -> None:
    """What somebody with all rights does, with the guards off for as long as it takes."""
    owner = database.connect(role=None)
    for table, triggers in (
        ("ledger_entry", ("append_only", "check_balanced", "check_chained")),
        ("ledger_transaction", ("append_only",)),
        ("audit_record", ("append_only",)),
    ):
        for trigger in triggers:
            statements = (
                f"ALTER TABLE {table} DISABLE TRIGGER {trigger}; {statements};"
                f" ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}"
            )
    owner.execute(f"BEGIN; SET CONSTRAINTS ALL IMMEDIATE; {statements}; COMMIT")


def anchored(connection: psycopg.Connection[Any], *earlier: Anchor) -> tuple[Anchor, list[Anchor]]:
    return anchors.take(connection, earlier=earlier, now=cast.NOW)


@pytest.mark.leaves_faults
def test_every_tamper_is_found(own_database: OwnDatabase) -> None:
    spring.happen()
    reader = own_database.connect()
    first, _ = anchored(reader)
    some = first.transactions.upto // 2

    for title, how in TAMPERS.items():
        before, _ = anchored(reader)
        as_owner(own_database, how.format(some=some))
        _, again = anchored(reader, before)
        assert anchors.compare([before], again), title


def test_a_past_that_was_made_to_fit_is_found(own_database: OwnDatabase) -> None:
    who = spring.happen()
    reader = own_database.connect()
    early, _ = anchored(reader)
    given = cast.give(who.distributor, 5, now=spring.APRIL).adjustment
    late, _ = anchored(reader, early)

    as_owner(
        own_database,
        f"DELETE FROM orders_adjustment WHERE id = {given.id};"
        f" UPDATE ledger_account SET balance = balance - 5, version = version - 1 WHERE id = {who.distributor.id};"
        f" UPDATE stock_standing SET stock = stock - 5 WHERE account_id = {who.distributor.id};"
        f" UPDATE stock_statement SET adjusted = adjusted - 5"
        f" WHERE account_id = {who.distributor.id} AND month = '2026-04-01';"
        " DELETE FROM ledger_entry WHERE transaction_id = (SELECT max(id) FROM ledger_transaction);"
        " DELETE FROM ledger_transaction WHERE id = (SELECT max(id) FROM ledger_transaction);"
        " DELETE FROM audit_record WHERE id = (SELECT max(id) FROM audit_record)",
    )

    assert faults() == []
    _, again = anchored(reader, early, late)
    found = anchors.compare([early, late], again)
    before, last = early.transactions, late.transactions
    assert found[0].startswith(
        f"transactions after number {before.upto}, up to {last.upto}: {last.rows - 1} rows instead of {last.rows}"
    )
    assert [fault.partition(" ")[0] for fault in found] == ["transactions", "entries", "records"]


def test_what_is_posted_later_leaves_an_anchor_as_true_as_it_was(own_database: OwnDatabase) -> None:
    who = spring.happen()
    reader = own_database.connect()
    before, _ = anchored(reader)
    cast.sell(who.partner, who.customer, 1, now=spring.APRIL)

    after, again = anchored(reader, before)

    assert again == [before]
    assert after.transactions.rows == before.transactions.rows + 1


def test_an_anchor_waits_for_who_has_a_lower_number_and_has_not_committed(own_database: OwnDatabase) -> None:
    slow, quick = own_database.connect(), own_database.connect()
    slow.execute("BEGIN")
    write(slow, "slow")
    write(quick, "quick")
    taken: list[Anchor] = []
    taking = threading.Thread(target=lambda: taken.append(anchored(own_database.connect())[0]))

    taking.start()
    taking.join(0.5)
    assert taking.is_alive()
    slow.execute("COMMIT")
    taking.join(10)

    assert taken[0].records.rows == 2
    _, again = anchored(quick, *taken)
    assert anchors.compare(taken, again) == []


def test_who_never_ends_is_not_waited_for_for_ever(own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchors, "PATIENCE", 0.2)
    slow = own_database.connect()
    slow.execute("BEGIN")
    write(slow, "slow")

    with pytest.raises(anchors.Unsettled):
        anchored(own_database.connect())


def test_an_anchor_is_written_and_read(own_database: OwnDatabase) -> None:
    taken, _ = anchored(own_database.connect())

    assert anchors.read([taken.written()]) == [taken]


@pytest.mark.parametrize("line", ["", "{}", "[]", "nonsense", '{"taken_at": "2026-03-09T10:00:00+00:00"}'])
def test_what_is_no_anchor_is_refused_by_its_line(line: str) -> None:
    with pytest.raises(anchors.UnreadableAnchor, match="line 1 is no anchor"):
        anchors.read([line])


def test_anchors_in_another_order_are_refused(own_database: OwnDatabase) -> None:
    taken, _ = anchored(own_database.connect())
    further = replace(taken, records=replace(taken.records, upto=9))

    with pytest.raises(anchors.UnreadableAnchor, match="reaches less far"):
        anchors.read([further.written(), taken.written()])


def write(connection: psycopg.Connection[Any], subject: str) -> None:
    connection.execute(
        "INSERT INTO audit_record (at, actor, action, subject, reason, detail) VALUES (now(), 'x', 'x', %s, '', '{}')",
        [subject],
    )
