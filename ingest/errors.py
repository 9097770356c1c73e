"""Everything Dateline raises on purpose. Each message says what, which value, and what to do.

DatelineError
├── SettingsError          a setting is unknown or has a bad value
├── InputError             the caller's input cannot be used
│   └── RejectedDocument   one document cannot become an article; the others go on
├── NotFoundError          no such article, version or passage
├── HomeInUseError         another process holds the archive's home
├── QueueFullError         the queue of documents takes no more for now
├── ArchiveError           the archive cannot be opened or read
│   └── ModelMismatchError the indexes were built with another embedding model
└── BackendError           Chroma, a model endpoint or a running service did not answer
    └── ModelError         the language model gave no answer, or none that can be used
        └── PromptTooLong  the prompt does not fit the model's context
"""

from __future__ import annotations


def validator_message(message: str) -> str:
    """Return what a validator of ours said, without what pydantic puts before it."""
    return message.removeprefix("Value error, ")


class DatelineError(Exception):
    """Base of all errors; `exit_code` is what the command line returns."""

    exit_code = 1


class SettingsError(DatelineError):
    """A setting is unknown or has a value that cannot be used."""

    exit_code = 2


class InputError(DatelineError):
    """The caller's input cannot be used."""

    exit_code = 2


class RejectedDocument(InputError):
    """One document cannot become an article. `origin` says which, `reason` why."""

    def __init__(self, origin: str, reason: str) -> None:
        super().__init__(f"{origin}: {reason}")
        self.origin = origin
        self.reason = reason


class NotFoundError(DatelineError):
    """No such article, version or passage."""

    exit_code = 4


class HomeInUseError(DatelineError):
    """Another process holds the archive's home; `url` is where it answers, if it does."""

    exit_code = 5

    def __init__(self, message: str, url: str | None = None) -> None:
        super().__init__(message)
        self.url = url


class QueueFullError(DatelineError):
    """The queue of documents takes no more for now; `retry_after` is in seconds."""

    exit_code = 7
    retry_after = 30


class ArchiveError(DatelineError):
    """The archive cannot be opened or read."""

    exit_code = 6


class ModelMismatchError(ArchiveError):
    """The indexes were built with another embedding model than the one configured."""


class BackendError(DatelineError):
    """A part outside this process (Chroma server, model endpoint, running service) did not answer."""

    exit_code = 7


class ModelError(BackendError):
    """The language model's endpoint refused, timed out, broke off or gave nothing that can be used."""


class PromptTooLong(ModelError):
    """The prompt does not fit the model's context."""
