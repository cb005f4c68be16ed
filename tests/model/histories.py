"""Random histories that are believable and nasty: `history(seed, events)` is the same for the same arguments."""

import random
from datetime import datetime, timedelta
from typing import Any

from tests.model.author import Author, Event, Scene, Step
from tests.model.model import Model
from tests.model.months import Month
from tests.model.nasty_scenes import nasty
from tests.model.scenes import everyday, founding

MICROSECOND = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)


def history(
    seed: int,
    events: int,
    months: int = 14,
    *,
    peak_rule: str = "concurrent_max",
    time_zone: str = "UTC",
    grace_days: int = 0,
) -> list[dict[str, Any]]:
    """So many events over so many months, over a year end and (from 14 months on) a leap year's February."""
    rng = random.Random(f"tokenstock {seed} {events} {months}")
    model = Model(peak_rule=peak_rule, time_zone=time_zone, grace_days=grace_days)
    start = Month(2023, 7).later(rng.randrange(6))
    author = Author(rng, model, instants(rng, start, months, events, model))
    first = founding(author)
    result: Event | None = None
    while len(author.events) < events and (step := next_step(first, result)) is not None:
        result = author.write(*step)
    running: list[tuple[Scene, Event | None]] = []
    while len(author.events) < events:
        if len(running) < 2 or rng.random() < 0.35:
            running.append((chosen(rng, everyday(author) + nasty(author)), None))
        scene, result = running.pop(rng.randrange(len(running)))
        step = next_step(scene, result)
        if step is not None:
            running.append((scene, author.write(*step)))
    return author.events


def next_step(scene: Scene, result: Event | None) -> Step | None:
    """What the scene does next, having been told the result of its last step; None where it is over."""
    try:
        return next(scene) if result is None else scene.send(result)
    except StopIteration:
        return None


def chosen(rng: random.Random, scenes: list[tuple[float, Scene]]) -> Scene:
    weights = [weight for weight, _ in scenes]
    return rng.choices([scene for _, scene in scenes], weights)[0]


def instants(rng: random.Random, start: Month, months: int, count: int, model: Model) -> list[datetime]:
    """When the events happen: at any time, some at one instant, many around month ends; two or three months off."""
    zone = model.world.zone
    quiet = rng.randrange(5, months - 4) if months >= 12 else months
    quiet_months = range(quiet, quiet + rng.choice((2, 3)))
    busy = [number for number in range(months) if number not in quiet_months]
    found: list[datetime] = [start.start(zone) + timedelta(hours=9, seconds=second) for second in range(40)][:count]
    around = [
        start.later(number).end(zone) + shift
        for number in busy
        if number + 1 < months
        for shift in (-SECOND, -MICROSECOND, -MICROSECOND, 0 * SECOND, 0 * SECOND, 0 * SECOND, MICROSECOND, SECOND)
    ]
    rng.shuffle(around)
    found += around[: max(0, (count - len(found)) // 4)]
    while len(found) < count:
        month = start.later(rng.choice(busy))
        length = (month.end(zone) - month.start(zone)).total_seconds()
        instant = month.start(zone) + timedelta(seconds=rng.randrange(int(length)))
        if rng.random() < 0.2:
            instant += timedelta(microseconds=rng.randrange(1_000_000))
        crowd = rng.choice((2, 3, 5)) if rng.random() < 0.12 else 1
        found += [instant] * min(crowd, count - len(found))
    return sorted(found)
