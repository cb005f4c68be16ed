"""What is no history stops with the number of its line; what the business refuses changes nothing and goes on."""

import io
import json
import re
from typing import Any

import pytest

from tests.replay.histories import answers, written
from tests.support.proofs import everything
from tokenstock.accounts.models import Account
from tokenstock.replay.events import MalformedLine
from tokenstock.replay.runner import run_history

pytestmark = pytest.mark.usefixtures("db")

AT = "2026-03-09T10:00:00Z"
PARTNER, CUSTOMER, OTHER = "a" * 32, "b" * 32, "c" * 32


def event(do: str, **fields: Any) -> dict[str, Any]:
    return {"at": AT, "do": do, **fields}


def account(uid: str, **fields: Any) -> dict[str, Any]:
    usual = {"name": f"Company {uid[0]}", "type": "customer", "admin_email": f"{uid[0]}@example.com"}
    return event("account.create", uid=uid, **(usual | fields))


def purchase(*lines: Any, **fields: Any) -> dict[str, Any]:
    usual = {"po_number": "PO 7", "order_date": "2026-03-09", "buyer": PARTNER}
    return event("purchase_order.receive", **(usual | fields), lines=list(lines))


def line(**fields: Any) -> dict[str, Any]:
    return {"line": 1, "sku": "9010177", "packs": 2} | fields


def placed(**fields: Any) -> dict[str, Any]:
    usual = {"ref": "T-1", "seller": PARTNER, "buyer": CUSTOMER, "po_number": "", "sku": "9010177", "packs": 1}
    return event("order.place", **(usual | {"order_date": "2026-03-09"} | fields))


BEGINNING = [account(PARTNER, type="partner"), account(CUSTOMER, parent=PARTNER), purchase(line())]

MALFORMED = {
    "no JSON": "{at:",
    "a list": "[1, 2]",
    "a number": "7",
    "a bare word": "NaN nonsense",
    "nested without end": "[" * 100_000,
    "a field twice": '{"at": "2026-03-09T10:00:00Z", "do": "system.retire", "serial": "A", "serial": "B"}',
    "no event named": json.dumps({"at": AT, "serial": "A"}),
    "an unknown event": json.dumps(event("system.explode", serial="A")),
    "an event that is no text": json.dumps(event("x") | {"do": ["system.retire"]}),
    "no instant": json.dumps({"do": "system.retire", "serial": "A"}),
    "an instant that is none": json.dumps({"at": "yesterday", "do": "system.retire", "serial": "A"}),
    "an instant that is a number": json.dumps({"at": 1773050400, "do": "system.retire", "serial": "A"}),
    "an instant before all time": json.dumps({"at": "0001-01-01T00:00:00+23:00", "do": "system.retire", "serial": "A"}),
    "time running backwards": json.dumps({"at": "2026-03-09T09:59:59Z", "do": "system.retire", "serial": "A"}),
    "an unknown field": json.dumps(event("system.retire", serial="A", colour="red")),
    "a missing field": json.dumps(event("system.register", account=CUSTOMER, serial="A")),
    "a text that is a number": json.dumps(event("system.retire", serial=7)),
    "a required text that is null": json.dumps(event("system.retire", serial=None)),
    "a flag that is a text": json.dumps(event("order.delete", by=PARTNER, ref="T-1", confirm_negative="yes")),
    "lines that are no list": json.dumps(purchase() | {"lines": {"1": line()}}),
    "a line that is no object": json.dumps(purchase("two packs")),
    "an unknown field of a line": json.dumps(purchase(line(price="20.00"))),
    "a missing field of a line": json.dumps(purchase({"line": 1, "sku": "9010177"})),
    "a line numbered by a fraction": json.dumps(purchase(line(line=1.5))),
    "a line numbered yes": json.dumps(purchase(line(line=True))),
    "an unknown field of an end customer": json.dumps(purchase(line(end_customer={"phone": "1"}))),
    "an end customer that is a text": json.dumps(purchase(line(end_customer=CUSTOMER))),
    "an account type that is none": json.dumps(account(OTHER, type="wholesaler")),
    "a second vendor": json.dumps(account(OTHER, type="vendor")),
    "an offer class that is none": json.dumps(account(OTHER, offer_class="gold")),
    "a uid that is none": json.dumps(account("nobody")),
    "a parent that is a number": json.dumps(account(OTHER, parent=7)),
    "a name longer than any": json.dumps(account(OTHER, name="x" * 201)),
    "a name that grows when it is compared": json.dumps(account(OTHER, name="\u0390" * 200)),
    "a reference longer than any": json.dumps(placed(ref="x" * 301)),
    "a line numbered without end": json.dumps(purchase(line(line="x" * 101))),
    "a text with NUL": json.dumps(account(OTHER, name="A\0B")),
    "a text with half a character": json.dumps(account(OTHER, admin_email="\ud800@example.com")),
    "a conversion into nothing": json.dumps(event("account.convert", account=CUSTOMER, offer_class="gold")),
}


@pytest.mark.parametrize("malformed", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_line_is_named_and_stops(malformed: str) -> None:
    results = io.StringIO()
    run_history(written(BEGINNING))
    before = everything()
    refused = event("account.suspend", account=OTHER, reason="unpaid")
    # The blank line is passed over but counted, so the malformed one is the fifth.
    history = [*written([refused] * 3), "", malformed, json.dumps(account("d" * 32))]

    with pytest.raises(MalformedLine, match=r"^line 5: .") as caught:
        run_history(history, results=results)

    assert caught.value.number == 5
    assert [json.loads(text)["line"] for text in results.getvalue().splitlines()] == [1, 2, 3]
    assert everything() == before, "nothing of the malformed line, and nothing after it"
    assert not Account.objects.filter(uid="d" * 32).exists()


REFUSED = {
    "unknown_account": event("account.suspend", account=OTHER, reason="unpaid"),
    "unknown_order": event("order.delete", by=PARTNER, ref="T-9"),
    "unknown_product": placed(sku="1"),
    "unknown_system": event("system.activate", serial="A"),
    "name_taken": account(OTHER, name=" COMPANY B "),
    "uid_taken": account(CUSTOMER, name="Another"),
    "invalid_quantity": placed(packs=0),
    "invalid_date": placed(order_date="2026-02-30"),
    "future_order_date": placed(order_date="2026-03-10"),
    "insufficient_stock": placed(packs=3),
    "exceeds_stock": event("stock.adjust", by=PARTNER, account=CUSTOMER, tokens=-1, reason="back"),
    "negative_not_confirmed": event("stock.adjust", by="vendor", account=CUSTOMER, tokens=-1, reason="back"),
    "tokens_passed_on": event("order.delete", by="vendor", ref=f"{PARTNER}/PO 7/1"),
    "not_allowed": placed(buyer=PARTNER),
    "wrong_state": event("account.convert", account=CUSTOMER, offer_class="commercial"),
    "account_suspended": event("system.register", account=CUSTOMER, serial="A", model="RV55"),
    "already_claimed": event("device.claim", account=CUSTOMER, serial=" la1 ", model="LX60"),
    "unsupported_model": event("device.claim", account=CUSTOMER, serial="LA2", model="XR90"),
    "conflict": purchase(line(line=2), line(packs=5)),
    "limit_reached": event("system.register", account=PARTNER, serial="P21", model="RV55"),
    "period_closed": event("order.amend", by=PARTNER, ref="T-0", note="late") | {"at": "2026-04-01T00:00:00Z"},
}
"""One event for each code, and what has to happen before it."""
BEFORE: dict[str, list[dict[str, Any]]] = {
    "tokens_passed_on": [placed(ref="T-0", packs=2)],
    "account_suspended": [event("account.suspend", account=CUSTOMER, reason="unpaid")],
    "already_claimed": [event("device.claim", account=CUSTOMER, serial="LA1", model="LX60")],
    "limit_reached": [
        event("system.register", account=PARTNER, serial=f"P{number}", model="RV55") for number in range(20)
    ],
    # The clock is moved over the month end by an event of its own.
    "period_closed": [placed(ref="T-0"), account(OTHER) | {"at": "2026-04-01T00:00:00Z"}],
}


@pytest.mark.parametrize("code", REFUSED)
def test_a_refused_event_changes_nothing(code: str) -> None:
    results, _ = answers(written([*BEGINNING, *BEFORE.get(code, [])]))
    assert [result for result in results if not result["ok"]] == []
    before = everything()

    ((answer,), _) = answers(written([REFUSED[code]]))

    assert (answer["ok"], answer["code"]) == (False, code)
    assert re.match(r"\S.*\.$", answer["message"])
    assert everything() == before


def test_what_comes_after_a_refused_event_is_carried_out() -> None:
    results, state = answers(written([*BEGINNING, placed(packs=3), placed(packs=2)]))

    assert [result["ok"] for result in results] == [True, True, True, False, True]
    short = {"available": 24, "needed": 36, "short_by": 12}
    assert results[3].items() >= ({"line": 4, "code": "insufficient_stock"} | short).items()
    assert (state["accounts"][PARTNER]["stock"], state["accounts"][CUSTOMER]["stock"]) == (0, 24)


def test_blank_lines_are_counted() -> None:
    results, _ = answers(["", *written([account(PARTNER)]), "  ", *written([account(CUSTOMER)])])

    assert [result["line"] for result in results] == [2, 4]
