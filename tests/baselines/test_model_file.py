"""Files of models: whatever a model may hold comes back as it was, and nothing else is made."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.baselines.features.pairs import Labeller
from dateline.baselines.pipeline.model_file import digest, read_model, write_model

SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=9)
TEXTS = st.frozensets(st.text(max_size=3), max_size=3)
KEYS = st.text(max_size=3) | st.integers(0, 9) | st.tuples(st.text(max_size=2), st.integers(0, 9))
PLAIN = st.recursive(
    SCALARS | st.binary(max_size=9) | TEXTS | TEXTS.map(set),
    lambda of: st.lists(of, max_size=3) | st.lists(of, max_size=3).map(tuple) | st.dictionaries(KEYS, of, max_size=3),
    max_leaves=12,
)


@given(PLAIN)
def test_state_comes_back(tmp_path_factory, state):
    """Types, order of keys and every number are kept."""
    model = Labeller()
    model.classes = state
    path = tmp_path_factory.getbasetemp() / "model.npz"
    write_model(path, model)
    found = read_model(path)
    assert type(found) is Labeller
    assert vars(found) == vars(model)
    assert kinds(found.classes) == kinds(state)


def kinds(thing):
    """List the types of what something holds, in order; sets have none."""
    if isinstance(thing, dict):
        return [dict, *((type(key), kinds(value)) for key, value in thing.items())]
    return [type(thing), *([kinds(item) for item in thing] if isinstance(thing, list | tuple) else ())]


def test_a_fitted_model_predicts_the_same(tmp_path):
    """Weights are kept to the last bit."""
    rows = [{"a": str(number % 3), "b": number} for number in range(30)]
    model = Labeller().fit(rows, ["yes" if number % 3 else "no" for number in range(30)])
    write_model(tmp_path / "model.npz", model)
    found = read_model(tmp_path / "model.npz")
    assert np.array_equal(found.probabilities(rows), model.probabilities(rows))
    assert found.classes == model.classes
    assert digest(found) == digest(model)
    found.model.coef_[0, 0] += 1
    assert digest(found) != digest(model)


@pytest.mark.parametrize("name", ["builtins.list", "os.system", "dateline.baselines.pipeline.store.Path"])
def test_other_types_are_not_made(tmp_path, name):
    """A file that names another class, or a class where it isn't defined, is refused."""
    tree = msgspec.json.encode({"$": "object", "type": name, "state": {"$": "dict", "of": []}})
    np.savez(tmp_path / "model.npz", tree=np.frombuffer(tree, dtype=np.uint8))
    with pytest.raises(ValueError, match=r"trusted|no class"):
        read_model(tmp_path / "model.npz")
    with pytest.raises(TypeError, match="can't be kept"):
        write_model(tmp_path / "other.npz", tmp_path)
