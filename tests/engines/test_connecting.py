"""What is said where there is no Ray, no cluster, or no GPU; and what a start leaves alone."""

import builtins
import os

import pytest
from typer.testing import CliRunner

from dateline.cli import app
from dateline.engines.connecting import connected, imported
from dateline.errors import InputError


def test_without_ray_the_package_is_named(monkeypatch):
    """The message has the command that installs it."""
    real = builtins.__import__

    def without(name, *arguments, **options):
        if name.partition(".")[0] == "ray":
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError, match=r"missing-package.*dateline-corpus\[ray\]"):
        imported()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--engine", "spark"], "unknown-option"),
        (["--address", "auto"], "bad-options"),
    ],
)
def test_options_that_do_not_fit_are_refused(options, said):
    """Another engine, and options of Ray without it."""
    for command in (["annotate", "x", "--model", "y", "--out", "z"], ["score", "ner", "x.jsonl"]):
        done = CliRunner().invoke(app, [*command, *options])
        assert said in str(done.exception)


@pytest.mark.slow
@pytest.mark.xdist_group("ray")
def test_a_worker_that_needs_more_than_there_is_is_refused(cluster):
    """A run that no machine has room for would wait for ever; nothing of the use is reported."""
    assert cluster.is_initialized()
    with pytest.raises(InputError, match="missing-gpu"), connected(gpus=2):
        pass
    with connected(gpus=0.25) as workers:
        assert workers == 4
    assert cluster.is_initialized()
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"
