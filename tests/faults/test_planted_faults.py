"""The tests are tested: whatever is broken on purpose, one of them has to notice."""

import importlib
from collections import Counter
from operator import attrgetter

import pytest

from tests.environment import ROOT
from tests.faults.catalogue import FAULTS, Change, Fault
from tests.faults.planting import DoesNotFit, changed, judge_all


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_fits_into_the_code_and_names_a_test(fault: Fault) -> None:
    for change in fault.changes:
        changed((ROOT / "tokenstock" / change.file).read_text("utf-8"), change)
    path, _, name = fault.test.partition("::")
    module = importlib.import_module("tests." + path.removesuffix(".py").replace("/", "."))
    assert callable(attrgetter(name.replace("::", "."))(module))


def test_no_two_faults_are_the_same() -> None:
    for kind in ("name", "changes"):
        assert max(Counter(getattr(fault, kind) for fault in FAULTS).values()) == 1


def test_words_that_are_not_there_once_are_no_place_for_a_fault() -> None:
    for text in ("", "here and here"):
        with pytest.raises(DoesNotFit):
            changed(text, Change("file.py", "here", "there"))


@pytest.mark.timeout(900)
def test_every_planted_fault_is_caught() -> None:
    # That the same tests pass without a fault is seen where they run: in the whole suite, and by script/plant-faults.
    verdicts = judge_all(FAULTS)

    assert [verdict.fault.name for verdict in verdicts if not verdict.caught] == []
    assert len(verdicts) == len(FAULTS)
