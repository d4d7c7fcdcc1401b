"""The Python reference: which objects are shown on which page; mkdocstrings writes what their docstrings say."""

from collections.abc import Iterator

from docs.site.markup import filled

import dateline

_FIRST = ("load", "corpus_path", "score", "compare", "check")
"""The order of the functions; others follow."""
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
    functions = [name for name in dateline.__all__ if name not in {*types, "tasks", "__version__"}]
    ordered = sorted(functions, key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))
    modules = [
        f"- [{title}]({_slug(title)}.md): {', '.join(f'`{name}`' for name in names)}\n"
        for title, names in _MODULES.items()
    ]
    return filled(
        "python",
        modules="".join(modules),
        functions="\n".join(map(_object, ordered)),
        types="\n".join(map(_object, types)),
    )


def _object(name: str) -> str:
    return f"::: dateline.{name}\n    options:\n      show_root_heading: true\n      show_root_full_path: false\n"


def pages() -> Iterator[tuple[str, str, str]]:
    """Yield the title, address and text of the pages of modules."""
    for title, names in _MODULES.items():
        shown = "\n".join(f"## {name}\n\n::: {name}\n" for name in names)
        yield f"Python: {title.lower()}", f"reference/{_slug(title)}.md", f"# {title}\n\n{shown}"


def _slug(title: str) -> str:
    return f"python-{title.lower().replace(' ', '-')}"
