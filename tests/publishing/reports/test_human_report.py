"""The page and the card's section on people's labels, and the command that records what they are made of."""

import os
import subprocess
import sys

import msgspec
import pytest

from dateline.annotation import human
from dateline.corpus.articles import assembled
from dateline.document import Mention
from dateline.errors import InputError
from dateline.publishing.reports.human_report import card_section, write_human
from gum_files import Span, Word, offsets, write_gum, write_project

SENTENCES = [
    [Word("Halm", 2, "PROPN"), Word("sells", 0, "VERB"), Word("docks", 2, "NOUN")],
    [Word("Velt", 2, "PROPN"), Word("asked", 0, "VERB"), Word("why", 2, "ADV")],
]
SPANS = [Span(0, 1, "place", 1), Span(2, 3, "object", 2), Span(3, 4, "organization", 3)]


@pytest.fixture
def folder(tmp_path, project):
    """A project with two names, of which GUM calls one an object and the other a body."""
    places = offsets(SENTENCES)
    gold = [
        Mention(*places[0], id="m1", type="GPE", level="name", entity="halm"),
        Mention(*places[2], id="m2", type="FAC", level="nominal", entity="docks"),
        Mention(*places[3], id="m3", type="PERSON", level="name", entity="velt"),
    ]
    write_gum(tmp_path / "gum", SENTENCES, SPANS)
    return write_project(tmp_path / "project", project, SENTENCES, gold)


@pytest.fixture
def run(folder):
    """Run `dateline compare-human` on the project, with the environment's copy of GUM unless it is changed."""

    def call(*arguments, gum=""):
        command = [sys.executable, "-m", "dateline", "compare-human", "--root", str(folder), *map(str, arguments)]
        settings = {**os.environ, "DATELINE_GUM": str(gum or folder.parent / "gum"), "DATELINE_SEEDS": ""}
        done = subprocess.run(  # noqa: S603
            command, cwd=folder, env=settings, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout, done.stderr

    return call


def test_the_command_records_and_the_page_needs_no_gum(run, folder):
    """Figures and differences are recorded; the page is written of them where there is no copy of GUM."""
    code, out, err = run("--record", "--list")
    assert code == 0, err
    assert "[[Velt]]" in out
    assert out.splitlines()[-1] == "1 differences, 0 sorted"
    assert "wikinews-docks" in (folder / "annotations" / "human" / "figures.json").read_text()
    assert "Velt" not in "".join(path.read_text() for path in (folder / "annotations" / "human").iterdir())
    code, out, err = run("--write", folder / "reports", gum=folder / "nothing")
    assert code == 0, err
    page = (folder / "reports" / "human.md").read_text()
    assert "| of our names, those that GUM has as a mention | 100.00 |" in page
    assert "0 of 1 are sorted." in page
    assert "$" not in page


def test_recording_again_changes_nothing(run, folder):
    """The record is reproduced byte for byte, and a sorted difference keeps its cause."""
    assert run("--record")[0] == 0
    path = folder / "annotations" / "human" / "differences.jsonl"
    path.write_text(path.read_text().replace("}", ',"cause":"ours","note":"a company"}'))
    before = {one.name: one.read_bytes() for one in path.parent.iterdir()}
    assert run("--record")[0] == 0
    assert {one.name: one.read_bytes() for one in path.parent.iterdir()} == before


def test_the_first_comparison_is_kept(folder):
    """After a correction the page gives both figures."""

    def record():
        comparison = human.read_comparison(folder, folder.parent / "gum")
        human.write_figures(folder, human.figures(comparison, human.differences(comparison)))
        return write_human(folder, folder, assembled(folder)).read_text()

    assert "first comparison |" not in record()
    path = folder / "annotations" / "gold" / "wikinews" / "wikinews-docks" / "mentions.jsonl"
    path.write_text(path.read_text().replace("PERSON", "ORG"))
    page = record()
    assert "| of the common mentions, those whose types agree | 100.00 | one unit | 3 | 66.67 | 3 |" in page
    assert "| GUM, first comparison | 3 |" in page


def test_without_record_or_gum_the_command_says_what_to_do(run, folder):
    """Exit code 2: no figures are recorded, and the folder named holds no copy of GUM."""
    code, _, err = run("--write", folder / "reports")
    assert code == 2
    assert "dateline compare-human --record" in err
    code, _, err = run("--gum", folder / "nothing")
    assert code == 2
    assert "missing-source" in err


def test_tables_are_printed(run):
    """Without an option the figures are shown, and nothing is written."""
    code, out, _ = run()
    assert code == 0
    assert "coreference on common mentions" in out


def test_the_card_has_a_section_where_figures_are_recorded(folder):
    """Nothing before; then shares, clusters and causes, and a word where the gold has changed since."""
    documents = assembled(folder)
    assert card_section(folder, documents) == ""
    comparison = human.read_comparison(folder, folder.parent / "gum")
    found = human.differences(comparison)
    human.write_figures(folder, human.figures(comparison, found))
    human.write_differences(folder, [msgspec.structs.replace(one, cause="their slip") for one in found])
    section = card_section(folder, documents)
    assert "| type | 1 | 1 | 0 | 0 | 1 | 0 |" in section
    assert "1 of 1 are sorted." in section
    assert "have changed" not in section
    changed = [msgspec.structs.replace(one, mentions=one.mentions[1:]) for one in documents]
    assert "have changed since" in card_section(folder, changed)
    assert "have changed since" in write_human(folder, folder, changed).read_text()


def test_a_broken_record_is_refused(folder):
    """File and field are named."""
    (folder / "annotations" / "human" / "figures.json").write_text('{"command": 1}')
    with pytest.raises(InputError, match=r"figures.json:1: command: "):
        human.recorded(folder)


def test_the_recorded_figures_are_those_of_gum(project, gum):
    """With a copy of GUM, the command's figures are the recorded ones, if there are any."""
    recorded = human.read_figures(project)
    if recorded is None:
        pytest.skip("no comparison is recorded")
    comparison = human.read_comparison(project, gum)
    assert human.figures(comparison, human.differences(comparison)) == recorded


def test_every_listed_difference_has_a_cause(project):
    """Where a comparison is recorded, a reader has sorted all of its list."""
    if human.read_figures(project) is None:
        pytest.skip("no comparison is recorded")
    assert [one for one in human.read_differences(project) if one.cause is None] == []
