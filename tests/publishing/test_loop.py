"""A label's whole way: published, loaded, corrected, published again, and both versions compared."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from hub_server import TOKEN, running_hub

REPO = "news-lab/dateline"
DOCUMENT = "ward-nine-plainview"


@pytest.fixture
def root(project, tmp_path):
    """A copy of the project."""
    if not (project / "docs" / "templates" / "card.md").exists():
        pytest.skip("not a checkout")
    for name in ("annotations", "baselines", "corpus", "docs/templates", "seeds/masked", "tasks"):
        shutil.copytree(project / name, tmp_path / "project" / name)
    for name in ("seeds/manifest.toml", "seeds/wikinews.toml", "CITATION.cff", "LICENSE-DATA"):
        shutil.copy(project / name, tmp_path / "project" / name)
    return tmp_path / "project"


@pytest.fixture
def run(root, tmp_path):
    """Run a command on the copy, with a hub of the test's own; give what it prints."""
    with running_hub() as hub:
        home = {"HF_HOME": str(tmp_path / "home"), "HF_ENDPOINT": hub.url, "HF_TOKEN": TOKEN}
        environment = {**os.environ, **home, "HF_HUB_DISABLE_XET": "1", "DATELINE_SEEDS": "", "DATELINE_GUM": ""}

        def call(*arguments):
            command = [sys.executable, *map(str, arguments)]
            if arguments[0] != "-c":
                command = [sys.executable, "-m", "dateline", *map(str, arguments), "--root", str(root)]
            done = subprocess.run(  # noqa: S603 - our own code
                command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        yield call


@pytest.mark.slow
def test_a_label_goes_all_the_way_round(run, root, tmp_path):
    """Publish 0.2.0, load it, correct a label in an INCEpTION export, build, publish 0.2.1, compare."""
    assert "published news-lab/dateline v0.2.0" in run("publish", "--repo-id", REPO)
    loaded = f"import dateline\nd = [d for d in dateline.load('hub:{REPO}@%s#open/train') if d.id == '{DOCUMENT}'][0]\n"
    show = "print([m.type for m in d.mentions if d.span_text(m) == 'A hospital'])"
    assert run("-c", loaded % "v0.2.0" + show) == "['ORG']\n"

    run("export", "cas-json", DOCUMENT, "--out", tmp_path / "inception")
    work = tmp_path / "inception" / f"{DOCUMENT}.json"
    cas = json.loads(work.read_text(encoding="utf-8"))
    records = cas["%FEATURE_STRUCTURES"]
    text = next(record["sofaString"] for record in records if "sofaString" in record)
    (wrong,) = (r for r in records if r["%TYPE"] == "dateline.Mention" and text[r["begin"] : r["end"]] == "A hospital")
    wrong["label"] = "FAC"
    work.write_text(json.dumps(cas), encoding="utf-8")
    edit = ("--from", work, "--format", "cas-json", "--layer", "mentions")
    reason = ("--reason", "The building is meant", "--rule", "mentions.md, buildings")
    told = run("correct", DOCUMENT, *edit, *reason)
    sentence = f"{DOCUMENT}: the mention \u201cA hospital\u201d in paragraph 3 has type FAC instead of ORG."
    assert sentence in told
    assert "recorded as 0.2.1-1 in annotations/corrections/0.2.1.jsonl" in told
    assert "  dateline build\n" in told
    assert run("correct", DOCUMENT, *edit) == "nothing changed\n"
    assert run("validate").splitlines()[-1].startswith("0 errors")

    citation = root / "CITATION.cff"
    citation.write_text(citation.read_text(encoding="utf-8").replace("version: 0.2.0", "version: 0.2.1"))
    run("build")
    assert sentence in (root / "corpus" / "CHANGES.md").read_text(encoding="utf-8")
    published = run("publish", "--repo-id", REPO)
    assert "published news-lab/dateline v0.2.1" in published
    assert "changed" in published
    assert "data/open/train.parquet" in published
    assert "data/news/test.parquet" not in published

    assert run("-c", loaded % "v0.2.0" + show) == "['ORG']\n"
    assert run("-c", loaded % "v0.2.1" + show) == "['FAC']\n"
    versions = (f"hub:{REPO}@v0.2.0", f"hub:{REPO}@v0.2.1")
    assert run("diff", *versions) == f"{sentence}\n1 change\n"
    (change,) = map(json.loads, run("diff", *versions, "--as", "json").splitlines())
    assert (change["before"], change["after"]) == ({"type": "ORG"}, {"type": "FAC"})
    assert "| ward-nine-plainview | mention | \u201cA hospital\u201d in paragraph 3 |" in run(
        "diff", *versions, "--as", "markdown"
    )
