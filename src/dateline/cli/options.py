"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

SeedsOption = Annotated[
    Path | None,
    typer.Option("--seeds", help="Folder with the source texts (default: $DATELINE_SEEDS, then seeds/)."),
]
RootOption = Annotated[
    Path,
    typer.Option("--root", help="The project folder (seeds/, annotations/, corpus/).", file_okay=False, exists=True),
]
DataOption = Annotated[str, typer.Option("--data", help="A part or split, such as news or news/test.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
UnitOption = Annotated[
    str | None, typer.Option("--unit", help="What is resampled: story or document (default: stories, if several).")
]
IntervalOption = Annotated[
    str, typer.Option("--interval", help="The 95% interval: logit-t, delta-t, percentile, bca or studentized.")
]
JobsOption = Annotated[int, typer.Option("--jobs", min=1, help="How many processes count; the scores are the same.")]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of the resampling.")]
MissingOption = Annotated[
    bool, typer.Option("--allow-missing", help="Score although documents have no prediction; they are counted.")
]
GoldOption = Annotated[Path | None, typer.Option("--gold", help="A gold file of any corpus, instead of --data.")]
SetOption = Annotated[list[str] | None, typer.Option("--set", help="A setting of the task, such as singletons=drop.")]
CrosswalkOption = Annotated[
    str | None, typer.Option("--crosswalk", help="Map labels to another scheme: conll03, ace2005, rich_ere, kairos.")
]
TagsOption = Annotated[
    str, typer.Option("--tags", help="Invalid tag sequences of CoNLL columns: conlleval repairs them, strict refuses.")
]
ForceOption = Annotated[
    str, typer.Option("--force", help="The name of the output folder, given again: replace it although it is not ours.")
]
TaskArgument = Annotated[str, typer.Argument(help="A task, such as ner; `dateline tasks` lists them.")]

DEFAULT_SEED = 20250101
