"""Commands for annotators: from segment and sheet to adjudicate, correct, consistency and compare-human."""

import sys
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from dateline.cli.options import JsonOption, SeedsOption, add
from dateline.paths import project, root

LayerArgument = Annotated[str, typer.Argument(help="mentions, events or quotes.")]
Documents = Annotated[list[str] | None, typer.Argument(help="Document ids (default: all).")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    add(app, "Annotation", segment, sheet, anchor, agreement, draft, adjudicate, correct, consistency, compare_human)


def segment(seeds: SeedsOption = None) -> None:
    """Write tokens and proposed sentences of the articles that have none yet."""
    from dateline.annotation.adjudication import segment_articles

    number = 0
    for number, folder in enumerate(segment_articles(project(), seeds), start=1):  # noqa: B007
        typer.echo(f"wrote {folder.as_posix()}")
    typer.echo(f"{number} articles; correct their sentences by hand before annotating")


def sheet(document: str, seeds: SeedsOption = None) -> None:
    """Print a document as annotators read it: numbered paragraphs and sentences."""
    from dateline.annotation.adjudication import sheet_of
    from dateline.annotation.working_format import render

    found, kinds = sheet_of(root(), document, seeds)
    typer.echo(render(found, kinds), nl=False)


def anchor(
    layer: LayerArgument,
    document: str,
    file: Annotated[Path, typer.Argument(help="The working file: one JSON object a line, spans by quoted text.")],
    out: Annotated[Path, typer.Option("--out", help="The folder of the anchored layer.")],
    seeds: SeedsOption = None,
    mentions: Annotated[
        Path | None,
        typer.Option("--mentions", help="The folder whose mentions the file speaks of (default: the gold)."),
    ] = None,
) -> None:
    """Turn quoted text into offsets, and say how each piece was anchored."""
    from dateline.annotation.adjudication import anchor_file

    for line in anchor_file(layer, document, file, out, root=root(), seeds=seeds, mentions=mentions):
        typer.echo(line)


def agreement(
    documents: Documents = None,
    passes: Annotated[
        str, typer.Option("--round", help="A round of annotation (default: the latest of each document).")
    ] = "",
    differences: Annotated[
        bool, typer.Option("--list", help="List the differences and how they were decided.")
    ] = False,
    as_json: JsonOption = False,
    seeds: SeedsOption = None,
) -> None:
    """Compute the agreement of annotators A and B, by layer and label."""
    from dateline.annotation.agreement import agreement as compute
    from dateline.annotation.agreement import agreement_tables, list_differences

    if differences:
        from dateline.corpus.load import available_texts

        for line in list_differences(root(), documents or None, passes, available_texts(seeds)):
            typer.echo(line)
        return
    result = compute(root(), documents or None, passes)
    if as_json:
        import msgspec

        typer.echo(msgspec.json.encode(result).decode())
        return
    for table in agreement_tables(result):
        typer.echo(table)
    if not result.layers:
        typer.echo("no document has two annotations")


def consistency(
    seeds: SeedsOption = None,
    everything: Annotated[bool, typer.Option("--all", help="List decided candidates too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List candidate inconsistencies across documents; exit code 1 while one is undecided."""
    from dateline.annotation.consistency import candidates, verdicts
    from dateline.corpus.articles import assembled
    from dateline.corpus.load import available_texts

    decided = verdicts(root())
    found = candidates(assembled(root(), available_texts(seeds)))
    undecided = [one for one in found if (one.kind, one.key) not in decided]
    if as_json:
        import msgspec

        typer.echo(msgspec.json.encode(found if everything else undecided).decode())
        raise typer.Exit(1 if undecided else 0)
    for one in found if everything else undecided:
        verdict = decided.get((one.kind, one.key))
        told = f"  [{verdict.decision}: {verdict.note}]" if verdict else "  [undecided]"
        typer.echo(f"{one.kind}: {one.message} {' '.join(one.places[:6])}{told}")
    typer.echo(f"{len(found)} candidates, {len(undecided)} undecided")
    raise typer.Exit(1 if undecided else 0)


def draft(
    layer: LayerArgument,
    document: str,
    folder: Annotated[Path, typer.Argument(help="A folder with the layer, such as an annotator's.")],
    seeds: SeedsOption = None,
) -> None:
    """Print a layer in the working format, for an adjudicator to edit."""
    from dateline.annotation.adjudication import sheet_of
    from dateline.annotation.working_format import draft as write
    from dateline.corpus.gold import read_annotation

    found, _ = sheet_of(root(), document, seeds)
    typer.echo(write(layer, getattr(read_annotation(folder), layer, None) or (), found), nl=False)


def adjudicate(
    layer: LayerArgument,
    document: str,
    work: Annotated[Path, typer.Argument(help="The adjudicated layer, in the working format.")],
    decisions: Annotated[Path, typer.Argument(help="The decisions, one a line; the guidelines say how.")],
    seeds: SeedsOption = None,
    passes: Annotated[str, typer.Option("--round", help="The round of annotation (default: the latest).")] = "",
) -> None:
    """Write an adjudicated layer to the gold; every disagreement must have a decision."""
    from dateline.annotation.adjudication import settle

    _check_layer(layer)
    for line in settle(cast("Any", layer), document, work, decisions, root=project(), seeds=seeds, of_round=passes):
        typer.echo(line)


def compare_human(
    gum: Annotated[
        Path | None,
        typer.Option("--gum", help="A folder or clone of GUM V11.1.0 with its labels (default: $DATELINE_GUM)."),
    ] = None,
    write: Annotated[
        Path | None, typer.Option("--write", help="Write the page of the recorded figures to this folder.")
    ] = None,
    record: Annotated[
        bool, typer.Option("--record", help="Record the figures and the differences to sort in annotations/human/.")
    ] = False,
    list_them: Annotated[
        bool, typer.Option("--list", help="List the differences that a reader sorts, with their words and causes.")
    ] = False,
) -> None:
    """Compare the gold of the part wikinews with the labels that people gave the same articles in GUM."""
    if record or list_them or not write:
        _compare_with_gum(gum, record=record, list_them=list_them)
    if write:
        from dateline.corpus.articles import assembled
        from dateline.publishing.reports.human_report import write_human

        typer.echo(f"wrote {write_human(write, root(), assembled(root()))}")


def _compare_with_gum(given: Path | None, *, record: bool, list_them: bool) -> None:
    from dateline.annotation import human
    from dateline.annotation.human.listing import lines
    from dateline.errors import text_needed
    from dateline.paths import gum_folder, seeds_folder
    from dateline.publishing.reports.human_report import console_tables

    folder = given or gum_folder(seeds_folder())
    if folder is None:
        raise text_needed("a comparison with GUM")
    place = project() if record else root()
    comparison = human.read_comparison(place, folder)
    found = human.differences(comparison)
    made = human.figures(comparison, found)
    listed = human.to_sort(found, human.read_differences(place))
    if record:
        typer.echo(f"wrote {human.write_figures(place, made)}")
        typer.echo(f"wrote {human.write_differences(place, listed)}")
    if list_them:
        for line in lines(comparison, listed):
            typer.echo(line)
    elif not record:
        from dateline.tables import fitted_table

        for title, rows in console_tables(made):
            typer.echo(fitted_table(title, *rows))


def correct(
    document: str,
    layer: Annotated[
        str,
        typer.Option(
            "--layer", help="mentions, events or quotes (default: that of a working file in --from, else mentions)."
        ),
    ] = "",
    file: Annotated[Path | None, typer.Option("--from", help="An edited file, instead of opening $EDITOR.")] = None,
    form: Annotated[
        str, typer.Option("--format", help="The format of an edited export in --from (default: the working format).")
    ] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why, in words; it never quotes a source.")] = "",
    rule: Annotated[str, typer.Option("--rule", help="The rule of the guidelines that says so.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who corrects: AI system, person or program.")] = "person",
    version: Annotated[
        str, typer.Option("--in", help="The version that has it first (default: the next patch version).")
    ] = "",
    seeds: SeedsOption = None,
) -> None:
    """Correct a label of the gold: edit a layer, see what changes, and record why."""
    from dateline.annotation import corrections
    from dateline.cli.editor import edited
    from dateline.corpus.diff.words import sentences
    from dateline.publishing.citation import next_patch

    if layer:
        _check_layer(layer)
    here = project()
    chosen = cast("Any", layer or (corrections.layer_of(file) if file and not form else "mentions"))
    if form and file is None:
        from dateline.errors import refuse

        raise refuse("missing-argument", "--format needs an edited export", hint="name it by --from")
    if file is None:
        file = edited(corrections.text_to_edit(here, document, chosen, seeds), f"{document}.{chosen}.jsonl")
        typer.echo(f"the edit is kept in {file}, for --from")
    proposal = corrections.propose(here, document, chosen, file, seeds, form=form)
    if not proposal.changes:
        typer.echo("nothing changed")
        return
    for sentence in sentences(proposal.changes, {document: proposal.after}):
        typer.echo(sentence)
    if not reason and sys.stdin.isatty():
        reason = typer.prompt("Why? (never quote a source)")
        rule = rule or typer.prompt("Which rule of the guidelines?", default="", show_default=False)
    made = corrections.record(here, proposal, version=version or next_patch(here), reason=reason, rule=rule, by=by)
    typer.echo(f"recorded as {made.id} in annotations/corrections/{made.version}.jsonl; now build again:")
    for command in corrections.to_rebuild(chosen):
        typer.echo(f"  {command}")


def _check_layer(layer: str) -> None:
    from dateline.document import LAYERS
    from dateline.errors import refuse

    if layer not in LAYERS:
        raise refuse("unknown-layer", f"there is no layer {layer!r}", hint="expected mentions, events or quotes")
