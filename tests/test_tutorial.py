"""The tutorial runs from beginning to end, and holds no output."""

import re

import pytest


@pytest.fixture
def tutorial(project):
    """The tutorial as a notebook."""
    import nbformat

    path = project / "docs" / "guides" / "tutorial.ipynb"
    if not path.exists():
        pytest.skip("not a checkout")
    return nbformat.read(path, as_version=4)


def test_the_tutorial_holds_no_output(tutorial):
    """Outputs are not kept: they come from running it, so that none is out of date."""
    code = [cell for cell in tutorial.cells if cell.cell_type == "code"]
    assert len(code) > 10
    assert [cell.id for cell in code if cell.outputs or cell.execution_count is not None] == []


def test_the_tutorial_uses_open_texts_only(tutorial):
    """What it loads is of the part `open`, which may be shown to everybody."""
    source = "\n".join(cell.source for cell in tutorial.cells if cell.cell_type == "code")
    assert {name.partition("/")[0] for name in re.findall(r"load\(\"([^\"]*)\"\)", source)} == {"open"}
    assert set(re.findall(r"prepare\(\"[^\"]*\", data=\"([^\"/]*)", source)) == {"open"}


def test_links_of_the_tutorial_lead_somewhere(tutorial, project):
    """Pages that it names are there."""
    text = "\n".join(cell.source for cell in tutorial.cells if cell.cell_type == "markdown")
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert links
    assert [link for link in links if not (project / "docs" / "guides" / link).exists()] == []


@pytest.mark.slow
def test_the_tutorial_runs(tutorial, tmp_path):
    """Every cell runs in a new kernel; documents and results draw themselves."""
    from nbclient import NotebookClient

    resources = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(tutorial, timeout=600, kernel_name="python3", resources=resources).execute()
    outputs = [one for cell in tutorial.cells if cell.cell_type == "code" for one in cell.outputs]
    assert [one for one in outputs if one.output_type == "error" or one.get("name") == "stderr"] == []
    drawn = [one.data["text/html"] for one in outputs if "text/html" in one.get("data", {})]
    assert sum('class="dl"' in html for html in drawn) == 4
