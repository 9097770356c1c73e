"""Metrics for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from service.api.observability.metrics import Metrics

router = APIRouter()


@router.get("/metrics", include_in_schema=False)
def show_metrics(request: Request) -> Response:
    metrics: Metrics = request.app.state.metrics
    page, media = metrics.page(request.headers.get("accept", ""))
    return Response(page, headers={"Content-Type": media})
