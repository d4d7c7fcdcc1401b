"""Consistency: what may be wrong across documents is found, and what is decided is known."""

import json
import subprocess
import sys

import msgspec
import pytest

from dateline.annotation.consistency import candidates, verdicts
from dateline.corpus.articles import assembled
from dateline.document import Argument, Document, Entity, Event, Mention, Paragraph, Span

TEXT = "Velt fell. Rebels took Velt."


def _document(name, *, kind="GPE", catalogue="velt", second=True, story_event=None):
    mentions = [Mention(0, 4, id="m1", type=kind, level="name", entity="e")]
    if second:
        mentions.append(Mention(23, 27, id="m2", type=kind, level="name", entity="e"))
    event = Event(
        5,
        9,
        id="e1",
        type="Seize",
        polarity="positive",
        realis="actual",
        event="fall",
        story_event=story_event,
        arguments=(Argument(0, 4, role="seized", mention="m1"),),
    )
    facts = dict.fromkeys(("outlet", "genre", "topic", "date", "provenance", "license", "sha256"), "x")
    return Document(
        id=name,
        part="own",
        split="test",
        story="s",
        title=None,
        masked=False,
        text=TEXT,
        paragraphs=(Paragraph(0, len(TEXT), "body"),),
        sentences=(Span(0, 10), Span(11, len(TEXT))),
        tokens=(Span(0, 4), Span(5, 9), Span(11, 17), Span(18, 22), Span(23, 27)),
        annotated_layers=("mentions", "events"),
        entities=(Entity(id="e", type=kind, catalogue=catalogue, names=("Velt",)),),
        mentions=tuple(mentions),
        events=(event,),
        quotes=(),
        **facts,
    )


def _found(*documents):
    return [(one.kind, one.key) for one in candidates(documents)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"story_event": "s/fall"}, []),
        ({"kind": "ORG", "catalogue": "velt-fc", "story_event": "s/fall"}, [("types", "velt"), ("ids", "velt")]),
        ({"catalogue": "new-velt", "story_event": "s/fall"}, [("ids", "velt"), ("names", "new-velt velt")]),
        ({"second": False, "story_event": "s/fall"}, [("missed", "b:23")]),
        ({"story_event": "s/other"}, [("story-events", "s/fall s/other")]),
    ],
)
def test_each_kind_of_candidate_is_found(changes, expected):
    """Two documents that agree give none; each difference gives its own."""
    assert _found(_document("a", story_event="s/fall"), _document("b", **changes)) == expected


def test_masked_documents_give_what_needs_no_words():
    """Names of the catalogue are compared although the text is masked."""
    other = msgspec.structs.replace(_document("b", catalogue="new-velt", story_event="s/fall"), masked=True)
    assert _found(_document("a", story_event="s/fall"), other) == [("names", "new-velt velt")]


def test_every_candidate_of_the_corpus_is_decided(project, seeds, texts, wikinews):
    """The command ends with 0, and no decision is left over."""
    found = {(one.kind, one.key) for one in candidates(assembled(project, {**texts, **wikinews}))}
    assert found == verdicts(project).keys()
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-m", "dateline", "consistency", "--root", str(project), "--seeds", str(seeds)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_an_undecided_candidate_ends_with_1(project, seeds, tmp_path):
    """Without decisions the same candidates are open."""
    for name in ("seeds", "corpus", "annotations"):
        (tmp_path / name).symlink_to(project / name)
    (tmp_path / "annotations").unlink()
    (tmp_path / "annotations").mkdir()
    for path in (project / "annotations").iterdir():
        if path.name != "consistency.jsonl":
            (tmp_path / "annotations" / path.name).symlink_to(path)
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-m", "dateline", "consistency", "--root", str(tmp_path), "--seeds", str(seeds)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert json.dumps(len(verdicts(project))) + " undecided" in done.stdout
