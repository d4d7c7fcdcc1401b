"""Weaving marks into text: examples by hand, and laws on any marks."""

from hypothesis import given
from hypothesis import strategies as st

from dateline.document import Span
from dateline.viewer.interleave import Mark, interleave


def woven(text, marks, window=None):
    """Write marks as letters: (a for the opening and a) for the closing of mark a, lower brackets where it goes on."""
    out = []
    for piece in interleave(text, window or Span(0, len(text)), marks):
        if piece.mark is None:
            out.append(piece.text)
        else:
            sign = {("open", True): "(", ("close", True): ")", ("open", False): "<", ("close", False): ">"}
            out.append(sign[piece.what, piece.whole] + piece.mark.label)
    return "".join(out)


def mark(start, end, label, kind="mention"):
    """Make a mark."""
    return Mark(start, end, kind=kind, label=label)


def test_nested_marks_nest():
    """A mark inside another is opened after it and closed before it, whatever the order of the list."""
    marks = [mark(2, 4, "b"), mark(0, 6, "a"), mark(4, 6, "c")]
    assert woven("012345", marks) == "(a01(b23)b(c45)c)a"


def test_crossing_marks_are_split():
    """Where two marks cross, the later one is closed and goes on behind the end of the other."""
    assert woven("012345", [mark(0, 4, "a"), mark(2, 6, "b")]) == "(a01(b23>b)a<b45)b"


def test_equal_spans_nest_by_kind():
    """Of two marks with one span, the quote holds the mention."""
    marks = [mark(0, 2, "m"), mark(0, 2, "q", "quote")]
    assert woven("01", marks) == "(q(m01)m)q"


def test_window_cuts_marks():
    """A mark that reaches out of the window neither starts nor ends there."""
    assert woven("012345", [mark(0, 6, "a")], Span(2, 4)) == "<a23>a"


MARKS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(1, 10)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=6
)


@given(MARKS)
def test_any_marks_are_properly_nested_and_complete(spans):
    """The text comes out whole, what opens last closes first, and each character lies in just its own marks."""
    text = "0123456789abcdefghij"
    marks = [mark(start, end, str(index)) for index, (start, end) in enumerate(spans)]
    stack, place, shown = [], 0, ""
    for piece in interleave(text, Span(0, len(text)), marks):
        if piece.what == "open":
            stack.append(piece.mark)
        elif piece.what == "close":
            assert stack.pop() == piece.mark
        else:
            for offset in range(place, place + len(piece.text)):
                assert sorted(m.label for m in stack) == sorted(m.label for m in marks if m.start <= offset < m.end)
            shown += piece.text
            place += len(piece.text)
    assert (shown, stack) == (text, [])
