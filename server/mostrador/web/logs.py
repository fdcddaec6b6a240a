"""JSON logs, one object a line, with nothing personal in them."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from mostrador.traces import trace


def configure(level: str) -> None:
    """Send structlog and the standard library's loggers to standard error as JSON. Called by the command line."""
    shared: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    structlog.configure(
        processors=[
            *shared,
            _only_where,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _only_where,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for chatty in ("alembic", "httpx", "uvicorn.error"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _only_where(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Log of an error where it came from, and no message: that may quote what people wrote."""
    told = event.pop("exc_info", None)
    problem = _problem(told) if told else None
    if problem is not None:
        event["trace"] = trace(problem)
    return event


def _problem(told: Any) -> BaseException | None:
    """Unpack the three ways in which an error is handed to a log: itself, a triple, or a mere yes."""
    if isinstance(told, BaseException):
        return told
    found: BaseException | None = (told if isinstance(told, tuple) else sys.exc_info())[1]
    return found
