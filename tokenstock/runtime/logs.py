"""The log: one line an event on standard error, as JSON for machines or as text for a person."""

from typing import Any

import structlog
from structlog.typing import Processor

from tokenstock.runtime import env

SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def setup() -> dict[str, Any]:
    """The set-up of `logging`, with structlog's loggers going the same way as everybody else's."""
    form = env.choice("TOKENSTOCK_LOG", ["json", "text"], "json")
    level = env.choice("TOKENSTOCK_LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], "INFO")
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    if form == "json":
        # JSON escapes what could end a line or move the cursor; so nobody writes an entry of one's own.
        ending: list[Processor] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    else:
        ending = [structlog.dev.ConsoleRenderer(colors=False)]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"level": "INFO", "handlers": [], "propagate": True},
            # Each request is logged once, with its status, by our own middleware.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR", "handlers": [], "propagate": True},
            "procrastinate": {"level": "WARNING"},
        },
    }
