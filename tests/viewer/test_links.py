"""Links that differ: examples by hand, and laws on any clusterings."""

from hypothesis import given
from hypothesis import strategies as st

from dateline.annotation.agreement import Pair, differences
from dateline.corpus.gold import Annotation
from dateline.document import Mention
from dateline.viewer.links import AGAINST_GOLD, BETWEEN_ANNOTATORS, antecedents, with_links


def compared(a, b, names=AGAINST_GOLD):
    """Compare two clusterings, each a letter or a blank for every second character."""
    sides = [
        Annotation(
            mentions=tuple(
                Mention(2 * n, 2 * n + 1, id=f"m{n}", type="PERSON", level="name", entity=letter)
                for n, letter in enumerate(side)
                if letter != " "
            )
        )
        for side in (a, b)
    ]
    pair = Pair("d", "", *sides, Annotation())
    return [
        (one.difference, one.start // 2) for one in with_links("mentions", differences("mentions", pair), pair, names)
    ]


def test_a_split_is_one_missed_link():
    """Where a chain is cut in two, one link is missing, however long the rest."""
    assert compared("xxxxxx", "xxyyyy") == [("missed link", 2)]


def test_a_merger_is_one_spurious_link():
    """Where two chains are joined, one link is too many."""
    assert compared("xxyyy", "xxxxx") == [("spurious link", 2)]


def test_another_chain_is_a_wrong_antecedent():
    """A mention that is linked into another chain has a wrong antecedent."""
    assert compared("xyxyx", "xyxyy") == [("wrong antecedent", 4)]


def test_missing_mentions_are_told_once():
    """A mention that one side lacks is no link error besides, and later ones may be linked past it."""
    assert compared("xxx", "x x") == [("only in a", 1)]


def test_between_annotators_neither_is_right():
    """The names of link differences take no side."""
    assert compared("xx", "xy", BETWEEN_ANNOTATORS) == [("link only in a", 1)]
    assert compared("xy", "xx", BETWEEN_ANNOTATORS) == [("link only in b", 1)]


CLUSTERS = st.text("wxyz", min_size=1, max_size=9)


@given(CLUSTERS, st.permutations("abcd"))
def test_names_of_clusters_do_not_matter(clusters, others):
    """Equal partitions under other names have no difference."""
    renamed = clusters.translate(str.maketrans("wxyz", "".join(others)))
    assert compared(clusters, renamed) == []


@given(CLUSTERS, CLUSTERS)
def test_equal_links_are_equal_partitions(a, b):
    """Without a difference the partitions are equal: nothing is passed over."""
    a, b = a[: min(len(a), len(b))], b[: min(len(a), len(b))]
    same = [[x == y for y in a] for x in a] == [[x == y for y in b] for x in b]
    assert (compared(a, b) == []) == same


def test_antecedents_are_the_nearest_before():
    """The antecedent is the last span before in the cluster."""
    assert antecedents({(0, 1): "x", (4, 5): "x", (2, 3): "x", (6, 7): "y"}) == {(2, 3): (0, 1), (4, 5): (2, 3)}
