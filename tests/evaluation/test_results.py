"""What a result offers: dictionaries, data frames, HTML, and every printed format."""

import csv
import io
import json

import msgspec
import pytest

import dateline
from dateline.errors import InputError
from dateline.evaluation.results import Report, json_schema
from dateline.evaluation.tables import printed, rendered, tables
from dateline.tables import fitted_table


@pytest.fixture(scope="module")
def result(project):
    """The result of a baseline."""
    return dateline.score("ner", project / "baselines/predictions/ner.tagger.open-test.jsonl")


def test_counts_of_a_label_give_its_rates(result):
    """Precision, recall and F1 follow from the numbers; support is what the gold has."""
    for one in result.labels.values():
        assert one.support == one.tp + one.fn
        assert one.recall == pytest.approx(100 * one.tp / one.support) if one.support else one.recall is None
        assert one.f1.low is None or one.f1.low <= one.f1.value <= one.f1.high


def test_scores_per_document_are_those_of_the_documents_alone(result, project):
    """Each is what scoring that document alone gives."""
    lines = (project / "baselines/predictions/ner.tagger.open-test.jsonl").read_text().splitlines()
    record = json.loads(lines[3])
    alone = dateline.score("ner", [record], allow_missing=True)
    assert alone.per_document[record["id"]] == pytest.approx(result.per_document[record["id"]])
    assert result.per_document.keys() == {json.loads(line)["id"] for line in lines}


def test_the_retold_story_is_told_apart(result):
    """The open test set has a story that retells `news`: the score without it is given."""
    (story,) = result.without
    rest = {d.id for d in dateline.load("open/test") if d.story != story}
    assert story == "afghanistan-2021"
    assert 0 < len(rest) < result.documents
    assert result.without[story] != result.scores["strict_f1"].value


def test_a_report_reads_back_from_its_json(result):
    """The JSON of one result and of many has one shape, and its schema names the fields."""
    report = Report(results=(result, result))
    again = msgspec.json.decode(rendered(report, "json"), type=Report)
    assert again == report
    schema = json.loads(json_schema())
    assert set(schema["$defs"]["Result"]["properties"]) == set(result.to_dict())
    assert "per_document" not in result.to_dict(per_document=False)


def test_the_published_schema_is_that_of_the_code(project):
    """`dateline schema --write docs/reports` was run."""
    assert (project / "docs" / "reports" / "results.schema.json").read_text() == json_schema()


def test_data_frames_hold_the_same_numbers(result):
    """Metrics and labels, with the signature beside them."""
    pytest.importorskip("pandas")
    frame = result.to_pandas()
    assert frame.loc["strict_f1", "value"] == result.scores["strict_f1"].value
    assert frame.attrs["signature"] == result.signature
    assert result.labels_to_pandas().loc["GPE", "support"] == result.labels["GPE"].support


def test_the_repr_is_one_line_and_the_notebook_gets_a_table(result):
    """Neither floods the screen."""
    assert "\n" not in repr(result)
    assert "strict_f1" in repr(result)
    assert '<table class="scores">' in result._repr_html_()


def test_csv_has_unrounded_numbers_of_every_metric_and_label(result):
    """A row each."""
    rows = list(csv.DictReader(io.StringIO(rendered(Report(results=(result,)), "csv"))))
    by_metric = {row["metric"]: row for row in rows if not row["label"]}
    assert float(by_metric["strict_f1"]["value"]) == result.scores["strict_f1"].value
    assert {row["label"] for row in rows} - {""} == set(result.labels)


def test_latex_escapes_and_markdown_has_rows(result):
    """Booktabs rules, underscores escaped; a Markdown table with the signature below."""
    latex = rendered(Report(results=(result,)), "latex")
    assert r"\toprule" in latex
    assert r"strict\_f1" in latex
    assert "| strict_f1 |" in rendered(Report(results=(result,)), "markdown")
    with pytest.raises(InputError, match="markdown, latex"):
        rendered(Report(results=(result,)), "html")


@pytest.mark.parametrize("width", [60, 120])
def test_tables_fit_a_terminal_without_empty_columns(result, width):
    """No line is wider than the terminal; what has no room is named."""
    report = Report(results=(result, result))
    texts = list(printed(report, width))[: len(list(tables(report)))]
    assert max(len(line) for text in texts for line in text.splitlines()) <= width
    assert any("not shown" in text for text in texts) == (width == 60)


def test_empty_columns_are_left_out():
    """A column in which no row has anything is not shown."""
    table = fitted_table("t", ["a", "b", "c"], [["x", "", "1"], ["y", "", "2"]], width=80)
    assert table.splitlines()[2].split() == ["┃", "a", "┃", "c", "┃"]
