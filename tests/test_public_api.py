"""What `import dateline` offers: names, types, help, and no more."""

import subprocess
import sys

import pytest

import dateline

OFFERED = {
    *("load", "score", "compare", "check", "anchor", "tasks", "corpus_path"),
    *("Document", "Result", "InputError", "TextNeededError", "__version__"),
}


def test_the_names_are_offered():
    """`__all__`, `dir()` and completion show the same names, and each is there."""
    assert set(dateline.__all__) == OFFERED
    assert set(dir(dateline)) >= OFFERED
    assert all(getattr(dateline, name) is not None for name in OFFERED)
    assert all(name in dateline.__doc__ for name in OFFERED if name[0] != "_" and name != "TextNeededError")


def test_a_name_that_is_not_there_is_an_attribute_error():
    """A misspelt name fails at once."""
    with pytest.raises(AttributeError, match="scoer"):
        _ = dateline.scoer


def test_check_compare_and_corpus_path(project):
    """The functions do what the commands do."""
    folder = project / "baselines" / "predictions"
    files = [folder / f"ner.{name}.news.jsonl" for name in ("memory", "gazetteer")]
    assert dateline.check("ner", files[0], data="news").missing == ()
    results, differences = dateline.compare("ner", files, data="news", resamples=200)
    assert [result.system for result in results] == ["ner.memory.news", "ner.gazetteer.news"]
    assert len(differences) == 1
    assert (dateline.corpus_path() / "data" / "news" / "test.parquet").exists()


@pytest.mark.slow
def test_type_checkers_see_the_types(tmp_path):
    """Mypy knows every name, and a misspelt one is an error."""
    program = tmp_path / "program.py"
    program.write_text(
        "import dateline\n"
        "documents = dateline.load('news')\n"
        "reveal_type(documents[0].id)\n"
        "reveal_type(dateline.score('ner', 'x.jsonl').units)\n"
        "reveal_type(dateline.tasks.load('ner').primary)\n"
        "dateline.scoer('ner', 'x.jsonl')\n"
    )
    command = [sys.executable, "-m", "mypy", "--no-incremental", "--follow-imports=silent", str(program)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)  # noqa: S603 - our own code
    revealed = [line.partition('is "')[2].rstrip('"') for line in done.stdout.splitlines() if "Revealed" in line]
    assert [name.replace("builtins.", "") for name in revealed] == ["str", "int", "str"], done.stdout
    assert 'no attribute "scoer"' in done.stdout
