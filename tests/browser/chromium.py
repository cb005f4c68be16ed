"""Chromium as the system has it, driven by Playwright, whose own browsers are not asked for."""

import shutil
from pathlib import Path

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
"""As a test needs it: as root too, and without calls to anybody."""


def chromium() -> Path | None:
    """Chromium or Chrome, where there is one."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next((Path(path) for path in found if path), None)
