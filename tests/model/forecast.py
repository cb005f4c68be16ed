"""When the tokens run out, and when the account will be suspended."""

from tests.model.months import Month

FARTHEST = 120


def run_out_and_suspension(
    *, consumes: bool, stock: int, peak: int, previous_peak: int | None, month: Month
) -> tuple[str | None, str | None]:
    """Each a date, "now", or None."""
    rate = previous_peak or peak
    if not consumes:
        return None, None
    if stock < 0:
        return "now", "now"
    if peak == 0 and rate == 0:
        return None, None
    run_out = None
    suspension = None
    for k in range(FARTHEST + 1):
        expected = stock - peak - k * rate
        if run_out is None and expected <= 0:
            run_out = month.later(k).last_day()
        if suspension is None and expected < 0:
            suspension = month.later(k).last_day()
    if stock == 0:
        run_out = "now"
    return run_out, suspension
