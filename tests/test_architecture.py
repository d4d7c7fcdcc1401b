"""The layers of the library: no package imports one above it, and none grows out of sight."""

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import dateline

SOURCE = Path(dateline.__file__).parent
LAYERS = (  # from the ground up; a module may import its own layer and those before it
    ("version", "errors", "paths", "tables", "declarations", "files"),
    ("document", "records", "ontology"),
    ("corpus",),
    ("scoring",),
    ("formats",),
    ("validation",),
    ("tasks",),
    ("interchange",),
    ("annotation",),
    ("evaluation",),
    ("viewer",),
    ("baselines",),
    ("engines",),
    ("publishing",),
    ("report",),
    ("cli",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
MOST_ENTRIES, MOST_LINES = 16, 300
MODULES = sorted(path for path in SOURCE.rglob("*.py") if path.parent != SOURCE or not path.stem.startswith("__"))


def name_of(path):
    """Return a module's dotted name below the package."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports(path):
    """List what a module imports from the package, by dotted name below it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "dateline":
            base = node.module.partition(".")[2]
            below = {".".join(filter(None, (base, alias.name))) for alias in node.names}
            known = {name_of(module) for module in MODULES}
            found |= {name if name in known else base for name in below}
    return found - {""}


def test_the_root_holds_the_layers():
    """Every module and package is in the table, and the other way round."""
    there = {name_of(path).split(".")[0] for path in MODULES}
    assert there == LEVEL.keys()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_imports_a_layer_above_it(path):
    """Data goes forward only: a package knows those before it, never those after."""
    own = LEVEL[name_of(path).split(".")[0]]
    above = sorted(name for name in imports(path) if LEVEL[name.split(".")[0]] > own)
    assert above == []


def test_no_modules_import_one_another_in_a_circle():
    """The imports of modules, lazy ones included, have no cycle."""
    graph = {name_of(path): imports(path) for path in MODULES}
    done, under_way = set(), []

    def visit(name):
        assert name not in under_way, f"circle: {' -> '.join([*under_way[under_way.index(name) :], name])}"
        if name in done or name not in graph:
            return
        under_way.append(name)
        for other in graph[name] - {name}:
            visit(other)
        under_way.pop()
        done.add(name)

    for name in graph:
        visit(name)


def test_packages_and_modules_stay_small():
    """No package below the root has more than 16 entries, no module more than 300 lines."""
    packages = {path.parent for path in MODULES if path.parent != SOURCE}
    entries = {package: len([e for e in package.iterdir() if not e.name.startswith("__")]) for package in packages}
    assert {str(package): number for package, number in entries.items() if number > MOST_ENTRIES} == {}
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: number for name, number in lines.items() if number > MOST_LINES} == {}


def test_test_modules_have_names_of_their_own():
    """Pytest can't collect two test modules of one name, for tests/ has no packages."""
    names = Counter(path.name for path in Path(__file__).parent.rglob("test_*.py"))
    assert [name for name, number in names.items() if number > 1] == []


@pytest.mark.parametrize(
    ("code", "most"),
    [
        ("import dateline", 2),
        ("import dateline; dateline.load('news')", 10),
        ("import dateline; dateline.score('ner', {predictions!r}, data='news', resamples=100)", 40),
    ],
)
def test_few_of_our_modules_are_imported(code, most, project):
    """Loading and scoring import little of the library."""
    predictions = str(project / "baselines" / "predictions" / "ner.gazetteer.news.jsonl")
    program = (
        f"import sys\n{code.format(predictions=predictions)}\n"
        "print(*sorted(name for name in sys.modules if name.partition('.')[0] == 'dateline'))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    ours = done.stdout.split()
    assert len(ours) <= most, ours


@pytest.mark.parametrize("module", ["dateline.publishing.build", "dateline.corpus.load"])
def test_building_and_loading_import_no_evaluator(module):
    """`build` and `load` work without the code that scores predictions."""
    program = f"import sys, {module}\nprint(*[n for n in sys.modules if n.startswith('dateline.evaluation')])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.split() == []
