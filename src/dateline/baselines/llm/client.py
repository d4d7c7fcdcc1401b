"""Ask a language model behind any OpenAI-compatible endpoint for predictions, and keep its answers."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from dateline.baselines.llm.chunks import merged, within
from dateline.baselines.llm.plan import Estimate, Plan, Request, batch_lines
from dateline.baselines.llm.prompts import empty, parse, prompt_path
from dateline.baselines.llm.requests import Reply, request
from dateline.corpus.gold import lines_in
from dateline.document import Document
from dateline.errors import check_version
from dateline.files import append_line
from dateline.tasks.answers import AnswerError

SCHEMA = 1
_LONGEST_WAIT = 60.0  # seconds between two requests
_USABLE = "answered"
_NOT_THERE = Reply(outcome="not in the batch")


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
        outcomes: what became of each document: `answered`, or why it was not.
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
    outcomes: dict[str, str] = msgspec.field(default_factory=dict)
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    cost_of_all_runs: float = 0.0


class LanguageModel:
    """Requests by a plan; what was answered before is taken from the answer log, so that a run can be resumed."""

    def __init__(
        self,
        endpoint: Endpoint,
        plan: Plan,
        *,
        cache: Path | None = None,
        replies: Mapping[str, Reply] | None = None,
    ) -> None:
        """Ask by a plan; keep all answers in a JSON lines file.

        Args:
            endpoint: where and how.
            plan: what.
            cache: the answer log.
            replies: those of a batch, by key; with them the endpoint is not asked.

        Raises:
            InputError: there is no such prompt, or the answer log can't be read, or is of a newer release.
        """
        prompt_path(plan.task, plan.version)
        self.endpoint = endpoint
        self.plan = plan
        self.task = plan.task
        self.cache = cache
        self.usage = Usage()
        self._replies = replies
        self._kept: dict[str, str] = {}
        for line in _read(cache):
            self.usage.cost_of_all_runs += line.cost
            if line.outcome == _USABLE:
                self._kept[line.key] = line.answer

    def fit(self, documents: Sequence[Document]) -> "LanguageModel":
        """Choose the examples of the prompt, if there are to be any; the model learns nothing."""
        self.plan.fit(documents)
        return self

    def predict(self, documents: Sequence[Document]) -> list[Any]:
        """Return quoted records, empty ones for documents without an answer that can be used."""
        found = zip(documents, self.stream(documents), strict=True)
        return [empty(self.task, document) if record is None else record for document, record in found]

    def stream(self, documents: Iterable[Document]) -> Iterator[Any | None]:
        """Yield the quoted record of each document as soon as it is there; None without an answer that can be used.

        A document in chunks has an answer if each of them has one.
        """
        for document in documents:
            requests = self.plan.requests(document, self.endpoint.model)
            if any(one.key not in self._kept for one in requests):
                self.usage.asked += 1
            else:
                self.usage.cached += 1
            answers = [answer for one in requests if (answer := self._kept.get(one.key) or self._ask(one)) is not None]
            if len(answers) < len(requests):
                yield None
                continue
            self.usage.outcomes[document.id] = _USABLE
            yield self._joined(document, requests, answers)

    def unanswered(self, documents: Iterable[Document]) -> Iterator[Request]:
        """Yield the requests that the answer log has no answer to."""
        for document in documents:
            yield from (one for one in self.plan.requests(document, self.endpoint.model) if one.key not in self._kept)

    def estimate(self, documents: Iterable[Document]) -> Estimate:
        """Estimate what asking about documents takes, one attempt each."""
        return self.plan.estimate(self.unanswered(documents))

    def batch(self, documents: Iterable[Document]) -> Iterator[bytes]:
        """Yield the lines of a batch file with the requests that the answer log has no answer to."""
        return batch_lines((one.key, self._body(one.messages)) for one in self.unanswered(documents))

    def _joined(self, document: Document, requests: Sequence[Request], answers: Sequence[str]) -> Any:  # noqa: ANN401
        records = []
        for one, answer in zip(requests, answers, strict=True):
            record, dropped = parse(self.task, document, answer)
            self.usage.dropped += dropped
            records.append(within(record, document, one.chunk) if len(requests) > 1 else record)
        return merged(records, document, [one.chunk for one in requests]) if records else empty(self.task, document)

    def _body(self, messages: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        return self.plan.body([dict(one) for one in messages], self.endpoint.model, self.endpoint.most)

    def _ask(self, asked: Request) -> str | None:
        """Ask until an answer can be used; None, with the reason counted, when the attempts are spent."""
        said = [*asked.messages]
        reason = "no answer"
        for attempt in range(self.endpoint.attempts if self._replies is None else 1):
            if attempt:
                self.usage.again[reason] += 1
            reply = self._send(said) if self._replies is None else self._replies.get(asked.key, _NOT_THERE)
            reason, complaint = reply.reason, ""
            if reply.outcome == "answered":
                try:
                    parse(self.task, asked.document, reply.text)
                except AnswerError as error:
                    reason, complaint = "malformed", str(error)
            outcome = _USABLE if reply.outcome == "answered" and not complaint else reason
            self._keep(asked.key, asked.document, reply, outcome)
            if complaint:
                again = f"That can't be read: {complaint}. Answer again, with one JSON object in the form asked for."
                answered = {"role": "assistant", "content": reply.text}
                said = [*asked.messages, answered, {"role": "user", "content": again}]
            elif reply.outcome == "answered":
                return reply.text
        if asked.document.id not in self.usage.outcomes:
            self.usage.failed[reason] += 1
        self.usage.outcomes[asked.document.id] = reason
        return None

    def _send(self, said: Sequence[Mapping[str, str]]) -> Reply:
        """Send a request, again while it fails on its way and retries are left."""
        body = self._body(said)
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
