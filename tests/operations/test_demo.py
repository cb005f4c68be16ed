"""The demonstration, as a newcomer meets it."""

import re
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import psycopg
import pytest

from tests.operations.programs import Serving, get, tokenstock
from tests.operations.servers import ask
from tokenstock.operations.demo import sign_ins
from tokenstock.runtime import postgres


def signed_in(address: str, email: str, password: str) -> urllib.request.OpenerDirector:
    """A browser, so to speak, in which somebody has signed in."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    form = browser.open(f"{address}/accounts/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token is not None
    fields = {"csrfmiddlewaretoken": token[1], "login": email, "password": password}
    request = urllib.request.Request(f"{address}/accounts/login/", urllib.parse.urlencode(fields).encode())
    request.add_header("Referer", f"{address}/accounts/login/")
    answer = browser.open(request)
    assert "/accounts/login/" not in answer.url
    return browser


@pytest.mark.timeout(300)
def test_it_is_made_once_and_comes_up_as_it_is_after_that(home: Path) -> None:
    with Serving(home, "demo") as serving:
        serving.wait_for("Ctrl-C")
        assert get(f"{serving.address}/health/ready")[0] == 200
        password = re.search(r"demo-[0-9a-f]+", serving.said)
        assert password is not None
        for person in sign_ins():
            page = signed_in(serving.address, person.email, password[0]).open(serving.address).read().decode()
            assert person.email in page
        assert tokenstock(home, "verify", "--database", "tokenstock_demo").returncode == 0
    said = serving.said

    with Serving(home, "demo") as serving:
        serving.wait_for("Ctrl-C")
        assert password[0] in serving.said
        assert "Replaying" not in serving.said
    assert "12 November 2026" in said


@pytest.mark.timeout(300)
def test_one_that_was_broken_off_is_made_anew(home: Path) -> None:
    half = "CREATE DATABASE tokenstock_demo_making"
    with postgres.hold(home):
        ask(home, half)

        with Serving(home, "demo") as serving:
            serving.wait_for("Ctrl-C")

        with psycopg.connect(postgres.address("tokenstock_demo", home)) as connection:
            events = connection.execute("SELECT count(*) FROM orders_order").fetchone()
    assert events is not None
    assert events[0] > 100
