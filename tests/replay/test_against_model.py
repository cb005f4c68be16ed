"""Whole histories: the services and the model, written apart from each other, come to the same answers and state."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.model.histories import history
from tests.replay.histories import differences
from tests.support.policies import SetPolicies

pytestmark = pytest.mark.usefixtures("db")

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.mark.parametrize(("seed", "size"), [(101, 60), (102, 150), (103, 250), (104, 250), (105, 250)])
def test_random_histories_agree(seed: int, size: int) -> None:
    assert differences(history(seed, size)) == []


def test_a_history_that_ends_with_quiet_months_agrees() -> None:
    as_of = datetime(2025, 3, 4, 5, tzinfo=UTC)

    assert differences(history(106, 150, months=6), as_of=as_of) == []


@pytest.mark.parametrize(
    "given",
    [
        {"peak_rule": "unique_in_month"},
        {"grace_days": 3},
        {"time_zone": "America/New_York"},
        {"peak_rule": "unique_in_month", "grace_days": 3, "time_zone": "Asia/Kolkata"},
    ],
    ids=",".join,
)
def test_random_histories_agree_under_other_policies(given: dict[str, Any], policies: SetPolicies) -> None:
    policies(**given)

    assert differences(history(107, 220, **given), **given) == []


@pytest.mark.timeout(240)
def test_the_sample_year_agrees() -> None:
    lines = (EXAMPLES / "sample-year.ndjson").read_text("utf-8").splitlines()

    assert differences([json.loads(line) for line in lines]) == []
