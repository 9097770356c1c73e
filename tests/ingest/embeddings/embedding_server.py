"""An OpenAI-compatible embedding server with the local model, and the ways in which such servers fail."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse

from ingest.embeddings.minilm import MiniLM

KEY = "sesame"


class EmbeddingServer:
    """`fail` names what happens to the next `times` requests; `requests` counts those that came."""

    def __init__(self) -> None:
        self.url = ""
        self.requests = 0
        self.largest = 0
        self._failure = ""
        self._times = 0
        self._minilm = MiniLM(threads=1)

    def fail(self, failure: str, times: int = 100) -> None:
        self._failure, self._times = failure, times
        self.requests = 0

    def answer(self, authorization: str, body: dict[str, Any]) -> Response:
        self.requests += 1
        if authorization != f"Bearer {KEY}":
            return JSONResponse({"error": {"message": "Incorrect API key"}}, 401)
        vectors = self._minilm.embed_texts(body["input"]).tolist()
        self.largest = max(self.largest, len(vectors))
        # A server may give them in any order: each has its index.
        rows = [{"object": "embedding", "index": n, "embedding": row} for n, row in enumerate(vectors)][::-1]
        if self._times > 0:
            self._times -= 1
            return self._failed(rows)
        return JSONResponse({"object": "list", "model": body["model"], "data": rows, "usage": {}})

    def _failed(self, rows: list[dict[str, Any]]) -> Response:
        match self._failure:
            case "overloaded":
                return JSONResponse({"error": {"message": "try later"}}, 500)
            case "hanging":
                time.sleep(1.5)
            case "not json":
                return PlainTextResponse("<html>It works</html>")
            case "no data":
                return JSONResponse({"error": "no"})
            case "endless":
                return StreamingResponse(iter([b" " * 1_000_000] * 40), media_type="application/json")
            case "elsewhere":
                return RedirectResponse(f"{self.url}/elsewhere", 307)
            case "one missing":
                rows = rows[1:]
            case "too short":
                rows = [{**row, "embedding": row["embedding"][:5]} for row in rows]
            case "of different lengths":
                rows = [{**row, "embedding": row["embedding"][: 5 + row["index"]]} for row in rows]
            case "not a number":
                rows = [{**row, "embedding": [None, *row["embedding"][1:]]} for row in rows]
        return JSONResponse({"object": "list", "model": "m", "data": rows, "usage": {}})


@contextmanager
def running() -> Iterator[EmbeddingServer]:
    """Run the server on a free port of loopback for as long as the context lasts."""
    state, app = EmbeddingServer(), FastAPI()

    @app.post("/v1/embeddings")
    def embeddings(request: Request, body: dict[str, Any]) -> Response:
        return state.answer(request.headers.get("authorization", ""), body)

    config = uvicorn.Config(app, port=0, ws="none", access_log=False, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        state.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/v1"
        yield state
    finally:
        server.should_exit = True
        thread.join()
