"""Cohen's kappa equals scikit-learn's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from dateline.annotation.agreement.figures import kappa

LABELS = st.sampled_from(["ORG", "GPE", "PERSON", "DATE"])


@given(st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=40))
def test_equal_to_scikit_learn(pairs):
    """On any labels, where kappa is defined; where all labels are one, it is undefined on both sides."""
    figure = kappa(pairs)
    if len({label for pair in pairs for label in pair}) == 1:
        assert figure.value is None
    else:
        assert figure.value == pytest.approx(cohen_kappa_score(*zip(*pairs, strict=True)), abs=1e-12)


def test_a_case_counted_by_hand():
    """Two of four agree; chance gives half: kappa is 0."""
    figure = kappa([("A", "A"), ("A", "B"), ("B", "A"), ("B", "B")])
    assert (figure.value, figure.a, figure.both) == (0.0, 4, 2)
