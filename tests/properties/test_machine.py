"""Any sequence of events: services and model answer and stand the same, and the books stay sound, after each step."""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests import environment
from tests.properties.deeds import Everything
from tests.support.policies import SetPolicies

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.timeout(60 + 60 * environment.EXAMPLES)]

POLICIES: list[tuple[dict[str, Any], int]] = [
    ({}, 1),
    ({"peak_rule": "unique_in_month", "time_zone": "America/New_York"}, 2),
    ({"grace_days": 3}, 2),
]


@pytest.mark.parametrize(("given", "share"), POLICIES)
def test_services_and_model_agree_whatever_happens(given: dict[str, Any], share: int, policies: SetPolicies) -> None:
    """`TOKENSTOCK_EXAMPLES` says how many sequences are tried."""
    policies(**given)
    machine = type("Machine", (Everything,), {"policies": given})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=max(1, environment.EXAMPLES // share),
            stateful_step_count=30,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
