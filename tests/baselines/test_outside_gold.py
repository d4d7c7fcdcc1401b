"""Gold of other corpora: a file with text is enough to learn from and to analyse errors on."""

import json

import pytest

from dateline.baselines.run import run_all
from dateline.corpus.load import load
from dateline.errors import InputError
from dateline.evaluation.error_analysis import analysed
from dateline.evaluation.error_list import error_lines

TEXTS = {"a": "Ada Halt left Velt on Monday.", "b": "Ivo Dann met Ada Halt in Velt."}
SPANS = {
    "a": [(0, 8, "PERSON"), (14, 18, "GPE"), (22, 28, "DATE")],
    "b": [(0, 8, "PERSON"), (13, 21, "PERSON"), (25, 29, "GPE")],
}


def _write(path, *, text=True):
    rows = [
        {
            "id": name,
            **({"text": TEXTS[name]} if text else {}),
            "entities": [{"start": s, "end": e, "type": t} for s, e, t in spans],
        }
        for name, spans in SPANS.items()
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_a_gold_file_with_text_trains_a_baseline(tmp_path):
    """JSON Lines with a text per document are learnt from like a part of the corpus."""
    gold = _write(tmp_path / "gold.jsonl")
    (result,) = run_all(["memory"], task="ner", data="open/validation", train=str(gold))
    assert result.documents == len(load("open/validation"))


def test_a_gold_file_without_text_is_refused(tmp_path):
    """It says what is missing, and where to put it."""
    gold = _write(tmp_path / "gold.jsonl", text=False)
    with pytest.raises(InputError, match='field "text"'):
        run_all(["memory"], task="ner", data="open/validation", train=str(gold))


def test_errors_are_listed_on_a_gold_file(tmp_path):
    """Every error has its place, its labels and the words around it."""
    gold = _write(tmp_path / "gold.jsonl")
    predicted = tmp_path / "p.jsonl"
    wrong = {"a": [(0, 8, "ORG"), (14, 18, "GPE")], "b": [(0, 3, "PERSON"), (13, 21, "PERSON"), (22, 24, "GPE")]}
    rows = [{"id": n, "entities": [{"start": s, "end": e, "type": t} for s, e, t in w]} for n, w in wrong.items()]
    predicted.write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = analysed("ner", predicted, gold=gold)
    listed = [json.loads(line) for line in error_lines(found, "jsonl", None)]
    assert [(one["document"], one["outcome"], one["text"]) for one in listed] == [
        ("a", "label", "Ada Halt"),
        ("a", "missed", "Monday"),
        ("b", "boundary", "Ivo Dann"),
        ("b", "spurious", "in"),
        ("b", "missed", "Velt"),
    ]
    assert listed[0]["predicted_label"] == "ORG"
    assert listed[1]["before"].endswith("Velt on ")
    lines = list(error_lines(found, "lines", 60))
    assert max(len(line) for line in lines) <= 60
    assert any("[Monday]" in line for line in error_lines(found, "lines", None))
    header, *rows = next(iter(error_lines(found, "csv", None))).splitlines()
    assert header.startswith("document,outcome,kind,start,end")
    assert len(rows) == 5


@pytest.mark.parametrize("task", ["coref", "quotes", "event-arguments", "event-coref", "attribution"])
def test_every_task_lists_its_errors(project, task):
    """Wrong antecedents, speakers and partial quotes carry a note that says what was expected."""
    name = {
        "coref": "pairs",
        "quotes": "linear-quotes",
        "event-arguments": "linear-arguments",
        "event-coref": "lemmas",
        "attribution": "ranker",
    }[task]
    found = analysed(task, project / "baselines" / "predictions" / f"{task}.{name}.open-test.jsonl")
    listed = [json.loads(line) for line in error_lines(found, "jsonl", None)]
    assert listed
    assert all(one["text"] for one in listed)
    notes = {one["outcome"] for one in listed if one["note"]}
    expected = {"coref": "wrong antecedent", "quotes": "partial match", "attribution": "wrong speaker"}
    assert expected.get(task) is None or expected[task] in notes
