"""The margin rail: chains beside paragraphs."""

from hypothesis import given
from hypothesis import strategies as st

from dateline.viewer import marked, of_gold
from dateline.viewer.parts.rail import LANES, Chain, chains_of, rail, with_lanes


def test_chains_are_named_and_counted(larkmouth):
    """A chain has its longest name, the type of that mention, and a count for each paragraph; the longest is first."""
    (side,) = marked(of_gold(larkmouth))
    assert [(one.name, one.type, one.counts) for one in chains_of(larkmouth, side)] == [
        ("Ilse Varga", "PERSON", (0, 3)),
        ("Larkmouth", "GPE", (1, 1)),
    ]


def test_a_line_runs_from_the_first_paragraph_to_the_last():
    """Between its first and last paragraph a chain has a line, with a dot where it is mentioned."""
    (chain,) = with_lanes([Chain("Ilse <Varga>", "PERSON", 4, (1, 0, 2, 0))])
    drawn = [rail([chain], place) for place in range(4)]
    assert [part.count("<i ") for part in drawn] == [1, 1, 1, 0]
    assert [part.count("<b>") for part in drawn] == [1, 0, 1, 0]
    assert " first" in drawn[0]
    assert " last" in drawn[2]
    assert "\N{MULTIPLICATION SIGN}2" in drawn[2]
    assert "Ilse &lt;Varga&gt;" in drawn[0]


@given(st.lists(st.lists(st.integers(0, 2), min_size=5, max_size=5).filter(any), max_size=20))
def test_lines_never_share_a_place(counts):
    """Two chains on one line don't overlap, and there are no more lines than there is room for."""
    chains = [Chain(str(n), "PERSON", n, tuple(one)) for n, one in enumerate(counts)]
    drawn = [one for one in with_lanes(sorted(chains, key=lambda one: -one.total)) if one.lane is not None]
    for one in drawn:
        assert 0 <= one.lane < LANES
        for other in drawn:
            if one is not other and one.lane == other.lane:
                assert one.reach[1] < other.reach[0] or other.reach[1] < one.reach[0]
