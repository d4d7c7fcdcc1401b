"""What a notebook shows: the viewer's own HTML, without a script, and bound to its place."""

import re

from test_page import Elements

from dateline.evaluation.results import Result, Score
from dateline.viewer import fragment


def test_a_document_draws_itself(larkmouth):
    """Marks, choices and chains are there, well-formed, without script, anchors, and anything from elsewhere."""
    html = larkmouth._repr_html_()
    found = Elements(html)
    assert found.stack == []
    assert "script" not in {tag for tag, _ in found.elements}
    assert not {"id", "src", "href"} & {name for _, attrs in found.elements for name in attrs}
    assert found.having(**{"data-long": "GPE town"})
    assert found.having(type="radio", value="events")
    assert "Ilse Varga" in found.text


def test_hostile_documents_stay_text(hostile):
    """Whatever the fields of a document hold, no element or attribute comes of it."""
    found = Elements(hostile._repr_html_())
    assert found.stack == []
    assert not {"img", "script"} & {tag for tag, _ in found.elements}
    assert not [name for _, attrs in found.elements for name in attrs if name.startswith("on")]


def test_a_fragment_is_a_document_for_other_pages(larkmouth):
    """It has the layers asked for, chains, and neither choices nor anchors that could be there twice."""
    found = Elements(f'<div class="dl" data-strong="events">{fragment(larkmouth, ("mentions", "events"))}</div>')
    assert found.stack == []
    assert found.having(**{"data-short": "1 Disaster"})
    assert not [attrs for tag, attrs in found.elements if tag == "input" or "id" in attrs]
    assert not found.having(**{"data-sources": "speaker 1"})


def test_a_result_draws_itself():
    """Every metric has a row with its interval and a bar; an undefined one has neither, and names are escaped."""
    scores = {"f1": Score(50.0, 40.0, 65.0), "<b>": Score(None, None, None, "nothing there")}
    facts = {"system": "<i>", "data": "open/test", "units": 3, "unit": "story", "documents": 15, "detectable": None}
    result = Result(task="ner", primary="f1", scores=scores, labels={}, signature="task:ner", caveats=("few",), **facts)
    html = result._repr_html_()
    found = Elements(html)
    assert found.stack == []
    assert "40.00 to 65.00" in found.text
    assert "left:40.00%;width:25.00%" in html
    assert "&lt;b&gt;" in html
    assert html.count('class="scale"') == 1
    assert re.search(r"\d+ documents in \d+ stories", found.text)
