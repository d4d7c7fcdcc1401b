"""Where a reading comes from: gold, raw passes and records of predictions."""

import msgspec
import pytest

from dateline.corpus.gold import write_layer
from dateline.corpus.load import load
from dateline.document import Argument
from dateline.errors import InputError
from dateline.evaluation.reference import gold_of
from dateline.records import (
    AttributionRecord,
    CorefRecord,
    EventRecord,
    EventsRecord,
    NerRecord,
    QuoteRecord,
    QuotesRecord,
    RoleSpan,
    TypedSpan,
)
from dateline.tasks.declarations import load as load_task
from dateline.tasks.registry import task_type
from dateline.viewer import of_gold, of_passes, of_predictions
from dateline.viewer.sources import is_part, reading_of, readings_of


def test_unannotated_layers_are_not_shown(larkmouth):
    """A layer that the document does not have is not shown as empty."""
    partial = msgspec.structs.replace(larkmouth, annotated_layers=("mentions",))
    assert of_gold(partial).layers == ("mentions",)


def test_passes_side_by_side(larkmouth, tmp_path):
    """Both passes are read with their differences; the settled mentions stand on both sides."""
    folder = tmp_path / "annotations" / "passes" / "01-pilot"
    write_layer(folder / "a" / larkmouth.id, "events", larkmouth.events)
    write_layer(folder / "b" / larkmouth.id, "events", [])
    reading = of_passes(larkmouth, tmp_path)
    assert [side.name for side in reading.sides] == ["annotator A", "annotator B"]
    assert reading.layers == ("mentions", "events")
    assert reading.sides[0].mentions == reading.sides[1].mentions == larkmouth.mentions
    assert [(layer, one.difference) for layer, one in reading.disagreements] == [("events", "only in a")]


def test_missing_passes_are_refused(larkmouth, tmp_path):
    """A document without passes is refused by name."""
    with pytest.raises(InputError, match="larkmouth"):
        of_passes(larkmouth, tmp_path)


def test_records_become_annotation():
    """Records of each task keep their spans, labels and clusters."""
    ner = task_type("spans").annotation(NerRecord("d", [TypedSpan(0, 3, "ORG")]))
    assert [(m.key, m.type) for m in ner.mentions] == [((0, 3), "ORG")]
    coref = task_type("clusters").annotation(CorefRecord("d", [[(0, 3), (5, 6)], [(8, 9)]]))
    assert [m.entity for m in coref.mentions] == ["1", "1", "2"]
    record = EventRecord(0, 3, "Attack", cluster="c", arguments=[RoleSpan(5, 6, "place")])
    (event,) = task_type("arguments").annotation(EventsRecord("d", [record])).events
    assert (event.type, event.event, event.polarity) == ("Attack", "c", "-")
    assert event.arguments == (Argument(5, 6, role="place"),)
    (quote,) = (
        task_type("quotes").annotation(QuotesRecord("d", [QuoteRecord([(0, 3)], (4, 5), [(6, 7)], "direct")])).quotes
    )
    assert (quote.content[0].key, quote.cue.key, quote.sources[0].key, quote.type) == ((0, 3), (4, 5), (6, 7), "direct")


def test_predictions_beside_gold(larkmouth, tmp_path):
    """A prediction file is read through its task: the gold side is the task's view, and the differences are told."""
    start, end = larkmouth.mentions[0].key
    path = tmp_path / "system.jsonl"
    path.write_bytes(msgspec.json.encode(NerRecord(larkmouth.id, [TypedSpan(start, end, "LOC")])) + b"\n")
    task = load_task("ner")
    (reading,) = of_predictions([larkmouth], task, gold_of(task, [larkmouth], "here"), path)
    assert [side.name for side in reading.sides] == ["gold", "system"]
    assert [(m.type, m.level) for m in reading.sides[0].mentions] == [("GPE", "name"), ("PERSON", "name")]
    assert [one.difference for _, one in reading.disagreements] == ["type", "only in a"]
    assert reading.called(reading.disagreements[1][1]) == "only in gold"


def test_predicted_values_are_values():
    """A predicted date or number has the level of values, so that it is drawn as gold ones are."""
    record = NerRecord("d", [TypedSpan(0, 3, "DATE"), TypedSpan(4, 7, "GPE"), TypedSpan(8, 9, "CARDINAL")])
    assert [m.level for m in task_type("spans").annotation(record).mentions] == ["value", "name", "value"]


def test_predicted_links_are_compared(larkmouth, tmp_path):
    """A cluster that is split is one missed link, and the antecedent is named."""
    varga, town = ([m.key for m in larkmouth.mentions if m.entity == name] for name in ("varga", "town"))
    record = CorefRecord(larkmouth.id, [[varga[0]], varga[1:], town])
    path = tmp_path / "system.jsonl"
    path.write_bytes(msgspec.json.encode(record) + b"\n")
    task = load_task("coref")
    (reading,) = of_predictions([larkmouth], task, gold_of(task, [larkmouth], "here"), path)
    ((layer, one),) = reading.disagreements
    assert (layer, one.difference, (one.start, one.end)) == ("mentions", "missed link", varga[1])
    assert [reading.worded(claim) for claim in (one.a, one.b)] == ["linked to “Ilse Varga”", "first of its cluster"]


def test_a_part_is_read_whole(project):
    """A part or split gives a reading of each document; with predictions, of those that the file has."""
    gold = list(readings_of("open/test"))
    assert len(gold) == len(load("open/test"))
    assert {reading.document.split for reading in gold} == {"test"}
    file = project / "baselines" / "predictions" / "ner.gazetteer.open-test.jsonl"
    assert [len(one.sides) for one in readings_of("open/test", predictions=file)] == [2] * len(gold)
    assert [is_part(name) for name in ("open", "real", "kunduz")] == [True, True, False]


def test_absent_labels_are_no_difference(larkmouth, tmp_path):
    """What a task does not ask for, or a prediction leaves out, is not told as a difference."""
    start, end = larkmouth.events[0].key
    path = tmp_path / "system.jsonl"
    path.write_bytes(msgspec.json.encode(EventsRecord(larkmouth.id, [EventRecord(start, end, "Attack")])) + b"\n")
    task = load_task("event-triggers")
    (reading,) = of_predictions([larkmouth], task, gold_of(task, [larkmouth], "here"), path)
    assert [one.difference for _, one in reading.disagreements] == ["type"]


def test_a_document_without_prediction_is_refused(larkmouth, tmp_path):
    """A file that has nothing on the document is refused by its name."""
    path = tmp_path / "system.jsonl"
    path.write_bytes(msgspec.json.encode(NerRecord("elsewhere", [])) + b"\n")
    other = msgspec.structs.replace(larkmouth, id="elsewhere")
    task = load_task("ner")
    with pytest.raises(InputError, match="missing-prediction"):
        list(of_predictions([larkmouth], task, gold_of(task, [larkmouth, other], "here"), path))


def test_attribution_is_not_shown(larkmouth, tmp_path):
    """Predictions without spans of their own are refused."""
    task = load_task("attribution")
    path = tmp_path / "system.jsonl"
    path.write_bytes(msgspec.json.encode(AttributionRecord(larkmouth.id, [])) + b"\n")
    with pytest.raises(InputError, match="bad-task"):
        list(of_predictions([larkmouth], task, gold_of(task, [larkmouth], "here"), path))


def test_what_is_asked_for_is_checked_first(project):
    """An unknown layer or document and options that exclude each other are refused, the near name suggested."""
    with pytest.raises(InputError, match=r"unknown-layer.*events"):
        reading_of("kunduz", layers=["event"])
    with pytest.raises(InputError, match="bad-options"):
        reading_of("kunduz", passes="latest", predictions=project)
    with pytest.raises(InputError, match=r"unknown-document.*kunduz"):
        reading_of("kundus", from_gold=True)


def test_articles_are_read_before_they_are_built():
    """From the gold files an article is read with what gold there is, the corpus built or not."""
    reading = reading_of("kunduz", from_gold=True)
    assert reading.document.id == "kunduz"
    assert set(reading.layers) == set(reading.document.annotated_layers)
