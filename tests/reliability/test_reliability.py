"""The short form of the reliability test, and the record of the long one."""

import json
import shutil
import sys

import pytest

from dateline.paths import root

from . import ROOT, guided, hostile, kills, races, report, servers

pytestmark = pytest.mark.skipif(root() != ROOT, reason="not a checkout")


@pytest.mark.parametrize(("stem", "target", "files"), list(hostile.corpus()), ids=lambda value: str(value)[:40])
def test_what_crashed_once_is_read_or_refused(tmp_path, stem, target, files):
    """The inputs that ended in a traceback before are handled."""
    assert hostile.try_input(target, files, tmp_path) in {"read", "refused"}, stem


def test_good_files_are_read(tmp_path):
    """What the hostile files are made of is accepted, so that a change of it comes far into the reader."""
    from .targets import targets

    refused = []
    for name, target in targets().items():
        for number, files in enumerate(target.seeds):
            folder = tmp_path / f"{name} {number}"
            folder.mkdir()
            if hostile.try_input(name, files, folder) == "refused":
                refused.append(name)
    assert refused == ["GUM: CoNLL-U", "model folder"]  # their checksums are those of no real file


@pytest.mark.skipif(sys.platform != "linux", reason="workers are limited by means of Linux")
def test_hostile_files():
    """Thousands of changed files are read or refused."""
    found = hostile.run(hostile.SHORT, workers=1)
    assert found["faults"] == []
    assert sum(sum(counts.values()) for counts in found["targets"].values()) > hostile.SHORT * 0.99


@pytest.mark.slow
@pytest.mark.skipif(not guided.installed(), reason="atheris is not installed (the extra `fuzz`)")
def test_hostile_files_found_by_coverage():
    """A fuzzer that sees which branches are reached finds nothing in a short run."""
    found = guided.run(guided.SHORT, only="CoNLL: ner")
    assert found["faults"] == []
    assert found["readers"]["CoNLL: ner"]["branches"] > 100


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="runs are forked")
def test_kills():
    """Killed, starved and doubled runs of all commands that write lose nothing."""
    found = kills.run(kills.SHORT)
    assert found["injector"] == bool(shutil.which("cc") or shutil.which("gcc"))
    assert report.faults("kills", found) == []


def test_servers():
    """Replies of every kind are survived, in time."""
    assert servers.run(servers.SHORT)["faults"] == []


def test_files_that_change():
    """No score is that of a file half of which was replaced."""
    assert races.run(races.SHORT)["faults"] == []


def test_a_fault_would_be_found(tmp_path, monkeypatch):
    """A reader that lets an error out is reported, with the input that repeats it."""
    from . import targets

    broken = targets.Target(lambda folder: json.loads((folder / "x").read_text()), [{"x": b"1"}])
    monkeypatch.setattr(targets, "targets", lambda: {"broken": broken})
    inputs = [hostile.make_input("broken", number) for number in range(20)]
    with pytest.raises(ValueError, match=r"Expecting value|Extra data|decode|Exceeds"):
        _try_all("broken", inputs, tmp_path)


def _try_all(name, inputs, folder):
    for number, files in enumerate(inputs):
        (folder / str(number)).mkdir()
        hostile.try_input(name, files, folder / str(number))


def test_the_recorded_long_form_is_complete_and_clean():
    """The recorded runs have a known size and no open fault, and the report says what they found."""
    results = json.loads(report.RESULTS.read_text(encoding="utf-8"))
    assert report.PAGE.read_text(encoding="utf-8") == report.page(results)
    assert {part: report.faults(part, found) for part, found in results.items() if report.faults(part, found)} == {}
    inputs = sum(sum(counts.values()) for counts in results["hostile"]["targets"].values())
    assert inputs >= hostile.LONG * 0.9999  # shares are rounded
    assert [one for one in results["hostile"].get("corrected", ()) if not hostile.corpus_file(one).exists()] == []
    killed = sum(
        counts.get("killed inside writes", 0) + counts.get("killed at random", 0) + counts.get("finished first", 0)
        for counts in results["kills"]["commands"].values()
    )
    assert killed >= kills.LONG
    assert results["servers"]["behaviours"] >= servers.LONG
    assert results["races"]["runs"] >= races.LONG
