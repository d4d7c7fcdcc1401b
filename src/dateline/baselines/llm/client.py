"""Ask a language model behind any OpenAI-compatible endpoint for predictions, and keep its answers."""

import hashlib
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from dateline.baselines.llm.prompts import empty, parse, prompt, prompt_path
from dateline.baselines.llm.requests import Reply, request
from dateline.corpus.gold import lines_in
from dateline.document import Document
from dateline.errors import check_version
from dateline.files import append_line
from dateline.tasks.answers import AnswerError
from dateline.tasks.declarations import Task

SCHEMA = 1
_LONGEST_WAIT = 60.0  # seconds between two requests
_USABLE = "answered"


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where and how a model is asked.

    Attributes:
        model: its name at the endpoint.
        url: the endpoint's base, such as `http://localhost:8000/v1`.
        key: what the endpoint wants as a key; many want none.
        timeout: seconds for a whole request.
        retries: how often a request that failed on its way is sent again.
        attempts: how often the model is asked for an answer that can be used.
        most: the most tokens of an answer.
        price_in: cost of a million tokens asked.
        price_out: cost of a million tokens answered.
    """

    model: str
    url: str
    key: str = "none"
    timeout: float = 120.0
    retries: int = 3
    attempts: int = 3
    most: int = 8192
    price_in: float = 0.0
    price_out: float = 0.0


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of the answer log: everything that a model answered, raw.

    Attributes:
        key: a digest of all that the answer depends on.
        answer: the text, as it came.
        outcome: `answered` if it could be used, else why not.
        document: what it was asked about.
        tokens_in: tokens asked.
        tokens_out: tokens answered.
        cost: in the currency of the endpoint's prices.
        schema: the version of these fields; a line without it has 1.
    """

    key: str
    answer: str
    outcome: str = _USABLE
    document: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    schema: int = SCHEMA


class Usage(msgspec.Struct):
    """What asking took.

    Attributes:
        asked: documents that the model was asked about.
        cached: documents whose answer was kept from an earlier run.
        failed: documents without an answer that can be used, by reason.
        again: requests that were repeated, by reason.
        dropped: parts of answers that were left out, by reason.
        tokens_in: tokens asked in this run.
        tokens_out: tokens answered in this run.
        cost: of this run.
        cost_of_all_runs: of all runs that wrote to the same answer log.
    """

    asked: int = 0
    cached: int = 0
    failed: Counter[str] = msgspec.field(default_factory=Counter)
    again: Counter[str] = msgspec.field(default_factory=Counter)
    dropped: Counter[str] = msgspec.field(default_factory=Counter)
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    cost_of_all_runs: float = 0.0


class LanguageModel:
    """One prompt a document; what was answered before is taken from the answer log, so that a run can be resumed."""

    def __init__(self, endpoint: Endpoint, task: Task, *, version: int = 1, cache: Path | None = None) -> None:
        """Ask with a version of the task's prompt; keep all answers in a JSON lines file.

        Raises:
            InputError: there is no such prompt, or the answer log can't be read, or is of a newer release.
        """
        prompt_path(task, version)
        self.endpoint = endpoint
        self.task = task
        self.version = version
        self.cache = cache
        self.usage = Usage()
        self._kept: dict[str, str] = {}
        for line in _read(cache):
            self.usage.cost_of_all_runs += line.cost
            if line.outcome == _USABLE:
                self._kept[line.key] = line.answer

    def fit(self, documents: Sequence[Document]) -> "LanguageModel":
        """Learn nothing: the prompt has no examples from the corpus."""
        del documents
        return self

    def predict(self, documents: Sequence[Document]) -> list[Any]:
        """Return quoted records, empty ones for documents without an answer that can be used."""
        found = zip(documents, self.stream(documents), strict=True)
        return [empty(self.task, document) if record is None else record for document, record in found]

    def stream(self, documents: Sequence[Document]) -> Iterator[Any | None]:
        """Yield the quoted record of each document as soon as it is there; None without an answer that can be used."""
        for document in documents:
            text = prompt(self.task, self.version, document)
            about = f"{self.endpoint.model}\n{self.task.id}.v{self.version}\n{text}"
            key = hashlib.sha256(about.encode("utf-8", "replace")).hexdigest()
            answer = self._kept.get(key)
            if answer is None:
                self.usage.asked += 1
                answer = self._ask(document, key, text)
            else:
                self.usage.cached += 1
            if answer is None:
                yield None
                continue
            record, dropped = parse(self.task, document, answer)
            self.usage.dropped += dropped
            yield record

    def _ask(self, document: Document, key: str, text: str) -> str | None:
        """Ask until an answer can be used; None, with the reason counted, when the attempts are spent."""
        said: list[dict[str, str]] = [{"role": "user", "content": text}]
        reason = "no answer"
        for attempt in range(self.endpoint.attempts):
            if attempt:
                self.usage.again[reason] += 1
            reply = self._send(said)
            reason, complaint = reply.reason, ""
            if reply.outcome == "answered":
                try:
                    parse(self.task, document, reply.text)
                except AnswerError as error:
                    reason, complaint = "malformed", str(error)
            self._keep(key, document, reply, _USABLE if reply.outcome == "answered" and not complaint else reason)
            if complaint:
                again = f"That can't be read: {complaint}. Answer again, with one JSON object in the form asked for."
                said = [said[0], {"role": "assistant", "content": reply.text}, {"role": "user", "content": again}]
            elif reply.outcome == "answered":
                return reply.text
        self.usage.failed[reason] += 1
        return None

    def _send(self, said: Sequence[dict[str, str]]) -> Reply:
        """Send a request, again while it fails on its way and retries are left."""
        body = {"model": self.endpoint.model, "messages": said, "temperature": 0, "max_tokens": self.endpoint.most}
        for retry in range(self.endpoint.retries + 1):
            reply = request(self.endpoint.url, self.endpoint.key, body, self.endpoint.timeout)
            if not reply.retryable or retry == self.endpoint.retries:
                break
            self.usage.again[reply.reason] += 1
            wait = reply.retry_after if reply.retry_after is not None else 0.5 * 2**retry
            time.sleep(min(wait, _LONGEST_WAIT))
        return reply

    def _keep(self, key: str, document: Document, reply: Reply, outcome: str) -> None:
        cost = (reply.tokens_in * self.endpoint.price_in + reply.tokens_out * self.endpoint.price_out) / 1_000_000
        self.usage.tokens_in += reply.tokens_in
        self.usage.tokens_out += reply.tokens_out
        self.usage.cost += cost
        self.usage.cost_of_all_runs += cost
        if outcome == _USABLE:
            self._kept[key] = reply.text
        if self.cache and (reply.text or cost):
            kept = Kept(key, reply.text, outcome, document.id, reply.tokens_in, reply.tokens_out, cost)
            append_line(self.cache, msgspec.json.encode(kept))


def _read(cache: Path | None) -> Iterator[Kept]:
    """Read the answer log; a line that was cut off when a run was killed is passed over."""
    for line in lines_in(cache) if cache and cache.exists() else ():
        with suppress(msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            kept = msgspec.json.decode(line, type=Kept)
            check_version(kept.schema, SCHEMA, str(cache))
            yield kept
