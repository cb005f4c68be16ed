"""Killed again and again under load, the program loses nothing that it acknowledged and doubles nothing.

Every kill is a SIGKILL: of the web server or one of its processes, the worker, a backend of PostgreSQL, its first
process, all of it, or everything at once. Whoever got no answer asks again with the same request key, until there is
one. `CRASH_KILLS=50 script/test tests/crash` is the run before a release; it also waits for the worker to close the
month.
"""

import os
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest

from tests.crash.load import ADJUST, PLACE, Deed, Seller
from tests.crash.person import UNANSWERED
from tests.crash.service import KINDS, Service
from tests.operations.servers import eventually
from tokenstock.kernel.months import Month

KILLS = int(os.environ.get("CRASH_KILLS", "12"))
RELEASE = 50
SEED = int(os.environ.get("CRASH_SEED", "0")) or random.randrange(1, 10**6)
SELLERS = 6
LOAD = 45
"""Seconds from the start until the programme's month ends, in the middle of the load."""


@pytest.mark.timeout(300 + 20 * KILLS)
def test_nothing_is_lost_and_nothing_doubled(home: Path, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    with Service(home, log=tmp_path / "serve.log", clock_offset=_offset_to_a_month_end(LOAD)) as service:
        service.wait_until_ready()
        partners = service.people(5000, 5000, 40)
        service.verify(tmp_path / "anchors")
        sellers = [Seller(service, partners[place % len(partners)], place) for place in range(SELLERS)]
        for seller in sellers:
            seller.sign_in()
        for seller in sellers:
            seller.start()
        time.sleep(2)

        kinds = [kind for _ in range(KILLS // len(KINDS) + 1) for kind in chance.sample(KINDS, len(KINDS))][:KILLS]
        back: list[float] = []
        for kind in kinds:
            service.kill(kind)
            back.append(service.wait_until_ready())
            time.sleep(chance.uniform(0.2, 1.5))
        for seller in sellers:
            seller.stop()
        for seller in sellers:
            seller.join(60)

        if KILLS >= RELEASE:
            closed = "SELECT count(*) FROM consumption_month_close WHERE finished_at IS NOT NULL"
            assert eventually(lambda: service.ask(closed) == [(1,)], 180), "what was due is done in the end"

        assert [seller.failure for seller in sellers if seller.failure] == []
        assert not any(seller.is_alive() for seller in sellers), "everybody gets an answer in the end"
        _report(kinds, back, sellers)
        _compare(service, sellers)
        said = service.verify(tmp_path / "anchors")
        assert "1 compared" in said


def _compare(service: Service, sellers: list[Seller]) -> None:
    """What people were told against what is recorded, both ways."""
    orders = dict(service.ask("SELECT ref, id FROM orders_order WHERE kind = 'token'"))
    moved = dict(
        service.ask(
            "SELECT t.document_id, sum(e.amount)::bigint FROM ledger_transaction t"
            " JOIN ledger_entry e ON e.transaction_id = t.id"
            " WHERE t.kind = 1 AND t.revision = 1 AND e.heading = 1 GROUP BY t.document_id, t.id"
        )
    )
    adjusted = dict(
        service.ask(
            "SELECT j.request_key, e.amount FROM orders_adjustment j"
            " JOIN ledger_transaction t ON t.kind = 3 AND t.document_id = j.id"
            " JOIN ledger_entry e ON e.transaction_id = t.id AND e.account_id = j.account_id"
        )
    )
    changed = Counter(key for (key,) in service.ask("SELECT request_key FROM orders_revision WHERE version > 1"))
    placed, noted, corrected = set(), set(), Counter[object]()
    for seller in sellers:
        for deed in seller.deeds:
            key = f"{seller.partner.uid}/{deed.key}"
            if deed.kind == PLACE:
                assert deed.done == (key in orders), deed
                assert not deed.done or moved[orders[key]] == deed.tokens, deed
                placed |= {key} if deed.done else set()
            elif deed.kind == ADJUST:
                assert adjusted.get(key) == (deed.tokens if deed.done else None), deed
                noted |= {key} if deed.done else set()
            else:
                assert changed[deed.key] == (1 if deed.done else 0), deed
                corrected[deed.key] += 1 if deed.done else 0
    assert placed == set(orders)
    assert noted == set(adjusted)
    assert +corrected == changed


def _report(kinds: list[str], back: list[float], sellers: list[Seller]) -> None:
    deeds: list[Deed] = [deed for seller in sellers for deed in seller.deeds]
    seen = sum((seller.person.seen for seller in sellers), Counter[int]())
    lines = (
        f"seed {SEED}: {len(kinds)} kills, {dict(Counter(kinds))}",
        f"back after {median(back):.1f} s at the median, {max(back):.1f} s at most ({kinds[back.index(max(back))]})",
        f"{len(deeds)} deeds, {sum(deed.done for deed in deeds)} done, {dict(Counter(deed.kind for deed in deeds))}",
        f"{sum(deed.repeated for deed in deeds)} were found done already when they were asked for again",
        f"answers by status: {dict(sorted(seen.items()))}, of which {UNANSWERED} stands for none",
    )
    sys.stdout.write("\n" + "\n".join(lines) + "\n")


def _offset_to_a_month_end(seconds: int) -> int:
    """How far the clock has to be ahead for the month to end in so many seconds."""
    now = datetime.now(UTC)
    return round((Month.at(now, "UTC").end("UTC") - now - timedelta(seconds=seconds)).total_seconds())
