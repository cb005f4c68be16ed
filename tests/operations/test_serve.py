"""`tokenstock serve`: web application and worker come up together, stay up, and end together."""

import signal
import socket
from pathlib import Path

import psutil
import pytest

from tests.operations.programs import Serving, get, tokenstock
from tests.operations.servers import ask, eventually, kill, postmaster, server_processes

READY = (200, '{"ready": true}')


def test_whatever_dies_is_started_again(home: Path) -> None:
    with Serving(home, "serve") as serving:
        serving.wait_for("Tokenstock is at")
        assert get(f"{serving.address}/health/ready") == READY
        assert get(f"{serving.address}/accounts/login/")[0] == 200

        before = {words: serving.child(words) for words in ("granian", "worker")}
        for number in before.values():
            assert number is not None
            kill(number)
        kill(postmaster(home))

        assert eventually(lambda: get(f"{serving.address}/health/ready") == READY, seconds=40)
        assert eventually(
            lambda: all(serving.child(words) not in (None, number) for words, number in before.items()), seconds=40
        )
        assert serving.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_all_of_it_ends_when_it_is_told_to_stop(home: Path, number: signal.Signals) -> None:
    with Serving(home, "serve") as serving:
        serving.wait_for("Tokenstock is at")
        started = serving.children()
        assert len(started) >= 4

        assert serving.stop(number) == 0

        assert not any(process.is_running() for process in started)
        assert get(serving.address)[0] == 0
    assert eventually(lambda: server_processes(home) == [])


def test_nothing_outlives_it_when_it_is_killed(home: Path) -> None:
    with Serving(home, "serve") as serving:
        serving.wait_for("Tokenstock is at")
        started = serving.children()

        serving.stop(signal.SIGKILL)

        assert psutil.wait_procs(started, timeout=20)[1] == []
    assert eventually(lambda: server_processes(home) == [])


def test_a_port_in_use_is_refused_with_what_to_do(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        done = tokenstock(home, "serve", "--port", str(port))

    assert done.returncode == 2
    assert f"port {port}: Address already in use" in done.stderr
    assert f"--port {port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_worker_only_the_web_application_runs(home: Path) -> None:
    with Serving(home, "serve", "--no-worker", "--processes", "1") as serving:
        serving.wait_for("Tokenstock is at")

        commands = [" ".join(process.cmdline()) for process in serving.children()]

        assert [command for command in commands if "worker" in command.split()] == []


def test_the_program_works_as_a_role_that_owns_nothing(home: Path) -> None:
    with Serving(home, "serve") as serving:
        serving.wait_for("Tokenstock is at")
        get(f"{serving.address}/health/ready")

        owned = "SELECT count(*) FROM pg_class WHERE relowner = 'tokenstock_app'::regrole"
        assert ask(home, owned) == [(0,)]


def test_a_data_directory_of_another_version_is_a_sentence_and_not_a_traceback(home: Path) -> None:
    (home / "postgres").mkdir(parents=True)
    (home / "postgres" / "PG_VERSION").write_text("16\n")

    done = tokenstock(home, "manage", "check")

    assert done.returncode == 2
    assert "holds data of PostgreSQL 16" in done.stderr
    assert "Traceback" not in done.stderr
