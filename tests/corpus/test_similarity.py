"""Is invented text like real text: the measures, and the page that shows them."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.annotation.reading_test import readings
from dateline.corpus.load import load
from dateline.corpus.stories import read_outlets, read_stories
from dateline.corpus.style.duplicates import near_duplicates
from dateline.corpus.style.measures import RATES, measured
from dateline.corpus.style.sampling import SIZED, draws, rates, sized
from dateline.corpus.style.similarity import NEAR, YARDSTICK, compare_parts, gaps, parts_of, similarity_rows
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
    """Lengths, pronouns and marks are counted as a reader would."""
    one = measured(document("one", 'She said "we will stay" to them.', "The boats came back at noon."))
    assert one.sentences == (7, 6)
    assert one.counts["words in quotation marks, %"].rate == pytest.approx(3 / 13)
    assert one.counts["personal pronouns, % of words"].rate == pytest.approx(3 / 13)
    assert one.counts["quotes per 1,000 words"].rate is None
    assert set(one.counts) == set(RATES)


def test_nearly_equal_sentences_are_found():
    """Of two documents, whatever their last sign."""
    one = document("one", "The boats came back at noon.")
    two = document("two", "The boats came back at noon!", "Some ship left the quay that day.")
    assert [(a, b) for a, b, _ in near_duplicates([one, two])] == [("one", "two")]


def ships(number):
    """Make documents of eight words each."""
    return [document(str(i), f"Ship {i} left the quay with cargo {i}.") for i in range(number)]


def test_sized_measures_do_not_depend_on_the_size():
    """Parts of one kind of text and of different sizes are measured on samples of one size."""
    compared = compare_parts({"one": ships(60)}, {"two": ships(20)})
    assert compared.sample == 80
    one, two = compared.profiles["one"], compared.profiles["two"]
    for name in SIZED:
        assert one.measures[name].value == pytest.approx(two.measures[name].value, rel=0.1)
    assert len(one.types) == len(two.types) == 0
    header, rows = similarity_rows(compared)
    assert header == ["measure", "one", "two", "PolNeAR", "gap", "within 15%"]
    assert set(YARDSTICK) <= {row[0] for row in rows}


def reuse_of_the_corpus():
    """Give the passages that the stories of the corpus let their outlets share."""
    return {name: story.reuse.passages for name, story in read_stories(root() / "corpus" / "stories").items()}


def test_the_largest_gaps_come_first(articles):
    """The gap is to the mean of the real parts; what is within 15% says so."""
    some = list(articles)
    compared = compare_parts({"one": some[:2]}, {"two": some[2:4], "three": some[4:]})
    found = gaps(compared)
    known = [abs(gap.gap) for gap in found if gap.gap is not None]
    assert known == sorted(known, reverse=True)
    for gap in found:
        means = [compared.profiles[name].measures[gap.measure] for name in ("one", "two", "three")]
        if gap.gap is not None:
            real = (means[1].value + means[2].value) / 2
            assert gap.gap == pytest.approx(100 * (means[0].value / real - 1))
            assert gap.near == (abs(gap.gap) <= NEAR)


def test_retold_articles_are_apart():
    """The invented ones come first; a part of one kind keeps its name."""
    parts = parts_of("open", load("open"))
    assert list(parts) == ["open, invented", "open, retold"]
    assert {d.provenance for d in parts["open, retold"]} == {"retold"}
    assert list(parts_of("open", parts["open, invented"])) == ["open"]


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=9), min_size=1, max_size=5), st.data())
def test_samples_have_the_size_asked_for(lists, data):
    """Whatever the documents' lengths, and each document is in a sample once at most."""
    total = sum(map(len, lists))
    size = data.draw(st.integers(0, total))
    for pieces in draws(lists, size):
        assert sum(map(len, pieces)) == size
        assert len(pieces) <= len(lists)


def test_intervals_hold_the_rate(articles):
    """The interval of a rate holds it; equal documents have none to speak of; samples of everything don't differ."""
    found = [measured(article) for article in articles]
    for estimate in rates(found).values():
        assert estimate is None or estimate.low - 1e-9 <= estimate.value <= estimate.high + 1e-9
    same = rates([found[0]] * 4)["events per 1,000 words"]
    assert same.low == pytest.approx(same.value) == pytest.approx(same.high)
    everything = sized(found, sum(len(one.words) for one in found), 0)["distinct words, % of the sample"]
    assert everything.low == everything.high


def test_stories_have_what_writers_need():
    """Every story has the facts that the plan asks for, and every outlet a style sheet that is used."""
    stories = read_stories(root() / "corpus" / "stories")
    for story in stories.values():
        assert len(story.events) >= 20
        assert len(story.people) >= 8
        assert len(story.bodies) >= 4
        if story.kind == "invented":
            assert len(story.sayings) >= 12
            assert len(story.disputed) >= 2 or len(story.figures) >= 8
    assert {d.outlet for d in load("open")} == set(read_outlets(root() / "corpus" / "outlets.toml"))
    assert {d.story for d in load("open")} == set(stories)


def test_no_sentence_is_shared_in_the_corpus():
    """No two articles of the open part share a sentence, or nearly do."""
    documents = load("open")
    assert list(near_duplicates(documents, reuse_of_the_corpus())) == []


QUOTATION = "The authority has taken note of the report and will publish its answer before the end of May."
AGENCY = "The quay was built in 1924 and bought by the county in 2009 for 12 million crowns."


def shared(*sentences, reuse, stories=("x", "x")):
    """Return the pairs that near_duplicates finds in documents of one sentence each."""
    documents = [
        msgspec.structs.replace(document(str(number), sentence), story=story)
        for number, (sentence, story) in enumerate(zip(sentences, stories, strict=True))
    ]
    return [pair[:2] for pair in near_duplicates(documents, reuse)]


def test_outlets_of_a_story_may_share_what_its_file_lets_them():
    """A shared quotation and an agency sentence with a word changed are allowed in their story, and nowhere else."""
    reuse = {"x": (QUOTATION, AGENCY)}
    quoted = (f"“{QUOTATION}” she said.", f'"{QUOTATION}" Orban said.')
    edited = (AGENCY, AGENCY.replace("bought", "acquired"))
    for pair in (quoted, edited):
        assert shared(*pair, reuse={}) == [("0", "1")]
        assert shared(*pair, reuse=reuse) == []
        assert shared(*pair, reuse=reuse, stories=("x", "y")) == [("0", "1")]
        assert shared(*pair, reuse=reuse, stories=("y", "y")) == [("0", "1")]


def test_words_around_a_shared_quotation_may_not_be_shared():
    """What is left of two sentences without the quotation is compared as ever."""
    frame = f"At a hearing in the county hall on Monday the director said: {QUOTATION}"
    assert shared(frame, frame, reuse={"x": (QUOTATION,)}) == [("0", "1")]
    other = f"In a letter to all members the chairwoman of the board wrote: {QUOTATION}"
    assert shared(frame, other, reuse={"x": (QUOTATION,)}) == []
    assert shared("Both ships left the quay at noon.", "Both ships left the quay at noon!", reuse={"x": (AGENCY,)})


@pytest.mark.slow
def test_the_page_is_what_the_corpus_gives(project, seeds, gum, tmp_path):
    """docs/reports/similarity.md and its plots are the output of its command, byte for byte."""
    if not (gum and (project / "docs" / "templates" / "similarity.md").exists()):
        pytest.skip("not a checkout")
    real = {name: load(name, seeds=seeds) for name in ("news", "wikinews")}
    documents = [*load("open"), *(document for part in real.values() for document in part)]
    read = readings(project / "annotations" / "audit", {d.id: d.provenance == "real" for d in documents})
    page = write_similarity(tmp_path, compare_parts(parts_of("open", load("open")), real, reuse_of_the_corpus()), read)
    assert page.read_text(encoding="utf-8") == (project / "docs" / "reports" / "similarity.md").read_text(
        encoding="utf-8"
    )
    for plot in ("sentences", "types", "quotes"):
        drawn = (tmp_path / f"similarity-{plot}.svg").read_bytes()
        assert drawn.startswith(b'<svg role="img"')
        assert drawn == (project / "docs" / "reports" / f"similarity-{plot}.svg").read_bytes()


def test_comparisons_are_plain_data():
    """A comparison survives JSON, as `--json` gives it."""
    compared = compare_parts({"one": ships(9)}, {"two": ships(5)})
    assert msgspec.json.decode(msgspec.json.encode(compared), type=type(compared)) == compared
