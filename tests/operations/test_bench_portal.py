"""The benchmark of the portal, on a few subaccounts: that it measures, not how fast."""

import json

import pytest

from tests.conftest import OwnDatabase
from tokenstock.operations.benchmarks.portal import bench_portal
from tokenstock.orders.models import Order
from tokenstock.runtime import addresses
from tokenstock.stock.models import Standing, Statement

SUBACCOUNTS = 60


def test_it_serves_the_program_and_measures_every_page(
    own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(addresses.VARIABLE, own_database.address)
    said: list[str] = []

    measured = bench_portal(subaccounts=SUBACCOUNTS, rounds=2, say=said.append)

    figures = json.loads(measured.as_json())
    assert {
        "stock",
        "subaccount",
        "grid",
        "grid, last page",
        "popup",
        "popup, preview",
        "month end",
        "administration",
    } < set(figures["pages"])
    assert all(0 < page["median_ms"] <= page["p95_ms"] for page in figures["pages"].values())
    assert all(0 < page["queries"] <= 12 for name, page in figures["pages"].items() if "preview" not in name)
    assert figures["slowest_median_ms"] == max(page["median_ms"] for page in figures["pages"].values())
    assert said[0].startswith("Entering 60 subaccounts")
    assert Standing.objects.count() == SUBACCOUNTS + 1
    assert Statement.objects.count() == (SUBACCOUNTS + 1) * 25
    # A look at an order leaves none.
    assert Order.objects.filter(po_number="B-1").count() == 0
