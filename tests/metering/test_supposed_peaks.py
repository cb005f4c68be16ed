"""What a late report would make of a month, against a month in which it had been known in time."""

from datetime import datetime, timedelta
from random import Random

import pytest
from django.db import connection, transaction

from tests.support.cast import FOUNDED, MARCH, boundary, enter, give, pass_time, register
from tests.support.policies import SetPolicies
from tokenstock.devices import services as devices
from tokenstock.devices.models import System
from tokenstock.kernel.errors import Refusal
from tokenstock.metering.models import Activation, LateReport
from tokenstock.metering.selectors import suppose
from tokenstock.metering.services import move_beginning, move_end
from tokenstock.stock.models import Statement

pytestmark = pytest.mark.usefixtures("db")

FEBRUARY = MARCH.plus(-1)
MARCH_1 = boundary(FEBRUARY)


@pytest.mark.parametrize("rule", ["concurrent_max", "unique_in_month"])
def test_a_report_is_supposed_to_do_what_it_would_have_done(rule: str, policies: SetPolicies) -> None:
    policies(peak_rule=rule)
    random = Random(7)
    serials = five_restless_februaries(random)
    for _ in range(80):
        report(random, random.choice(serials))
    reports = list(LateReport.objects.all())

    found = suppose(reports=reports)

    charged = dict(Statement.objects.filter(month=FEBRUARY.first_day).values_list("account_id", "peak"))
    assert {report.id: found[report.id].known for report in reports} == {
        report.id: charged[report.account_id] for report in reports
    }
    assert {report.id: found[report.id].supposed for report in reports} == {
        report.id: known_in_time(report, rule) for report in reports
    }
    assert {(report.activated, found[report.id].difference) for report in reports} >= {
        (True, 0),
        (True, 1),
        (False, 0),
        (False, -1),
    }


def five_restless_februaries(random: Random) -> list[str]:
    """Accounts of three systems that go on and off, each suspended for some days; then the month is closed."""
    cast = enter(FOUNDED)
    serials = []
    for account in (cast.customer, cast.sister, cast.stranger, cast.direct, cast.trial):
        give(account, 100, now=FOUNDED)
        own = register(account, 3, now=FOUNDED)
        hours = sorted(random.sample(range(1, 600), 7))
        for place, hour in enumerate(hours):
            now = FOUNDED + timedelta(hours=hour)
            if place in (3, 4):
                give(account, -300 if place == 3 else 300, now=now)
                continue
            serial = random.choice(own)
            switched_on = System.objects.get(serial=serial).state == System.State.ACTIVE
            step = devices.deactivate_system if switched_on else devices.activate_system
            step(serial=serial, actor="test", now=now)
        serials += own
    pass_time(MARCH_1)
    return serials


def report(random: Random, serial: str) -> None:
    step = random.choice([devices.activate_system, devices.deactivate_system])
    system = System.objects.get(serial=serial)
    beginnings = Activation.objects.filter(system_id=system.id, from_at__lt=MARCH_1).values_list("from_at", flat=True)
    # At its very beginning, an activation that is taken away is so whole.
    at = random.choice([*beginnings, FOUNDED + timedelta(minutes=random.randrange(60 * 640))])
    try:
        step(serial=serial, actor="test", at=at, now=MARCH_1 + timedelta(days=3))
    except Refusal:
        return


def known_in_time(report: LateReport, rule: str) -> int:
    """The peak where the intervals themselves are put right, which is then undone."""
    with transaction.atomic(), connection.cursor() as cursor:
        put_right(report)
        cursor.execute(
            "SELECT coalesce(peak, 0) FROM metering_peaks(%s::bigint[], %s, %s, %s)",
            [[report.account_id], FEBRUARY.start("UTC"), MARCH_1, rule],
        )
        (peak,) = cursor.fetchone()
        transaction.set_rollback(True)
    return int(peak)


def put_right(report: LateReport) -> None:
    known = Activation.objects.filter(system_id=report.system_id).order_by("from_at")
    assert System.objects.filter(id=report.system_id, account_id=report.account_id).exists()
    if not report.activated:
        running = [one for one in known if one.from_at <= report.from_at and ends(one) > report.from_at]
        move_end(activation=running[0], to=report.from_at)
        return
    following = [one for one in known if one.from_at >= report.until_at]
    if following and following[0].from_at == report.until_at:
        move_beginning(activation=following[0], to=report.from_at)
    else:
        Activation.objects.create(
            account_id=report.account_id,
            system_id=report.system_id,
            from_at=report.from_at,
            until_at=report.until_at,
        )


def ends(activation: Activation) -> datetime:
    return activation.until_at or MARCH_1 + timedelta(days=100)
