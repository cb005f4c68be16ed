"""The environment of the tests, loaded before anything reads it: whatever the caller's shell says, they run the same.

Databases are throw-away ones: on the embedded server of `var/test`, or on the server that TOKENSTOCK_TEST_SERVER names
(its user has to be allowed to make databases and roles).
"""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SERVER = os.environ.get("TOKENSTOCK_TEST_SERVER")
EXAMPLES = int(os.environ.get("TOKENSTOCK_EXAMPLES", "40"))
"""How many sequences of events the state machine tries."""

for name in [name for name in os.environ if name.startswith(("TOKENSTOCK_", "DATABASE_", "ALLOWED_HOSTS", "MAIL_"))]:
    if name != "TOKENSTOCK_TEST_SERVER":
        del os.environ[name]

os.environ["DJANGO_SETTINGS_MODULE"] = "tokenstock.config.settings"
os.environ["TOKENSTOCK_HOME"] = str(ROOT / "var" / "test")
os.environ["SECRET_KEY"] = "only-for-the-tests-" + "x" * 40
os.environ["DATABASE_ROLE"] = "tokenstock_app"
if SERVER:
    os.environ["DATABASE_URL"] = SERVER
