"""Start-up: how many modules the commands import, which does not depend on the machine as time does."""

import subprocess
import sys

import pytest

HEAVY = {"datasets", "matplotlib", "numpy", "pandas", "pyarrow", "ray", "scipy", "sklearn", "spacy", "torch"}
HEAVY |= {"transformers"}


MAIN = "from dateline.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"


def imported(*arguments, code=MAIN):
    """Run a command, or some code, in a fresh process; return the modules that it imported."""
    program = (
        f"import sys\nsys.argv = ['dateline', *{list(arguments)!r}]\n{code}\nsys.stderr.write('\\n'.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    return done.stderr.split()


def of_libraries(modules):
    """Leave out modules of the standard library: their number differs between versions."""
    return [name for name in modules if name.partition(".")[0] not in sys.stdlib_module_names]


def test_help_imports_nothing_heavy():
    """`--help` needs no numbers, no data and no model: our command modules, and the library of the command line."""
    modules = imported("--help")
    assert not HEAVY & set(modules)
    ours = {name for name in modules if name.partition(".")[0] == "dateline" and not name.startswith("dateline.cli.")}
    assert ours <= {"dateline", "dateline.cli", "dateline.paths", "dateline.version"}
    added = set(of_libraries(modules)) - set(imported(code="import typer"))  # some versions of typer import rich
    assert {name.partition(".")[0] for name in added} <= {"click", "dateline", "typer"}, sorted(added)


@pytest.mark.parametrize("data", [True, False])
def test_scoring_imports_little(project, data):
    """Scoring a gold file imports numpy and no data library; scoring on the corpus reads Parquet besides."""
    predictions = project / "baselines" / "predictions" / "ner.memory.news.jsonl"
    arguments = ["--data", "news"] if data else ["--gold", str(predictions)]
    modules = imported("score", "ner", str(predictions), *arguments)
    allowed = {"numpy", "pyarrow"} if data else {"numpy"}
    assert HEAVY & set(modules) <= allowed
    assert "rich" not in set(modules) - set(imported(code="import typer"))  # tables are drawn without it
    ours = [name for name in modules if name.partition(".")[0] == "dateline" and not name.startswith("dateline.cli.")]
    assert len(ours) <= (62 if data else 49), (len(ours), ours)
    assert len(of_libraries(modules)) <= 400
