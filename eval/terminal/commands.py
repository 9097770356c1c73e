"""The commands that measure; each calls one function and prints its report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.terminal import run_commands as run_cli
from ingest.errors import SettingsError
from ingest.terminal.options import Json
from ingest.terminal.output import note, say, say_json, table
from ingest.terminal.progress import shown_progress

if TYPE_CHECKING:
    from eval.bench.figures import Figure
    from eval.documents.extraction import TextScore

app = typer.Typer(help="Measure answers, summaries, extraction, offsets and speed.")
app.add_typer(run_cli.app)

_WORST = 5
BROKEN = 1

SetPath = Annotated[Path, typer.Argument(metavar="PATH", help="Folder of the set.", show_default=False)]


@app.command("extraction")
def extraction_command(path: SetPath, json: Json = False) -> None:
    """Compare the text found on pages with the true text: Dateline's beside trafilatura's."""
    from eval.documents.extraction import measure_extraction

    with shown_progress() as on_progress:
        report = measure_extraction(path, on_progress)
    if json:
        say_json(report)
        return
    say(
        table(
            [
                ("", "F1", "precision", "recall"),
                _score_row("Dateline", report.ours),
                _score_row("trafilatura", report.trafilatura),
            ]
        )
    )
    worst = [(f"{page.ours.right:.3f}", page.page, page.url) for page in report.worst[:_WORST]]
    say(f"\n{len(report.pages)} pages; the worst, by the share of shingles that are right:\n{table(worst)}")


@app.command("metadata")
def metadata_command(path: SetPath, json: Json = False) -> None:
    """Compare publication dates and titles found on pages with the publishers' own."""
    from eval.documents.extraction import measure_metadata

    with shown_progress() as on_progress:
        report = measure_metadata(path, on_progress)
    if json:
        say_json({**asdict(report), "date_share": report.date_share, "title_share": report.title_share})
        return
    say(
        table(
            [
                ("field", "right", "pages", "share"),
                ("date", str(report.dates_right), str(report.dated), f"{report.date_share:.3f}"),
                ("title", str(report.titles_right), str(report.titled), f"{report.title_share:.3f}"),
            ]
        )
    )
    if report.wrong:
        wrong = [(case.field, case.page, case.wanted, case.found or "nothing") for case in report.wrong]
        say(f"\nWrong:\n{table([('field', 'page', 'wanted', 'found'), *wrong])}")


@app.command("dates")
def dates_command(path: SetPath, json: Json = False) -> None:
    """Compare the days of publication found on pages with the true ones: Dateline's beside htmldate's."""
    from eval.documents.dates import measure_dates

    with shown_progress() as on_progress:
        report = measure_dates(path, on_progress)
    if json:
        say_json({**asdict(report), "ours": report.ours, "htmldate": report.htmldate})
        return
    say(
        table(
            [
                ("", "right", "pages"),
                ("Dateline", f"{report.ours:.3f}", str(len(report.pages))),
                ("htmldate", f"{report.htmldate:.3f}", str(len(report.pages))),
            ]
        )
    )
    wrong = [page for page in report.pages if page.ours != page.wanted]
    if wrong:
        days = [
            tuple(str(day or "none") for day in (page.wanted, page.ours, page.htmldate)) for page in wrong
        ]
        rows = [(page.page, *each) for page, each in zip(wrong, days, strict=True)]
        say(f"\nWrong:\n{table([('page', 'wanted', 'Dateline', 'htmldate'), *rows])}")


@app.command("offsets")
def offsets_command(path: SetPath, json: Json = False) -> None:
    """Check that passages and the gaps between them give every text back; exit code 1 if not."""
    from eval.documents.offsets import measure_offsets

    with shown_progress() as on_progress:
        report = measure_offsets(path, on_progress)
    if json:
        say_json(report)
    else:
        say(
            f"{report.articles:,} articles, {report.passages:,} passages, {report.sentences:,} sentences; "
            f"{len(report.broken):,} texts do not come back"
        )
    for id_ in report.broken:
        note(id_)
    if report.broken:
        raise typer.Exit(BROKEN)


@app.command("stories")
def stories_command(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="Articles, as `dateline ingest` reads them.")],
    among: Annotated[
        int, typer.Option(min=0, help="How many other articles the archive holds.", show_default="100000")
    ] = 100_000,
    json: Json = False,
) -> None:
    """Measure which copies the store puts into one story, beside an exact rule, and how fast it does."""
    from eval.bench.stories import measure_stories

    with shown_progress() as on_progress:
        report = measure_stories(path, among, on_progress)
    if json:
        say_json(report)
        return
    estimates = [("precision", report.precision), ("recall", report.recall)]
    estimates += [(f"copies: {each.how}", each.found) for each in report.made]
    rows = [
        (name, f"{each.value:.3f}", f"{each.low:.3f}-{each.high:.3f}", f"{each.count:,}")
        for name, each in estimates
        if each is not None
    ]
    say(f"{report.articles:,} articles, {report.pairs:,} pairs of one week that share four words in a row")
    say(table([("", "value", "95 % interval", "cases"), *rows]))
    say(
        f"\nplaced among {report.archive:,}: p50 {report.p50:.1f} ms, p95 {report.p95:.1f} ms, "
        f"of these on the processor {report.busy_p50:.1f} and {report.busy_p95:.1f}; the goals are "
        f"{'met' if report.met else 'not met'}"
    )
    if report.wrong:
        wrong = [
            ("put together" if each.together else "kept apart", each.one, each.other) for each in report.wrong
        ]
        say(f"\nWrong by the rule:\n{table(wrong)}")


@app.command("bench")
def bench_command(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[PATH]", help="Folder of a RealTimeQA set; default: the sample, repeated."),
    ] = None,
    passages: Annotated[int, typer.Option(min=20, help="Size of the archive that is asked.")] = 10_000,
    questions: Annotated[int, typer.Option(min=1, help="How many questions are asked.")] = 100,
    cache: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the archive is kept; default: in the temporary folder."),
    ] = None,
    json: Json = False,
) -> None:
    """Measure the speed of ingest and of answers, and their memory. The first run builds the archive."""
    from eval.bench.run import run_bench
    from eval.homes import default_cache

    with shown_progress() as on_progress:
        report = run_bench(
            path,
            passages=passages,
            questions=questions,
            cache=cache or default_cache(),
            on_progress=on_progress,
        )
    if json:
        say_json(report)
    else:
        say(f"{report.corpus}, {report.passages:,} passages\n\n{_figures(report.figures)}")


@app.command("bench-ingest")
def bench_ingest_command(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[PATH]", help="Folder of a RealTimeQA set; default: the sample, repeated."),
    ] = None,
    passages: Annotated[int, typer.Option(min=20, help="Size of the archive that is asked.")] = 10_000,
    questions: Annotated[int, typer.Option(min=2, help="How many questions are asked.")] = 100,
    cache: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the archive is kept; default: in the temporary folder."),
    ] = None,
    json: Json = False,
) -> None:
    """Measure the answers of a service while it takes documents in, beside those when it is idle."""
    from eval.bench.beside import measure_beside
    from eval.homes import default_cache

    with shown_progress() as on_progress:
        report = measure_beside(
            path,
            passages=passages,
            questions=questions,
            cache=cache or default_cache(),
            on_progress=on_progress,
        )
    if json:
        say_json(report)
    else:
        say(f"{report.corpus}, {report.passages:,} passages\n\n{_figures(report.figures)}")


@app.command("bench-warc")
def bench_warc_command(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[PATH]", help="Folder of saved pages; default: pages made of the sample."),
    ] = None,
    pages: Annotated[int, typer.Option(min=50, help="How many pages the web archives hold.")] = 500,
    json: Json = False,
) -> None:
    """Measure how fast web archives are taken in, beside trafilatura alone on the same ones."""
    from eval.bench.warc import measure_warc

    with shown_progress() as on_progress:
        report = measure_warc(path, pages, on_progress)
    if json:
        say_json(report)
    else:
        say(f"{report.corpus}, {report.passages:,} passages\n\n{_figures(report.figures)}")


@app.command("kills")
def kills_command(
    kills: Annotated[int, typer.Option(min=1, max=300, help="How often the service is killed.")] = 50,
    seed: Annotated[int, typer.Option(help="Of the moments at which it is killed.")] = 1,
    json: Json = False,
) -> None:
    """Kill a service often while it takes documents in; exit code 1 if one is lost or there twice."""
    from eval.bench.kills import measure_kills

    with shown_progress() as on_progress:
        report = measure_kills(kills, seed, on_progress)
    if json:
        say_json(report)
    else:
        say(
            f"{report.kills:,} kills, {report.documents:,} documents: {report.lost:,} lost, {report.twice:,} "
            f"twice, {report.wrong_jobs:,} jobs with a wrong report, {report.faults:,} faults found by verify"
        )
    if not report.met:
        raise typer.Exit(BROKEN)


@app.command("soak")
def soak_command(
    arrivals: Annotated[int, typer.Option(min=20, help="How many articles are published.")] = 20_000,
    minutes: Annotated[float, typer.Option(min=0.1, help="Within which time.")] = 60.0,
    json: Json = False,
) -> None:
    """Let a service watch a site that publishes all the time: delay, memory, losses.

    Exit code 1 if one is lost or there twice, or memory grows beyond its goal.
    """
    from eval.bench.soak import measure_soak

    with shown_progress() as on_progress:
        report = measure_soak(arrivals, minutes, on_progress)
    if json:
        say_json(report)
    else:
        say(f"{report.arrivals:,} arrivals: {report.lost:,} lost, {report.twice:,} twice\n")
        say(_figures(report.figures))
    if not report.met:
        raise typer.Exit(BROKEN)


@app.command("bench-scale")
def bench_scale_command(
    passages: Annotated[
        list[int] | None,
        typer.Option(
            metavar="N",
            min=100,
            help="Size of an archive; may be given several times.",
            show_default="10000 and 100000",
        ),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the archives are kept; default: in the temporary folder."),
    ] = None,
    json: Json = False,
) -> None:
    """Measure how an answer's stages grow with the archive, on made-up articles; a million takes hours."""
    from eval.bench.scale import GROWTH, measure_scale
    from eval.homes import default_cache

    with shown_progress() as on_progress:
        report = measure_scale(passages or [10_000, 100_000], cache or default_cache(), on_progress)
    if json:
        say_json(report)
        return
    for archive in report.archives:
        say(
            f"{archive.passages:,} passages of {archive.articles:,} articles: {archive.disk:,.0f} MB on disk,"
            f" {archive.memory:,.0f} MB of memory, first answer after {archive.start:.1f} s"
        )
        rows = [(each.filters, each.stage, _number(each.p50), _number(each.p95)) for each in archive.stages]
        say(table([("filters", "stage", "p50 ms", "p95 ms"), *rows]) + "\n")
    met = "met" if report.met else "not met"
    say(
        f"without reading, an answer of the largest takes {report.growth:.2f} times that of the smallest "
        f"(goal: at most {GROWTH.bound:g}, {met})"
    )


def _score_row(name: str, score: TextScore) -> tuple[str, ...]:
    return (name, f"{score.f1:.3f}", f"{score.precision:.3f}", f"{score.recall:.3f}")


def _figures(figures: Sequence[Figure]) -> str:
    rows = [("measured", "goal", "found", "met", "readings")]
    for figure in figures:
        goal = figure.goal
        bound = f"{'>=' if goal.at_least else '<='} {goal.bound:g}" if goal else "-"
        met = "-" if figure.met is None else "yes" if figure.met else "no"
        readings = ", ".join(
            f"{reading.name} {_number(reading.value)} {reading.unit}" for reading in figure.readings
        )
        rows.append((figure.name, bound, f"{_number(figure.value)} {figure.unit}", met, readings))
    return table(rows)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


@app.command("fit")
def fit_command(
    news: Annotated[Path, typer.Argument(help="Folder of a RealTimeQA set.", show_default=False)],
    questions: Annotated[
        Path, typer.Argument(help="questions.jsonl.gz with SQuAD questions.", show_default=False)
    ],
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
    questions: Annotated[
        Path, typer.Argument(help="questions.jsonl.gz with SQuAD questions.", show_default=False)
    ],
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
    questions: Annotated[
        Path, typer.Argument(help="questions.jsonl.gz with SQuAD questions.", show_default=False)
    ],
    large: Annotated[int, typer.Option(min=0, help="Questions drawn of SQuAD's training part.")] = 22_000,
    mined: Annotated[
        int, typer.Option(min=0, help="Questions trained on once more, with what a search finds for them.")
    ] = 0,
    cache: Annotated[Path | None, typer.Option(help="Folder that keeps built archives.")] = None,
    json: Json = False,
) -> None:
    """Train the reader in service/evidence/reader.npz; takes hours and torch (dateline-news[train])."""
    from eval.homes import default_cache

    with _torch():
        from eval.training.reader import train_reader

    with shown_progress() as on_progress:
        report = train_reader(questions, large, mined, cache or default_cache(), on_progress)
    if json:
        say_json(report)
        return
    say(
        f"trained on {report.examples:,} windows; on articles kept apart: AUC {report.answer_auc:.3f}, "
        f"answers met {report.overlapping:.3f}; now run: dateline eval train-news, dateline eval fit"
    )


@app.command("train-news")
def train_news_command(
    questions: Annotated[
        Path, typer.Argument(help="questions.jsonl.gz with SQuAD questions.", show_default=False)
    ],
    again: Annotated[int, typer.Option(min=0, help="Questions over paragraphs that are read again.")] = 3_000,
    json: Json = False,
) -> None:
    """Train service/evidence/news.npz, by which the reader reads news; needs torch (dateline-news[train])."""
    with _torch():
        from eval.training.news_reader import train_news_reader

    with shown_progress() as on_progress:
        report = train_news_reader(questions, again, on_progress)
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
