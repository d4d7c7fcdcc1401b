"""The scorer of speakers: hand-counted examples, degenerate input, and laws that hold on any input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.load import load
from dateline.errors import InputError
from dateline.records import SpeakerRecord
from dateline.scoring import attribution
from dateline.scoring.attribution import GoldSpeaker, fits, fold
from dateline.scoring.counts import concatenate
from dateline.tasks.views import speakers

METRICS = attribution.metrics()


def gold(place, mentions=(), names=(), kind=None, wording="none"):
    """Make a gold speaker of a content at a place."""
    return GoldSpeaker(((place, place + 5),), frozenset(mentions), frozenset(names), kind, wording)


def says(place, speaker=None):
    """Make a predicted speaker of the content at a place."""
    return SpeakerRecord([(place, place + 5)], speaker)


def score(golds, predicted):
    """Evaluate all metrics on one document."""
    counts = attribution.count([("d", golds, predicted)])
    return {name: metric.of(counts) for name, metric in METRICS.items()}


MENTIONS = [(40, 42), (50, 52), (60, 62)]
NAMES = ["Ada Moss", "the Harbour Board", "Moss"]
ANY_GOLD = st.builds(
    GoldSpeaker,
    st.integers(0, 3).map(lambda place: ((place, place + 5),)),
    st.frozensets(st.sampled_from(MENTIONS)),
    st.frozensets(st.sampled_from(NAMES)),
    st.sampled_from([None, "direct", "indirect", "mixed"]),
    st.sampled_from(["name", "nominal", "pronoun", "none"]),
)
SPEAKER = st.none() | st.sampled_from([*MENTIONS, *NAMES])


@st.composite
def documents(draw):
    """Draw gold speakers, and predictions for some of them."""
    golds = draw(st.lists(ANY_GOLD, max_size=5))
    chosen = [one for one in golds if draw(st.booleans())]
    return golds, [SpeakerRecord(list(one.content), draw(SPEAKER)) for one in chosen]


def test_a_document_by_hand():
    """Of five quotes, a mention, an alias and an absent speaker are right, a mention is wrong, one is missing."""
    golds = [
        gold(0, [(40, 42), (50, 52)], ["Ada Moss"], "direct", "pronoun"),
        gold(10, [(60, 62)], ["the Harbour Board", "Harbour Board"], "indirect", "name"),
        gold(20, kind="direct"),
        gold(30, [(40, 42)], ["Ada Moss"], "direct", "name"),
        gold(70, [(80, 82)], [], "mixed", "nominal"),
    ]
    predicted = [says(0, (50, 52)), says(10, "HARBOUR  Board"), says(20), says(30, (60, 62))]
    scores = score(golds, predicted)
    assert scores["accuracy"] == 3 / 5
    assert scores["accuracy:identified"] == 2 / 4
    assert (scores["accuracy:direct"], scores["accuracy:indirect"], scores["accuracy:mixed"]) == (2 / 3, 1.0, 0.0)
    assert (scores["accuracy:pronoun"], scores["accuracy:name"], scores["accuracy:nominal"]) == (1.0, 0.5, 0.0)
    assert scores["accuracy:none"] == 1.0


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("The  Harbour\nBoard", "harbour board"),
        ("O\u2019Hara", "o'hara"),
        ("THE", "the"),
        ("Thea Moss", "thea moss"),
        ("", ""),
    ],
)
def test_names_are_folded(name, folded):
    """Case, white space, apostrophes and a leading "the" do not matter; the rest of a name does."""
    assert fold(name) == folded


def test_any_of_several_speakers_will_do():
    """A joint statement is rightly given to either of its speakers."""
    joint = gold(0, [(40, 42), (50, 52)], ["Ada Moss", "the Harbour Board"])
    assert all(fits(joint, speaker) for speaker in [(40, 42), (50, 52), "Ada Moss", "Harbour Board"])
    assert not any(fits(joint, speaker) for speaker in [None, (40, 43), "Ada", ""])


def test_nobody_is_an_answer_of_its_own():
    """None is right where nobody is identified, and only there; a missing prediction is wrong even there."""
    assert score([gold(0)], [says(0)])["accuracy"] == 1.0
    assert score([gold(0)], [says(0, "Ada Moss")])["accuracy"] == 0.0
    assert score([gold(0)], [])["accuracy"] == 0.0


def test_quotes_of_one_content_share_its_predictions():
    """Two quotes of the same content may have two predictions, in any order, and no third."""
    golds = [gold(0, [(40, 42)]), gold(0, [(50, 52)])]
    for predicted in ([says(0, (50, 52)), says(0, (40, 42))], [says(0, (40, 42)), says(0, (50, 52))]):
        assert score(golds, predicted)["accuracy"] == 1.0
    assert score(golds, [says(0, (40, 42))])["accuracy"] == 0.5
    with pytest.raises(InputError, match="more speakers than quotes"):
        score(golds, [says(0)] * 3)


def test_the_parts_of_a_content_come_in_any_order():
    """A content is the set of its spans."""
    broken = GoldSpeaker(((0, 5), (9, 12)), names=frozenset({"Ada Moss"}))
    assert score([broken], [SpeakerRecord([(9, 12), (0, 5)], "Ada Moss")])["accuracy"] == 1.0


def test_bad_units_are_refused():
    """A content that the gold has not and a repeated document are errors."""
    with pytest.raises(InputError, match="no content of the document's gold"):
        score([gold(0)], [says(1)])
    with pytest.raises(ValueError, match="two units"):
        attribution.count([("d", [], []), ("d", [], [])])


def test_without_quotes_there_is_no_accuracy():
    """A document with no quotes, and no documents at all, are undefined."""
    assert set(score([], []).values()) == {None}
    assert METRICS["accuracy"].of(attribution.count([])) is None


@given(st.lists(ANY_GOLD, max_size=5, unique_by=lambda one: one.content))
def test_a_perfect_prediction_is_perfect(golds):
    """Naming any mention or name of a speaker, or nobody where there is none, gives 1."""
    answers = [next(iter((*sorted(one.mentions), *sorted(one.names))), None) for one in golds]
    predicted = [SpeakerRecord(list(one.content), answer) for one, answer in zip(golds, answers, strict=True)]
    scores = score(golds, predicted)
    assert {value for name, value in scores.items() if name != "named_share"} <= {1.0, None}


@given(st.lists(documents(), min_size=1, max_size=4), st.randoms())
def test_order_and_sharding_do_not_matter(pairs, random):
    """Any order of quotes, and any cut into shards, gives the same counts."""
    units = [(f"d{index}", golds, predicted) for index, (golds, predicted) in enumerate(pairs)]
    whole = attribution.count(units)
    parts = concatenate(
        [
            attribution.count([(name, random.sample(golds, len(golds)), random.sample(predicted, len(predicted)))])
            for name, golds, predicted in units
        ]
    )
    assert parts.units == whole.units
    assert np.array_equal(parts.matrix, whole.matrix)


@given(documents())
def test_labels_add_up(pair):
    """Every quote has one wording: the counts of the wordings sum to the totals."""
    counts = attribution.count([("d", *pair)])
    for column in ("quotes", "correct"):
        of_wordings = counts.pick([f"{column}:{wording}" for wording in ("name", "nominal", "pronoun", "none")])
        assert of_wordings.sum() == counts.pick([column]).item()
        assert counts.pick(["correct"]).item() <= counts.pick(["quotes"]).item()


def test_a_number_that_speaks_is_worded_as_a_description():
    """A quote whose source is a value mention ("one of them said") counts among the nominal sources."""
    documents = {document.id: document for document in load("news")}
    numbers = {m.id for m in documents["friendless"].mentions if m.level == "value"}
    quotes = documents["friendless"].quotes
    said = [place for place, quote in enumerate(quotes) if any(one.mention in numbers for one in quote.sources)]
    assert said
    assert {speakers(documents["friendless"]).quotes[place].wording for place in said} == {"nominal"}
