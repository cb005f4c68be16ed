"""Write a history (--seed), run one through the model (--events), or compare two runs (--compare)."""

import argparse
import json
from pathlib import Path
from typing import Any

from tests.model.compare import compare_results, compare_states
from tests.model.histories import history
from tests.model.model import Model
from tests.model.months import parse_instant


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.model", description=__doc__)
    parser.add_argument("--seed", type=int, help="write a random history made from this seed")
    parser.add_argument("--months", type=int, default=14)
    parser.add_argument("--out", type=Path, help="where to write it")
    parser.add_argument("--events", help="how many events to write, or the file of events to run")
    parser.add_argument("--results", type=Path)
    parser.add_argument("--state", type=Path)
    parser.add_argument("--as-of", type=parse_instant)
    parser.add_argument("--peak-rule", choices=("concurrent_max", "unique_in_month"), default="concurrent_max")
    parser.add_argument("--time-zone", default="UTC")
    parser.add_argument("--grace-days", type=int, default=0)
    parser.add_argument(
        "--compare", action="store_true", help="compare --results and --state, written by another, with the model's"
    )
    given = parser.parse_args()
    model = Model(peak_rule=given.peak_rule, time_zone=given.time_zone, grace_days=given.grace_days)
    if given.seed is not None:
        events = history(given.seed, int(given.events or 2000), given.months)
        write_lines(given.out, events)
        return 0
    events = read_lines(Path(given.events))
    results = [model.apply(event, line) for line, event in enumerate(events, start=1)]
    state = model.state(given.as_of)
    if given.compare:
        differences = compare_results(results, read_lines(given.results))
        differences += compare_states(state, json.loads(given.state.read_text("utf-8")))
        print("\n".join(differences) or "no differences")
        return 1 if differences else 0
    if given.results:
        write_lines(given.results, results)
    if given.state:
        given.state.write_text(json.dumps(state, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
