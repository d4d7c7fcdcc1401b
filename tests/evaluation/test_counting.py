"""Counting in several processes gives the counts of one, and reads a file in one where there is anything to say."""

import json

import pytest

import dateline
from dateline.errors import InputError
from dateline.evaluation.evaluate import count_file
from dateline.evaluation.inputs import System
from dateline.evaluation.score import compare_systems, prepare


def write(path, documents, *, shift=0, without=()):
    """Write documents of three spans of two types, some shifted, as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(documents):
            if number in without:
                continue
            moved = shift if number % 3 == 0 else 0
            spans = [{"start": s + moved, "end": s + 3 + moved, "type": "XY"[s % 2]} for s in (0, 10, 25)]
            file.write(json.dumps({"id": f"document {number}", "entities": spans}) + "\n")
    return path


@pytest.mark.parametrize("jobs", [2, 3, 5])
def test_shards_count_as_one_process(tmp_path, jobs):
    """Units, columns and numbers are equal, in the same order."""
    _, gold = prepare("ner", gold=write(tmp_path / "gold.jsonl", 700))
    path = write(tmp_path / "p.jsonl", 700, shift=1)
    (one, reading), (many, same) = (count_file(gold, path, jobs=number) for number in (1, jobs))
    assert (one.units, one.columns, reading) == (many.units, many.columns, same)
    assert (one.matrix == many.matrix).all()


@pytest.mark.parametrize("task", ["coref", "quotes", "event-triggers"])
def test_scores_of_other_tasks_are_equal_to_the_last_bit(project, task):
    """Fractions, as in B3, are summed in the order of the file, whoever counted them."""
    system = {"coref": "pairs", "quotes": "marks", "event-triggers": "lexicon"}[task]
    _, gold = prepare(task, data="open/test")
    path = project / "baselines" / "predictions" / f"{task}.{system}.open-test.jsonl"
    one, many = (count_file(gold, path, jobs=jobs)[0] for jobs in (1, 3))
    assert one.units == many.units
    assert (one.total() == many.total()).all()


def test_a_file_with_errors_is_refused_as_by_one_process(tmp_path):
    """All problems are told, with the lines of the file, those that span shards too."""
    gold_path = write(tmp_path / "gold.jsonl", 400)
    _, gold = prepare("ner", gold=gold_path)
    path = write(tmp_path / "p.jsonl", 400, without=(7,))
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[300] = lines[300].replace('"start": 0', '"start": -1')
    lines.append(lines[0])
    path.write_text("\n".join(lines), encoding="utf-8")
    problems = []
    for jobs in (1, 3):
        with pytest.raises(InputError) as refused:
            count_file(gold, path, jobs=jobs)
        problems.append(refused.value.problems)
    assert problems[0] == problems[1]
    assert {problem.id for problem in problems[0]} == {"bad-offset", "repeated-document", "missing-document"}


def test_missing_documents_count_as_empty(tmp_path):
    """With `allow_missing` the counts and the report are those of one process."""
    _, gold = prepare("ner", gold=write(tmp_path / "gold.jsonl", 300))
    path = write(tmp_path / "p.jsonl", 300, without=(0, 299))
    one, many = (count_file(gold, path, allow_missing=True, jobs=jobs) for jobs in (1, 2))
    assert one[1] == many[1]
    assert one[1].missing == ("document 0", "document 299")
    assert (one[0].matrix == many[0].matrix).all()


def test_what_cannot_be_cut_into_shards_is_counted_in_one_process(project, tmp_path):
    """Stories, other formats than JSON lines, and records in memory give what they give without `jobs`."""
    coref = project / "baselines" / "predictions" / "event-coref.chains.open-test.jsonl"
    columns = tmp_path / "p.conll"
    columns.write_text("#begin document (a)\nAda B-X\n#end document\n", encoding="utf-8")
    path = write(tmp_path / "gold.jsonl", 30)
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    golds = (prepare("event-coref", data="open/test"), prepare("ner", gold=columns), prepare("ner", gold=path))
    for (_, gold), source in zip(golds, (coref, columns, records), strict=True):
        (one, reading), (many, same) = (count_file(gold, source, jobs=jobs) for jobs in (1, 2))
        assert (one.units, one.columns, reading) == (many.units, many.columns, same)
        assert (one.matrix == many.matrix).all()


@pytest.mark.parametrize("scheme", ["conll03", "ontonotes"])
def test_mapped_labels_count_as_in_one_process(project, tmp_path, scheme):
    """With a crosswalk, shards map the labels and count those left out, in the predictions' scheme or our own."""
    declared, gold = prepare("ner", data="open/test", labels="conll03")
    path = project / "baselines" / "predictions" / "ner.memory.open-test.jsonl"
    if scheme == "conll03":
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for number, span in enumerate(span for record in records for span in record["entities"]):
            span["type"] = ("PER", "LOC", "MISC", "OTHER")[number % 4]
        path = tmp_path / "p.jsonl"
        path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    system = System("p", path)
    one, many = (
        compare_systems(declared, gold, [system], schemes={"p": scheme}, jobs=jobs, resamples=50) for jobs in (1, 3)
    )
    assert one == many
    assert one[0][0].reading.left_out["predicted"]


@pytest.mark.parametrize("task", ["ner", "event-triggers", "event-arguments"])
def test_labels_that_the_gold_lacks_count_as_in_one_process(tmp_path, task):
    """Labels that come up in some shards only are wrong predictions, told by number, however many processes count."""

    def record(number, kind):
        span = {"start": number % 5, "end": 9, "type": kind}
        if task == "ner":
            return {"id": f"d{number}", "entities": [span]}
        argument = {"start": 1, "end": 2, "role": "agent"}
        return {"id": f"d{number}", "events": [{**span, "arguments": [argument] if "arg" in task else []}]}

    paths = (tmp_path / "gold.jsonl", tmp_path / "p.jsonl")
    for path, strange in zip(paths, ("X", "YZ"), strict=True):
        lines = [record(number, strange[number % len(strange)] if number > 400 else "X") for number in range(700)]
        path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    declared, gold = prepare(task, gold=paths[0])
    one, many = (
        compare_systems(declared, gold, [System("p", paths[1])], jobs=jobs, resamples=50)[0][0] for jobs in (1, 3)
    )
    assert one == many
    assert one.reading.extra_labels == {"Y": 149, "Z": 150}


def test_progress_is_told(tmp_path):
    """The number of documents counted so far is told, and of how many."""
    told = []
    _, gold = prepare("ner", gold=write(tmp_path / "gold.jsonl", 600))
    count_file(gold, tmp_path / "gold.jsonl", progress=lambda *what: told.append(what))
    assert told
    assert told[-1][0] == "documents scored"
    assert all(done <= total == 600 for _, done, total in told)
    assert dateline.score("ner", tmp_path / "gold.jsonl", gold=tmp_path / "gold.jsonl").scores["strict_f1"].value == 100
