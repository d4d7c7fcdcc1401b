"""The commands that write, each with its old and its new state, to be killed and starved."""

import hashlib
import json
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec

from dateline.baselines import recorded
from dateline.baselines.declarations import load as load_baseline
from dateline.baselines.pipeline import pipeline, store
from dateline.cli import app
from dateline.corpus.sources import digest, load_manifest, restore_files
from dateline.evaluation.score import prepare, score_file
from dateline.paths import MANIFESTS, root
from invented_articles import article

STORY = "ash-river"
State = Callable[[Path], object]


def contents(path: Path) -> object:
    """Return what is at a path: None, the digest of a file, or those of all files of a folder."""
    if path.is_dir():
        return tuple(sorted((str(p.relative_to(path)), contents(p)) for p in path.rglob("*") if p.is_file()))
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


@dataclass(frozen=True)
class Scenario:
    """A command that writes.

    Attributes:
        write: does it, in a folder.
        units: what is written as a whole, each for itself.
        prepare: makes what the command needs, once.
        old: puts the old state of the units in place.
        state: tells the state of a unit; a state that is neither the old one nor the new one is a loss.
        sound: checks more after a kill; raises AssertionError.
    """

    write: Callable[[Path], object]
    units: tuple[str, ...]
    prepare: Callable[[Path], object] = lambda _: None
    old: Callable[[Path], object] = lambda _: None
    state: State = contents
    sound: Callable[[Path], object] = lambda _: None


def command(*arguments: object) -> None:
    """Run a command of the command line in this process."""
    app([str(argument) for argument in arguments], standalone_mode=False)


def _small_project(folder: Path) -> None:
    """Copy what belongs to one story, and the declarations."""
    wanted = (
        *("annotations/ontology.toml", "annotations/catalogue.jsonl", "docs/templates/*"),
        *("CITATION.cff", "LICENSE-DATA"),
        *("corpus/outlets.toml", "corpus/quotas.toml", "corpus/checksums.txt", f"corpus/stories/{STORY}.toml"),
        *(f"corpus/articles/{STORY}/*", f"annotations/gold/open/{STORY}*/*", f"annotations/passes/*/[ab]/{STORY}*/*"),
    )
    for path in (found for pattern in wanted for found in root().glob(pattern)):
        target = folder / "project" / path.relative_to(root())
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    for manifest in MANIFESTS.values():
        (folder / "project" / manifest).parent.mkdir(exist_ok=True)
        (folder / "project" / manifest).write_text("sources = []\n")


def _stale_card(folder: Path) -> None:
    (folder / "project" / "corpus" / "README.md").write_text("an earlier card\n")


def _browse(data: str) -> Callable[[Path], object]:
    return lambda folder: command("browse", "--data", data, "--out", folder / "pages")


def _unsegmented(folder: Path) -> None:
    for name in ("tokens.jsonl", "sentences.jsonl"):
        for path in (folder / "project" / "annotations" / "gold" / "open").glob(f"{STORY}*/{name}"):
            path.write_text("")
    for path in (folder / "project" / "annotations" / "gold" / "open").glob(f"{STORY}*/mentions.jsonl"):
        path.unlink()


def _text_of_source(folder: Path) -> None:
    text = "Rebels left.\n\nNobody saw them go.\n" * 400
    (folder / "from").mkdir()
    (folder / "from" / "page.txt").write_text(text)
    (folder / "m.toml").write_text(
        f'[[sources]]\nfile = "page.txt"\nsha256 = "{digest(text.rstrip())}"\n'
        'publisher = "x"\ndate = "2031"\nrights = "x"\narticles = []\n'
    )


def _restore(folder: Path) -> None:
    restore_files(load_manifest(folder / "m.toml"), folder / "from", folder / "out")


@cache
def _models() -> dict[str, Any]:
    documents = [article(number) for number in range(4)]
    return {task: pipeline.make(name).fit(documents) for task, name in pipeline.LINEAR.items()}


def _save(trained: str) -> Callable[[Path], object]:
    return lambda folder: store.save(folder / "models", _models(), trained=trained, sha="0")


def _which_models(path: Path) -> object:
    if not path.exists():
        return None
    about = store.load_about(path)
    store.load_models(path)
    return about.trained


def _texts(folder: Path) -> None:
    (folder / "texts").mkdir()
    for number in range(6):
        (folder / "texts" / f"t{number}.txt").write_text(article(number).text)
    store.save(folder / "models", _models(), trained="x", sha="0")


def _annotate(folder: Path) -> None:
    command("annotate", folder / "texts", "--model", folder / "models", "--out", folder / "out", "--shard", "2")


def _begun(folder: Path) -> None:
    shutil.rmtree(folder / "out", ignore_errors=True)


def _shards(folder: Path) -> None:
    import pyarrow.parquet as pq

    for path in (folder / "out").glob("*.parquet"):
        assert pq.ParquetFile(path).metadata.num_rows == 2, f"{path.name} is cut off"
    manifest = folder / "out" / "manifest.jsonl"
    for line in manifest.read_bytes().splitlines()[1:-1] if manifest.exists() else ():
        entry = json.loads(line)
        assert "file" not in entry or (folder / "out" / entry["file"]).exists(), f"{entry['file']} is not there"


def _keep(folder: Path) -> None:
    declared, gold = prepare("ner", data="news")
    path = root() / "baselines" / "predictions" / "ner.gazetteer.news.jsonl"
    result = score_file(declared, gold, path)
    recorded.root = lambda: folder  # the command writes into the project; here into a folder
    cost = recorded.Cost(seconds=1.0, peak_mib=1, cores=1, machine="x")
    recorded.keep(load_baseline("gazetteer"), "news", list(gold.records.values()), result, trained="x", cost=cost)


def _page(path: Path) -> object:
    """Tell whether a page is the old one or a whole one; it names its own place, so that no two are equal."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return "old" if text == "old" else text.startswith("<!doctype html>") and text.endswith("</html>\n")


def _reported(folder: Path) -> None:
    """Write the score report of recorded predictions."""
    predictions = root() / "baselines" / "predictions" / "attribution.nearest-name.open-test.jsonl"
    command("score", "attribution", predictions, "--report", folder / "page.html")


def _put(name: str, text: str) -> Callable[[Path], object]:
    def write(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    return write


def _old_pages(folder: Path) -> None:
    command("show", "open/validation", "--layer", "quotes", "--html", folder / "pages")


class Server:
    """An endpoint that finds nothing in any text, and counts the answers that it gave."""

    def __init__(self) -> None:
        """Start it."""
        counted = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                data = json.dumps({"choices": [{"message": {"content": '{"entities": []}'}}]}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
                counted.given += 1

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.given = 0
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/v1"


@cache
def _server() -> Server:
    return Server()


def _ask(folder: Path) -> None:
    command("ask", "m", "--data", "open/validation", "--url", _server().url, "--out", folder / "p.jsonl")


def _unasked(folder: Path) -> None:
    for path in (*folder.glob("p.jsonl*"), folder / "runs"):
        path.unlink(missing_ok=True)
    _server().given = 0


def _answers_kept(folder: Path) -> None:
    """Every answer given is in the log, but for one that was on its way when the run was killed."""
    log = folder / "p.jsonl.answers.jsonl"
    lines = log.read_bytes().splitlines() if log.exists() else []
    whole = 0
    for line in lines:
        try:
            whole += bool(msgspec.json.decode(line)["key"])
        except msgspec.MsgspecError:
            continue  # the line that a kill cut off
    given, runs = _server().given, folder / "runs"
    runs.write_text(runs.read_text() + "x" if runs.exists() else "x")
    assert given - whole <= len(runs.read_text()), f"{given} answers were given, {whole} are kept"


def _corpus(folder: Path) -> None:
    command("build", "--root", folder / "project")


def _segment(folder: Path) -> None:
    command("segment", "--root", folder / "project")


@cache
def scenarios() -> dict[str, Scenario]:
    """Return the commands that write, by name."""
    gold = "project/annotations/gold/open"
    segmented = tuple(
        f"{gold}/{path.parent.name}/{path.name}"
        for name in ("tokens.jsonl", "sentences.jsonl")
        for path in sorted((root() / "annotations" / "gold" / "open").glob(f"{STORY}*/{name}"))[:1]
    )
    record = ("scores/ner.gazetteer.news.json", "predictions/ner.gazetteer.news.jsonl")
    kept = tuple(f"baselines/{name}" for name in record)

    def old_records(folder: Path) -> None:
        for name in kept:
            _put(name, "old\n" * 3000)(folder)

    return {
        "build": Scenario(_corpus, ("project/corpus",), _small_project, _stale_card),
        "segment": Scenario(_segment, segmented, _small_project, _unsegmented),
        "restore": Scenario(_restore, ("out/page.txt",), _text_of_source, _put("out/page.txt", "old")),
        "train": Scenario(_save("new"), ("models",), lambda _: _models(), _save("old"), _which_models),
        "annotate": Scenario(_annotate, (), _texts, _begun, sound=_shards),
        "run --out": Scenario(
            lambda f: command("run", "gazetteer", "--data", "open/validation", "--out", f / "out"),
            ("out/ner.gazetteer.open-validation.jsonl",),
            old=_put("out/ner.gazetteer.open-validation.jsonl", "old"),
        ),
        "run --record": Scenario(_keep, kept, old=old_records),
        "ask": Scenario(_ask, ("p.jsonl",), old=_unasked, sound=_answers_kept),
        "show --html": Scenario(
            lambda f: command("show", "kunduz", "--html", f / "page.html"), ("page.html",), old=_put("page.html", "old")
        ),
        "show PART --html": Scenario(
            lambda f: command("show", "open/validation", "--html", f / "pages"), ("pages",), old=_old_pages
        ),
        "browse": Scenario(_browse("open/test"), ("pages",), old=_browse("open/validation")),
        "score --report": Scenario(_reported, ("page.html",), old=_put("page.html", "old"), state=_page),
        "problems --write": Scenario(
            lambda f: command("problems", "--write", f / "out"),
            ("out/problems.md",),
            old=_put("out/problems.md", "old"),
        ),
    }
