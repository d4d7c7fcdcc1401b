"""Corrections after adjudication: ids stay, other layers follow, and no edit of the gold goes unrecorded."""

import json
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.annotation.corrections import layer_of, propose, record, text_to_edit, to_rebuild
from dateline.annotation.edited_layers import kept
from dateline.corpus.diff.corrections import read_adjudicated, read_corrections, state_of, version_key
from dateline.corpus.gold import read_annotation
from dateline.corpus.load import load
from dateline.document import Mention, Quote, Span
from dateline.errors import InputError
from dateline.paths import GOLD
from dateline.publishing.label_changes import corrected_rows, label_changes
from dateline.validation import validate

DOCUMENT = "ward-nine-plainview"


@pytest.fixture
def root(project, tmp_path):
    """A copy of what corrections read and write."""
    if not (project / "docs" / "templates" / "card.md").exists():
        pytest.skip("not a checkout")
    for name in ("annotations", "corpus", "tasks", "seeds/masked"):
        shutil.copytree(project / name, tmp_path / name)
    for name in ("seeds/manifest.toml", "seeds/wikinews.toml"):
        shutil.copy(project / name, tmp_path / name)
    return tmp_path


def gold(root):
    """Read the document's gold."""
    return read_annotation(root / GOLD / "open" / DOCUMENT)


def edited(root, layer, change):
    """Write the layer in the working format with its rows changed; return the file."""
    rows = [json.loads(line) for line in text_to_edit(root, DOCUMENT, layer).splitlines()]
    path = root / f"{layer}.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in change(rows)), encoding="utf-8")
    return path


def retyped(rows):
    """Call the hospital a facility, as one of the mentions."""
    return [{**row, "type": "FAC"} if row["text"] == "A hospital" else row for row in rows]


def correct(root, layer, change, **facts):
    """Propose and record a change."""
    proposal = propose(root, DOCUMENT, layer, edited(root, layer, change))
    given_facts = {"version": "0.3.0", "reason": "It is the building that is meant.", "by": "person", **facts}
    return proposal, record(root, proposal, **given_facts)


@pytest.mark.parametrize("layer", ["mentions", "events", "quotes"])
def test_an_unedited_layer_is_no_change(root, layer):
    """The working format holds all that the gold has: read back it is the gold, with the same ids."""
    proposal = propose(root, DOCUMENT, layer, edited(root, layer, list))
    assert proposal.changes == ()
    assert proposal.states == {}
    assert proposal.annotation == gold(root)
    assert layer_of(root / f"{layer}.jsonl") == layer


def test_a_correction_is_recorded_and_becomes_the_gold(root):
    """What, why, by which rule, who and for which version; labels before and after; one line."""
    before = gold(root)
    proposal, made = correct(root, "mentions", retyped, rule="mentions.md, buildings", by="AI system")
    (change,) = (one for one in made.changes if one.layer == "mentions")
    assert (change.before, change.after) == ({"type": "ORG"}, {"type": "FAC"})
    assert (made.id, made.version, made.document, made.layer) == ("0.3.0-1", "0.3.0", DOCUMENT, "mentions")
    assert (made.reason, made.rule, made.by) == (
        "It is the building that is meant.",
        "mentions.md, buildings",
        "AI system",
    )
    assert read_corrections(root)[-1] == made
    after = gold(root)
    assert after == proposal.annotation
    assert made.states["mentions"] == (state_of("mentions", before), state_of("mentions", after))
    assert [m.id for m in after.mentions] == [m.id for m in before.mentions]


def test_an_edit_of_the_gold_by_hand_is_refused(root):
    """`validate` names the layer until the edit is undone or made as a correction."""
    assert [p for p in validate(root) if p.level == "error"] == []
    path = root / GOLD / "open" / DOCUMENT / "mentions.jsonl"
    kept_text = path.read_text(encoding="utf-8")
    path.write_text(kept_text.replace('"id":"m3","type":"ORG"', '"id":"m3","type":"FAC"'), encoding="utf-8")
    (problem,) = [p for p in validate(root) if p.level == "error"]
    assert (problem.id, problem.file) == ("missing-correction", f"{GOLD}/open/{DOCUMENT}/mentions.jsonl")
    assert "dateline correct" in problem.hint
    path.write_text(kept_text, encoding="utf-8")
    correct(root, "mentions", retyped)
    assert [p for p in validate(root) if p.level == "error"] == []


@pytest.mark.slow
def test_corrections_follow_one_another(root):
    """Two corrections of a layer, in two versions, are both needed."""
    correct(root, "mentions", retyped)
    correct(root, "mentions", lambda rows: [r for r in rows if r["text"] != "first"], version="0.3.1")
    assert [one.id for one in read_corrections(root)][-2:] == ["0.3.0-1", "0.3.1-1"]
    assert [p for p in validate(root) if p.level == "error"] == []
    (root / "annotations" / "corrections" / "0.3.0.jsonl").unlink()
    assert {p.id for p in validate(root) if p.level == "error"} == {"missing-correction"}


def test_arguments_and_sources_follow_their_mention(root):
    """Another extent moves what names the mention; a removed mention leaves the span without an id."""
    ward = next(m for m in gold(root).mentions if m.id == "m6")

    def shorter(rows):
        return [{**row, "text": "surgical ward"} if row["text"] == "a surgical ward" else row for row in rows]

    proposal = propose(root, DOCUMENT, "mentions", edited(root, "mentions", shorter))
    moved = next(m for m in proposal.annotation.mentions if m.id == "m6")
    assert (moved.start, moved.end) == (ward.start + 2, ward.end)
    arguments = [a for e in proposal.annotation.events for a in e.arguments if a.mention == "m6"]
    assert arguments
    assert {a.key for a in arguments} == {moved.key}
    assert {"mentions", "events"} <= set(proposal.states)

    def without(rows):
        return [row for row in rows if row["text"] != "A hospital"]

    gone = propose(root, DOCUMENT, "mentions", edited(root, "mentions", without)).annotation
    (first,) = (q for q in gone.quotes if q.id == "q1")
    assert first.sources[0].mention is None
    assert first.speakers == ()


def test_a_new_mention_gets_a_new_id_and_its_catalogue_entry(root):
    """Ids of others stay; a new entity with the id of a catalogue entry is linked to it, another one is not."""
    new = [
        {"paragraph": 5, "text": "the skin", "type": "LOC", "level": "nominal", "entity": "abung"},
        {"paragraph": 7, "text": "curtains", "type": "FAC", "level": "nominal", "entity": "curtains"},
    ]
    annotation = propose(root, DOCUMENT, "mentions", edited(root, "mentions", lambda rows: [*new, *rows])).annotation
    before = {m.key: m.id for m in gold(root).mentions}
    ids = {m.key: m.id for m in annotation.mentions}
    assert {key: ids[key] for key in before} == before
    last = max(int(name[1:]) for name in before.values())
    assert set(ids.values()) - set(before.values()) == {f"m{last + 1}", f"m{last + 2}"}
    linked = {entity.id: entity.catalogue for entity in annotation.entities}
    assert (linked["abung"], linked["curtains"]) == ("abung", None)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda rows: [{**rows[0], "type": "DAET"}, *rows[1:]], "unknown-mention-type"),
        (lambda rows: [{**rows[0], "text": "five months"}, *rows[1:]], "unknown-text"),
        (lambda rows: [{**rows[0], "level": "nome"}, *rows[1:]], "bad-record"),
        (lambda rows: [rows[0], *rows], "repeated-mention"),
    ],
)
def test_what_breaks_a_check_is_refused(root, change, error):
    """An edit that the gold's checks or the working format refuse changes nothing."""
    before = gold(root)
    with pytest.raises(InputError, match=error):
        propose(root, DOCUMENT, "mentions", edited(root, "mentions", change))
    assert gold(root) == before


def test_a_correction_needs_a_change_a_reason_and_a_corrector(root):
    """Each is asked for by name, and nothing is written."""
    before = read_corrections(root)
    same = propose(root, DOCUMENT, "mentions", edited(root, "mentions", list))
    with pytest.raises(InputError, match="missing-change"):
        record(root, same, version="0.3.0", reason="none", by="person")
    proposal = propose(root, DOCUMENT, "mentions", edited(root, "mentions", retyped))
    with pytest.raises(InputError, match="missing-reason"):
        record(root, proposal, version="0.3.0", reason=" ", by="person")
    with pytest.raises(InputError, match="unknown-option"):
        record(root, proposal, version="0.3.0", reason="so it is", by="somebody")
    assert read_corrections(root) == before


@pytest.mark.slow
def test_a_run_that_was_killed_is_completed(root):
    """The record is there and the gold is not: the same edit again writes the gold, and no second record."""
    folder = root / GOLD / "open" / DOCUMENT
    shutil.copytree(folder, root / "aside")
    correct(root, "mentions", retyped)
    shutil.rmtree(folder)
    shutil.copytree(root / "aside", folder)
    assert {p.id for p in validate(root) if p.level == "error"} == {"missing-correction"}
    correct(root, "mentions", retyped)
    assert len([one for one in read_corrections(root) if one.version == "0.3.0"]) == 1
    assert [p for p in validate(root) if p.level == "error"] == []


def test_changes_are_listed_in_words_by_version(root):
    """The list has reason, rule, corrector, and each label in a sentence with its words."""
    proposal, _ = correct(root, "mentions", retyped, rule="mentions.md, buildings")
    text = label_changes(root, [proposal.after])
    assert "## 0.3.0\n" in text
    assert "- It is the building that is meant. Rule: mentions.md, buildings. (corrected by: person; 0.3.0-1)" in text
    assert f"  - {DOCUMENT}: the mention \u201cA hospital\u201d in paragraph 3 has type FAC instead of ORG." in text
    assert ["0.3.0", "1"] in [row[:2] for row in corrected_rows(root)[1]]


def test_what_must_be_built_again_depends_on_the_layer():
    """A correction of mentions makes all tasks stale, one of quotes the tasks on quotes."""
    assert "dateline run --task ner --record" in to_rebuild("mentions")
    assert "dateline run --task quotes --record" in to_rebuild("mentions")
    assert "dateline run --task ner --record" not in to_rebuild("quotes")
    assert "dateline build" in to_rebuild("quotes")


def test_every_gold_layer_has_its_adjudicated_state(project):
    """Of news and open all three layers are recorded."""
    there = read_adjudicated(project)
    for part in ("news", "open"):
        folders = sorted(path for path in (project / GOLD / part).iterdir() if path.is_dir())
        assert [path.name for path in folders] == sorted(document.id for document in load(part))
        assert all((path.name, layer) in there for path in folders for layer in ("mentions", "events", "quotes"))


@pytest.mark.parametrize(
    ("text", "error"),
    [("", "unknown-layer"), ('{"text": "x"}\n', "unknown-layer"), ("no JSON\n", "bad-json"), (None, "missing-file")],
)
def test_a_file_of_no_layer_is_refused(tmp_path, text, error):
    """The layer of a working file must show in its fields."""
    path = tmp_path / "work.jsonl"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=error):
        layer_of(path)


def test_versions_are_ordered_by_number():
    """0.10.0 comes after 0.9.1."""
    assert sorted(["0.10.0", "0.9.1", "1.0.0", "0.9.0"], key=version_key) == ["0.9.0", "0.9.1", "0.10.0", "1.0.0"]


def test_outer_quotes_keep_their_ids():
    """References among quotes follow the ids that are kept."""
    gold_quotes = (
        Quote(id="q1", content=(Span(0, 20),), type="indirect"),
        Quote(id="q2", content=(Span(30, 50),), type="indirect"),
    )
    new = (
        Quote(id="q1", content=(Span(30, 50),), type="indirect"),
        Quote(id="q2", content=(Span(35, 40),), type="indirect", nested_in="q1"),
    )
    found = kept("quotes", gold_quotes, new)
    assert [(quote.id, quote.nested_in) for quote in found] == [("q2", None), ("q3", "q2")]


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12, unique=True), st.data())
def test_ids_are_unique_and_equal_spans_keep_theirs(starts, data):
    """Whatever is removed, added or moved: ids are unique, and a mention that stays has its id."""
    gold_mentions = [
        Mention(start * 3, start * 3 + 2, id=f"m{number}", type="ORG", level="name")
        for number, start in enumerate(sorted(starts), start=1)
    ]
    staying = [m for m in gold_mentions if data.draw(st.booleans())]
    added = [
        Mention(start * 3 + 1, start * 3 + 2, id="x", type="ORG", level="name")
        for start in data.draw(st.lists(st.integers(61, 80), max_size=4, unique=True))
    ]
    edited_mentions = [
        Mention(m.start, m.end, id=f"n{number}", type=m.type, level=m.level)
        for number, m in enumerate([*staying, *added], start=1)
    ]
    found = kept("mentions", gold_mentions, edited_mentions)
    assert len({m.id for m in found}) == len(found)
    ids = {m.key: m.id for m in found}
    assert all(ids[m.key] == m.id for m in staying)
