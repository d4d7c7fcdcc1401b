"""Commands on the corpus: show, browse, restore, validate, build, stats, audit, reading."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.options import DataOption, ForceOption, JsonOption, SeedsOption, add
from dateline.paths import project, root

if TYPE_CHECKING:
    from dateline.document import Document


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    add(app, "Corpus", show, browse, restore, validate, build, stats, audit, reading)


def show(
    document: Annotated[str, typer.Argument(help="A document id.")],
    *,
    layer: Annotated[
        list[str] | None, typer.Option("--layer", help="mentions, events or quotes; may be repeated (default: all).")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write one self-contained page to this file instead.")
    ] = None,
    passes: Annotated[
        str | None, typer.Option("--passes", help="Compare annotators A and B of a round; `latest` for the last one.")
    ] = None,
    predictions: Annotated[
        Path | None, typer.Option("--predictions", help="Compare a prediction file with the gold.")
    ] = None,
    task: Annotated[str, typer.Option("--task", help="The task of the predictions.")] = "ner",
    data: DataOption = None,
    seeds: SeedsOption = None,
    from_gold: Annotated[
        bool,
        typer.Option("--from-gold", help="Read the articles and gold files as they are now, not the built corpus."),
    ] = False,
) -> None:
    """Show an article with its layers: the gold, two annotators compared, or predictions compared with the gold."""
    from dateline.viewer import draw, page
    from dateline.viewer.sources import reading_of

    reading = reading_of(
        document,
        layers=layer,
        passes=passes,
        predictions=predictions,
        task=task,
        data=data,
        seeds=seeds,
        from_gold=from_gold,
    )
    if html:
        from dateline.files import check_unpublished, write_text
        from dateline.paths import root as own_root

        if reading.document.provenance == "real" and not reading.document.masked:
            check_unpublished(html, own_root())
        typer.echo(f"wrote {write_text(html, page(reading))}")
        return
    from dateline.tables import console

    console().print(draw(reading))


def browse(
    out: Annotated[Path, typer.Option("--out", help="The folder that the pages go into.")],
    *,
    data: Annotated[
        list[str] | None,
        typer.Option("--data", help="A part, split or folder of documents; may be repeated (default: all parts)."),
    ] = None,
    with_text: Annotated[
        bool, typer.Option("--with-text", help="Show the real texts too, where their source files are available.")
    ] = False,
    force: ForceOption = "",
    seeds: SeedsOption = None,
) -> None:
    """Write the corpus as pages for a web browser: articles with their layers, stories, entities, search."""
    from dateline.paths import root as own_root
    from dateline.viewer.browser import browsable, collect, write

    collection = collect(browsable(data, seeds, with_text=with_text), own_root())
    typer.echo(f"wrote {write(collection, out, own_root(), force=force) / 'index.html'}")


def restore(
    seeds: SeedsOption = None,
    gum: Annotated[
        Path | None, typer.Option("--gum", help="A copy of GUM V11.1.0 (a folder or a zip), for the part wikinews.")
    ] = None,
    download: Annotated[
        bool, typer.Option("--download", help="Fetch the 24 files of GUM from its public repository.")
    ] = False,
    out: Annotated[Path, typer.Option("--out", help="Where the verified files go.")] = Path("seeds"),
) -> None:
    """Verify the source files and put them into seeds/, where every command finds them."""
    from dateline.cli.progress import shown
    from dateline.corpus.download import download_files, unpacked
    from dateline.corpus.sources import load_manifest, restore_files
    from dateline.paths import MANIFEST, WIKINEWS, seeds_folder

    placed: list[Path] = []
    if gum is not None or download:
        manifest = load_manifest(root() / WIKINEWS)
        if download:
            with shown() as progress:
                placed = download_files(manifest, out / "gum", progress=progress)
        elif gum is not None:
            with unpacked(manifest, gum) as folder:
                placed = restore_files(manifest, folder, out / "gum")
    if seeds is not None or not placed:
        placed += restore_files(load_manifest(root() / MANIFEST), seeds_folder(seeds), out)
    for path in placed:
        typer.echo(f"verified {path}")


def validate(
    seeds: SeedsOption = None,
    names: Annotated[bool, typer.Option("--list", help="List all tests and their levels.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Run every check on the gold; exit code 1 if there are errors."""
    from dateline.corpus.load import available_texts
    from dateline.validation import CHECKS, validate

    if names:
        for check in CHECKS:
            typer.echo(f"{check.level:8} {check.name:28} {check.about}")
        return
    texts = available_texts(seeds)
    problems = validate(root(), texts)
    errors = sum(problem.level == "error" for problem in problems)
    if as_json:
        import msgspec

        typer.echo(msgspec.json.encode(problems).decode())
        raise typer.Exit(1 if errors else 0)
    for problem in problems:
        typer.echo(f"{problem.level}: {problem}")
    with_text = "with the real texts" if texts else "without the real texts"
    typer.echo(f"{errors} errors, {len(problems) - errors} warnings ({len(CHECKS)} tests, {with_text})")
    raise typer.Exit(1 if errors else 0)


def build(
    check: Annotated[
        bool, typer.Option("--check", help="Only compare: exit code 1 if corpus/ is not what the sources give.")
    ] = False,
    with_text: Annotated[
        Path | None, typer.Option("--with-text", help="Write the dataset with its real texts to this folder.")
    ] = None,
    force: ForceOption = "",
    seeds: SeedsOption = None,
) -> None:
    """Make corpus/ from the articles and the gold."""
    from dateline.corpus.load import available_texts
    from dateline.errors import text_needed
    from dateline.publishing import build as builder

    if check:
        problems = builder.check(root())
        for problem in problems:
            typer.echo(str(problem))
        typer.echo("corpus/ is up to date" if not problems else f"{len(problems)} files differ")
        raise typer.Exit(1 if problems else 0)
    if with_text:
        texts = available_texts(seeds)
        if texts is None:
            raise text_needed("a dataset with its text")
        typer.echo(f"wrote {builder.build_with_text(root(), texts, with_text, force=force)}")
        return
    typer.echo(f"wrote {builder.build(project())}")


def stats(
    data: Annotated[str, typer.Argument(help="A part or split.")] = "open",
    compare: Annotated[
        str | None, typer.Option("--compare", help="Measure how similar the text is to this other part.")
    ] = None,
    quotas: Annotated[
        bool,
        typer.Option("--quotas", help="Count the articles against corpus/quotas.toml; exit code 1 if one is missed."),
    ] = False,
    write: Annotated[
        Path | None, typer.Option("--write", help="With --compare: write the report and its plots to this folder.")
    ] = None,
    seeds: SeedsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Count what the gold holds, by layer."""
    import msgspec

    from dateline.corpus.load import load
    from dateline.corpus.statistics import stats_table, tally

    if compare:
        _compare(data, compare, write, seeds, as_json=as_json)
        return
    if quotas:
        raise typer.Exit(_quotas(data))
    counts = tally(load(data))
    if as_json:
        typer.echo(msgspec.json.encode(counts).decode())
        return
    from dateline.tables import console

    console().print(stats_table(counts, data))


def reading(
    seeds: SeedsOption = None,
    number: Annotated[int, typer.Option("--number", min=1, help="How many paragraphs of each part.")] = 10,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the draw.")] = 1,
    key: Annotated[bool, typer.Option("--key", help="Print which paragraphs they are, not their text.")] = False,
) -> None:
    """Print paragraphs of both parts with their names hidden, for a reader to tell invented from real."""
    from dateline.annotation.reading_test import excerpts
    from dateline.corpus.articles import all_articles
    from dateline.corpus.load import available_texts
    from dateline.errors import text_needed

    texts = available_texts(seeds)
    if texts is None:
        raise text_needed("the reading test")
    for place, excerpt in enumerate(excerpts(all_articles(root(), texts), number, seed), start=1):
        typer.echo(f"{place} {excerpt.document} {excerpt.paragraph}" if key else f"[{place}] {excerpt.text}\n")


def audit(
    part: Annotated[str, typer.Argument(help="A part or split.")] = "open",
    seeds: SeedsOption = None,
    number: Annotated[int, typer.Option("--number", min=0, help="How many annotations to draw.")] = 100,
    paragraphs: Annotated[int, typer.Option("--paragraphs", min=0, help="How many whole paragraphs to draw.")] = 5,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the draw.")] = 1,
) -> None:
    """Print a sample of the gold, and paragraphs to search, for an independent reader to judge."""
    from dateline.annotation.gold_audit import sample_sheet

    for line in sample_sheet(_with_text(part, seeds), number, paragraphs, seed):
        typer.echo(line)


def _with_text(part: str, seeds: Path | None) -> tuple["Document", ...]:
    from dateline.corpus.load import load
    from dateline.errors import text_needed

    documents = load(part, seeds=seeds)
    if any(document.masked for document in documents):
        raise text_needed(f"a sample of {part}")
    return documents


def _compare(data: str, other: str, write: Path | None, seeds: Path | None, *, as_json: bool) -> None:
    import msgspec

    from dateline.corpus.similarity import profiles, similarity_rows

    parts = {name: _with_text(name, seeds) for name in (data, other)}
    measured = dict(zip(parts, profiles(*parts.values()), strict=True))
    if as_json:
        typer.echo(msgspec.json.encode(measured).decode())
        return
    if write:
        from dateline.annotation.reading_test import readings
        from dateline.paths import AUDIT
        from dateline.publishing.reports.similarity_report import write_similarity

        of = {document.id: document.part for documents in parts.values() for document in documents}
        read = readings(root() / AUDIT, of)
        typer.echo(f"wrote {write_similarity(write, measured, read)}")
        return
    from dateline.tables import console, plain_table

    console().print(plain_table(f"{data} beside {other}", *similarity_rows(measured)))


def _quotas(data: str) -> int:
    from dateline.corpus.load import load
    from dateline.corpus.quotas import count
    from dateline.corpus.stories import read_quotas
    from dateline.paths import QUOTAS
    from dateline.tables import console, plain_table

    counted = count(load(data), read_quotas(root() / QUOTAS))
    rows = [[quota.name, quota.wanted, quota.found, "yes" if quota.met else "NO"] for quota in counted]
    console().print(plain_table(f"quotas of {data}", ["", "wanted", "found", "met"], rows))
    return 0 if all(quota.met for quota in counted) else 1
