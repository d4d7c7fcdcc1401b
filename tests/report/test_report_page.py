"""The page of a score report: all that it must show, for every task, and nothing that could run or leak."""

import json
import re
from html.parser import HTMLParser

import pytest
from hostile_report import HOSTILE, hostile_findings

from dateline.errors import InputError
from dateline.report.findings import outcome_counts
from dateline.report.page import page, write_report

TASKS = ("ner", "coref", "event-triggers", "event-arguments", "event-coref", "quotes", "attribution")
LABELLED = {"ner", "event-triggers", "event-arguments"}
VOID = {"meta", "input", "br", "path", "use"}


class Elements(HTMLParser):
    """Collects elements and text, and checks that elements are nested."""

    def __init__(self, text):
        """Parse a page."""
        super().__init__()
        self.elements, self.text, self.stack = [], "", []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Note an element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        """Note an element without content."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        """Close the innermost element, which must be this one."""
        if tag not in VOID:
            assert self.stack.pop() == tag

    def handle_data(self, data):
        """Note text."""
        if self.stack and self.stack[-1] not in {"script", "style"}:
            self.text += data

    def all(self, tag):
        """Give the attributes of all elements of a kind."""
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.mark.parametrize("task", TASKS)
def test_every_task_has_a_whole_page(task, recorded):
    """Each task has its sections, plots with words, tables with captions, the signature and the command."""
    found = recorded(task)
    text = page(found)
    parsed = Elements(text)
    assert parsed.stack == []
    names = [attrs["id"] for attrs in parsed.all("section")]
    rates = [] if task in LABELLED | {"attribution"} else ["precision-recall"]
    assert names == ["scores", "labels", *rates, "outcomes", "comparison", "documents", "errors", "repeat"]
    assert [attrs["href"] for attrs in parsed.all("a")] == ["#main", *(f"#{name}" for name in names)]
    assert all(len(attrs["aria-label"]) > 10 for attrs in parsed.all("svg"))
    assert len(parsed.all("svg")) == (5 if task in LABELLED or rates else 4)
    assert len(parsed.all("caption")) == len(parsed.all("table")) > 5
    for result in found.report.results:
        assert result.system in parsed.text
        assert f"{result.scores[result.primary].value:.2f}" in parsed.text
    assert found.report.results[0].signature in parsed.text
    assert "dateline score" in parsed.text


def test_page_is_self_contained(recorded):
    """Nothing refers to another resource, and the policy lets only the page's own script run."""
    text = page(recorded("ner"))
    parsed = Elements(text)
    assert not {"src", "srcset"} & {name for _, attrs in parsed.elements for name in attrs}
    assert not re.search(r"@import|url\((?!#)", text)
    addresses = set(re.findall(r"https?://[^\"' ]+", re.sub(r'<script type="text/plain".*?</script>', "", text)))
    assert addresses == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    policy = parsed.all("meta")[1]["content"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-")


def test_numbers_of_the_tables_are_those_of_the_analysis(recorded):
    """Every number that opens errors counts what its query finds."""
    found = recorded("ner")
    buttons = [attrs for attrs in Elements(page(found)).all("button") if "data-find" in attrs]
    assert len(buttons) > 100
    for attrs in buttons:
        query = json.loads(attrs["data-find"])
        number = int(re.match(r"show (\d+):", attrs["aria-label"])[1])
        assert number == sum(fits(item, query) for item in found.items)


def fits(item, query):
    """Tell whether the page's filters would keep an item."""
    for name, value in query.items():
        if name == "row":
            kept = item.case.row == value
        elif name == "outcome":
            kept = item.outcomes[query["system"]] == value
        elif name.startswith("outcome"):
            number = int(name.removeprefix("outcome"))
            kept = (
                item.right[number] == (value == "right")
                if value in {"right", "wrong"}
                else item.outcomes[number] == value
            )
        elif name == "label":
            case = item.cases[query["system"]]
            kept = case is not None and case.predicted_label == value
        else:
            kept = name == "system"
        if not kept:
            return False
    return True


def test_outcomes_are_those_of_error_analysis(recorded):
    """The table of outcomes adds up to the counts of `dateline errors`."""
    found = recorded("quotes")
    for number, analysis in enumerate(found.analyses):
        counted = outcome_counts(found.items, number)
        assert counted.total() == len(analysis.cases)


def test_hostile_data_stays_text():
    """Whatever names, labels, texts and messages hold, they add no element and no attribute."""
    text = page(hostile_findings())
    parsed = Elements(text)
    assert parsed.stack == []
    assert parsed.all("img") == []
    assert sum("type" not in attrs for attrs in parsed.all("script")) == 1
    assert not [name for _, attrs in parsed.elements for name in attrs if name.startswith("on")]
    assert HOSTILE in parsed.text


def test_real_text_is_told_and_not_published(recorded, project, seeds, tmp_path):
    """A page with the text of real articles says so, and is not written into a folder that is published."""
    found = recorded("ner", data="news", seeds=seeds)
    with pytest.raises(InputError, match="where real text must not be"):
        write_report(project / "docs" / "report.html", found)
    assert not (project / "docs" / "report.html").exists()
    assert "keep it to yourself" in write_report(tmp_path / "report.html", found).read_text(encoding="utf-8")


def test_masked_text_is_told(recorded, monkeypatch):
    """Without the texts the page says that they are masked."""
    monkeypatch.delenv("DATELINE_SEEDS", raising=False)
    text = page(recorded("ner", data="news"))
    assert "The text is masked." in text
    assert "keep it to yourself" not in text


@pytest.mark.parametrize(
    ("with_text", "told"), [(True, "quotes the text of the gold file"), (False, "carries no text")]
)
def test_gold_files_say_whether_they_have_text(find, tmp_path, with_text, told):
    """A gold file's own text is shown, and the page says so; without one there are underscores."""
    record = {"id": "d", "entities": [{"start": 0, "end": 9, "type": "GPE"}]}
    gold = record | ({"text": "Larkmouth floods"} if with_text else {})
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(gold))
    found = find("ner", [[record | {"entities": []}]], gold=path)
    text = page(found)
    assert told in text


def test_a_report_without_errors_says_so(find, tmp_path):
    """The gold against itself has no errors."""
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "d", "text": "Larkmouth", "entities": [{"start": 0, "end": 9, "type": "GPE"}]}))
    assert "No system has an error." in page(find("ner", [path], gold=path))


def test_settings_that_errors_do_not_follow_are_told(recorded):
    """Such a report has scores, and says why there are no errors."""
    text = page(recorded("coref", settings=["singletons=drop"]))
    assert "There are no errors to show: error analysis does not follow singletons=drop" in text
    assert 'id="outcomes"' not in text
