"""The names that a chat completion can be asked of."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from service.api.desk import DeskHeld
from service.api.openai_format import MODEL, ModelCard, ModelList, model_ids, writer_of
from service.api.problems import documented

router = APIRouter(prefix="/v1/models", tags=["chat"])


@router.get("")
def list_models(desk: DeskHeld) -> ModelList:
    """List the models: `dateline` is the service's default writer, the others name theirs."""
    return ModelList([ModelCard(id) for id in model_ids(desk.writers.names)])


@router.get("/{id}", responses=documented(400, 404))
def show_model(id: Annotated[str, Path(max_length=100, examples=[MODEL])], desk: DeskHeld) -> ModelCard:
    """Show one of the models."""
    writer_of(id, desk.writers.names)
    return ModelCard(id)
