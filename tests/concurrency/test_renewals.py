"""Renewals that two workers bring at the same moment."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.concurrency.conftest import Gate
from tests.support.cast import NOW, enter
from tokenstock.audit.models import Record
from tokenstock.registration.models import Renewal
from tokenstock.registration.services import bring_renewals, claim_device

Together = Callable[..., list[Any]]


def race_of_two_workers(gate: Gate, together: Together) -> list[Any]:
    """Both have found the same renewal due; one has all but committed that it is brought."""
    claim_device(account=enter().customer, serial="C1", model="RV55", actor="test", now=NOW)
    gate.hold_at("registration_renewal", "true", at_commit=True)
    gate.shut()
    later = NOW + timedelta(days=300)
    *outcomes, _ = together(*[lambda: bring_renewals(now=later)] * 2, gate.open_for(2))
    return outcomes


def test_a_renewal_is_brought_by_one_of_two_workers(bare_gate: Gate, together: Together) -> None:
    outcomes = race_of_two_workers(bare_gate, together)

    assert sorted(outcomes) == [0, 1]
    assert (Renewal.objects.count(), Record.objects.filter(action="renewal.brought").count()) == (1, 1)


@pytest.mark.leaves_faults
def test_without_the_unique_stage_both_bring_it(bare_gate: Gate, together: Together) -> None:
    bare_gate.drop_unique("registration_renewal", "stage")
    bare_gate.rewrite("registration_bring_renewals", "ON CONFLICT (claim_id, stage) DO NOTHING", "")

    outcomes = race_of_two_workers(bare_gate, together)

    assert outcomes == [1, 1]
    assert Renewal.objects.count() == 2
