"""The command line: exit codes, messages, and the same numbers as the library."""

import json
import os
import shutil
import subprocess
import sys

import pytest

import dateline


@pytest.fixture
def run(tmp_path):
    """Run the command line in a folder of its own; without the texts unless asked for."""

    def call(*arguments, text=False, cwd=tmp_path):
        environment = {k: v for k, v in os.environ.items() if text or k != "DATELINE_SEEDS"}
        command = [sys.executable, "-m", "dateline", *map(str, arguments)]
        return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)  # noqa: S603

    return call


@pytest.fixture(scope="module")
def predictions(project):
    """Predictions of a baseline."""
    return project / "baselines" / "predictions" / "ner.gazetteer.news.jsonl"


def test_score_prints_a_table_with_intervals_and_signature(run, predictions):
    """A person sees every metric, its interval, and what to quote."""
    done = run("score", "ner", predictions)
    assert done.returncode == 0
    assert "strict_f1" in done.stdout
    assert "95% interval" in done.stdout
    assert "signature: task:ner.v1|data:news|" in done.stdout


def test_score_as_json_equals_the_library(run, predictions):
    """Both roads give the same numbers."""
    done = run("score", "ner", predictions, "--json")
    result = dateline.score("ner", predictions)
    found = json.loads(done.stdout)
    assert (found["schema"], found["scale"]) == (1, 100)
    assert found["results"] == json.loads(json.dumps([result.to_dict()]))


def test_compare_tests_each_file_against_the_first(run, predictions):
    """Differences come with interval, p-value and Holm's correction."""
    other = predictions.with_name("ner.tagger.news.jsonl")
    done = run("score", "ner", predictions, other, "--compare", "--json")
    (difference,) = json.loads(done.stdout)["differences"]
    assert difference["baseline"] == "ner.gazetteer.news"
    assert difference["low"] <= difference["value"] <= difference["high"]
    assert difference["p"] is None
    assert difference["note"] == "no p-value: 9 documents are too few for a test (10 are needed)"


def test_compare_gives_p_values_where_there_are_ten_units(run, project):
    """Ten units and more have a test, corrected for the number of systems; fewer have a sentence."""
    home = project / "baselines" / "predictions"
    files = [home / f"ner.{name}.open-test.jsonl" for name in ("gazetteer", "tagger", "minilm")]
    options = ("--compare", "--data", "open/test", "--json")
    done = run("score", "ner", *files, *options, "--unit", "document")
    for difference in json.loads(done.stdout)["differences"]:
        assert 0 < difference["p"] <= difference["adjusted"] <= 1
    done = run("score", "ner", *files, *options[:-1])
    documents = dateline.load("open/test")
    stories = len({document.story for document in documents})
    assert f"{len(documents)} documents in {stories} stories" in done.stdout
    few = [home / file.name.replace("open-test", "news") for file in files]
    done = run("score", "ner", *few, "--compare", "--data", "news")
    assert "tagger.news, ner.minilm.news: no p-value: 9 documents are too few for a test (10 are needed)" in done.stdout


DRAWN = ("--interval", "percentile")
OPTIONS = {
    "the defaults": (),
    "resamples": DRAWN,
    "another seed": (*DRAWN, "--seed", "7"),
    "another unit": ("--unit", "story"),
    "a label scheme": ("--labels", "conll03"),
    "reading of tags": ("--tags", "strict"),
    "a setting": ("--set", "nested=allow"),
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_the_signature_that_was_printed_is_accepted(run, predictions, options):
    """Whatever the options, the signature that is printed with a score is accepted with the same options."""
    printed = json.loads(run("score", "ner", predictions, *options, "--json").stdout)["results"][0]["signature"]
    done = run("score", "ner", predictions, *options, "--check-signature", printed)
    assert done.returncode == 0, done.stderr
    assert printed in done.stdout


@pytest.mark.parametrize("options", list(OPTIONS.values())[1:], ids=list(OPTIONS)[1:])
def test_the_signature_of_other_options_is_refused(run, predictions, options):
    """Then no score is printed, and the message names the part that differs."""
    own = dateline.score("ner", predictions).signature
    done = run("score", "ner", predictions, *options, "--check-signature", own)
    assert (done.returncode, done.stdout) == (2, "")
    assert "the scores can't be compared: " in done.stderr


def test_an_empty_signature_is_not_left_unchecked(run, predictions):
    """It is refused: a variable of a script may not have been set."""
    done = run("score", "ner", predictions, "--check-signature", "")
    assert (done.returncode, done.stdout) == (2, "")
    assert "is no signature" in done.stderr


def test_the_version_is_printed(run):
    """As other programs do."""
    assert run("--version").stdout == f"dateline {dateline.__version__}\n"


@pytest.mark.parametrize("form", ["markdown", "latex", "csv", "json"])
def test_results_are_printed_in_other_formats(run, predictions, form):
    """Each has the primary metric, and nothing but the table."""
    done = run("score", "ner", predictions, "--format", form)
    assert done.returncode == 0, done.stderr
    assert {"markdown": "| strict_f1 |", "latex": r"strict\_f1", "csv": "strict_f1", "json": '"strict_f1"'}[
        form
    ] in done.stdout
    assert run("score", "ner", predictions, "--format", "html").returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("tasks",),
        ("tasks", "quotes"),
        ("problems",),
        ("problems", "bad-span"),
        ("stats", "news"),
        ("agreement", "kunduz"),
        ("leaderboard",),
        ("validate",),
        ("consistency",),
    ],
)
def test_commands_that_print_data_print_json(run, arguments):
    """Programs need not read tables."""
    done = run(*arguments, "--json", text=True)
    assert done.returncode in {0, 1}, done.stderr
    assert json.loads(done.stdout) is not None


def test_a_task_is_described_with_its_settings(run):
    """Every setting that can be changed is listed with its choices."""
    done = run("tasks", "coref")
    assert "singletons" in done.stdout
    assert "keep, drop" in done.stdout
    assert "conll_f1 (primary)" in done.stdout


def test_errors_are_listed_with_their_place(run, project):
    """A line each, as JSON for programs."""
    path = project / "baselines" / "predictions" / "ner.tagger.open-test.jsonl"
    done = run("errors", "ner", path, "--list", "--format", "jsonl")
    first = json.loads(done.stdout.splitlines()[0])
    assert {"document", "outcome", "start", "end", "label", "predicted_label", "text"} <= first.keys()
    assert run("errors", "ner", path, "--list", "--format", "xml").returncode == 2


def test_a_system_is_named_on_the_command_line(run, predictions):
    """NAME=path, and one label scheme for one of several systems."""
    other = predictions.with_name("ner.tagger.news.jsonl")
    done = run("score", "ner", f"one={predictions}", f"two={other}", "--compare")
    assert "difference in strict_f1 from one" in done.stdout
    done = run("score", "ner", f"one={predictions}", "--labels", "three=conll03")
    assert (done.returncode, "three" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("score", "nerr", "x.jsonl"), "did you mean ner?"),
        (("score", "ner", "x.jsonl"), "x.jsonl"),
        (("score", "ner", "."), "folder"),
        (("score", "ner", "empty.jsonl"), "empty"),
        (("score", "ner", "bad.jsonl"), "bad.jsonl:1"),
        (("score", "ner", "bad.jsonl", "--data", "newz"), "did you mean 'news'?"),
        (("score", "ner", "bad.jsonl", "--set", "levels=name"), "levels"),
        (("score", "ner", "bad.jsonl", "--crosswalk", "conll3"), "conll03"),
        (("score", "ner", "bad.jsonl", "--tags", "loose"), "conlleval or strict"),
        (("score", "ner", "bad.jsonl", "--unit", "page"), "story or document"),
        (("score", "ner", "bad.jsonl", "--interval", "exact"), "logit-t, delta-t, percentile, bca, studentized"),
        (("score", "event-coref", "bad.jsonl", "--unit", "document"), "documents can't be resampled"),
        (("run", "nobody"), "nobody"),
        (("errors", "coref", "bad.jsonl"), "bad.jsonl:1"),
        (("errors", "ner"), "a prediction file"),
        (("curve", "nobody"), "nobody"),
        (("run", "--seeds", "nowhere"), "nowhere"),
        (("restore", "--seeds", "nowhere"), "nowhere"),
        (("sheet", "kunduzz"), "kunduz"),
    ],
)
def test_bad_input_ends_with_code_2_and_no_traceback(run, project, tmp_path, arguments, words):
    """Every refusal names what was wrong."""
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "bad.jsonl").write_text('{"id": "kunduz"\n')
    if arguments[0] == "sheet":
        arguments = (*arguments, "--root", project)
    done = run(*arguments)
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_one_root_is_read_and_named(run, project, tmp_path):
    """A folder inside a checkout reads the checkout; --root reads another; what is no project is refused."""
    copy = tmp_path / "clone"
    for part in ("seeds", "corpus", "annotations", "tasks", "baselines"):
        (copy / part).mkdir(parents=True)
    for part in ("tasks", "annotations/ontology.toml", "seeds/manifest.toml", "corpus/data"):
        source = project / part
        (
            shutil.copytree(source, copy / part, dirs_exist_ok=True)
            if source.is_dir()
            else shutil.copy(source, copy / part)
        )
    (copy / "tasks" / "ner.toml").rename(copy / "tasks" / "renamed.toml")
    inside = run("tasks", cwd=copy / "corpus")
    assert "renamed " in inside.stdout
    assert f"reading the project in {copy}" in inside.stderr
    assert run("tasks", "--root", copy).stdout == inside.stdout
    assert "renamed " not in run("tasks").stdout
    refused = run("tasks", "--root", tmp_path)
    assert (refused.returncode, "missing-project" in refused.stderr) == (2, True)


def test_check_says_that_a_file_is_well_formed(run, predictions):
    """Nothing is scored."""
    done = run("check", "ner", predictions)
    assert done.returncode == 0
    assert "well-formed" in done.stdout


@pytest.mark.slow
def test_run_without_text_scores_the_kept_predictions(run):
    """It says that predicting needs the text, and still ends with a table."""
    done = run("run", "gazetteer", "tagger")
    assert done.returncode == 0, done.stderr
    assert "needs the real text of the articles" in done.stderr
    assert "tagger" in done.stdout


def test_restore_verifies_and_copies(run, seeds, tmp_path):
    """After restoring, commands in this folder find the text."""
    done = run("restore", "--seeds", seeds)
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "seeds").glob("*.txt"))) == 3
    done = run("run", "gazetteer")
    assert done.returncode == 0, done.stderr
    assert "needs" not in done.stderr


def test_validate_is_clean(run, project):
    """The gold has no errors, with and without the texts."""
    done = run("validate", "--root", project)
    assert done.returncode == 0, done.stdout
    done = run("validate", "--root", project, text=True)
    assert done.returncode == 0, done.stdout


def test_tasks_are_listed(run):
    """Every task has its line."""
    assert "ner " in run("tasks").stdout


def test_score_writes_a_report(run, predictions, tmp_path):
    """The page holds the scores that are printed, and the command without what has its default."""
    other = predictions.with_name("ner.tagger.news.jsonl")
    out = tmp_path / "a report.html"
    done = run("score", "ner", predictions, f"mine={other}", "--report", out, "--set", "nested=flat", "--json")
    assert done.returncode == 0, done.stderr
    assert f"wrote {out}" in done.stderr
    text = out.read_text(encoding="utf-8")
    scored = json.loads(done.stdout)
    assert [one["baseline"] for one in scored["differences"]] == ["ner.gazetteer.news"]
    for result in scored["results"]:
        assert f"{result['scores']['strict_f1']['value']:.2f}" in text
    command = f"dateline score ner {predictions} mine={other} --set nested=flat --report &#x27;{out}&#x27; --json"
    assert command in text


def test_report_refuses_a_folder(run, predictions, tmp_path):
    """A folder is no place for a page."""
    done = run("score", "ner", predictions, "--report", tmp_path)
    assert done.returncode == 2
    assert "bad-output" in done.stderr
