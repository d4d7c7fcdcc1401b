"""Commands on versions of the corpus: publish."""

from typing import TYPE_CHECKING, Annotated

import typer

from dateline.cli.options import SeedsOption, add
from dateline.paths import root

if TYPE_CHECKING:
    from dateline.publishing.hub import Plan


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    add(app, "Publishing", publish)


def publish(
    repo: Annotated[str, typer.Option("--repo-id", help="The dataset repository, OWNER/NAME.")],
    *,
    private: Annotated[bool, typer.Option("--private", help="Make the repository private.")] = False,
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
    from dateline.cli.progress import shown
    from dateline.publishing.hub import plan
    from dateline.publishing.hub import publish as carry_out
    from dateline.publishing.release import released, tag_of

    with released(root(), seeds if with_text else None, with_text=with_text) as folder:
        planned = plan(folder, repo, revision or tag_of(folder), private=private, gated=gated)
        _print(planned)
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
