"""The package as users get it: a wheel elsewhere, a quick start, no heavy import."""

import os
import shutil
import statistics
import subprocess
import sys
import tarfile
import time
import venv
from pathlib import Path

import pytest

from dateline.files import TRACKED
from leaks import leaks, runs_of

TOP_LEVEL = ("CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "LICENSE", "LICENSE-DATA", "PKG-INFO", "README.md")
TOP_LEVEL += (".gitignore", "pyproject.toml")

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


@pytest.fixture(scope="module")
def distributions(project, seeds, gum, tmp_path_factory):
    """Build wheel and sdist from a working folder in which real text lies wherever commands and people put it."""
    if not (project / "pyproject.toml").exists():
        pytest.skip("not a checkout")
    folder = tmp_path_factory.mktemp("distributions")
    clone = folder / "clone"
    shutil.copytree(project, clone, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache"))
    page = next(seeds.glob("*.txt"))
    places = ["seeds/page.txt", "local/page.txt", "page.html", "answers.jsonl", ".dateline-x/page.txt", "out/page.txt"]
    for place in places:
        (clone / place).parent.mkdir(exist_ok=True)
        shutil.copy(page, clone / place)
    shutil.copytree(gum / "dep", clone / "seeds" / "gum" / "dep")
    command = [sys.executable, "-m", "build", "--no-isolation", "--sdist", "--wheel", "--outdir", str(folder / "dist")]
    subprocess.run([*command, str(clone)], check=True, capture_output=True)  # noqa: S603 - our own code
    return folder / "dist"


@pytest.mark.slow
def test_no_distribution_has_other_peoples_text(distributions, texts, wikinews):
    """Neither wheel nor sdist takes real text along, whatever lies in the working folder."""
    found = sorted(path.name.rpartition(".")[2] for path in distributions.iterdir())
    assert found == ["gz", "whl"]
    assert leaks(distributions, runs_of([*texts.values(), *wikinews.values()])) == []


@pytest.mark.slow
def test_the_sdist_has_all_that_is_tested_and_documented(distributions):
    """The folders of the repository are in it."""
    (sdist,) = distributions.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        there = {name.split("/")[1] for name in archive.getnames()}
    assert {"annotations", "baselines", "corpus", "docs", "seeds", "src", "tasks", "tests", "README.md"} <= there
    assert there <= {*TRACKED, *TOP_LEVEL}


CUT = (  # run before anything else by the interpreter: every way to the network is closed, from start to end
    "import socket\n"
    "def cut(*a, **k): raise SystemExit('a socket was opened')\n"
    "socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = cut\n"
    "socket.socket.sendto = socket.gethostbyname = cut\n"
)
SCORED = "baselines/predictions/ner.gazetteer.news.jsonl"
COMMANDS = (
    ("tasks",),
    ("score", "ner", f"{{data}}/{SCORED}"),
    ("check", "ner", f"{{data}}/{SCORED}"),
    ("show", "kunduz"),
    ("browse", "--data", "open/validation", "--out", "pages"),
    ("stats", "open"),
    ("run", "gazetteer", "--data", "open/test"),
    ("leaderboard",),
    ("validate",),
    ("consistency",),
    ("build", "--check"),
    ("sheet", "ash-river-meridian-wire"),
    ("agreement", "kunduz"),
    ("problems", "bad-lock"),
)


@pytest.fixture(scope="module")
def installed(distributions, tmp_path_factory):
    """Unpack the wheel into a new environment whose sockets are cut; return its interpreter."""
    (wheel,) = distributions.glob("*.whl")
    environment = tmp_path_factory.mktemp("installed")
    venv.create(environment, with_pip=False)
    site = next((environment / "lib").glob("python*")) / "site-packages"
    shutil.unpack_archive(wheel, site, "zip")
    paths = [path for path in sys.path if path.endswith("site-packages")]  # the libraries are the ones installed here
    (site / "sitecustomize.py").write_text(f"import sys\nsys.path += {paths!r}\n{CUT}")
    return environment / "bin" / "python"


def _without_network(python, *arguments, cwd):
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "DATELINE"))}
    command = [str(python), *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False)  # noqa: S603


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_wheel_works_elsewhere_without_a_network(installed, project, tmp_path, command):
    """The commands do their work in a wheel that is alone, and no socket is opened."""
    asked = _without_network(installed, "-c", "import dateline; print(dateline.corpus_path().parent)", cwd=tmp_path)
    data = Path(asked.stdout.strip())
    assert data.name == "_data"
    arguments = [word.format(data=data, project=project) for word in command]
    done = _without_network(installed, "-m", "dateline", *arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("command", ["build", "segment"])
def test_commands_that_change_a_project_need_one(installed, tmp_path, command):
    """Outside a checkout they say what they need."""
    done = _without_network(installed, "-m", "dateline", command, cwd=tmp_path)
    assert (done.returncode, "run it in a clone of the repository" in done.stderr) == (2, True), done.stderr


@pytest.mark.slow
def test_the_cut_is_real(installed, tmp_path):
    """In that environment a connection does end the program."""
    done = _without_network(
        installed, "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:9')", cwd=tmp_path
    )
    assert "a socket was opened" in done.stderr


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
