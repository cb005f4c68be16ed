"""The embedded server comes up by itself, is shared, and gets over whatever kills it."""

import os
import subprocess
import threading
from pathlib import Path

import psycopg
import pytest

from tests.operations.servers import (
    Program,
    ask,
    eventually,
    keepers,
    kill,
    kill_everything,
    postmaster,
    server_processes,
)
from tokenstock.runtime import postgres
from tokenstock.runtime._cluster import Account, Cluster

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="is about running as root")


def test_the_last_program_out_stops_the_server(home: Path) -> None:
    with postgres.hold(home):
        assert ask(home, "SELECT 1") == [(1,)]

    assert eventually(lambda: server_processes(home) == [])
    assert eventually(lambda: keepers(home) == [])


def test_a_commit_waits_for_the_disk(home: Path) -> None:
    with postgres.hold(home):
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            assert ask(home, f"SHOW {setting}") == [("on",)]


def test_nobody_else_can_reach_the_server(home: Path) -> None:
    with postgres.hold(home):
        assert ask(home, "SHOW listen_addresses") == [("",)]
        assert Cluster(home).sockets.stat().st_mode & 0o077 == 0


def test_two_programs_share_one_server(home: Path) -> None:
    with Program(home) as first, Program(home) as second:
        number = postmaster(home)

        first.leave()

        assert ask(home, "SELECT 1") == [(1,)]
        assert postmaster(home) == number
        second.leave()
        assert eventually(lambda: server_processes(home) == [])


def test_two_programs_started_at_once_share_one_server(home: Path) -> None:
    programs = [Program(home) for _ in range(4)]
    try:
        for program in programs:
            program.wait_until_ready()

        assert len(keepers(home)) == 1
        assert postmaster(home) is not None
    finally:
        for program in programs:
            program.crash()


def test_a_crashed_program_neither_stops_the_server_nor_keeps_it(home: Path) -> None:
    with Program(home) as first, Program(home) as second:
        first.crash()
        assert not eventually(lambda: server_processes(home) == [], seconds=1)

        second.crash()

        assert eventually(lambda: server_processes(home) == [])


def test_a_program_that_comes_as_the_last_one_leaves_gets_a_server(home: Path) -> None:
    for _ in range(5):
        with postgres.hold(home):
            assert ask(home, "SELECT 1") == [(1,)]


def test_what_was_committed_survives_the_death_of_everything(home: Path) -> None:
    with Program(home) as program:
        ask(home, "CREATE TABLE kept AS SELECT 42 AS answer")
        kill_everything(home)
        program.crash()

    with postgres.hold(home):
        assert ask(home, "SELECT answer FROM kept") == [(42,)]


def test_a_server_that_is_killed_is_started_again_under_the_program(home: Path) -> None:
    with postgres.hold(home):
        ask(home, "CREATE TABLE kept AS SELECT 42 AS answer")
        number = postmaster(home)

        kill(number)

        assert eventually(lambda: postmaster(home) not in (None, number))
        assert eventually(lambda: answers(home))
        assert ask(home, "SELECT answer FROM kept") == [(42,)]


def test_a_killed_keeper_is_replaced_by_the_next_program(home: Path) -> None:
    with Program(home) as first:
        number = postmaster(home)
        kill(keepers(home)[0].pid)

        with Program(home) as second:
            assert postmaster(home) == number
            first.leave()
            second.leave()

        assert eventually(lambda: server_processes(home) == [])


def test_a_backend_that_outlived_its_server_is_ended_before_a_new_one_starts(home: Path) -> None:
    with Program(home) as program:
        busy = threading.Thread(target=compute_in_the_database, args=(home,))
        busy.start()
        assert eventually(
            lambda: ask(home, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT sum(%'") != [(0,)]
        )
        kill(keepers(home)[0].pid)
        kill(postmaster(home))
        program.crash()
        assert server_processes(home) != []

        with postgres.hold(home):
            busy.join(10)
            assert not busy.is_alive()
            assert ask(home, "SELECT 1") == [(1,)]


def test_a_number_that_was_given_to_another_process_is_not_taken_for_the_server(home: Path) -> None:
    with Program(home) as program:
        kill_everything(home)
        program.crash()
    # The most misleading stranger: it runs as the server's own user, so PostgreSQL may send it signals.
    with subprocess.Popen(["sleep", "60"], **Account.of_server().launch) as stranger:
        note = home / "postgres" / "postmaster.pid"
        rest = note.read_text().partition("\n")[2]
        note.write_text(f"{stranger.pid}\n{rest}")

        with postgres.hold(home):
            assert ask(home, "SELECT 1") == [(1,)]

        assert stranger.poll() is None
        stranger.kill()


def test_what_was_broken_off_while_it_was_made_is_made_anew(home: Path) -> None:
    half = home / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    with postgres.hold(home):
        assert ask(home, "SELECT 1") == [(1,)]


def test_data_of_another_version_are_refused_and_left_alone(home: Path) -> None:
    data = home / "postgres"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("16\n")

    with pytest.raises(postgres.ServerRefused, match=r"PostgreSQL 16.*18.*pg_dumpall.*mv ") as refused:
        postgres.hold(home)

    assert str(data) in str(refused.value)
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]
    assert keepers(home) == []


def test_a_path_too_long_for_a_socket_is_no_hindrance(home: Path) -> None:
    deep = home / ("a-rather-long-name-of-a-directory-" * 2) / ("and-a-longer-one-inside-of-it-" * 3) / "var"

    try:
        with postgres.hold(deep):
            sockets = Cluster(deep).sockets

            assert ask(deep, "SELECT 1") == [(1,)]
            assert not str(sockets).startswith(str(home))
            assert sockets.stat().st_mode & 0o077 == 0
    finally:
        kill_everything(deep)


def test_a_socket_directory_that_somebody_else_made_is_refused(home: Path) -> None:
    deep = home / ("a-rather-long-name-of-a-directory-" * 2) / ("and-a-longer-one-inside-of-it-" * 3) / "var"
    sockets = Cluster(deep).sockets
    sockets.mkdir(mode=0o777)
    sockets.chmod(0o777)

    try:
        with pytest.raises(postgres.ServerRefused, match="somebody else's"):
            postgres.hold(deep)
    finally:
        sockets.rmdir()


@as_root
def test_a_private_directory_on_the_way_stays_private(home: Path) -> None:
    private = home / "private"
    private.mkdir(parents=True, mode=0o700)
    inside = private / "var"

    try:
        with postgres.hold(inside):
            assert ask(inside, "SELECT 1") == [(1,)]
            assert private.stat().st_mode & 0o777 == 0o700
            assert (inside / "postgres").is_symlink()
    finally:
        kill_everything(inside)
        subprocess.run(["rm", "-rf", str((inside / "postgres").resolve())], check=True)


@as_root
def test_programs_that_the_servers_user_cannot_reach_are_copied(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tokenstock.runtime._cluster.ELSEWHERE", home / "elsewhere")
    account = Account.of_server()
    refused = account.can

    def cannot_reach_the_wheel(self: Account, command: list[str]) -> bool:
        return "site-packages" not in command[0] and refused(command)

    home.mkdir()
    monkeypatch.setattr(Account, "can", cannot_reach_the_wheel)
    programs = Cluster(home).prepare(account)

    assert programs.is_relative_to(home / "elsewhere")
    assert refused([str(programs / "psql"), "--version"])


def answers(home: Path) -> bool:
    try:
        return ask(home, "SELECT 1") == [(1,)]
    except psycopg.OperationalError:
        return False


def compute_in_the_database(home: Path) -> None:
    try:
        # Unlike one that waits, a backend that computes does not notice that its server is gone.
        ask(home, "SELECT sum(n) FROM generate_series(1, 10000000000) n")
    except psycopg.OperationalError:
        return
