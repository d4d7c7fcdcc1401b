"""A model is not evaluated on stories that it has learnt from."""

import pytest

from dateline.baselines.run import run_all
from dateline.corpus.load import load
from dateline.errors import InputError
from dateline.evaluation.leaks import leaks


def test_the_retold_story_leaks_into_news():
    """The open part has a story that retells the articles of `news`, in its test split alone."""
    news = load("news")
    assert leaks(load("open"), news) == ["afghanistan-2021"]
    assert leaks(load("open/train"), news) == leaks(load("open/validation"), news) == []
    assert leaks(load("open/train"), load("open/test")) == []


def test_a_leak_is_refused_and_marked_where_it_is_allowed(seeds):
    """The refusal names the story; with allow_leak the signature does, and a warning says it."""
    with pytest.raises(InputError, match="afghanistan-2021"):
        run_all(["memory"], task="ner", data="news", train="open", seeds=seeds)
    warnings = []
    (result,) = run_all(
        ["memory"], task="ner", data="news", train="open", seeds=seeds, allow_leak=True, warn=warnings.append
    )
    assert result.signature.endswith("|leak:afghanistan-2021")
    assert "afghanistan-2021" in warnings[0]
