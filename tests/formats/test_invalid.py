"""Every file under invalid/ has one kind of fault: that which it is named after, up to `--`."""

from dataclasses import replace
from pathlib import Path

import pytest

from dateline.errors import InputError
from dateline.formats.checks import DocumentFacts
from dateline.formats.read import read

FOLDER = Path(__file__).parent / "invalid"
FILES = sorted(path for path in FOLDER.glob("*/*"))
WHOLE_FILE = {"bad-folder", "missing-records", "bad-compression", "bad-ann-file", "missing-document", "bad-format"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_invalid_file_is_refused_for_its_fault(path, expected):
    """A faulty file is refused whole, for its own fault and no other, and the place is told."""
    wanted = expected[path.parent.name]
    if path.stem == "missing-source-text":
        masked = DocumentFacts(length=20)
        wanted = replace(wanted, documents={**wanted.documents, "masked": masked}, allow_missing=True)
    with pytest.raises(InputError) as caught:
        read(path, wanted)
    problems = caught.value.problems
    assert {problem.id for problem in problems} == {path.stem.split("--")[0]}
    for problem in problems:
        assert problem.file is not None
        assert problem.file.startswith(str(path))
        assert problem.line is not None or problem.id in WHOLE_FILE


def test_every_line_is_named(tmp_path, expected):
    """Faults of several lines and fields are told at once, each with its own place, in the order of the file."""
    path = tmp_path / "predictions.jsonl"
    path.write_text(
        '{"id": "d1", "entities": [{"start": 0, "end": 9, "type": "PERSN"}, {"start": 70, "end": 75, "type": "GPE"}]}\n'
        "\n"
        '{"id": "d2", "entities": [{"start": 1.5, "end": "x", "typ": "GPE"}]}\n'
        "{]\n"
    )
    with pytest.raises(InputError) as caught:
        read(path, expected["ner"])
    found = [(problem.line, problem.field, problem.id) for problem in caught.value.problems]
    assert found[:2] == [(1, "entities[0].type", "unknown-label"), (1, "entities[1].end", "bad-offset-range")]
    assert sorted(found[2:-1]) == [
        (3, "entities[0].end", "bad-integer"),
        (3, "entities[0].start", "bad-integer"),
        (3, "entities[0].typ", "unknown-field"),
        (3, "entities[0].type", "missing-field"),
    ]
    assert found[-1] == (4, None, "bad-json")


@pytest.mark.parametrize(
    ("wrong", "meant", "test"),
    [("PERSN", "PERSON", "unknown-label"), ("d11", "d1", "unknown-document")],
)
def test_near_names_are_suggested(tmp_path, expected, wrong, meant, test):
    """A mistyped label or document gets the nearest one suggested."""
    path = tmp_path / "predictions.jsonl"
    label, name = (wrong, "d1") if test == "unknown-label" else ("GPE", wrong)
    path.write_text(f'{{"id": "{name}", "entities": [{{"start": 0, "end": 9, "type": "{label}"}}]}}\n')
    with pytest.raises(InputError) as caught:
        read(path, replace(expected["ner"], allow_missing=True))
    (problem,) = caught.value.problems
    assert problem.id == test
    assert meant in problem.hint


def test_problems_beyond_the_limit_are_counted(tmp_path, expected):
    """No more problems than the limit are listed, and a last one counts the others."""
    path = tmp_path / "predictions.jsonl"
    path.write_text("{]\n" * 20)
    with pytest.raises(InputError) as caught:
        read(path, replace(expected["ner"], limit=8))
    assert len(caught.value.problems) == 9
    assert caught.value.problems[-1].message == "and 12 more"


def test_file_that_is_not_there(tmp_path, expected):
    """A missing file is refused with its name."""
    with pytest.raises(InputError, match="missing-file"):
        read(tmp_path / "nothing.jsonl", expected["ner"])


def test_file_that_may_not_be_read(tmp_path, expected, monkeypatch):
    """A file without permission is refused as such, whoever runs the test."""

    def forbid(*_args, **_kwargs):
        raise PermissionError

    path = tmp_path / "predictions.jsonl"
    path.write_text("{}\n")
    monkeypatch.setattr(Path, "open", forbid)
    with pytest.raises(InputError, match="bad-file-access"):
        read(path, expected["ner"])


def test_a_fault_far_into_a_long_file_has_its_line(tmp_path, expected):
    """Line numbers hold across the chunks in which a file is read."""
    padding = " " * 4000
    names = [f"n{number}" for number in range(1000)]
    lines = [f'{{"id": "{name}",{padding} "entities": []}}\n' for name in names]
    lines[900] = lines[900].replace("[]", "[{}]")
    path = tmp_path / "predictions.jsonl"
    path.write_text("".join(lines))
    with pytest.raises(InputError) as caught:
        read(path, replace(expected["ner"], documents=dict.fromkeys(names, DocumentFacts())))
    assert {problem.line for problem in caught.value.problems} == {901}


def test_every_fault_is_documented():
    """The table of tests in the documentation names each fault that a file is refused for."""
    text = (FOLDER.parents[2] / "docs" / "guides" / "formats.md").read_text(encoding="utf-8")
    assert [path.name for path in FILES if f"`{path.stem.split('--')[0]}`" not in text] == []
