"""One settings model, read from DATELINE_* environment variables at the edge and passed down."""

from __future__ import annotations

import importlib
import ipaddress
import os
import re
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.errors import SettingsError, validator_message

PREFIX = "DATELINE_"
DEFAULT_KEY = "default"  # the name of the one key that has no name of its own
_HOST = re.compile(r"[\w.-]+|\[?[0-9a-fA-F:.]+\]?")
_ORIGIN = re.compile(r"https?://(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?", re.ASCII)
_NAMED_KEY = re.compile(r"([A-Za-z0-9._-]{1,32})=(\S+)")


class Settings(BaseSettings):
    """All settings with their defaults. Build with `load_settings`, which explains what is wrong."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    home: Path = Field(Path("dateline-data"), description="Folder of the archive and its indexes.")
    database_url: str | None = Field(
        None, description="SQLAlchemy URL of the archive; default: SQLite in home."
    )
    chroma_url: str | None = Field(
        None, description="URL of a Chroma server; default: Chroma in process, in home."
    )
    chroma_collection: str = Field(
        "dateline-passages", description="Name of the Chroma collection.", pattern=r"^[a-zA-Z0-9._-]{3,63}$"
    )

    embedding: Literal["local", "openai", "llama-index"] = Field(
        "local", description="Where embeddings come from."
    )
    embedding_model: str | None = Field(None, description="Model name for embedding=openai.")
    embedding_base_url: str | None = Field(
        None, description="Base URL of an OpenAI-compatible embedding endpoint."
    )
    embedding_api_key: SecretStr | None = Field(None, description="Key for the embedding endpoint.")
    embedding_class: str | None = Field(
        None,
        description="module:Class of a LlamaIndex BaseEmbedding, or of a function that returns one, "
        "for embedding=llama-index.",
    )
    embedding_threads: int = Field(0, ge=0, le=256, description="Threads for the local model; 0: all cores.")
    reranker_class: str | None = Field(
        None, description="module:Class of a LlamaIndex BaseNodePostprocessor that reorders passages."
    )

    passage_tokens: int = Field(
        160, ge=32, le=400, description="Size of a passage in cl100k_base tokens; takes effect with reindex."
    )
    max_document_mb: float = Field(20, gt=0, le=1024, description="A larger document is rejected.")
    watch: Path | None = Field(
        None, description="File of the sources that a service watches while it runs (serve --watch)."
    )
    fetch_private: bool = Field(
        False, description="Fetch from private and local addresses, too: feeds and pages of an own network."
    )
    fetch_pace: float = Field(
        1.0, ge=0, le=3600, description="Least seconds between two requests to one host that is watched."
    )
    reserved: str = Field(
        "search",
        pattern=r"^(quote(:[1-9]\d{0,3})?|search|nothing)$",
        description="What articles may be used for that their publishers reserved: search (found with title "
        "and address, not quoted), quote:25 (at most so many words in one answer), quote (as any other) or "
        "nothing.",
    )
    licensed: str | None = Field(
        None,
        description="Publishers, with commas, whose reservations do not count, since a licence says more.",
    )
    extract_seconds: float = Field(
        20, gt=0, le=3600, description="A document that takes longer to read is rejected."
    )
    extract_memory_mb: int = Field(
        1024, ge=128, le=65_536, description="A document that needs more memory to read is rejected."
    )

    writer: Literal["extractive", "model"] | None = Field(
        None, description="Who writes answers; default: the model when one is set, else the local writer."
    )
    llm_base_url: str | None = Field(
        None, description="Base URL of an OpenAI-compatible chat endpoint; default: OpenAI's."
    )
    llm_model: str | None = Field(None, description="Name of the model that writes.")
    llm_api_key: SecretStr | None = Field(None, description="Key for the chat endpoint.")
    llm_timeout: float = Field(
        60, gt=0, description="Seconds without a word from the model, all tries together, until it failed."
    )
    llm_retries: int = Field(
        2, ge=0, le=10, description="Times a request that the model's endpoint refused is sent again."
    )
    llm_prompt_tokens: int = Field(
        6_000, ge=500, le=200_000, description="Most cl100k_base tokens of a prompt."
    )
    llm_answer_tokens: int = Field(800, ge=50, le=20_000, description="Most tokens that the model may write.")
    llm_seed: int = Field(1, ge=0, description="Seed sent to the model, for answers that repeat.")
    llm_structured: Literal["auto", "schema", "text"] = Field(
        "auto",
        description="Ask the endpoint for JSON by schema, by prompt, or by prompt once it refused a schema.",
    )
    llm_check: bool = Field(
        True,
        description="Ask the model once more, apart, whether what it cites states each of its statements; "
        "and whether the nearest quotes state the sentences of a draft.",
    )
    llm_failure: Literal["extractive", "error"] = Field(
        "extractive", description="What a failing model gives: the local writer's answer, or an error (502)."
    )

    host: str = Field("127.0.0.1", description="Address the service listens on.")
    port: int = Field(8484, ge=0, le=65535, description="Port the service listens on; 0 picks a free one.")
    allowed_hosts: str | None = Field(
        None,
        description="Names, with commas, by which the service may be addressed besides localhost, the "
        "address that it listens on and the host of DATELINE_PUBLIC_URL.",
    )
    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^/\s?#@]+(/[^\s?#]*)?$",
        description="URL of the service in the links of its answers; default: where it listens.",
    )
    cors_origins: str | None = Field(
        None,
        description="Origins, with commas, whose pages may use the service from a browser, as "
        "https://desk.example; default: none.",
    )
    trusted_proxies: str | None = Field(
        None,
        description="Addresses or networks of reverse proxies, with commas, whose X-Forwarded-For and "
        "X-Forwarded-Proto are believed; default: none.",
    )
    api_key: SecretStr | None = Field(
        None, description="Bearer key of the service; required on a public address and for changes over HTTP."
    )
    api_keys: SecretStr | None = Field(
        None,
        description="Further keys: name=key,name2=key2. Their names appear in the log and the metrics.",
    )
    max_request_mb: float = Field(25, gt=0, le=1024, description="A larger request body is refused.")
    request_timeout: float | None = Field(
        None,
        gt=0,
        description="Seconds until a request gets a 504; default: 30, with a model 120, of which it may take "
        "three quarters.",
    )
    ingest_timeout: float = Field(600, gt=0, description="The same for a request that changes the archive.")
    rate_limit: str | None = Field(
        None,
        pattern=r"^\s*[1-9]\d{0,6}\s*/\s*(second|minute|hour|day)\s*$",
        description="Requests that one key (without keys: one address) may send, as 120/minute; "
        "default: no limit.",
    )
    max_concurrent: int = Field(
        8,
        ge=1,
        le=32,
        description="Requests that are worked on at once; where there are several keys or none, "
        "one caller gets half of them.",
    )
    max_waiting: int = Field(
        32, ge=0, le=10_000, description="Requests that wait for their turn; a further one gets a 429."
    )

    job_documents: int = Field(
        100_000, ge=1, le=100_000_000, description="Documents that wait in the queue; more get a 429."
    )
    job_mb: float = Field(
        2_000, gt=0, le=1_000_000, description="Most MB of documents that wait, compressed; more get a 429."
    )
    job_days: float = Field(30, gt=0, le=36_500, description="Days that a finished job can be looked at.")
    job_threads: int = Field(
        0,
        ge=0,
        le=256,
        description="Threads that embed what a service takes in; 0: one for every two processors, at least "
        "one, so that answers have the others.",
    )
    job_nice: int = Field(
        10,
        ge=0,
        le=19,
        description="How much lower than that of answers the priority is at which a service reads and embeds "
        "documents; 0: the same.",
    )

    log: Literal["text", "json"] = Field("text", description="The form of the service's log lines.")
    log_questions: bool = Field(
        False,
        description="Write questions into the log and the traces. They can tell what a reporter works on, "
        "and a log is kept and read by others: leave it off unless those who ask know.",
    )
    otlp_endpoint: str | None = Field(
        None,
        pattern=r"^https?://[^/\s]+/?$",
        description="URL of an OpenTelemetry collector (OTLP over gRPC) that gets traces; default: none.",
    )

    answers_days: int = Field(
        30,
        ge=0,
        le=3_650,
        description="Days for which answers and summaries are kept, to tell when what they cite has changed; "
        "0: none is kept.",
    )
    lookout_seconds: float = Field(
        15,
        gt=0,
        le=86_400,
        description="Seconds between two looks of the service at what has arrived or changed: for kept "
        "answers, questions that are followed, and forecasts.",
    )
    webhook_url: str | None = Field(
        None,
        pattern=r"^https?://[^/\s?#@]+(/[^\s#]*)?$",
        description="URL that is told when a kept answer has become stale; needs DATELINE_WEBHOOK_SECRET.",
    )
    webhook_secret: SecretStr | None = Field(
        None,
        min_length=16,
        description="What webhooks are signed with (Standard Webhooks; whsec_… is base64).",
    )
    webhook_private: bool = Field(
        False, description="Let webhooks go to private and local addresses, such as a desk's own server."
    )
    webhook_tries: int = Field(
        8, ge=1, le=50, description="Times that a webhook is sent before it counts as dead."
    )
    webhook_wait: float = Field(
        30,
        gt=0,
        le=86_400,
        description="Seconds until a webhook that failed is sent again; twice as long after each try.",
    )

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies_are_addresses(cls, proxies: str | None) -> str | None:
        for proxy in (proxies or "").split(","):
            if proxies:
                ipaddress.ip_network(proxy.strip())
        return proxies

    @field_validator("allowed_hosts")
    @classmethod
    def _hosts_are_names(cls, hosts: str | None) -> str | None:
        for host in _listed(hosts):
            if not _HOST.fullmatch(host):
                raise ValueError(f"{host!r} is not a name or an address, without a scheme and a port")
        return hosts

    @field_validator("cors_origins")
    @classmethod
    def _origins_are_origins(cls, origins: str | None) -> str | None:
        for origin in _listed(origins):
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is not an origin: a scheme and a host, as https://desk.example")
        return origins

    @model_validator(mode="after")
    def _webhooks_are_signed(self) -> Settings:
        if self.webhook_url and self.webhook_secret is None:
            raise ValueError(f"{PREFIX}WEBHOOK_URL is set, and nothing signs: set {PREFIX}WEBHOOK_SECRET")
        return self

    @model_validator(mode="after")
    def _named_keys_are_usable(self) -> Settings:
        _ = self.keys
        return self

    @property
    def keys(self) -> dict[str, SecretStr]:
        """The keys of the service by their names; empty: it needs none."""
        pairs = [(DEFAULT_KEY, self.api_key.get_secret_value())] if self.api_key else []
        named = self.api_keys.get_secret_value().split(",") if self.api_keys else []
        for index, entry in enumerate(named, 1):
            found = _NAMED_KEY.fullmatch(entry.strip())
            if found is None:
                raise ValueError(f"entry {index} of {PREFIX}API_KEYS is not name=key")
            pairs.append((found[1], found[2]))
        keys = {name: SecretStr(key) for name, key in pairs}
        if not len(pairs) == len(keys) == len({key for _, key in pairs}):
            raise ValueError(f"{PREFIX}API_KEYS has a name or a key twice ({DEFAULT_KEY} is {PREFIX}API_KEY)")
        return keys

    @property
    def hosts(self) -> frozenset[str]:
        """The names of the service besides those of this machine, in lower case."""
        public = urlsplit(self.public_url).hostname if self.public_url else None
        names = [self.host, *_listed(self.allowed_hosts), *([public] if public else [])]
        return frozenset(name.strip("[]").rstrip(".").lower() for name in names)

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins whose pages may use the service, as a browser writes them."""
        return tuple(origin.lower() for origin in _listed(self.cors_origins))

    @property
    def licensed_publishers(self) -> tuple[str, ...]:
        """The publishers of which a licence says what may be done."""
        return tuple(_listed(self.licensed))

    @property
    def max_document_bytes(self) -> int:
        return int(self.max_document_mb * 1024 * 1024)

    @property
    def max_request_bytes(self) -> int:
        return int(self.max_request_mb * 1024 * 1024)

    @property
    def request_seconds(self) -> float:
        """How long a request may take: a model reads and writes for a minute where quoting takes no time."""
        return self.request_timeout or (120 if self.llm_model else 30)

    @property
    def default_writer(self) -> Literal["extractive", "model"]:
        """Who writes when nobody says who."""
        return self.writer or ("model" if self.llm_model else "extractive")

    @property
    def archive_url(self) -> str:
        """The SQLAlchemy URL of the archive."""
        return self.database_url or f"sqlite:///{self.archive_file}"

    @property
    def evaluation_file(self) -> Path:
        """The report of the last run over questions of one's own, a page."""
        return self.home / "evaluation.html"

    @property
    def archive_file(self) -> Path:
        """The file of the archive where it is in SQLite."""
        return self.home / "archive.sqlite3"


def _listed(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def load_settings(**overrides: Any) -> Settings:
    """Return the settings of this process; `overrides` that are None are left out.

    Raises SettingsError for an unknown DATELINE_* variable or a value that cannot be used.
    """
    known = set(Settings.model_fields)
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name.removeprefix(PREFIX).lower() not in known:
            raise SettingsError(f"unknown setting {name}; known: {', '.join(setting_names())}")
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})
    except ValidationError as exc:
        problems = [_problem(error) for error in exc.errors()]
        raise SettingsError("; ".join(problems)) from None  # the original error shows keys


def _problem(error: ErrorDetails) -> str:
    """Return what is wrong with a setting; a key is never shown."""
    if not error["loc"]:
        return validator_message(error["msg"])
    name = str(error["loc"][0])
    field = Settings.model_fields.get(name)
    about = f" ({field.description})" if field else ""
    return f"{PREFIX}{name.upper()}={error['input']!r}: {validator_message(error['msg'])}{about}"


def setting_names() -> list[str]:
    """Return the names of all settings as environment variables."""
    return [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]


def load_object(path: str | None, setting: str) -> object:
    """Return what `module:Name` makes when called without arguments.

    Raises SettingsError, which names `setting`, for whatever goes wrong in it.
    """
    module_name, _, name = (path or "").partition(":")
    if not module_name or not name:
        raise SettingsError(f"{setting}={path!r} must be module:Name")
    try:
        return getattr(importlib.import_module(module_name), name)()
    except Exception as exc:
        raise SettingsError(f"{setting}={path!r} cannot be loaded: {type(exc).__name__}: {exc}") from exc
