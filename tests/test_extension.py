"""A new task that uses existing metrics is one new file, and every command knows it."""

import json
import os
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

LINKED = ("src", "corpus", "annotations", "seeds", "docs")
BASELINE = """task = "names"
model = "gazetteer"
description = "Names seen in training."
tolerance = 0.0

[settings]
longest = 8
rules = false
"""


@pytest.fixture(scope="module")
def extended(project, tmp_path_factory):
    """Make a project with one more task, and a baseline for it."""
    if not (project / "pyproject.toml").exists():
        pytest.skip("not a checkout")
    root = tmp_path_factory.mktemp("extended")
    for name in LINKED:
        (root / name).symlink_to(project / name)
    for name in ("tasks", "baselines"):
        shutil.copytree(project / name, root / name)
    task = (project / "tasks" / "ner.toml").read_text(encoding="utf-8")
    (root / "tasks" / "names.toml").write_text(task.replace('["name", "value"]', '["name"]'), encoding="utf-8")
    (root / "baselines" / "names-memory.toml").write_text(BASELINE, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def predictions(extended):
    """Run and record the baseline of the new task."""
    said = dateline(extended, "run", "names-memory", "--task", "names", "--data", "open/test", "--record")
    assert "names-memory" in said
    return extended / "baselines" / "predictions" / "names.names-memory.open-test.jsonl"


def dateline(root, *arguments, code=0):
    """Run the command line of a project; give stdout, or stderr where an exit code is expected."""
    settings = {**os.environ, "PYTHONPATH": str(root / "src")}
    command = [sys.executable, "-m", "dateline", *map(str, arguments)]
    done = subprocess.run(command, cwd=root, env=settings, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == code, done.stderr
    return done.stderr if code else done.stdout


def test_it_is_listed(extended):
    """`tasks` names it."""
    assert "names" in dateline(extended, "tasks")


def test_it_is_scored_and_checked(extended, predictions):
    """`score` and `check` read its predictions."""
    assert "strict_f1" in dateline(extended, "score", "names", predictions, "--data", "open/test")
    assert "well-formed" in dateline(extended, "check", "names", predictions, "--data", "open/test")


def test_its_errors_are_analysed(extended, predictions):
    """`errors` gives outcomes and the confusion matrix."""
    said = dateline(extended, "errors", "names", predictions, "--data", "open/test")
    assert "correct, %" in said
    assert "confusion matrix" in said


def test_it_is_shown(extended, predictions):
    """`show` compares its predictions with the gold."""
    name = json.loads(predictions.read_text(encoding="utf-8").splitlines()[0])["id"]
    options = ("--predictions", predictions, "--task", "names", "--data", "open/test")
    assert "names.names-memory.open-test" in dateline(extended, "show", name, *options)


@pytest.mark.slow
def test_it_is_on_the_leaderboard(extended, predictions):
    """`leaderboard` ranks its systems."""
    assert predictions.exists()
    assert "names on open/test" in dateline(extended, "leaderboard")


@pytest.mark.parametrize("task", ["names", "event-coref"])
def test_a_language_model_is_asked(extended, tmp_path, task):
    """`ask` uses the prompt of the type; an answer that can't be used is no traceback, whatever the task."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            message = {"role": "assistant", "content": "no JSON"}
            choice = {"index": 0, "finish_reason": "stop", "message": message}
            usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
            body = {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}
            data = json.dumps({**body, "usage": usage}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    out = tmp_path / "answers.jsonl"
    options = ("--task", task, "--url", url, "--out", out, "--data", "open/validation", "--attempts", 1)
    assert "malformed" in dateline(extended, "ask", "m", *options, code=1)
    server.shutdown()
