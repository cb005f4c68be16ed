"""The cast at their browsers, at a moment that a test chooses."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from tests.support.browser import Browser, admin_of
from tests.support.cast import NOW, Cast, enter, pass_time
from tokenstock.accounts.models import Account
from tokenstock.runtime import clock

type SetClock = Callable[[datetime], None]
type AtBrowser = Callable[[Account], Browser]


@pytest.fixture(autouse=True)
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Puts the clock that requests read to a moment, from where it goes on; at first an hour after the cast's NOW."""

    def put(moment: datetime) -> None:
        monkeypatch.setattr(clock, "_offset", moment - datetime.now(UTC))

    put(NOW + timedelta(hours=1))
    return put


@pytest.fixture(autouse=True)
def speak_no_language_afterwards() -> Iterator[None]:
    """What a request was answered in counts for the thread; the next test finds none."""
    yield
    translation.deactivate()


@pytest.fixture
def come(set_clock: SetClock) -> SetClock:
    """Lets time pass up to a moment, with all that falls due until then."""

    def until(moment: datetime) -> None:
        pass_time(moment)
        set_clock(moment)

    return until


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody, with empty stocks."""
    return enter()


@pytest.fixture(params=[True, False], ids=["htmx", "plain"])
def at_browser(request: pytest.FixtureRequest) -> AtBrowser:
    """An Admin of a company, signed in: once at a browser with scripts and once at one without."""
    return lambda account: Browser(admin_of(account), scripts=request.param)


def plainly(account: Account) -> Browser:
    """An Admin of a company, signed in, where scripts make no difference."""
    return Browser(admin_of(account))
