"""Commands for writers of articles, and for readers who judge them: lint-articles, reading, score-reading."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.options import ForceOption, FormatOption, SeedsOption, add
from dateline.paths import STYLE, project, root

if TYPE_CHECKING:
    from dateline.corpus.style.lint import Linted
    from dateline.corpus.style.real import RealStyle
    from dateline.document import Document


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    add(app, "Writing", lint_articles, reading, score_reading)


def lint_articles(
    articles: Annotated[
        list[str] | None,
        typer.Argument(help="Article files, folders of them, or ids of articles or stories (default: the whole part)."),
    ] = None,
    *,
    part: Annotated[str, typer.Option("--part", help="The part that they belong to.")] = "open",
    real: Annotated[
        bool, typer.Option("--real", help="Check the real articles instead, each against all others.")
    ] = False,
    form: FormatOption = "table",
    record: Annotated[
        bool, typer.Option("--record", help="Count the real articles again and record their habits.")
    ] = False,
    write: Annotated[
        Path | None, typer.Option("--write", help="Write the report style.md on the whole part to this folder.")
    ] = None,
    seeds: SeedsOption = None,
) -> None:
    """Check articles, before annotation, for habits that real news lacks; exit code 1 if any is reported."""
    from dateline.corpus.style.drafts import open_drafts
    from dateline.corpus.style.lint import lint, real_style
    from dateline.corpus.style.real import read_style, write_style

    if part != "open":
        from dateline.errors import refuse

        raise refuse("unknown-part", f"articles of {part!r} are not written for the corpus", hint="expected open")
    if record:
        typer.echo(f"wrote {write_style(project() / STYLE, real_style(_real(seeds)))}")
        return
    style = read_style(root() / STYLE)
    if write:
        from dateline.publishing.reports.style_report import write_style_report

        typer.echo(f"wrote {write_style_report(write, lint(open_drafts(root()), style), style)}")
        return
    linted = _linted_real(style, seeds) if real else lint(open_drafts(root(), articles or ()), style)
    _print(linted, form)
    raise typer.Exit(1 if linted.findings else 0)


def reading(
    out: Annotated[Path, typer.Argument(help="A new folder outside the project's data, for the sheet and its key.")],
    seeds: SeedsOption = None,
    number: Annotated[int, typer.Option("--number", min=1, help="How many paragraphs a side.")] = 50,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the draw.")] = 1,
    force: ForceOption = "",
) -> None:
    """Draw the reading test: real and invented paragraphs of the same topics and lengths, with their names hidden."""
    from dateline.annotation.reading_draw import excerpts, write_test
    from dateline.corpus.articles import all_articles
    from dateline.corpus.load import available_texts
    from dateline.errors import text_needed

    articles = list(all_articles(root(), available_texts(seeds)))
    if any(article.masked for article in articles):
        raise text_needed("the reading test")
    folder = write_test(out, excerpts(articles, number, seed), root(), force=force)
    typer.echo(f"wrote {folder}: give readers sheet.md only; score their answers by `dateline score-reading`")


def score_reading(
    key: Annotated[Path, typer.Argument(help="The folder that `dateline reading` wrote, or its key.")],
    answers: Annotated[list[Path], typer.Argument(help="The readers' files, each called like its reader.")],
    record: Annotated[
        str, typer.Option("--record", help="A name for the test: record its answers in annotations/audit/.")
    ] = "",
) -> None:
    """Score readers' answers to the reading test: accuracy of each and of all, with 95% intervals."""
    from dateline.annotation.reading_test import counted, read_answers, reading_rows, record_answers
    from dateline.tables import plain_table

    given, real = read_answers(key, answers, record)
    typer.echo(plain_table("reading test", *reading_rows(counted(given, real))))
    if record:
        typer.echo(f"wrote {record_answers(project(), given)}")


def _linted_real(style: "RealStyle", seeds: Path | None) -> "Linted":
    from dateline.corpus.style.drafts import real_drafts
    from dateline.corpus.style.lint import lint_real

    return lint_real(real_drafts(_real(seeds)), style)


def _print(linted: "Linted", form: str) -> None:
    from dateline.corpus.style.listing import finding_rows, rendered, summary_rows
    from dateline.tables import plain_table

    if form != "table":
        typer.echo(rendered(linted, form))
        return
    if linted.findings:
        typer.echo(plain_table("habits reported", *finding_rows(linted.findings), right=False))
    typer.echo(plain_table(f"{linted.articles} articles", *summary_rows(linted)))
    reported = len({finding.article for finding in linted.findings})
    typer.echo(f"{len(linted.findings)} findings in {reported} of {linted.articles} articles")


def _real(seeds: Path | None) -> tuple["Document", ...]:
    from dateline.corpus.load import load
    from dateline.errors import text_needed
    from dateline.paths import MANIFESTS

    documents = tuple(document for part in MANIFESTS for document in load(part, seeds=seeds))
    if any(document.masked for document in documents):
        raise text_needed("counting the habits of real articles")
    return documents
