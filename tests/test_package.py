"""The package as users get it: a wheel elsewhere, a quick start, no heavy import."""

import os
import shutil
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path

import pytest

HEAVY = ("datasets", "spacy", "sklearn", "pandas", "torch", "scipy", "pyarrow", "numpy")


def _seconds(*arguments: str, runs: int = 7) -> float:
    def once() -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)  # noqa: S603 - our own code
        return time.perf_counter() - start

    return statistics.median(once() for _ in range(runs))


def test_help_imports_nothing_heavy():
    """`dateline --help` loads no library that only data needs."""
    code = (
        "import sys\nfrom dateline.cli import app\n"
        "try: app(['--help'])\nexcept SystemExit: pass\n"
        f"print('HEAVY', [m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip().endswith("HEAVY []")


def test_scoring_imports_nothing_it_does_not_need(project):
    """Scoring a file loads none of datasets, spaCy, scikit-learn, pandas, PyTorch or scipy."""
    predictions = project / "baselines" / "predictions" / "ner.gazetteer.news.jsonl"
    code = (
        "import sys\nimport dateline\n"
        f"dateline.score('ner', {str(predictions)!r}, resamples=100)\n"
        f"print('HEAVY', [m for m in {HEAVY[:6]!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip().endswith("HEAVY []")


@pytest.mark.slow
def test_a_wheel_works_elsewhere_without_a_network(project, tmp_path):
    """A wheel built from the clone, unpacked alone, loads the corpus and scores; sockets are cut."""
    if not (project / "pyproject.toml").exists():
        pytest.skip("not a checkout")
    clone = tmp_path / "clone"
    ignored = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", ".corpus-*")
    shutil.copytree(project, clone, ignore=ignored)
    (clone / "seeds" / "000_secret.txt").write_text("text that must not travel")
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(tmp_path / "dist"),
        str(clone),
    ]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own code
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    environment = tmp_path / "elsewhere"
    venv.create(environment, with_pip=False)
    site = next((environment / "lib").glob("python*")) / "site-packages"
    shutil.unpack_archive(wheel, site, "zip")
    assert not list(site.rglob("000_secret.txt"))
    # The libraries it depends on are the ones installed here.
    paths = [p for p in sys.path if p.endswith("site-packages")]
    code = (
        "import socket, sys\n"
        "def cut(*a, **k): raise OSError('no network')\n"
        "socket.socket.connect = cut; socket.getaddrinfo = cut\n"
        f"sys.path += {paths!r}\n"
        "import dateline\n"
        "documents = dateline.load('news')\n"
        "assert '_data' in str(dateline.corpus_path()), dateline.corpus_path()\n"
        "predictions = dateline.corpus_path().parent / 'baselines' / 'predictions' / 'ner.gazetteer.news.jsonl'\n"
        "result = dateline.score('ner', predictions, resamples=100)\n"
        "print(dateline.__file__, len(documents), result.scores['strict_f1'].value)"
    )
    clean = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "DATELINE_SEEDS"}}
    done = subprocess.run(  # noqa: S603
        [str(environment / "bin" / "python"), "-c", code],
        cwd=tmp_path,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    where, count, value = done.stdout.split()
    assert Path(where).is_relative_to(environment)
    assert int(count) == 9
    assert 0 < float(value) < 100
    for arguments, code, words in _COMMANDS:
        program = f"import sys; sys.path += {paths!r}; from dateline.cli import main; main()"
        done = subprocess.run(  # noqa: S603
            [str(environment / "bin" / "python"), "-c", program, *arguments],
            cwd=tmp_path,
            env=clean,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, words in done.stdout + done.stderr) == (code, True), (arguments, done.stderr)


_COMMANDS = [  # every command works from a wheel, or says what it needs
    (("tasks",), 0, "attribution"),
    (("stats", "open"), 0, "documents"),
    (("agreement", "kunduz"), 0, "mentions"),
    (("consistency",), 0, "0 undecided"),
    (("validate",), 0, "0 errors"),
    (("build", "--check"), 0, "up to date"),
    (("build",), 2, "run it in a clone of the repository"),
    (("segment",), 2, "run it in a clone of the repository"),
    (("sheet", "ash-river-meridian-wire"), 0, "(headline)"),
    (("show", "ash-river-meridian-wire"), 0, "ash-river"),
    (("leaderboard",), 0, "ner on news"),
    (("problems", "bad-span"), 0, "bad-span"),
]


@pytest.mark.slow
def test_start_up_is_measured(capsys, project):
    """The times of --help and of scoring beside a bare interpreter are printed; no wall time is asserted."""
    bare = _seconds("-c", "pass")
    help_time = _seconds("-m", "dateline", "--help")
    predictions = project / "baselines" / "predictions" / "ner.gazetteer.news.jsonl"
    score_time = _seconds("-m", "dateline", "score", "ner", str(predictions))
    with capsys.disabled():
        print(f"\nstart-up: --help {help_time / bare:.1f} times, score {score_time / bare:.1f} times a bare python")  # noqa: T201
    assert help_time > bare
