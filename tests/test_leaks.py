"""Other people's sentences are nowhere in the project, nor in what its commands write."""

import base64
import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import threading
import zipfile
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dateline.corpus.schema import CANARY
from leaks import RUN, leaks, leaks_in, runs_of

SENTENCE = "The harbour master's boat left Larkmouth before the storm reached the outer quay."


@pytest.fixture(scope="session")
def sources(texts, wikinews):
    """Every run of eight words of the source texts."""
    found = runs_of([*texts.values(), *wikinews.values()])
    assert len(found) > 16_000
    return found


def _zip(data):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.txt", data)
    return buffer.getvalue()


def _tar(data):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo("inner.txt")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def _parquet(data):
    buffer = io.BytesIO()
    pq.write_table(pa.table({"text": [data.decode()]}), buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda text: text,
        lambda text: json.dumps({"text": text.decode().replace("'", "\u2019")}).encode(),
        lambda text: text.replace(b"boat", b"<mark class='x'>boat</mark>").replace(b"'", b"&#x27;"),
        lambda text: text.replace(b" ", b"\tO\n") + b"\tO\n",
        lambda text: b"".join(b"%d\t%s\tX\n" % (n, word) for n, word in enumerate(text.split())),
        lambda text: text.decode().encode("utf-16"),
        _zip,
        _tar,
        _parquet,
        gzip.compress,
        zlib.compress,
        lambda text: gzip.compress(_tar(_zip(_parquet(text)))),
        lambda text: b"<script>" + base64.b64encode(gzip.compress(text)) + b"</script>",
    ],
    ids=[
        "text",
        "JSON",
        "HTML",
        "tags",
        "table",
        "UTF-16",
        "zip",
        "tar",
        "Parquet",
        "gzip",
        "zlib",
        "nested",
        "packed",
    ],
)
def test_a_sentence_is_found_in_any_wrapping(wrapped):
    """The search finds a sentence however it is escaped, split into lines or packed."""
    assert leaks_in("x", wrapped(b"Before it. " + SENTENCE.upper().encode() + b" After it."), runs_of([SENTENCE]))


def test_a_hidden_file_is_searched(tmp_path):
    """A folder is searched with its hidden files, and with what killed runs leave."""
    (tmp_path / ".dateline-x").mkdir()
    (tmp_path / ".dateline-x" / ".text").write_text(SENTENCE)
    assert leaks(tmp_path, runs_of([SENTENCE]))


def test_seven_words_are_no_run():
    """A name or a phrase that two texts share is none."""
    assert leaks_in("x", " ".join(SENTENCE.split()[: RUN - 1]).encode(), runs_of([SENTENCE])) == []


def _tracked(project):
    command = ["git", "-C", str(project), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - a fixed command
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [project / name for name in listing.stdout.decode().split("\0") if name]


def test_no_tracked_file_has_other_peoples_text(project, sources):
    """Every file that git tracks or would add is searched, reports and recorded predictions included."""
    assert [hit for path in _tracked(project) for hit in leaks(path, sources)] == []


def test_git_ignores_the_places_of_real_text(project):
    """What `restore` puts into seeds/, and what the examples of the documents write, can't be added by accident."""
    names = ["seeds/000_page.txt", "seeds/gum/dep/GUM_news_x.conllu", "local/news/data/news/test.parquet"]
    listing = subprocess.run(  # noqa: S603 - a fixed command
        ["git", "-C", str(project), "check-ignore", *names],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode > 1:
        pytest.skip("not a git checkout")
    assert listing.stdout.split() == names


@pytest.fixture
def silent_server():
    """Start an endpoint whose model finds nothing, or gives an answer that can't be read."""

    class Handler(BaseHTTPRequestHandler):
        turn = 0

        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            Handler.turn += 1
            content = "no JSON" if Handler.turn == 1 else '{"entities": []}'
            data = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()


def _dateline(folder: Path, *arguments: object) -> None:
    """Run a command with the real texts, its streams and temporary files kept in the folder."""
    (folder / "tmp").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "dateline", *map(str, arguments)]
    environment = {**os.environ, "TMPDIR": str(folder / "tmp")}
    with (folder / "streams.log").open("ab") as log:
        done = subprocess.run(command, cwd=folder, env=environment, stdout=log, stderr=log, check=False)  # noqa: S603
    assert done.returncode == 0, (folder / "streams.log").read_text()


def test_asking_keeps_no_text_and_no_key(sources, silent_server, tmp_path, monkeypatch):
    """Neither predictions nor answer log nor messages of `ask` hold the prompts or the key."""
    monkeypatch.setenv("OPENAI_API_KEY", "a-key-of-mine")
    _dateline(tmp_path, "ask", "m", "--data", "news", "--url", silent_server, "--out", tmp_path / "p.jsonl")
    assert (tmp_path / "p.jsonl.answers.jsonl").read_text().count("\n") == 10
    assert leaks(tmp_path, sources) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file() and b"a-key-of-mine" in path.read_bytes()] == []


@pytest.mark.slow
def test_reports_and_predictions_keep_no_text(sources, tmp_path):
    """Predictions on real news, and reports about it, hold no run of its words."""
    _dateline(tmp_path, "run", "gazetteer", "--data", "news", "--out", tmp_path / "predictions")
    _dateline(tmp_path, "stats", "open", "--compare", "news", "--compare", "wikinews", "--write", tmp_path / "reports")
    _dateline(tmp_path, "score", "ner", next((tmp_path / "predictions").glob("*.jsonl")))
    assert (tmp_path / "reports" / "similarity.md").exists()
    assert leaks(tmp_path, sources) == []


def test_a_masked_report_keeps_no_text(sources, project, tmp_path, monkeypatch):
    """Without the texts a score report of real articles, its packed errors included, holds no run of their words."""
    monkeypatch.delenv("DATELINE_SEEDS")
    page = tmp_path / "report.html"
    predictions = project / "baselines" / "predictions" / "quotes.linear-quotes.news.jsonl"
    _dateline(tmp_path, "score", "quotes", predictions, "--report", page)
    assert page.exists()
    assert leaks(tmp_path, sources) == []


def test_the_search_reads_packed_reports(sources, project, tmp_path):
    """With the texts the same report quotes them, and the search finds that."""
    predictions = project / "baselines" / "predictions" / "quotes.linear-quotes.news.jsonl"
    _dateline(tmp_path, "score", "quotes", predictions, "--report", tmp_path / "report.html")
    assert leaks(tmp_path / "report.html", sources)


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "kunduz", "--html", "docs/kunduz.html"),
        ("browse", "--data", "news", "--with-text", "--out", "docs/browser"),
        ("score", "ner", "--report", "docs/report.html", "baselines/predictions/ner.tagger.news.jsonl"),
        ("build", "--with-text", "corpus/with-text"),
        ("restore", "--out", "tests/seeds"),
        ("reading", "docs/reading"),
        ("train", "baselines/models", "--data", "news"),
        ("ask", "m", "--out", "baselines/predictions/x.jsonl", "--data", "news"),
        ("ask", "m", "--out", "{elsewhere}/x.jsonl", "--cache", "baselines/x.jsonl", "--data", "news"),
    ],
    ids=lambda arguments: " ".join(arguments[::2]),
)
def test_real_text_is_not_written_where_it_would_be_published(project, seeds, tmp_path, arguments):
    """A command that writes real text refuses the folders that git tracks and the wheel holds."""
    assert seeds
    arguments = [word.format(elsewhere=tmp_path) for word in arguments]
    command = [sys.executable, "-m", "dateline", *arguments]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 2
    assert "where real text must not be" in done.stderr
    assert not any((project / word).exists() for word in arguments if "/" in word and not word.endswith("news.jsonl"))


def test_every_published_file_of_gold_has_the_canary(project):
    """The card shows the string, and each table carries it in its schema."""
    files = sorted((project / "corpus" / "data").glob("*/*.parquet"))
    assert len(files) >= 5
    assert [path for path in files if CANARY.encode() not in path.read_bytes()] == []
    assert CANARY in (project / "corpus" / "README.md").read_text(encoding="utf-8")
