"""Commands on the corpus: restore, validate, build, stats, audit."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.options import ForceOption, JsonOption, SeedsOption, add
from dateline.paths import project, root

if TYPE_CHECKING:
    from dateline.document import Document


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    add(app, "Corpus", restore, validate, build, stats, audit)


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
        list[str] | None,
        typer.Option("--compare", help="Measure how similar the text is to this other part; may be repeated."),
    ] = None,
    quotas: Annotated[
        bool,
        typer.Option("--quotas", help="Count against corpus/quotas.toml; exit code 1 if a least number is missed."),
    ] = False,
    write: Annotated[
        Path | None, typer.Option("--write", help="With --compare or --quotas: write the report to this folder.")
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
        raise typer.Exit(_quotas(data, write, as_json=as_json))
    counts = tally(load(data))
    if as_json:
        typer.echo(msgspec.json.encode(counts).decode())
        return
    typer.echo(stats_table(counts, data))


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


def _compare(data: str, others: list[str], write: Path | None, seeds: Path | None, *, as_json: bool) -> None:
    import msgspec

    from dateline.corpus.stories import read_stories
    from dateline.corpus.style.similarity import compare_parts, parts_of, similarity_rows
    from dateline.paths import STORIES

    judged, real = _with_text(data, seeds), {name: _with_text(name, seeds) for name in others}
    reuse = {name: story.reuse.passages for name, story in read_stories(root() / STORIES).items()}
    compared = compare_parts(parts_of(data, judged), real, reuse)
    if as_json:
        typer.echo(msgspec.json.encode(compared).decode())
        return
    if write:
        from dateline.annotation.reading_test import readings
        from dateline.paths import AUDIT
        from dateline.publishing.reports.similarity_report import write_similarity

        real_by_id = {d.id: d.provenance == "real" for documents in (judged, *real.values()) for d in documents}
        typer.echo(f"wrote {write_similarity(write, compared, readings(root() / AUDIT, real_by_id))}")
        return
    from dateline.tables import plain_table

    typer.echo(plain_table(f"{data} beside {' and '.join(others)}", *similarity_rows(compared)))


def _quotas(data: str, write: Path | None, *, as_json: bool) -> int:
    import msgspec

    from dateline.corpus.load import load
    from dateline.corpus.quotas import count, quota_rows
    from dateline.corpus.stories import read_quotas
    from dateline.ontology import ontology
    from dateline.paths import QUOTAS
    from dateline.tables import plain_table

    counted = count(load(data), read_quotas(root() / QUOTAS), ontology())
    if as_json:
        typer.echo(msgspec.json.encode([quota._asdict() for quota in counted]).decode())
    elif write:
        from dateline.publishing.reports.quotas_report import write_quotas

        typer.echo(f"wrote {write_quotas(write, counted)}")
    else:
        for title, binding in ((f"what {data} must hold", True), ("targets", False)):
            typer.echo(plain_table(title, *quota_rows(quota for quota in counted if quota.binding is binding)))
    return 0 if all(quota.met for quota in counted if quota.binding) else 1
