"""Where mail goes: an SMTP server, or files for whoever has none yet."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tokenstock.runtime import env

VARIABLE = "MAIL_URL"
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
ACCEPTED = "smtp://host:25, smtp+starttls://user:password@host:587 or smtps://user:password@host:465"


def mailer(home: Path) -> dict[str, Any]:
    """An entry of Django's MAILERS: the server that MAIL_URL names, else files in the home directory."""
    url = env.text(VARIABLE, "-", accepted=ACCEPTED)
    if url == "-":
        folder = {"file_path": str(home / "mail")}
        return {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": folder}
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        # Not quoted: there may be a password in it.
        raise env.SettingRefused(VARIABLE, "something else", ACCEPTED)
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or PORTS[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp+starttls",
            "use_ssl": parts.scheme == "smtps",
            "timeout": 20,
        },
    }
