"""The commands of annotators and of the corpus, as they are typed."""

import json
import os
import shutil
import subprocess
import sys

import pytest


@pytest.fixture
def run(tmp_path):
    """Run the command line in a folder of its own, with the environment as it is."""

    def call(*arguments, **environment):
        command = [sys.executable, "-m", "dateline", *map(str, arguments)]
        settings = {**os.environ, **environment}
        return subprocess.run(command, cwd=tmp_path, env=settings, capture_output=True, text=True, check=False)  # noqa: S603

    return call


@pytest.fixture
def copy(project, tmp_path):
    """A copy of the project's folders that a test may change."""
    if not (project / "docs" / "templates" / "card.md").exists():
        pytest.skip("not a checkout")
    for name in ("seeds", "annotations", "corpus", "docs", "tasks", "baselines/prompts"):
        shutil.copytree(project / name, tmp_path / "copy" / name)
    for name in ("CITATION.cff", "LICENSE-DATA"):
        shutil.copy(project / name, tmp_path / "copy" / name)
    return tmp_path / "copy"


def test_validate_names_file_line_and_field_and_ends_with_1(run, copy):
    """One wrong label in one line is found at its place."""
    path = copy / "annotations" / "gold" / "news" / "kunduz" / "mentions.jsonl"
    lines = path.read_text().splitlines()
    lines[4] = lines[4].replace('"type":"', '"type":"X')
    path.write_text("\n".join(lines) + "\n")
    done = run("validate", "--root", copy, DATELINE_SEEDS="")
    assert done.returncode == 1
    assert "annotations/gold/news/kunduz/mentions.jsonl:5: type: " in done.stdout
    assert "[unknown-mention-type]" in done.stdout


def test_validate_lists_its_tests(run):
    """Every test has its level and a line of description."""
    lines = run("validate", "--list").stdout.splitlines()
    assert len(lines) > 50
    assert all(line.split()[0] in {"error", "warning"} for line in lines)


def test_build_check_ends_with_1_until_built(run, copy):
    """A changed label is stale; after a build it is not."""
    path = copy / "annotations" / "gold" / "news" / "kunduz" / "entities.jsonl"
    path.write_text(path.read_text().replace('"catalogue":"afp"', '"catalogue":"afb"'))
    done = run("build", "--check", "--root", copy)
    assert done.returncode == 1
    assert "corpus/data/news/test.parquet" in done.stdout
    assert run("build", "--root", copy).returncode == 0
    assert run("build", "--check", "--root", copy).returncode == 0


def test_build_with_text_needs_the_text(run, copy, tmp_path):
    """Without the sources nothing is written, and the message says what to do."""
    done = run("build", "--root", copy, "--with-text", tmp_path / "out", "--seeds", tmp_path)
    assert done.returncode == 2
    assert "--seeds" in done.stderr
    assert not (tmp_path / "out").exists()


def test_sheet_shows_numbered_sentences(run, project, seeds):
    """An annotator's sheet begins with the first paragraph and its sentences."""
    done = run("sheet", "kunduz", "--root", project, "--seeds", seeds)
    assert done.stdout.startswith("[1] (body)\n  1.1  ")


def test_a_sheet_needs_the_text(run, project):
    """Masked text can't be annotated."""
    done = run("sheet", "kunduz", "--root", project, DATELINE_SEEDS="")
    assert done.returncode == 2
    assert "a sheet of 'kunduz' needs the real text" in done.stderr


def test_anchor_writes_records_and_says_how(run, project, seeds, tmp_path):
    """A working file becomes a layer and its entities."""
    row = {"paragraph": 1, "text": "taliban", "type": "ORG", "level": "name", "entity": "taliban"}
    (tmp_path / "work.jsonl").write_text(json.dumps(row) + "\n")
    out = tmp_path / "pass"
    done = run("anchor", "mentions", "kunduz", "work.jsonl", "--out", out, "--root", project, "--seeds", seeds)
    assert done.returncode == 0, done.stderr
    assert "anchored: 1 folded" in done.stdout
    (record,) = map(json.loads, (out / "mentions.jsonl").read_text().splitlines())
    assert (record["start"], record["end"], record["entity"]) == (4, 11, "taliban")
    assert json.loads((out / "entities.jsonl").read_text()) == {"id": "taliban", "type": "ORG"}


def test_anchor_refuses_what_is_not_in_the_text(run, project, seeds, tmp_path):
    """The line and the words are named, and nothing is written."""
    row = {"paragraph": 1, "text": "Port Amsel", "type": "GPE", "level": "name", "entity": "amsel"}
    (tmp_path / "work.jsonl").write_text(json.dumps(row) + "\n")
    out = tmp_path / "pass"
    done = run("anchor", "mentions", "kunduz", "work.jsonl", "--out", out, "--root", project, "--seeds", seeds)
    assert done.returncode == 2
    assert "work.jsonl:1" in done.stderr
    assert "Port Amsel" in done.stderr
    assert not out.exists()


@pytest.mark.parametrize("text", ["T1\tPERSON 0 3\tAnn\n", '{\n "a": [\n  {}\n ]\n}\n'])
def test_anchor_says_when_a_file_is_in_another_format(run, project, seeds, tmp_path, text):
    """One line names the command that reads other formats, however many lines the file has."""
    (tmp_path / "work.ann").write_text(text)
    out = tmp_path / "pass"
    done = run("anchor", "mentions", "kunduz", "work.ann", "--out", out, "--root", project, "--seeds", seeds)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "[bad-format]" in done.stderr
    assert "dateline import" in done.stderr


def test_agreement_prints_tables_from_the_raw_passes(run, project):
    """Figures come with the number of items behind them; as JSON too."""
    done = run("agreement", "kunduz", "--root", project)
    assert done.returncode == 0, done.stderr
    assert "CoNLL F1" in done.stdout
    figures = json.loads(run("agreement", "kunduz", "--root", project, "--json").stdout)
    assert 0.9 < figures["layers"]["mentions"]["figures"]["exact_f1"]["value"] <= 1


def test_agreement_lists_differences_with_their_decisions(run, project):
    """No difference is left undecided where the gold has the layer, and no text is shown without the sources."""
    done = run("agreement", "--list", "--root", project, DATELINE_SEEDS="")
    assert "differences" in done.stdout
    undecided = {line.split()[0] for line in done.stdout.splitlines() if line.endswith("[undecided]")}
    adjudicated = {path.parent.name for path in project.glob("annotations/gold/*/*/mentions.jsonl")}
    assert len(adjudicated) >= 54
    assert undecided & adjudicated == set()


def test_stats_counts_layers(run):
    """A person sees a table, a program JSON."""
    assert "mentions" in run("stats").stdout
    assert json.loads(run("stats", "news", "--json").stdout)["documents"] == 9


def test_quotas_fail_below_what_must_hold_only(run, tmp_path):
    """Targets that are not reached are shown, and leave the exit code 0; a part that is too small gives 1."""
    shown = run("stats", "open", "--quotas")
    assert (shown.returncode, "not yet" in shown.stdout) == (0, True)
    assert run("stats", "open/train", "--quotas").returncode == 1
    rows = json.loads(run("stats", "open", "--quotas", "--json").stdout)
    assert {row["scope"] for row in rows} == {"all", "train", "validation", "test"}
    assert {row["binding"] for row in rows} == {True, False}
    run("stats", "open", "--quotas", "--write", str(tmp_path))
    assert (tmp_path / "quotas.md").read_text(encoding="utf-8").startswith("# Quotas of the part open")


def test_show_draws_an_article(run, tmp_path):
    """In the terminal, and as one page that loads nothing from elsewhere."""
    assert run("show", "kunduz", DATELINE_SEEDS="").returncode == 0
    done = run("show", "kunduz", "--html", tmp_path / "page.html", DATELINE_SEEDS="")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "page.html").read_text()
    assert "<script" in page
    assert "http://" not in page
    assert "https://" not in page


def test_a_draft_reads_back_as_the_same_records(run, project, seeds, tmp_path):
    """What `draft` prints, `anchor` turns into the file it came from."""
    gold = project / "annotations" / "gold" / "open" / "velodrome-the-lantern"
    done = run("draft", "mentions", "velodrome-the-lantern", gold, "--root", project, "--seeds", seeds)
    (tmp_path / "work.jsonl").write_text(done.stdout)
    out = tmp_path / "again"
    done = run(
        "anchor", "mentions", "velodrome-the-lantern", "work.jsonl", "--out", out, "--root", project, "--seeds", seeds
    )
    assert done.returncode == 0, done.stderr
    assert (out / "mentions.jsonl").read_bytes() == (gold / "mentions.jsonl").read_bytes()


def test_adjudication_needs_a_decision_for_every_difference(run, copy, seeds, tmp_path):
    """An open difference is named with its place; with all decided, gold and decisions are written as they were."""
    document = "velodrome-the-lantern"
    gold = copy / "annotations" / "gold" / "open" / document
    decisions = copy / "annotations" / "passes" / "02-main" / "decisions" / document / "mentions.jsonl"
    before = {path: path.read_bytes() for path in (gold / "mentions.jsonl", gold / "entities.jsonl")}
    work = run("draft", "mentions", document, gold, "--root", copy, "--seeds", seeds).stdout
    (tmp_path / "work.jsonl").write_text(work)
    lines = decisions.read_text().splitlines(keepends=True)
    (tmp_path / "decided.jsonl").write_text("".join(lines[1:]))
    files = ("work.jsonl", "decided.jsonl", "--root", copy, "--seeds", seeds)
    done = run("adjudicate", "mentions", document, *files)
    assert done.returncode == 2
    assert "[missing-decision]" in done.stderr
    assert {path: path.read_bytes() for path in before} == before
    (tmp_path / "decided.jsonl").write_text("".join(lines))
    done = run("adjudicate", "mentions", document, *files)
    assert done.returncode == 0, done.stderr
    assert {path: path.read_bytes() for path in before} == before
    written = [json.loads(line) for line in decisions.read_text().splitlines()]
    assert written == [{"note": "", **json.loads(line)} for line in lines]


def test_correct_opens_an_editor_and_records_why(run, copy):
    """What the editor saves is shown in words and recorded; the edit is kept, and what is stale is listed."""
    document, editor = "ward-nine-plainview", "sed -i '/A hospital/s/ORG/FAC/'"
    reason = ("--reason", "The building is meant", "--by", "program", "--in", "0.3.0")
    done = run("correct", document, "--root", copy, *reason, EDITOR=editor, VISUAL="", DATELINE_SEEDS="")
    assert done.returncode == 0, done.stderr
    assert "the mention \u201cA hospital\u201d in paragraph 3 has type FAC instead of ORG." in done.stdout
    assert "dateline run --task ner --record" in done.stdout
    (line,) = (copy / "annotations" / "corrections" / "0.3.0.jsonl").read_text().splitlines()
    record = json.loads(line)
    assert (record["id"], record["by"], record["reason"]) == ("0.3.0-1", "program", "The building is meant")
    gold = copy / "annotations" / "gold" / "open" / document / "mentions.jsonl"
    assert '"id":"m3","type":"FAC"' in gold.read_text()


def test_correct_without_a_reason_or_an_editor_changes_nothing(run, copy):
    """Both are refused by name; the file that was edited is named, to be given again."""
    gold = copy / "annotations" / "gold" / "open" / "ward-nine-plainview" / "mentions.jsonl"
    before = gold.read_text()
    options = ("correct", "ward-nine-plainview", "--root", copy)
    done = run(*options, EDITOR="sed -i '/A hospital/s/ORG/FAC/'", VISUAL="", DATELINE_SEEDS="")
    assert (done.returncode, "[missing-reason]" in done.stderr) == (2, True)
    assert "for --from" in done.stdout
    assert "[bad-editor]" in run(*options, EDITOR="no-such-editor", VISUAL="", DATELINE_SEEDS="").stderr
    assert run(*options, EDITOR="true", VISUAL="", DATELINE_SEEDS="").stdout.endswith("nothing changed\n")
    assert "[unknown-layer]" in run(*options, "--layer", "mention").stderr
    assert gold.read_text() == before
    assert not (copy / "annotations" / "corrections" / "0.2.1.jsonl").exists()


def test_diff_prints_words_tables_and_json(run, project):
    """A version beside itself has no change in any form; an unknown folder is refused."""
    corpus = project / "corpus"
    assert run("diff", corpus, corpus).stdout == "0 changes\n"
    assert "| document | what | where | change |" in run("diff", corpus, corpus, "--as", "markdown").stdout
    assert run("diff", corpus, corpus, "--as", "json").stdout == run("diff", corpus, corpus, "--json").stdout == ""
    assert "[missing-dataset]" in run("diff", corpus, project / "docs").stderr
