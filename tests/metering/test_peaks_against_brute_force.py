"""The peaks of the database against a search of every instant, on random histories full of coincidences."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.model.peaks import active_at
from tests.model.peaks import peak as searched
from tests.model.records import Account as ModelAccount
from tokenstock.metering.models import Activation, Chargeable

pytestmark = pytest.mark.usefixtures("db")

START = datetime(2026, 3, 1, tzinfo=UTC)
END = datetime(2026, 4, 1, tzinfo=UTC)
HOURS = int((END - START) / timedelta(hours=1))
RULES = ["concurrent_max", "unique_in_month"]

instants = st.sampled_from([-30, -1, 0, 0, 1, 2, 3, 50, 51, HOURS - 1, HOURS, HOURS + 1])
events = st.lists(st.tuples(instants, st.sampled_from(["charge", "a", "b", "c", "d"])), max_size=25).map(
    lambda found: sorted(found, key=lambda event: event[0])
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories=st.lists(events, min_size=1, max_size=3), rule=st.sampled_from(RULES))
def test_peaks_are_those_of_a_search_of_every_instant(histories: list[list[tuple[int, str]]], rule: str) -> None:
    with transaction.atomic():
        models = {number: written(number, history) for number, history in enumerate(histories, start=1)}

        found = peaks(list(models), rule)

        assert found == {number: searched(model, START, END, rule) for number, model in models.items()}
        transaction.set_rollback(True)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=events)
def test_what_is_activated_now_does_not_depend_on_the_window(history: list[tuple[int, str]]) -> None:
    with transaction.atomic():
        model = written(1, [(hour, name) for hour, name in history if hour < HOURS])

        activated = Activation.objects.filter(account_id=1, until_at=None).count()

        assert activated == len(active_at(model, END))
        transaction.set_rollback(True)


def written(number: int, history: list[tuple[int, str]]) -> ModelAccount:
    """Write a history of switches, each turning a system or the charging on or off, and tell the model the same."""
    model = ModelAccount(f"{number:032x}", "", "customer", "commercial", None, "", START)
    systems: dict[str, Activation] = {}
    charging: Chargeable | None = None
    for hour, name in history:
        at = START + timedelta(hours=hour)
        if name == "charge":
            if charging is None:
                charging = Chargeable.objects.create(account_id=number, from_at=at)
            else:
                charging.until_at = at
                charging.save()
                charging = None
            model.chargeable.append((at, charging is not None))
            continue
        active = systems.pop(name, None)
        if active is None:
            system_id = number * 100 + ord(name)
            systems[name] = Activation.objects.create(account_id=number, system_id=system_id, from_at=at)
        else:
            active.until_at = at
            active.save()
        model.activity.append((at, name, active is None))
    return model


def peaks(account_ids: list[int], rule: str) -> dict[int, int | None]:
    """The peaks of March by the database; None for an account without chargeable time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account_id, peak FROM metering_peaks(%s::bigint[], %s, %s, %s)", [account_ids, START, END, rule]
        )
        return dict.fromkeys(account_ids) | dict(cursor.fetchall())
