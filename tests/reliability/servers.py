"""An endpoint that misbehaves in hundreds of ways: any status with any body, on time, slowly, in drips or cut off."""

import gzip
import itertools
import json
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from dateline.baselines.llm import asking, client
from dateline.baselines.llm.client import Endpoint, LanguageModel
from dateline.errors import InputError
from dateline.evaluation.evaluate import count_file
from dateline.evaluation.reference import gold_of
from dateline.tasks.declarations import load as load_task
from invented_articles import article

SHORT, LONG = 40, 500
TIMEOUT = 0.4  # seconds of a request
_SLACK = 5.0  # seconds that a busy machine may take besides
STATUSES = (200, 201, 204, 301, 400, 401, 403, 404, 408, 413, 429, 500, 502, 503, 529)
TIMINGS = (
    "at once",
    "late",
    "drips",
    "cut",
    "no reply",
    "closed",
    "short length",
    "long length",
    "no length",
    "bad chunks",
)
RETRY_AFTER = (None, "0", "0.01", "-5", "soon", "1e9", "inf", "nan", "Wed, 21 Oct 2015 07:28:00 GMT")
GOOD = '{"entities": [{"text": "Larkmouth", "type": "GPE", "paragraph": 1}]}'


def _chat(content: Any, **more: Any) -> bytes:
    message = {"role": "assistant", "content": content, **more.pop("message", {})}
    usage = {"prompt_tokens": 10, "completion_tokens": 5}
    return json.dumps({"choices": [{"finish_reason": "stop", "message": message}], "usage": usage, **more}).encode()


BODIES: Mapping[str, bytes] = {
    "good": _chat(GOOD),
    "thoughts": _chat(f"<think>{{}} maybe</think>\n{GOOD}"),
    "open thought": _chat(f"<think>hm {GOOD}"),
    "fenced": _chat(f"Here:\n```JSON\n{GOOD}\n```\nDone."),
    "open fence": _chat(f"```\n{GOOD}"),
    "trailing comma": _chat('{"entities": [{"text": "Larkmouth", "type": "GPE",},],}'),
    "bare list": _chat('[{"text": "Larkmouth", "type": "GPE"}]'),
    "two values": _chat(GOOD + '\n{"entities": []}'),
    "unknown label": _chat('{"entities": [{"text": "Larkmouth", "type": "CITY"}]}'),
    "large number": _chat('{"entities": [{"text": "Larkmouth", "type": "GPE", "occurrence": 1' + "0" * 40 + "}]}"),
    "half surrogate": _chat('{"entities": [{"text": "\\ud83d", "type": "GPE"}]}'),
    "raw half surrogate": b'{"choices": [{"message": {"content": "\\ud800"}}]}',
    "prose": _chat("I can't see any text."),
    "empty answer": _chat(""),
    "no content": _chat(None),
    "refusal": _chat(None, message={"refusal": "No."}),
    "parts": _chat([{"type": "text", "text": GOOD}, 3, None, {"type": "image"}]),
    "number": _chat(7),
    "deep answer": _chat('{"entities": ' + "[" * 5000),
    "cut answer": json.dumps({"choices": [{"finish_reason": "length", "message": {"content": GOOD[:30]}}]}).encode(),
    "usage null": _chat(GOOD, usage=None),
    "usage odd": _chat(GOOD, usage={"prompt_tokens": "many", "completion_tokens": -5}),
    "usage large": _chat(GOOD, usage={"prompt_tokens": 10**30, "completion_tokens": 1}),
    "message null": b'{"choices": [{"message": null}]}',
    "no choices": b'{"choices": []}',
    "choices null": b'{"choices": null, "usage": null}',
    "error object": b'{"error": {"message": "overloaded"}}',
    "list": b"[1, 2]",
    "null": b"null",
    "text": b"upstream connect error",
    "HTML": b"<html><body><h1>502 Bad Gateway</h1></body></html>",
    "nothing": b"",
    "not UTF-8": b'{"choices": [{"message": {"content": "\xff\xfe"}}]}',
    "deep": b'{"choices": ' + b"[" * 100_000,
    "cut off": _chat(GOOD)[:60],
    "long": b'{"choices": "' + b"x" * 2_000_000 + b'"}',
    "stream of events": b"data: {}\n\ndata: [DONE]\n\n",
}


class Behaviour(NamedTuple):
    """What the server does: a status, a body, a timing, and perhaps a Retry-After or a coding that isn't true."""

    status: int
    body: str
    timing: str
    retry_after: str | None = None
    coding: str | None = None

    @property
    def name(self) -> str:
        """Describe it."""
        more = [f"Retry-After {self.retry_after}"] if self.retry_after else []
        return ", ".join([str(self.status), self.body, self.timing, *more, *([self.coding] if self.coding else [])])


def behaviours(number: int) -> list[Behaviour]:
    """Draw this many: every body, every timing and every status at least once, most of them with status 200."""
    rng = random.Random(13)  # noqa: S311
    found = [Behaviour(200, body, "at once") for body in BODIES]
    found += [Behaviour(200, "good", timing) for timing in TIMINGS]
    found += [Behaviour(status, "error object", "at once") for status in STATUSES]
    found += [Behaviour(429, "text", "at once", value) for value in RETRY_AFTER]
    found += [Behaviour(200, "good", "at once", coding=coding) for coding in ("gzip", "false gzip", "br", "bomb")]
    every = itertools.product((200, 200, 200, 200, *STATUSES), BODIES, TIMINGS, RETRY_AFTER, (None, None, None, "gzip"))
    rest = [Behaviour(*one) for one in every]
    rng.shuffle(rest)
    unique = list(dict.fromkeys([*found, *rest]))
    if number >= len(found):
        return unique[:number]
    return rng.sample(found, number)


class Misbehaving(ThreadingHTTPServer):
    """The server; the path says which behaviour is wanted."""

    daemon_threads = True

    def __init__(self, listed: list[Behaviour]) -> None:
        """Serve these behaviours at /0/v1, /1/v1 and so on."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.listed = listed
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_: object) -> None:
        """Say nothing: a client that gave up is expected."""


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        assert isinstance(self.server, Misbehaving)
        wanted = self.server.listed[int(self.path.split("/")[1])]
        self.close_connection = True
        data = BODIES[wanted.body]
        if wanted.timing == "closed":
            return
        if wanted.timing == "no reply":
            time.sleep(2 * TIMEOUT)
            return
        if wanted.timing == "late":
            time.sleep(TIMEOUT / 4)
        data = self._head(wanted, data)
        for piece in self._pieces(wanted, data):
            self.wfile.write(piece)
            self.wfile.flush()

    def _head(self, wanted: Behaviour, data: bytes) -> bytes:
        self.send_response(wanted.status)
        if wanted.coding:
            self.send_header("Content-Encoding", "br" if wanted.coding == "br" else "gzip")
            if wanted.coding == "bomb":
                data = bytes(200 << 20)
            if wanted.coding in {"gzip", "bomb"}:
                data = gzip.compress(data, 1)
        if wanted.retry_after:
            self.send_header("Retry-After", wanted.retry_after)
        if wanted.status == 301:
            self.send_header("Location", self.path)
        length = {"short length": len(data) // 2, "long length": len(data) + 50}.get(wanted.timing, len(data))
        if wanted.timing == "bad chunks":
            self.send_header("Transfer-Encoding", "chunked")
        elif wanted.timing != "no length":
            self.send_header("Content-Length", str(length))
        self.end_headers()
        return data

    @staticmethod
    def _pieces(wanted: Behaviour, data: bytes) -> Iterator[bytes]:
        if wanted.timing == "bad chunks":
            yield b"zz\r\n" + data
        elif wanted.timing == "cut":
            yield data[: len(data) // 2]
        elif wanted.timing == "drips":
            for place in range(0, len(data), 20):
                yield data[place : place + 20]
                time.sleep(TIMEOUT / 8)
        else:
            yield data

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def run(number: int) -> dict[str, Any]:
    """Ask a server of each behaviour; return the outcomes and the faults."""
    start = time.monotonic()
    listed = behaviours(number)
    server = Misbehaving(listed)
    document = article(0)
    task = load_task("ner")
    gold = gold_of(task, [document], "test")
    outcomes: Counter[str] = Counter()
    faults = []
    longest, own = client._LONGEST_WAIT, asking.annotated_documents  # noqa: SLF001
    client._LONGEST_WAIT = 0.05  # noqa: SLF001 - a server that asks for a long wait gets a short one here
    asking.annotated_documents = lambda *_: (document,)
    try:
        for index, behaviour in enumerate(listed):
            with tempfile.TemporaryDirectory() as folder:
                try:
                    outcomes[_ask(server, index, Path(folder), gold)] += 1
                except Exception as error:  # noqa: BLE001 - what is looked for
                    kind = "hang" if isinstance(error, TimeoutError) else "traceback"
                    faults.append(
                        {"kind": kind, "behaviour": behaviour.name, "what": f"{type(error).__name__}: {error}"[:200]}
                    )
    finally:
        client._LONGEST_WAIT, asking.annotated_documents = longest, own  # noqa: SLF001
        server.shutdown()
    return {
        "behaviours": len(listed),
        "outcomes": dict(sorted(outcomes.items())),
        "faults": faults,
        "seconds": round(time.monotonic() - start),
    }


def _ask(server: Misbehaving, index: int, folder: Path, gold: Any) -> str:
    """Ask about one document; return what came of it.

    Raises:
        TimeoutError: it took much longer than its limits allow.
        AssertionError: what was written is not what it says.
    """
    attempts, retries = 2, 1
    url = f"http://127.0.0.1:{server.server_address[1]}/{index}/v1"
    endpoint = Endpoint(model="m", url=url, timeout=TIMEOUT, retries=retries, attempts=attempts, price_in=1.0)
    out, log = folder / "p.jsonl", folder / "answers.jsonl"
    start = time.monotonic()
    model = LanguageModel(endpoint, load_task("ner"), cache=log)
    usage = asking.ask_model(model, "test", out)
    took = time.monotonic() - start
    if took > attempts * (retries + 1) * (TIMEOUT + 0.1) + _SLACK:
        message = f"{took:.1f} s"
        raise TimeoutError(message)
    lines = out.read_bytes().splitlines()
    assert len(lines) == 1 - usage.failed.total(), "a failed answer is no prediction, any other is one"
    if lines:
        try:
            count_file(gold, out)
        except InputError as error:
            message = f"score refuses what ask wrote: {error}"
            raise AssertionError(message) from error
    again = LanguageModel(endpoint, load_task("ner"), cache=log)
    assert again.usage.cost_of_all_runs == usage.cost_of_all_runs, "costs are lost"
    return next(iter(usage.failed), "answered")
