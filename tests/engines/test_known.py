"""Which documents are left to do, by hashes of names and texts."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from dateline.engines.known import keys_of, known

NAMES = st.sampled_from(["a", "b", "c", "", "\ud800"])
TEXTS = st.sampled_from(["", "x", "y"])


@given(st.dictionaries(NAMES, TEXTS), st.lists(st.tuples(NAMES, TEXTS)))
def test_verdicts_are_those_of_plain_dictionaries(done, present):
    """Done are those of the same name and text; of the rest, names that occur twice and changed texts are refused."""
    times = Counter(name for name, _ in present)

    def plain(name, text):
        if done.get(name) == text:
            return "done"
        if times[name] > 1:
            return "repeated"
        return "changed" if name in done else "new"

    facts = known(keys_of(done.items()), keys_of(present))
    assert facts.verdicts(keys_of(present)) == [plain(*one) for one in present]
