"""Commands on versions of the corpus: publish, diff."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.options import JsonOption, SeedsOption, add
from dateline.paths import root

if TYPE_CHECKING:
    from dateline.publishing.hub import Plan


class Form(StrEnum):
    """How changes are printed."""

    words = "words"
    table = "table"
    markdown = "markdown"
    json = "json"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    add(app, "Publishing", publish, diff)


def publish(
    repo: Annotated[str, typer.Option("--repo-id", help="The dataset repository, OWNER/NAME.")],
    *,
    private: Annotated[
        bool | None,
        typer.Option("--private/--public", help="Close or open it (default: a new one is public, others stay)."),
    ] = None,
    gated: Annotated[bool, typer.Option("--gated", help="Let readers ask for access, which you grant.")] = False,
    revision: Annotated[
        str, typer.Option("--revision", help="The tag of this version (default: v and the version in CITATION.cff).")
    ] = "",
    with_text: Annotated[
        bool, typer.Option("--with-text", help="Publish the real texts too, to a private or gated repository only.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    seeds: SeedsOption = None,
) -> None:
    """Publish corpus/ on the Hugging Face hub: one commit with what changed, and a tag."""
    from dateline.cli.progress import note, shown
    from dateline.publishing.hub import plan
    from dateline.publishing.hub import publish as carry_out
    from dateline.publishing.release import address_is_missing, released, tag_of

    with released(root(), seeds if with_text else None, with_text=with_text) as folder:
        planned = plan(folder, repo, revision or tag_of(folder), private=private, gated=gated)
        _print(planned)
        if planned.left_private:
            note("the repository is private and empty, and stays private; --public opens it")
        if address_is_missing(folder):
            note("CITATION.cff has no url; with the dataset's address there, card and citation have it (then build)")
        if dry_run:
            typer.echo("dry run: nothing was changed")
            return
        if planned.nothing_to_do:
            typer.echo("the hub has this version already")
            return
        with shown() as progress:
            commit = carry_out(folder, planned, progress)
    typer.echo(f"published {planned.repo} {planned.revision} (commit {commit})")
    typer.echo(f'load it by dateline.load("hub:{planned.repo}@{planned.revision}")')


def diff(
    before: Annotated[str, typer.Argument(help="A version: a dataset folder, or hub:OWNER/NAME@REVISION.")],
    after: Annotated[str, typer.Argument(help="A later version.")],
    form: Annotated[
        Form, typer.Option("--as", help="Sentences, a table, a table in Markdown, or JSON lines.")
    ] = Form.words,
    as_json: JsonOption = False,
) -> None:
    """List the labels that changed between two versions of the corpus."""
    import msgspec

    from dateline.corpus.diff import changes
    from dateline.corpus.diff.words import HEADER, rows, sentences
    from dateline.corpus.load import load_version
    from dateline.tables import markdown_table, plain_table

    old, new = load_version(before), load_version(after)
    found = list(changes(old, new))
    documents = {document.id: document for document in (*old, *new)}
    if as_json or form is Form.json:
        for change in found:
            typer.echo(msgspec.json.encode(change).decode())
        return
    if form is Form.words:
        for sentence in sentences(found, documents):
            typer.echo(sentence)
    elif form is Form.markdown:
        typer.echo(markdown_table(HEADER, list(rows(found, documents)), right=False))
    else:
        typer.echo(plain_table(f"{before} to {after}", HEADER, list(rows(found, documents)), right=False))
    typer.echo(f"{len(found)} {'change' if len(found) == 1 else 'changes'}")


def _print(planned: "Plan") -> None:
    access = "gated" if planned.gated else "open to everyone"
    visible = "private" if planned.private else "public"
    state = "exists" if planned.exists else "is new"
    typer.echo(f"{planned.repo}: {state}; afterwards {visible}, {access}; tag {planned.revision}")
    for file in planned.of("new", "changed", "deleted"):
        typer.echo(f"  {file.change:8} {file.size:>9,} {file.path}")
    number = {change: planned.of(change) for change in ("new", "changed", "deleted", "unchanged")}
    typer.echo(", ".join(f"{len(files)} {change}" for change, files in number.items()))
    size = sum(file.size for file in planned.of("new", "changed"))
    typer.echo(f"{size:,} bytes to upload")
