"""The quick check of a batch never misses what the slow check of a record finds."""

from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import nearest
from dateline.formats.checks import DocumentFacts, Expected, faults
from dateline.formats.checks.quick import sound
from dateline.records import NerRecord, TypedSpan
from dateline.scoring.tables import Codings, layout_of

TEXT = "Storm Vera hit Lenz"
OFFSETS = st.integers(-2, len(TEXT) + 2) | st.just(10**20)
SPANS = st.builds(TypedSpan, OFFSETS, OFFSETS, st.sampled_from(["X", "Y", "Z"]))
RECORDS = st.lists(st.builds(NerRecord, st.just("d"), st.lists(SPANS, max_size=4)), min_size=1, max_size=4)
FACTS = st.sampled_from([DocumentFacts(length=len(TEXT)), DocumentFacts(length=len(TEXT), text=TEXT), DocumentFacts()])
GOOD = st.lists(st.sampled_from([(0, 5), (6, 10), (11, 14), (15, 19)]), unique=True)


def is_sound(records, facts, expected):
    """Check records as arrays; those that can't be laid out are not known to be sound."""
    codes, layout = Codings(), layout_of(expected.record)
    try:
        table = layout.lay_out([getattr(record, layout.field) for record in records], codes)
    except OverflowError:
        return False
    return sound(table, [facts] * len(records), expected, codes)


@given(RECORDS, FACTS, st.booleans())
def test_sound_batches_have_no_faults(records, facts, flat):
    """Where the quick check is content, the slow one finds neither error nor warning."""
    expected = Expected(NerRecord, {"d": facts}, {"type": frozenset("XY")}, flat=flat)
    if is_sound(records, facts, expected):
        assert [problem for record in records for problem in faults(record, facts, expected)] == []


@given(st.lists(GOOD, min_size=1, max_size=4), FACTS)
def test_the_quick_check_knows_good_batches(places, facts):
    """Flat records in any order pass the quick check: the slow way is gone only for faults."""
    records = [NerRecord("d", [TypedSpan(*place, "X") for place in record]) for record in places]
    assert is_sound(records, facts, Expected(NerRecord, {"d": facts}))


@given(st.lists(SPANS, max_size=5))
def test_faults_agree_with_a_plain_reading_of_the_rules(spans):
    """A record has an error exactly if some span is out of range or unknown, or two overlap."""
    expected = Expected(NerRecord, labels={"type": frozenset("XY")})
    inside = all(0 <= span.start < span.end <= len(TEXT) and span.type in "XY" for span in spans)
    apart = all(
        one.end <= other.start or other.end <= one.start for index, one in enumerate(spans) for other in spans[:index]
    )
    found = list(faults(NerRecord("d", spans), DocumentFacts(length=len(TEXT)), expected))
    assert (found == []) == (inside and apart)


def test_nearest_prefers_a_close_name_and_else_lists_all():
    """A near name is suggested in its own case; a far one gets the list, unless that is too long to be of use."""
    assert nearest("persn", frozenset({"PERSON", "GPE"})) == "did you mean PERSON?"
    assert nearest("zzz", frozenset({"PERSON", "GPE"})) == "expected one of GPE, PERSON"
    assert nearest("zzz", frozenset(map(str, range(3000)))) is None
