"""The table of errors and checks: complete, in one grammar, and as committed."""

import ast
import re
from pathlib import Path

import pytest

import dateline
from dateline.errors import InputError
from dateline.publishing.problem_table import ERRORS, rows, write_problems
from dateline.validation import CHECKS

GRAMMAR = re.compile(r"(unknown|missing|bad|repeated)(-[a-z]+)+")
MAKERS = {"Problem", "refuse", "fault", "_problem"}


def given_first(node):
    """Give the text of a call's first argument."""
    return {a.value for a in node.args[:1] if isinstance(a, ast.Constant)}


def ids_in_the_code():
    """List the ids of all errors that the library makes."""
    found = set()
    for path in Path(dateline.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given = [*node.args[:2], *(k.value for k in node.keywords if k.arg == "id")] if name in MAKERS else []
            texts = {a.value for a in given if isinstance(a, ast.Constant) and isinstance(a.value, str)}
            found |= {text for text in texts if text in given_first(node) or GRAMMAR.fullmatch(text)}
    return found


def test_every_error_is_explained():
    """No error is without a line in the table, and no line without an error."""
    used = ids_in_the_code()
    checks = {check.name for check in CHECKS}
    assert used - ERRORS.keys() - checks == set()
    computed = {
        "bad-type",
        "bad-text",
        "bad-document",
        "missing-source-text",
        "bad-columns",
        "bad-link",
    }  # not given as the first argument of a maker
    assert ERRORS.keys() - used - computed == set()


def test_ids_have_one_grammar():
    """What is wrong comes first: unknown, missing, bad or repeated."""
    assert [name for name in (*ERRORS, *(check.name for check in CHECKS)) if not GRAMMAR.fullmatch(name)] == []


def test_one_id_can_be_looked_up():
    """An id gives its row; a misspelt one gets a suggestion."""
    assert rows("bad-offset-range")[0][0][0] == "bad-offset-range"
    assert rows("bad-realis")[1][0][0] == "bad-realis"
    with pytest.raises(InputError, match="bad-realis"):
        rows("bad-realism")


def test_the_page_is_what_the_code_gives(project, tmp_path):
    """docs/reports/problems.md is the output of its command."""
    committed = project / "docs" / "reports" / "problems.md"
    if not committed.exists():
        pytest.skip("not a checkout")
    assert write_problems(tmp_path).read_text(encoding="utf-8") == committed.read_text(encoding="utf-8")
