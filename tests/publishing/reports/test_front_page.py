"""README's table of scores is what the recorded scores give."""

import pytest

from dateline.errors import InputError
from dateline.publishing.reports.front_page import BEGIN, END, best_scores, with_scores


def test_readme_is_current(project):
    """The table in README is the output of its command."""
    text = (project / "README.md").read_text(encoding="utf-8")
    assert with_scores(text, best_scores(), "README.md") == text


@pytest.mark.parametrize("text", ["", BEGIN, f"{END}\n{BEGIN}", f"{BEGIN}{BEGIN}{END}"])
def test_a_text_without_its_markers_is_refused(text):
    """Each marker must be there once, the first before the second."""
    with pytest.raises(InputError) as refused:
        with_scores(text, "", "README.md")
    assert refused.value.problems[0].id == "missing-marker"


def test_only_the_text_between_the_markers_changes():
    """What stands around the table stays."""
    assert with_scores(f"a\n{BEGIN}\nold\n{END}\nb", "new", "x") == f"a\n{BEGIN}\nnew\n{END}\nb"
