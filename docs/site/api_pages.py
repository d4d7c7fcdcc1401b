"""The Python reference: which objects are shown on which page; mkdocstrings writes what their docstrings say."""

from collections.abc import Iterator

import dateline

_FUNCTIONS = ("load", "corpus_path", "score", "compare", "check")
_MODULES = {
    "Documents and records": ("dateline.document", "dateline.records"),
    "Tasks": ("dateline.tasks", "dateline.tasks.declarations", "dateline.tasks.describe"),
    "Results": ("dateline.evaluation.results", "dateline.evaluation.tables"),
    "Formats": ("dateline.formats.read",),
    "Scoring": (
        "dateline.scoring.counts",
        "dateline.scoring.spans",
        "dateline.scoring.clusters",
        "dateline.scoring.events",
        "dateline.scoring.quotes",
        "dateline.scoring.attribution",
    ),
    "Statistics": ("dateline.scoring.intervals", "dateline.scoring.significance"),
}
"""Modules that the guides name, by page. Other modules may change without notice."""


def overview() -> str:
    """Write the page of `import dateline`: every name that it offers."""
    types = [name for name in dateline.__all__ if name[0].isupper()]
    shown = [f"::: dateline.{name}\n    options:\n      heading_level: 3\n" for name in (*_FUNCTIONS, *types)]
    at = len(_FUNCTIONS)
    others = [name for name in dateline.__all__ if name not in {*_FUNCTIONS, *types, "tasks", "__version__"}]
    if others:
        shown[at:at] = [f"::: dateline.{name}\n    options:\n      heading_level: 3\n" for name in others]
        at += len(others)
    listed = "".join(f"- [{title}]({_slug(title)}.md): {', '.join(f'`{n}`' for n in names)}\n" for title, names in _MODULES.items())
    return (
        "# Python\n\n`import dateline` offers what follows; `dateline.tasks.names()` lists the tasks, `dateline.tasks.load(NAME)` "
        "gives one, and `dateline.__version__` is the version. Everything is generated from the docstrings.\n\n"
        f"Modules that the guides name:\n\n{listed}\n"
        "## Functions\n\n" + "\n".join(shown[:at]) + "\n## Types\n\n" + "\n".join(shown[at:])
    )


def pages() -> Iterator[tuple[str, str, str]]:
    """Yield the title, address and text of the pages of modules."""
    for title, names in _MODULES.items():
        shown = "\n".join(f"## {name}\n\n::: {name}\n" for name in names)
        yield f"Python: {title.lower()}", f"reference/{_slug(title)}.md", f"# {title}\n\n{shown}"


def _slug(title: str) -> str:
    return f"python-{title.lower().replace(' ', '-')}"
