"""What every answer of the web application carries, whatever the page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from tokenstock.accounts.models import User
from tokenstock.config.middleware import DatabaseAway, clock
from tokenstock.runtime.clock import now

pytestmark = pytest.mark.django_db


def test_the_policy_of_content_is_strict(client: Client) -> None:
    policy = client.get("/accounts/login/")["Content-Security-Policy"]

    for directive in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert directive in policy
    assert "unsafe" not in policy


def test_headers_guard_the_page(client: Client) -> None:
    answer = client.get("/accounts/login/")

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    cookie = client.get("/accounts/login/").cookies["csrf"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_nobody_signs_up_unasked(client: Client) -> None:
    answer = client.post("/accounts/signup/", {"email": "a@example.com", "password1": "x" * 20, "password2": "x" * 20})

    assert b"closed" in answer.content.lower()
    assert not User.objects.filter(email="a@example.com").exists()


def test_an_unknown_host_is_refused(client: Client) -> None:
    assert client.get("/accounts/login/", headers={"host": "evil.example.com"}).status_code == 400


def test_the_program_says_that_it_lives_and_that_it_is_ready(client: Client) -> None:
    assert client.get("/health/live").json() == {"live": True}
    assert client.get("/health/ready").json() == {"ready": True}


def test_an_older_schema_is_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'installation'")

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert "older version" in answer.json()["why"]


def test_a_request_has_one_moment_and_an_id(client: Client) -> None:
    seen: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    before = now()
    clock(view)(RequestFactory().get("/"))
    assert before <= seen[0].now <= now()  # type: ignore[attr-defined]

    assert len(client.get("/accounts/login/")["X-Request-Id"]) == 16


def test_where_the_database_is_away_one_is_asked_to_come_again() -> None:
    def get_response(request: HttpRequest) -> HttpResponse:
        raise AssertionError

    handler: Callable[..., Any] = DatabaseAway(get_response).process_exception
    request = RequestFactory().get("/")

    answer = handler(request, OperationalError("the server closed the connection"))

    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert handler(request, ValueError()) is None
