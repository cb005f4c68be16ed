"""The sample history of the examples."""

import json
import runpy
from pathlib import Path

from tests.model import Model

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def test_every_event_of_the_sample_year_is_accepted() -> None:
    model = Model()
    lines = (EXAMPLES / "sample-year.ndjson").read_text("utf-8").splitlines()
    results = [model.apply(json.loads(line), number) for number, line in enumerate(lines, start=1)]
    assert 1200 <= len(lines) <= 2000
    assert [result for result in results if not result["ok"]] == []
    assert model.state()["as_of"].startswith("2026-11-12")


def test_the_script_makes_the_sample_year_as_it_is_committed() -> None:
    made = runpy.run_path(str(EXAMPLES / "make_sample_year.py"))["make"]()
    lines = (EXAMPLES / "sample-year.ndjson").read_text("utf-8").splitlines()
    assert made.events == [json.loads(line) for line in lines]
    copperline = next(
        account for account in made.model.world.accounts.values() if account.name.startswith("Copperline")
    )
    assert copperline.deferred_bonuses > 0
