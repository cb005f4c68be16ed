"""One program and one Chromium for all of these tests; each test has visitors of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import QUIET, chromium
from tests.browser.site import Site, serving
from tests.browser.visitor import Visitors


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        pytest.skip("there is no Chromium here (Debian: apt-get install chromium)")
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=program, args=QUIET) as browser:
        yield browser


@pytest.fixture(scope="package")
def site(browser: Browser) -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture(scope="package")
def all_visitors(site: Site, browser: Browser) -> Visitors:
    return Visitors(site, browser)


@pytest.fixture
def visit(all_visitors: Visitors) -> Iterator[Visitors]:
    """Opens a browser for a person; in the end none of them may have complained of anything."""
    yield all_visitors
    assert list(all_visitors.leave()) == []
