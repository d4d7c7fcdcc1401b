"""The licences of everything that dateline depends on: `python tests/licences.py` writes docs/reports/licences.md.

They are the packages that are installed here, as their own metadata describe them.
"""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageMetadata, PackageNotFoundError, files, metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reports" / "licences.md"
_ELSEWHERE = {"mlcroissant": "Apache-2.0 (of its repository; the package itself names none)"}
EXTRAS = ("baselines", "bench", "docs", "interchange", "llm", "ray", "site", "transformer", "test")
_HEAD = """# Licences of dependencies

Written by `python tests/licences.py` from the metadata of the installed packages. The first table is what `pip install`
brings, the second what the extras add. None of them is part of the wheel.
"""


def licence(facts: PackageMetadata) -> str:
    """Return what a package says of its licence: its expression, its classifiers, or its field, on one line."""
    expression = facts.get("License-Expression")
    classifiers = [
        line.rpartition(" :: ")[2] for line in facts.get_all("Classifier") or () if line.startswith("License")
    ]
    field = (facts.get("License") or "").strip().split("\n")[0]
    said = (
        _ELSEWHERE.get(normal(facts["Name"]))
        or expression
        or ", ".join(name for name in classifiers if name != "OSI Approved")
        or field[:60]
    )
    return said or _first_line(facts["Name"])


def _first_line(name: str) -> str:
    """Return the first line of a package's licence file."""
    for path in files(name) or ():
        if path.name.upper().startswith(("LICENSE", "LICENCE", "COPYING")):
            return path.read_text(encoding="utf-8").strip().split("\n")[0][:60]
    return "not said"


def requirements(name: str, extras: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the packages that a package needs here, and for some of its extras."""
    from packaging.requirements import Requirement

    for text in metadata(name).get_all("Requires-Dist") or ():
        wanted = Requirement(text)
        if wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield wanted.name


def closure(first: tuple[str, ...] = ()) -> set[str]:
    """Return the installed packages that dateline needs with some extras, and what they need."""
    found: set[str] = set()
    waiting = [*requirements("dateline-corpus", first)]
    while waiting:
        name = normal(waiting.pop())
        if name in found or name == "dateline-corpus":
            continue
        try:
            more = list(requirements(name))
        except PackageNotFoundError:
            continue
        found.add(name)
        waiting += more
    return found


def normal(name: str) -> str:
    """Return the name of a package in the form that all tools agree on."""
    return re.sub(r"[-_.]+", "-", name).lower()


def page() -> str:
    """Write the page."""
    from dateline.tables import markdown_table

    core = closure()
    rows = [[name, licence(metadata(name))] for name in sorted(core)]
    more = [[name, licence(metadata(name))] for name in sorted(closure(EXTRAS) - core)]
    header = ["package", "licence"]
    tables = (markdown_table(header, listed, right=False) for listed in (rows, more))
    return "\n".join([_HEAD, *(f"{table}\n" for table in tables)])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"wrote {PAGE}\n")
