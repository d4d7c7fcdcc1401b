"""Every task end to end: gold, predictions, scores, on documents small enough to count by hand."""

import json

import msgspec
import pytest

from dateline.document import (
    Argument,
    Document,
    Entity,
    Event,
    Filler,
    Mention,
    Paragraph,
    Quote,
    Span,
)
from dateline.errors import InputError
from dateline.evaluation.compare import comparable
from dateline.evaluation.evaluate import count, result
from dateline.evaluation.inputs import systems
from dateline.evaluation.reference import cross, gold_of
from dateline.evaluation.score import compare_systems, prepare, score, score_file
from dateline.tasks import views
from dateline.tasks.declarations import load as load_task
from dateline.tasks.declarations import names as task_ids
from dateline.tasks.declarations import with_settings

TEXT = "Ada Halt left Velt. She said the town had fallen."


def _at(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def _mention(name: str, words: str, kind: str, level: str, entity: str) -> Mention:
    return Mention(*_at(words), id=name, type=kind, level=level, entity=entity)


def _document(name: str = "d1", story: str = "s") -> Document:
    mentions = (
        _mention("m1", "Ada Halt", "PERSON", "name", "halt"),
        _mention("m2", "Velt", "GPE", "name", "velt"),
        _mention("m3", "She", "PERSON", "pronoun", "halt"),
        _mention("m4", "the town", "GPE", "nominal", "velt"),
    )
    events = (
        Event(
            *_at("left"),
            id="e1",
            type="Travel",
            polarity="positive",
            realis="actual",
            event="leaving",
            story_event="s/leaving",
            arguments=(
                Argument(*_at("Ada Halt"), role="traveler", mention="m1"),
                Argument(*_at("Velt"), role="origin", mention="m2"),
            ),
        ),
        Event(
            *_at("fallen"),
            id="e2",
            type="Seize",
            polarity="positive",
            realis="actual",
            event="fall",
            arguments=(Argument(*_at("the town"), role="seized", mention="m4"),),
        ),
    )
    said = Quote(
        id="q1",
        content=(Span(*_at("the town had fallen")),),
        type="indirect",
        cue=Span(*_at("said")),
        sources=(Filler(*_at("She"), mention="m3"),),
        speakers=("halt",),
    )
    return Document(
        id=name,
        part="own",
        split="test",
        story=story,
        outlet="o",
        genre="report",
        topic="conflict",
        date="2031",
        title=None,
        provenance="invented",
        license="none",
        sha256="0",
        masked=False,
        text=TEXT,
        paragraphs=(Paragraph(0, len(TEXT), "body"),),
        sentences=(Span(0, 19), Span(20, len(TEXT))),
        tokens=tuple(Span(*_at(word)) for word in ("Ada", "Halt", "left", "Velt", "She", "said", "town", "fallen")),
        annotated_layers=("mentions", "events", "quotes"),
        entities=(
            Entity(id="halt", type="PERSON", catalogue="ada-halt", names=("Ada Halt", "A. Halt")),
            Entity(id="velt", type="GPE", catalogue="velt", names=("Velt",)),
        ),
        mentions=mentions,
        events=events,
        quotes=(said,),
    )


DOCUMENTS = (_document(), _document("d2"), _document("d3", "t"))


def _gold(task: str, *settings: str):
    declared = with_settings(load_task(task), settings)
    return declared, gold_of(declared, DOCUMENTS, "own")


def _perfect(task: str) -> list:
    if task == "attribution":
        return [
            {"id": d.id, "quotes": [{"content": [q.content[0].key], "speaker": "a. halt"} for q in d.quotes]}
            for d in DOCUMENTS
        ]
    view = {"ner": views.typed_spans, "coref": views.clusters, "quotes": views.quotes}.get(task, views.events)
    return [msgspec.to_builtins(view(document)) for document in DOCUMENTS]


def _write(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


@pytest.mark.parametrize("task", task_ids())
def test_a_perfect_prediction_scores_one(tmp_path, task):
    """The example of every task: gold as prediction gets 1 in every metric that is defined."""
    declared, gold = _gold(task)
    scored = score_file(declared, gold, _write(tmp_path / "p.jsonl", _perfect(task)))
    assert scored.scores[declared.primary].value == 100
    rates = {
        name: score.value for name, score in scored.scores.items() if name != "named_share"
    }  # a property of the gold
    assert set(rates.values()) <= {100.0, None}
    assert (scored.units, scored.unit, scored.documents) == (2, "story", 3)


@pytest.mark.parametrize("task", task_ids())
def test_no_prediction_scores_zero(task):
    """Documents without a prediction count as documents with none."""
    declared, gold = _gold(task)
    scored = result(declared, gold, count(gold, []), "none")
    assert scored.scores[declared.primary].value == 0


@pytest.mark.parametrize("task", task_ids())
def test_the_example_of_a_task_is_a_record_of_it(tmp_path, task):
    """Each declaration's example can be read against a document that is long enough."""
    declared = load_task(task)
    example = json.loads(declared.example)
    if task == "attribution":
        return
    path = _write(tmp_path / "p.jsonl", [example])
    assert score(task, path, gold=path).scores[declared.primary].value == 100


def test_batches_and_whole_give_the_same_counts(tmp_path):
    """A file that is read in batches scores as its records in memory; document order does not matter."""
    declared, gold = _gold("ner")
    records = _perfect("ner")
    records[0]["entities"] = records[0]["entities"][:1]
    one = score_file(declared, gold, _write(tmp_path / "p.jsonl", records))
    other = score_file(declared, gold, _write(tmp_path / "q.jsonl", records[::-1]))
    assert one.scores == other.scores
    assert one.scores["strict_recall"].value == pytest.approx(500 / 6)


def test_missing_documents_are_refused_or_counted(tmp_path):
    """A missing document is an error unless allowed; then it is named and counts as empty."""
    declared, gold = _gold("ner")
    path = _write(tmp_path / "p.jsonl", _perfect("ner")[:2])
    with pytest.raises(InputError, match="d3"):
        score_file(declared, gold, path)
    scored = score_file(declared, gold, path, allow_missing=True)
    assert scored.reading.missing == ("d3",)
    assert scored.scores["strict_recall"].value == pytest.approx(200 / 3)


def test_quoted_text_is_anchored_and_reported(tmp_path):
    """Text in place of offsets is found; what is not there counts as a false positive."""
    declared, gold = _gold("ner")
    entities = [{"text": "Ada Halt", "type": "PERSON"}, {"text": "VELT", "type": "GPE"}, {"text": "Zog", "type": "GPE"}]
    records = [{"id": document.id, "entities": entities} for document in DOCUMENTS]
    scored = score_file(declared, gold, _write(tmp_path / "p.jsonl", records))
    assert scored.scores["strict_precision"].value == pytest.approx(200 / 3)
    assert scored.reading.anchored == {"exact": 3, "folded": 3, "unanchored": 3}


def test_a_crosswalk_scores_a_foreign_label_set(tmp_path):
    """Gold and prediction are mapped to the coarser labels, and what has no counterpart is counted."""
    declared, gold = _gold("ner")
    foreign = {"PERSON": "PER", "GPE": "LOC"}
    records = _perfect("ner")
    for record in records:
        for span in record["entities"]:
            span["type"] = foreign[span["type"]]
    path = _write(tmp_path / "p.jsonl", records)
    records[0]["entities"].append({"start": 20, "end": 23, "type": "VEHICLE"})
    path = _write(tmp_path / "p.jsonl", records)
    scored = score_file(declared, cross(gold, "conll03"), path)
    assert scored.reading.left_out["predicted"] == {"VEHICLE": 1}
    assert scored.scores["strict_f1"].value == 100
    assert "labels:conll03" in scored.signature
    with pytest.raises(InputError, match="unknown label"):
        score_file(declared, gold, path)


def test_head_match_takes_a_longer_mention(tmp_path):
    """With match=head a mention that ends at the same token is the same mention."""
    records = _perfect("coref")
    for record in records:
        record["clusters"] = [[[4, 8] if list(m) == [0, 8] else m for m in cluster] for cluster in record["clusters"]]
    path = _write(tmp_path / "p.jsonl", records)
    assert score_file(*_gold("coref"), path).scores["mention_f1"].value == 75
    assert score_file(*_gold("coref", "match=head"), path).scores["conll_f1"].value == 100


def test_dropping_singletons_changes_both_sides(tmp_path):
    """A predicted singleton is no mention where singletons are dropped."""
    records = _perfect("coref")
    records[0]["clusters"].append([[40, 43]])
    path = _write(tmp_path / "p.jsonl", records)
    assert score_file(*_gold("coref"), path).scores["mention_precision"].value == pytest.approx(1200 / 13)
    assert score_file(*_gold("coref", "singletons=drop"), path).scores["mention_precision"].value == 100


def test_coreferent_fillers_count_where_asked(tmp_path):
    """A filler that is another mention of the entity is right only under fillers=coreferent."""
    records = _perfect("event-arguments")
    for record in records:
        record["events"][1]["arguments"][0].update(start=_at("Velt")[0], end=_at("Velt")[1])
    path = _write(tmp_path / "p.jsonl", records)
    assert score_file(*_gold("event-arguments"), path).scores["ac_plus_recall"].value == pytest.approx(200 / 3)
    assert score_file(*_gold("event-arguments", "fillers=coreferent"), path).scores["ac_plus_f1"].value == 100


def test_story_clusters_join_documents(tmp_path):
    """Merging the events of two documents of a story is right, leaving them apart is not."""
    declared, gold = _gold("event-coref")
    records = _perfect("event-coref")
    for number, record in enumerate(records):
        for event in record["events"]:
            event["cluster"] = f"{number}{event['type']}"
    scored = score_file(declared, gold, _write(tmp_path / "p.jsonl", records))
    assert scored.scores["muc_f1"].value == 0
    assert 0 < scored.scores["b3_f1"].value < 100


def test_comparison_corrects_for_the_number_of_systems(tmp_path):
    """Every further system is tested against the first; one that is equal, or differs on too little, has no p-value."""
    documents = [_document(f"d{number}", f"s{number}") for number in range(12)]
    declared = load_task("ner")
    gold = gold_of(declared, documents, "own")
    perfect = [msgspec.to_builtins(views.typed_spans(document)) for document in documents]
    paths = []
    for name, number in (("a", 0), ("b", 8), ("c", 0), ("d", 5), ("e", 7)):
        worse = [{"id": one["id"], "entities": []} for one in perfect[:number]]
        paths.append(_write(tmp_path / f"{name}.jsonl", worse + perfect[number:]))
    results, differences = compare_systems(declared, gold, systems(declared, paths))
    assert [one.system for one in results] == ["a", "b", "c", "d", "e"]
    b, c, d, e = differences
    assert (b.p, e.p) == (2 / 2**8, 2 / 2**7)
    assert (b.adjusted, e.adjusted) == (2 * b.p, e.p)  # of two tests that there are
    assert b.low < b.value < b.high < 0
    assert (c.value, c.p, c.low, c.detectable) == (0, None, None, None)
    assert c.note == "no p-value: the systems have the same counts on all 12 stories"
    assert (d.p, d.adjusted) == (None, None)
    assert d.note.startswith("no p-value: the systems differ on 5 stories only")


def test_signatures_tell_settings_apart():
    """Two scores are comparable only where nothing differs; the part that does is named."""
    one, other = (
        result(*_gold("coref", f"singletons={v}"), count(_gold("coref")[1], []), "s").signature
        for v in ("keep", "drop")
    )
    assert comparable([one, one]) == []
    (difference,) = comparable([one, other])
    assert difference.startswith("settings: ")


def test_an_unknown_setting_is_refused():
    """A setting, or a value, that the task does not have gets a suggestion."""
    with pytest.raises(InputError, match="singletons"):
        prepare("coref", settings=["singeltons=drop"])
    with pytest.raises(InputError, match="keep"):
        prepare("coref", settings=["singletons=maybe"])
