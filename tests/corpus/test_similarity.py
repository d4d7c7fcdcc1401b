"""Is invented text like real text: the measures, the quotas, and the page that shows them."""

import msgspec
import pytest

from dateline.annotation.reading_test import readings
from dateline.corpus.load import load
from dateline.corpus.quotas import count
from dateline.corpus.stories import read_outlets, read_quotas, read_stories
from dateline.corpus.style.similarity import YARDSTICK, profile, profiles, similarity_rows
from dateline.document import Document, Paragraph, Span
from dateline.paths import root
from dateline.publishing.reports.similarity_report import write_similarity


def document(name, *sentences):
    """Make an article whose paragraphs are one sentence each."""
    text, paragraphs, start = "\n".join(sentences), [], 0
    for sentence in sentences:
        paragraphs.append(Paragraph(start, start + len(sentence), "body"))
        start += len(sentence) + 1
    facts = dict.fromkeys(("part", "split", "story", "outlet", "genre", "topic", "date", "provenance", "license"), "x")
    empty = dict.fromkeys(("tokens", "entities", "mentions", "events", "quotes", "annotated_layers"), ())
    fixed = {"id": name, "text": text, "title": None, "sha256": "0", "masked": False}
    spans = tuple(Span(p.start, p.end) for p in paragraphs)
    return Document(**facts | empty | fixed, paragraphs=tuple(paragraphs), sentences=spans)


def test_measures_of_a_small_text():
    """Lengths, pronouns, marks and shared sentences are counted as a reader would."""
    one = document("one", 'She said "we will stay" to them.', "The boats came back at noon.")
    two = document("two", "The boats came back at noon!")
    measured = profile([one, two], 19)
    assert measured.sentence_lengths == (7, 6, 6)
    assert measured.measures["words in quotation marks, %"] == pytest.approx(100 * 3 / 19)
    assert measured.measures["personal pronouns, % of words"] == pytest.approx(100 * 3 / 19)
    assert measured.measures["4-grams that recur, % of the sample"] == pytest.approx(100 * 6 / 16)
    assert [(a, b) for a, b, _ in measured.shared] == [("one", "two")]
    assert measured.measures["quotes per 1,000 words"] is None


def test_parts_are_measured_over_the_same_amount():
    """The sample is that of the smaller part."""
    long = [document(str(i), f"Ship {i} left the quay with cargo number {i}.") for i in range(30)]
    one, two = profiles(long, long[:20])
    assert len(one.types) == len(two.types) == 1
    header, rows = similarity_rows({"one": one, "two": two})
    assert header == ["measure", "one", "two", "PolNeAR"]
    assert set(YARDSTICK) <= {row[0] for row in rows}


def test_open_meets_its_quotas():
    """Every quota of corpus/quotas.toml is met."""
    missed = [quota for quota in count(load("open"), read_quotas(root() / "corpus" / "quotas.toml")) if not quota.met]
    assert missed == []


def test_a_missed_quota_is_seen():
    """Without its test split, the part is too small, and its shares are wrong."""
    quotas = read_quotas(root() / "corpus" / "quotas.toml")
    missed = {quota.name for quota in count(load("open/train"), quotas) if not quota.met}
    assert {"articles", "words", "split train", "split test"} <= missed


def test_stories_have_what_writers_need():
    """Every story has the facts that the plan asks for, and every outlet a style sheet that is used."""
    stories = read_stories(root() / "corpus" / "stories")
    for story in stories.values():
        assert len(story.events) >= 20
        assert len(story.people) >= 8
        assert len(story.bodies) >= 4
        if story.kind == "invented":
            assert len(story.sayings) >= 12
            assert len(story.disputed) >= 2
    assert {d.outlet for d in load("open")} == set(read_outlets(root() / "corpus" / "outlets.toml"))
    assert {d.story for d in load("open")} == set(stories)


def test_no_sentence_is_shared_in_the_corpus():
    """No two articles of the open part share a sentence, or nearly do."""
    documents = load("open")
    assert profile(documents, 10_000).shared == ()


@pytest.mark.slow
def test_the_page_is_what_the_corpus_gives(project, seeds, tmp_path):
    """docs/reports/similarity.md is the output of its command."""
    if not (project / "docs" / "templates" / "similarity.md").exists():
        pytest.skip("not a checkout")
    parts = {name: load(name, seeds=seeds) for name in ("open", "news")}
    of = {document.id: document.part for documents in parts.values() for document in documents}
    read = readings(project / "annotations" / "audit", of)
    page = write_similarity(tmp_path, dict(zip(parts, profiles(*parts.values()), strict=True)), read)
    assert page.read_text(encoding="utf-8") == (project / "docs" / "reports" / "similarity.md").read_text(
        encoding="utf-8"
    )
    for plot in ("sentences", "types", "quotes"):
        assert (tmp_path / f"similarity-{plot}.svg").read_bytes().startswith(b"<?xml")


def test_profiles_are_plain_data(seeds):
    """A profile survives JSON, as `--json` gives it."""
    measured = profile(load("news", seeds=seeds), 1000)
    assert msgspec.json.decode(msgspec.json.encode(measured), type=type(measured)) == measured
