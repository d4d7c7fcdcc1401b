"""The working format: quoted text becomes records, or is refused line by line."""

import json
import shutil

import pytest

from dateline.annotation import adjudication
from dateline.annotation.working_format import Sheet, read_working, render
from dateline.corpus.gold import write_layer
from dateline.document import Mention, Span
from dateline.errors import InputError

TEXT = "Ada Halt met Ivo Brand in Port Amsel.\n\u201cWe agreed,\u201d she said. He said nothing."
SHEET = Sheet(
    TEXT,
    (Span(0, 37), Span(38, len(TEXT))),
    (Span(0, 37), Span(38, TEXT.index(" He")), Span(TEXT.index("He said"), len(TEXT))),
    (Mention(0, 8, id="m1", type="PERSON", level="name", entity="halt"),),
)


def _read(tmp_path, layer, *rows):
    path = tmp_path / "work.jsonl"
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return read_working(layer, path, SHEET)


def test_mentions_get_offsets_ids_and_entities(tmp_path):
    """Mentions are sorted and numbered; an entity takes the type of its names."""
    rows = [
        {"paragraph": 2, "text": "she", "type": "PERSON", "level": "pronoun", "entity": "halt"},
        {"paragraph": 1, "text": "Ada Halt", "type": "PERSON", "level": "name", "entity": "halt"},
    ]
    layer = _read(tmp_path, "mentions", *rows)
    assert [(m.id, TEXT[m.start : m.end], m.entity) for m in layer.records] == [
        ("m1", "Ada Halt", "halt"),
        ("m2", "she", "halt"),
    ]
    assert [(e.id, e.type) for e in layer.entities] == [("halt", "PERSON")]
    assert layer.how == {"exact": 2}


def test_arguments_inherit_the_paragraph_and_take_spans_of_mentions(tmp_path):
    """An argument names a mention, or quotes text of the trigger's paragraph."""
    arguments = [{"role": "participant", "mention": "m1"}, {"role": "participant", "text": "Ivo Brand"}]
    row = {"paragraph": 1, "text": "met", "type": "Meet", "polarity": "positive", "realis": "actual", "event": "talk"}
    (event,) = _read(tmp_path, "events", {**row, "arguments": arguments}).records
    assert [(TEXT[a.start : a.end], a.mention) for a in event.arguments] == [("Ada Halt", "m1"), ("Ivo Brand", None)]


def test_quotes_get_speakers_and_keep_nesting(tmp_path):
    """Speakers are the entities of the sources; nested ids follow the renumbering."""
    outer = {"id": "x", "paragraph": 2, "content": [{"text": '"We agreed,"'}], "cue": {"text": "said"}}
    outer |= {"sources": [{"mention": "m1"}], "type": "direct"}
    inner = {"id": "y", "paragraph": 2, "content": [{"text": "agreed"}], "type": "indirect", "nested_in": "x"}
    first, second = _read(tmp_path, "quotes", inner, outer).records
    assert (first.id, first.speakers, TEXT[first.content[0].start : first.content[0].end]) == (
        "q1",
        ("halt",),
        "\u201cWe agreed,\u201d",
    )
    assert (second.id, second.nested_in) == ("q2", "q1")


@pytest.mark.parametrize(
    ("layer", "row", "test", "words"),
    [
        ("mentions", {"paragraph": 1, "text": "Velt", "type": "GPE", "level": "name"}, "unknown-text", "'Velt'"),
        ("mentions", {"paragraph": 9, "text": "Ada", "type": "GPE", "level": "name"}, "unknown-text", "paragraph 9"),
        ("mentions", {"paragraph": 1, "text": "Ada Halt", "type": "PERSON", "level": "noun"}, "bad-record", "noun"),
        ("mentions", "{not json", "bad-json", "malformed"),
        (
            "quotes",
            {"paragraph": 1, "content": [], "sources": [{"mention": "m9"}], "type": "direct"},
            "unknown-text",
            "m9",
        ),
    ],
)
def test_a_faulty_line_is_named(tmp_path, layer, row, test, words):
    """Every faulty line is reported, with its number."""
    good = {"paragraph": 1, "text": "met", "type": "PERSON", "level": "name", "entity": "e"}
    good = good if layer == "mentions" else {"paragraph": 1, "content": [{"text": "met"}], "type": "indirect"}
    with pytest.raises(InputError) as caught:
        _read(tmp_path, layer, good, row)
    (problem,) = caught.value.problems
    assert (problem.id, problem.line) == (test, 2)
    assert words in problem.message


def test_the_sheet_numbers_paragraphs_and_sentences():
    """An annotator sees every sentence with its number."""
    lines = render(SHEET, ["headline", "body"]).splitlines()
    assert lines[0] == "[1] (headline)"
    assert lines[-1] == "  2.2  He said nothing."


def test_segmenting_goes_on_after_a_kill(project, tmp_path, monkeypatch):
    """A run that ends between its two files leaves an article that the next run takes up again."""
    for name in ("corpus/outlets.toml", "corpus/articles/ash-river", "corpus/stories/ash-river.toml"):
        source, target = project / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    written = []

    def killed(folder, layer, records):
        if written:
            raise KeyboardInterrupt
        written.append(layer)
        return write_layer(folder, layer, records)

    with monkeypatch.context() as patch:
        patch.setattr(adjudication, "write_layer", killed)
        with pytest.raises(KeyboardInterrupt):
            list(adjudication.segment_articles(tmp_path))
    folders = list(adjudication.segment_articles(tmp_path))
    articles = len(list((tmp_path / "corpus" / "articles").glob("*/*.md")))
    assert len(folders) == articles > 1
    assert all((folder / name).exists() for folder in folders for name in ("tokens.jsonl", "sentences.jsonl"))
    assert list(adjudication.segment_articles(tmp_path)) == []


@pytest.mark.parametrize("hint", [{"paragraph": 1.5}, {"paragraph": "1"}, {"occurrence": [1]}, {"text": 7}])
def test_a_hint_of_another_type_is_refused(tmp_path, hint):
    """The line and what was expected are named."""
    with pytest.raises(InputError, match=r"Expected `(int|str)"):
        _read(tmp_path, "mentions", {"text": "Ada Halt", "type": "PERSON", "level": "name", **hint})
