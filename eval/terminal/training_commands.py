"""The commands that fit and train the models."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from ingest.errors import SettingsError
from ingest.terminal.options import Json
from ingest.terminal.output import say, say_json
from ingest.terminal.progress import shown_progress

app = typer.Typer()

Questions = Annotated[
    Path, typer.Argument(help="questions.jsonl.gz with SQuAD questions.", show_default=False)
]


@app.command("fit")
def fit_command(
    news: Annotated[Path, typer.Argument(help="Folder of a RealTimeQA set.", show_default=False)],
    questions: Questions,
    until: Annotated[
        str, typer.Option(help="Only news questions asked before this day; the later ones test.")
    ] = "2022-09-01",
    cache: Annotated[Path | None, typer.Option(help="Folder that keeps built archives.")] = None,
    json: Json = False,
) -> None:
    """Fit the models in service/evidence/logistic.json, which score sentences and decide on refusals."""
    from eval.homes import default_cache
    from eval.training.fit import fit_models
    from ingest.moments import parse_moment

    with shown_progress() as on_progress:
        moment = parse_moment(until, end_of_day=False)
        report = fit_models(news, questions, moment, cache or default_cache(), on_progress)
    if json:
        say_json(report)
        return
    say(
        f"fitted on {report.news_questions} news and {report.paragraph_questions} paragraph questions;\n"
        f"on the half held out: AUC {report.answer_auc:.3f}, refusal F1 {report.refusal_f1:.3f} "
        f"at threshold {report.threshold:.3f}"
    )


@app.command("train-carrying")
def train_carrying_command(
    dialogues: Annotated[Path, typer.Argument(help="rewrite.jsonl.gz with follow-ups.", show_default=False)],
    questions: Questions,
    json: Json = False,
) -> None:
    """Train service/dialogue/reading.npz, which reads follow-ups; needs torch (dateline-news[train])."""
    with _torch():
        from eval.training.dialogue_reader import train_dialogue_reader

    with shown_progress() as on_progress:
        report = train_dialogue_reader(dialogues, questions, on_progress)
    if json:
        say_json(report)
        return
    say(
        f"trained on {report.dialogues:,} dialogues; on {report.apart:,} kept apart: of the words needed "
        f"{report.words_carried:.3f} carried, of the carried {report.words_right:.3f} needed; new topics "
        f"that carry nothing {report.new_topics:.3f}"
    )


@app.command("train-reader")
def train_reader_command(
    questions: Questions,
    large: Annotated[int, typer.Option(min=0, help="Questions drawn of SQuAD's training part.")] = 22_000,
    json: Json = False,
) -> None:
    """Train the reader, rescoring/reader.npz; takes hours and torch (dateline-news[train])."""
    with _torch():
        from eval.training.reader import train_reader

    with shown_progress() as on_progress:
        report = train_reader(questions, large, on_progress)
    if json:
        say_json(report)
        return
    say(
        f"trained on {report.examples:,} windows; on articles kept apart: AUC {report.answer_auc:.3f}, "
        f"answers met {report.overlapping:.3f}; now run: dateline eval train-news, dateline eval fit"
    )


@app.command("train-news")
def train_news_command(
    questions: Questions,
    again: Annotated[int, typer.Option(min=0, help="Questions over paragraphs that are read again.")] = 3_000,
    mean_with: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,  # an hour of training would be lost on a slip
            dir_okay=False,
            help="Keep the mean with another adapter, an earlier news.npz.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Train rescoring/news.npz, by which the reader reads news; needs torch (dateline-news[train])."""
    with _torch():
        from eval.training.news_reader import train_news_reader

    with shown_progress() as on_progress:
        report = train_news_reader(questions, again, on_progress, mean_with=mean_with)
    if json:
        say_json(report)
        return
    say(f"trained on {report.windows:,} windows, measured on {report.apart:,} of news kept apart")
    for name, before, after in (
        ("news", report.news_before, report.news),
        ("paragraphs", report.wikipedia_before, report.wikipedia),
    ):
        say(f"{name}: AUC {before[0]:.3f} -> {after[0]:.3f}, answers met {before[1]:.3f} -> {after[1]:.3f}")
    say("now run: dateline eval fit")


@contextmanager
def _torch() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as exc:
        raise SettingsError(f"{exc.name} is not installed; run: pip install 'dateline-news[train]'") from exc
