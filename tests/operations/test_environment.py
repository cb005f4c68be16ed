"""The environment is read once, and what cannot be read is refused by name."""

import datetime as dt
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.operations.programs import environment, tokenstock
from tokenstock.config.mail import mailer
from tokenstock.runtime import addresses, clock, env

OWN = "postgresql://somebody@db.example.com/tokens"


def settings(home: Path, *names: str, **variables: str) -> dict[str, Any]:
    """Settings as an installation with these variables would have them."""
    script = (
        "import json, sys, django.conf as c; s = c.settings;"
        "print(json.dumps({name: getattr(s, name) for name in sys.argv[1:]}, default=str))"
    )
    variables |= {"DJANGO_SETTINGS_MODULE": "tokenstock.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script, *names],
        env=environment(home, **variables),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("variable", "given", "accepted"),
    [
        ("TOKENSTOCK_PEAK_RULE", "largest", "concurrent_max, unique_in_month"),
        ("TOKENSTOCK_GRACE_DAYS", "-1", "a whole number from 0 to 366"),
        ("TOKENSTOCK_GRACE_DAYS", "\u0663", "a whole number from 0 to 366"),
        ("TOKENSTOCK_TIME_ZONE", "Mars/Olympus", "an IANA time zone"),
        ("TOKENSTOCK_HTTPS", "perhaps", "1, true, yes, on, 0, false, no, off"),
        ("TOKENSTOCK_LOG", "xml", "json, text"),
        ("DATABASE_ROLE", "a b; c", "a name of lower-case letters"),
        ("DATABASE_POOL_SIZE", "many", "a whole number from 0 to 1000"),
        ("MAIL_URL", "ftp://example.com", "smtp://host:25"),
    ],
)
def test_what_is_not_accepted_is_refused_by_name(tmp_path: Path, variable: str, given: str, accepted: str) -> None:
    done = tokenstock(tmp_path, "worker", **{variable: given, "DATABASE_URL": OWN, "SECRET_KEY": "s" * 50})

    assert done.returncode == 2
    assert variable in done.stderr
    assert accepted in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("given", ["postgresql://u:hidden@host/db?nonsense=1", "postgresql://u:hidden@host"])
def test_an_address_that_cannot_be_used_is_refused_without_its_password(tmp_path: Path, given: str) -> None:
    done = tokenstock(tmp_path, "worker", DATABASE_URL=given, SECRET_KEY="s" * 50)

    assert done.returncode == 2
    assert "DATABASE_URL" in done.stderr
    assert "hidden" not in done.stderr


def test_a_server_of_ones_own_wants_a_secret_of_ones_own(tmp_path: Path) -> None:
    done = tokenstock(tmp_path, "worker", DATABASE_URL=OWN)

    assert done.returncode == 2
    assert "SECRET_KEY is not set." in done.stderr


def test_without_one_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = settings(tmp_path, "SECRET_KEY")["SECRET_KEY"]

    assert settings(tmp_path, "SECRET_KEY")["SECRET_KEY"] == first
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_an_address_becomes_djangos_parts(tmp_path: Path) -> None:
    address = "postgresql://ann:p%40ss@db.example.com:6432/tokens?sslmode=verify-full&options=-c%20lock_timeout%3D5s"

    found = settings(tmp_path, "DATABASES", DATABASE_URL=address, SECRET_KEY="s" * 50, DATABASE_ROLE="tokens_app")
    default = found["DATABASES"]["default"]

    assert [default[part] for part in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "tokens",
        "ann",
        "p@ss",
        "db.example.com",
        "6432",
    ]
    assert default["OPTIONS"]["sslmode"] == "verify-full"
    assert default["OPTIONS"]["options"] == "-c lock_timeout=5s -c role=tokens_app"


def test_over_https_cookies_are_bound_to_the_host(tmp_path: Path) -> None:
    names = (
        "SESSION_COOKIE_NAME",
        "CSRF_COOKIE_NAME",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
    )

    assert list(settings(tmp_path, *names, TOKENSTOCK_HTTPS="yes").values()) == [
        "__Host-session",
        "__Host-csrf",
        True,
        True,
        True,
    ]


def test_forwarded_headers_are_believed_only_behind_a_proxy(tmp_path: Path) -> None:
    name = "SECURE_PROXY_SSL_HEADER"

    assert settings(tmp_path, name) == {name: None}
    assert settings(tmp_path, name, TOKENSTOCK_TRUSTED_PROXIES="1") == {name: ["HTTP_X_FORWARDED_PROTO", "https"]}


def test_mail_goes_to_a_server_or_into_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAIL_URL", raising=False)
    assert mailer(tmp_path)["OPTIONS"] == {"file_path": str(tmp_path / "mail")}

    monkeypatch.setenv("MAIL_URL", "smtp+starttls://ann:p%40ss@mail.example.com")
    options = mailer(tmp_path)["OPTIONS"]

    assert (options["host"], options["port"], options["username"], options["password"]) == (
        "mail.example.com",
        587,
        "ann",
        "p@ss",
    )
    assert options["use_tls"] is True
    assert options["use_ssl"] is False


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKENSTOCK_EXAMPLE", "")

    assert env.text("TOKENSTOCK_EXAMPLE", "default") == "default"
    assert env.words("TOKENSTOCK_EXAMPLE", "a, b,,c") == ["a", "b", "c"]


def test_an_address_keeps_its_server_when_the_database_changes() -> None:
    other = addresses.parts(addresses.with_database("postgresql://ann@db.example.com:6432/tokens", "other"))

    assert other == {"user": "ann", "host": "db.example.com", "port": "6432", "dbname": "other"}


def test_the_clock_of_a_demonstration_is_shifted(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from tokenstock.runtime import clock; print(clock.now().isoformat())"]
    shifted = environment(tmp_path, TOKENSTOCK_CLOCK_OFFSET=str(-7 * 24 * 3600))

    done = subprocess.run(command, env=shifted, capture_output=True, text=True, check=True)

    behind = clock.now() - dt.datetime.fromisoformat(done.stdout.strip())
    assert abs(behind - dt.timedelta(days=7)) < dt.timedelta(minutes=1)
    assert "TOKENSTOCK_CLOCK_OFFSET" not in os.environ
