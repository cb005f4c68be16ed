"""The place of an installation on its machine: its home directory, and the secret that is kept there."""

import os
import secrets
from pathlib import Path

from tokenstock.runtime import env


def home() -> Path:
    """Where the program keeps its data: TOKENSTOCK_HOME, else `var` in the checkout or in the working directory."""
    checkout = Path(__file__).resolve().parents[2]
    default = checkout if (checkout / "pyproject.toml").exists() else Path.cwd()
    return Path(env.text("TOKENSTOCK_HOME", str(default / "var"))).expanduser().absolute()


def secret() -> str:
    """The secret of an installation that was given none: made once, the same for each of its programs."""
    path = home() / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f".{path.name}.{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(48))
        try:
            # A link, unlike a rename, loses to whoever was first.
            path.hardlink_to(made)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text()
