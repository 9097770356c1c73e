"""The service's log: one line a request, as text or as JSON, without what was asked."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from ingest.settings import Settings
from service.api.record import Record, Work

log = logging.getLogger(__name__)

# uvicorn's own, with terminal colours.
_LEFT_OUT = ("color_message", "taskName", "facts")
# A part that is broken says so with every batch, thousands of times in a day.
_QUIET_SECONDS = 300.0


def log_config(settings: Settings) -> dict[str, Any]:
    """Return the `logging` configuration in which every line of the process has the same form."""
    form = JsonLines if settings.log == "json" else TextLines
    quiet = {"filters": ["repeated"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": form}},
        "filters": {"repeated": {"()": Repeated}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "lines"},
            "quiet": {"class": "logging.StreamHandler", "formatter": "lines", **quiet},
        },
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {
            "uvicorn": {"level": "INFO"},
            __name__.removesuffix(".observability.logs"): {"level": "INFO"},
            "opentelemetry": {"level": "WARNING", "handlers": ["quiet"], "propagate": False},
        },
    }


def request_log(*, questions: bool) -> Callable[[Record], None]:
    """Return a function that writes the line of a request that has ended, with or without its question."""

    def write(record: Record) -> None:
        message = "%s %r %d %.3f s %s"
        args = (record.method, record.path, record.status, record.seconds, record.request_id)
        level = logging.WARNING if record.outcome >= 500 or record.budget.failures else logging.INFO
        log.log(level, message, *args, extra={"facts": facts(record, questions=questions)})

    return write


def facts(record: Record, *, questions: bool) -> dict[str, Any]:
    """Return what a request's line says, by name; what does not apply is left out."""
    found = {
        "method": record.method,
        "path": record.path,
        "route": record.route,
        "status": record.status,
        "seconds": round(record.seconds, 4),
        "request_id": record.request_id,
        "key": record.key,
        "rejected_by": record.rejected_by,
        "trace_id": record.trace_id,
        "failed_with": record.failed_with,
        "error": record.error,
        "model_failures": "; ".join(record.budget.failures) or None,
    }
    for work in record.work:  # one request, one result
        found |= work_facts(work) | ({"question": work.question} if questions else {})
    if record.budget.spent:
        found |= asdict(record.budget.total)
    return {name: value for name, value in found.items() if value is not None}


def work_facts(work: Work) -> dict[str, Any]:
    """Return what is logged of an answer or a summary."""
    result, writing = work.result, work.result.writing
    found: dict[str, Any] = {
        "kind": work.kind,
        "writer": result.writer,
        "outcome": work.outcome,
        "statements": len(result.statements),
        "timings": dict(result.timings),
    }
    if writing:
        found |= {
            "model": writing.model,
            "retried": writing.retried,
            "dropped": writing.dropped,
            "fallback": writing.fallback,
        }
    return found


class TextLines(logging.Formatter):
    """`2025-10-08T12:00:00Z INFO message name=value ...`, times in UTC."""

    converter = staticmethod(time.gmtime)
    # The message has these already.
    _IN_MESSAGE = frozenset({"method", "path", "route", "status", "seconds", "request_id"})

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")

    def formatMessage(self, record: logging.LogRecord) -> str:
        shown = {name: value for name, value in _facts(record).items() if name not in self._IN_MESSAGE}
        shown |= {f"{stage}_s": value for stage, value in shown.pop("timings", {}).items()}
        pairs = (f" {name}={_text(value)}" for name, value in shown.items())
        return super().formatMessage(record) + "".join(pairs)


class JsonLines(JsonFormatter):
    """One JSON object a line."""

    def __init__(self) -> None:
        super().__init__("%(message)s", reserved_attrs=[*_STANDARD, *_LEFT_OUT])

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        moment = datetime.fromtimestamp(record.created, UTC)
        log_data["time"] = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        log_data["level"] = record.levelname.lower()
        log_data["logger"] = record.name
        super().add_fields(log_data, record, message_dict)
        log_data.update(_facts(record))


class Repeated(logging.Filter):
    """Lets a logger's message of a level through once in five minutes."""

    def __init__(self) -> None:
        super().__init__()
        self._written: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        said = (record.name, record.levelno)
        if record.created - self._written.get(said, 0.0) < _QUIET_SECONDS:
            return False
        self._written[said] = record.created
        return True


_STANDARD = tuple(vars(logging.makeLogRecord({})))


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    found: dict[str, Any] = getattr(record, "facts", {})
    return dict(found)


def _text(value: object) -> str:
    """Return a value as one word; text that a caller wrote cannot break the line."""
    return repr(value) if isinstance(value, str) and not value.replace("_", "").isalnum() else str(value)
