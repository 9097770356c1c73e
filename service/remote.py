"""Asking a running service over HTTP instead of an archive in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from pydantic import SecretStr, TypeAdapter

from ingest.remote import RunningService
from ingest.store.reading.story_list import StoryList
from service.answer import Answer
from service.ask import AskRequest, Done, Stated
from service.chat import Asked, ChatEvent, ChatRequest, Said, Summarised, Turn
from service.check import CheckResult
from service.drafts.draft import CheckedDraft, DraftRequest
from service.evidence.found import FoundPassage, SearchResult
from service.follows.follow import Follow, FollowList
from service.forecasts.forecast import ForecastList
from service.kept.kept import KeptAnswer, KeptList
from service.quotes.lookup import QuoteRequest, QuoteResult
from service.stories.story import Story
from service.summaries.summary import CostEstimate, Summary, SummaryRequest
from service.webhooks.webhook import WebhookList


@dataclass(frozen=True, slots=True)
class _Checkable:
    question: str
    carried: tuple[str, ...] = ()
    answer: Answer | None = None
    summary: Summary | None = None
    said: str | None = None


_CHECKABLE = TypeAdapter(_Checkable)
_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)
_SEARCH, _CHECKED = TypeAdapter(SearchResult), TypeAdapter(CheckResult)
_SUMMARY, _ESTIMATE = TypeAdapter(Summary), TypeAdapter(CostEstimate)
_QUOTES, _DRAFT = TypeAdapter(QuoteResult), TypeAdapter(CheckedDraft)
_KEPT, _KEPT_ANSWER = TypeAdapter(KeptList), TypeAdapter(KeptAnswer)
_FOLLOW, _FOLLOWS = TypeAdapter(Follow), TypeAdapter(FollowList)
_FORECASTS, _WEBHOOKS = TypeAdapter(ForecastList), TypeAdapter(WebhookList)
_STORIES, _STORY = TypeAdapter(StoryList), TypeAdapter(Story)


def ask_service(
    server: str, request: AskRequest, api_key: SecretStr | None = None, writer: str | None = None
) -> Answer:
    """Return what the service at `server` answers; `writer` None is the service's default.

    Raises InputError or SettingsError for what the service says is wrong with the request or its key, and
    BackendError when it is not there, fails, or is no Dateline service.
    """
    body = _scope(request) | {"question": request.question}
    if writer:
        body["writer"] = writer
    service = RunningService(server, api_key)
    return service.read(service.post("/v1/answers", body), _ANSWER)


def chat_with_service(
    server: str, request: ChatRequest, api_key: SecretStr | None = None, writer: str | None = None
) -> Iterator[ChatEvent]:
    """Yield what the service at `server` answers in a conversation, all at once. Raises as `ask_service`."""
    body = {
        "model": f"dateline-{writer}" if writer else "dateline",
        "messages": [*_messages(request.history), {"role": "user", "content": request.question}],
        "dateline": _scope(request) | {"drop_carried": list(request.dropped)},
    }
    service = RunningService(server, api_key)
    response = service.post("/v1/chat/completions", body)
    try:
        found = _CHECKABLE.validate_python(response.json()["choices"][0]["message"]["dateline"])
    except (ValueError, LookupError, TypeError) as exc:
        raise service.no_answer() from exc
    yield Asked(found.question, found.carried)
    if found.said:
        yield Said(found.said)
    if found.answer:
        yield from map(Stated, found.answer.statements)
        yield Done(found.answer)
    if found.summary:
        yield Summarised(found.summary)


def search_service(service: RunningService, request: AskRequest, limit: int) -> list[FoundPassage]:
    """Return the passages that the service finds. Raises as `ask_service`."""
    query: dict[str, str | int | list[str]] = {"q": request.question, "limit": limit, **_moments(request)}
    if request.publishers:
        query["publisher"] = list(request.publishers)
    return service.read(service.get("/v1/search", query), _SEARCH).passages


def quote_service(service: RunningService, request: QuoteRequest) -> QuoteResult:
    """Return where the service finds words. Raises as `ask_service`."""
    query: dict[str, str | int | list[str]] = {
        "q": request.quote,
        "limit": request.limit,
        **_moments(request),
    }
    if request.publishers:
        query["publisher"] = list(request.publishers)
    return service.read(service.get("/v1/quotes", query), _QUOTES)


def check_draft_service(service: RunningService, request: DraftRequest) -> CheckedDraft:
    """Return what the service's archive has of a draft. Raises as `ask_service`."""
    body = {"text": request.text, "publishers": list(request.publishers), **_moments(request)}
    return service.read(service.post("/v1/check", body), _DRAFT)


def estimate_service(
    service: RunningService, request: SummaryRequest, writer: str | None = None
) -> CostEstimate:
    """Return what the service says that a summary will cost. Raises as `ask_service`."""
    response = service.post("/v1/summaries", _summary_body(request, writer), {"estimate": "true"})
    return service.read(response, _ESTIMATE)


def summarize_service(service: RunningService, request: SummaryRequest, writer: str | None = None) -> Summary:
    """Return the summary that the service makes. Raises as `ask_service`."""
    return service.read(service.post("/v1/summaries", _summary_body(request, writer)), _SUMMARY)


def check_service(service: RunningService, answer: bytes) -> CheckResult:
    """Return the service's verdict on an answer or a summary as JSON. Raises as `ask_service`."""
    return service.read(service.post_json("/v1/citations/check", answer), _CHECKED)


def kept_service(service: RunningService, *, stale: bool | None, limit: int, offset: int) -> KeptList:
    """Return the answers that the service keeps. Raises as `ask_service`."""
    query: dict[str, str | int] = {"limit": limit, "offset": offset}
    if stale is not None:
        query["stale"] = "true" if stale else "false"
    return service.read(service.get("/v1/answers", query), _KEPT)


def kept_answer_service(service: RunningService, id_: str) -> KeptAnswer:
    """Return an answer that the service keeps. Raises as `ask_service`."""
    return service.read(service.get(f"/v1/answers/{quote(id_, safe='')}"), _KEPT_ANSWER)


def follow_service(
    service: RunningService, question: str, publishers: Sequence[str], webhook: str | None
) -> Follow:
    """Let the service follow a question. Raises as `ask_service`."""
    body = {"question": question, "publishers": list(publishers), "webhook": webhook}
    return service.read(service.post("/v1/follows", body), _FOLLOW)


def follows_service(service: RunningService) -> FollowList:
    """Return what the service follows. Raises as `ask_service`."""
    return service.read(service.get("/v1/follows"), _FOLLOWS)


def one_follow_service(service: RunningService, id_: str) -> Follow:
    """Return a follow of the service. Raises as `ask_service`."""
    return service.read(service.get(f"/v1/follows/{quote(id_, safe='')}"), _FOLLOW)


def forecasts_service(
    service: RunningService, due: datetime | None, publishers: Sequence[str], limit: int, offset: int
) -> ForecastList:
    """Return the forecasts that the service lists. Raises as `ask_service`."""
    query: dict[str, str | int | list[str]] = {
        "limit": limit,
        "offset": offset,
        "publisher": list(publishers),
    }
    if due is not None:
        query["due"] = due.isoformat()
    return service.read(service.get("/v1/forecasts", query), _FORECASTS)


def stories_service(
    service: RunningService, day: date | None, as_of: datetime | None, limit: int, offset: int
) -> StoryList:
    """Return the stories of a day that the service has. Raises as `ask_service`."""
    query: dict[str, str | int] = {"limit": limit, "offset": offset} | _as_of(as_of)
    if day is not None:
        query["day"] = day.isoformat()
    return service.read(service.get("/v1/stories", query), _STORIES)


def one_story_service(service: RunningService, id_: str, as_of: datetime | None) -> Story:
    """Return a story of the service. Raises as `ask_service`."""
    return service.read(service.get(f"/v1/stories/{quote(id_, safe='')}", _as_of(as_of)), _STORY)


def _as_of(moment: datetime | None) -> dict[str, str]:
    return {"as_of": moment.isoformat()} if moment else {}


def webhooks_service(service: RunningService, *, dead: bool) -> WebhookList:
    """Return the webhooks of the service. Raises as `ask_service`."""
    return service.read(service.get("/v1/webhooks", {"dead": "true" if dead else "false"}), _WEBHOOKS)


def _summary_body(request: SummaryRequest, writer: str | None) -> dict[str, object]:
    body = {
        "article_id": request.article_id,
        "story_id": request.story_id,
        "question": request.question,
        **_moments(request),
        "publishers": list(request.publishers),
        "style": request.style,
        "max_words": request.max_words,
        "max_sentences": request.max_sentences,
        "writer": writer,
    }
    return {name: value for name, value in body.items() if value is not None}


def _messages(history: Iterable[Turn]) -> Iterator[dict[str, str]]:
    for turn in history:
        yield {"role": "user", "content": turn.question}
        yield {"role": "assistant", "content": turn.answer}


def _scope(request: AskRequest | ChatRequest) -> dict[str, object]:
    body: dict[str, object] = {"max_statements": request.max_statements, **_moments(request)}
    if request.publishers:
        body["publishers"] = list(request.publishers)
    return body


def _moments(
    request: AskRequest | ChatRequest | SummaryRequest | QuoteRequest | DraftRequest,
) -> dict[str, str]:
    moments = {"as_of": request.as_of, "after": request.after, "before": request.before}
    return {name: moment.isoformat() for name, moment in moments.items() if moment is not None}
