"""The benchmark of the exports, on a few subaccounts: that it measures, not how fast."""

import json

from tests.conftest import OwnDatabase
from tokenstock.operations.benchmarks.exports import bench_exports
from tokenstock.stock.models import Standing

SUBACCOUNTS = 60


def test_it_measures_both_kinds_of_file(own_database: OwnDatabase) -> None:
    said: list[str] = []

    measured = bench_exports(subaccounts=SUBACCOUNTS, say=said.append)

    figures = json.loads(measured.as_json())
    assert set(figures["exports"]) == {"csv", "xlsx"}
    assert all(made["rows_per_second"] > 0 and made["added_mib"] >= 0 for made in figures["exports"].values())
    assert said[0] == "Entering 60 subaccounts"
    assert Standing.objects.count() == SUBACCOUNTS + 1
