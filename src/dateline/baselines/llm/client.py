"""Ask a language model behind any OpenAI-compatible endpoint for predictions, and keep its answers."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from dateline.baselines.llm.prompts import empty, parse, prompt, prompt_path
from dateline.document import Document
from dateline.tasks.answers import AnswerError
from dateline.tasks.declarations import Task


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where and how a model is asked.

    Attributes:
        model: its name at the endpoint.
        url: the endpoint's base, such as `http://localhost:8000/v1`.
        key: what the endpoint wants as a key; many want none.
        timeout: seconds to wait for an answer.
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


class Kept(msgspec.Struct, frozen=True):
    """A line of the cache: an answer that could be used, under a digest of all that it depends on."""

    key: str
    answer: str


class Usage(msgspec.Struct):
    """What asking took.

    Attributes:
        asked: documents that the model was asked about.
        cached: documents whose answer was kept from an earlier run.
        failed: documents without an answer that can be used, by reason.
        again: requests that were repeated, by reason.
        tokens_in: tokens asked, as the endpoint counts them.
        tokens_out: tokens answered.
        cost: in the currency of the endpoint's prices.
    """

    asked: int = 0
    cached: int = 0
    failed: Counter[str] = msgspec.field(default_factory=Counter)
    again: Counter[str] = msgspec.field(default_factory=Counter)
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0


class LanguageModel:
    """One prompt a document; what is asked twice is answered from the cache, so that a broken run can go on."""

    def __init__(self, endpoint: Endpoint, task: Task, *, version: int = 1, cache: Path | None = None) -> None:
        """Ask with a version of the task's prompt; keep answers in a JSON lines file.

        Raises:
            InputError: there is no such prompt.
        """
        prompt_path(task, version)
        self.endpoint = endpoint
        self.task = task
        self.version = version
        self.cache = cache
        self.usage = Usage()
        self._kept = _read(cache)

    def fit(self, documents: Sequence[Document]) -> "LanguageModel":
        """Learn nothing: the prompt has no examples from the corpus."""
        del documents
        return self

    def predict(self, documents: Sequence[Document]) -> list[Any]:
        """Return quoted records, empty ones for documents without an answer that can be used."""
        return list(self.stream(documents))

    def stream(self, documents: Sequence[Document]) -> Iterator[Any]:
        """Yield the quoted record of each document as soon as it is there."""
        for document in documents:
            text = prompt(self.task, self.version, document)
            key = hashlib.sha256(f"{self.endpoint.model}\n{self.task.id}.v{self.version}\n{text}".encode()).hexdigest()
            if key in self._kept:
                self.usage.cached += 1
                yield parse(self.task, document, self._kept[key])
                continue
            self.usage.asked += 1
            answer = self._ask(document, text)
            if answer is None:
                yield empty(self.task, document)
                continue
            self._keep(Kept(key, answer))
            yield parse(self.task, document, answer)

    def _ask(self, document: Document, text: str) -> str | None:
        """Ask until an answer can be used; None, with the reason counted, when the attempts are spent."""
        import openai

        client = openai.OpenAI(
            base_url=self.endpoint.url,
            api_key=self.endpoint.key,
            timeout=self.endpoint.timeout,
            max_retries=self.endpoint.retries,
        )
        said: list[Any] = [{"role": "user", "content": text}]
        reason = "no answer"
        for attempt in range(self.endpoint.attempts):
            if attempt:
                self.usage.again[reason] += 1
            try:
                reply = client.chat.completions.create(
                    model=self.endpoint.model, messages=said, temperature=0, max_tokens=self.endpoint.most
                )
            except openai.APITimeoutError:
                reason = "time-out"
                continue
            except openai.APIError as error:
                reason = f"endpoint: {getattr(error, 'status_code', None) or type(error).__name__}"
                continue
            self._count(reply.usage)
            choice = reply.choices[0] if reply.choices else None
            answer = (choice.message.content or "") if choice else ""
            if choice is None or not answer.strip() or getattr(choice.message, "refusal", None):
                reason = "refused"
                continue
            if choice.finish_reason == "length":
                reason = "truncated"
                continue
            try:
                parse(self.task, document, answer)
            except AnswerError as error:
                reason = "malformed"
                complaint = f"That can't be read: {error}. Answer again, with one JSON object in the form asked for."
                said = [said[0], {"role": "assistant", "content": answer}, {"role": "user", "content": complaint}]
                continue
            return answer
        self.usage.failed[reason] += 1
        return None

    def _count(self, usage: Any) -> None:  # noqa: ANN401 - the client's type
        if usage is None:
            return
        self.usage.tokens_in += usage.prompt_tokens
        self.usage.tokens_out += usage.completion_tokens
        million = 1_000_000
        self.usage.cost += usage.prompt_tokens * self.endpoint.price_in / million
        self.usage.cost += usage.completion_tokens * self.endpoint.price_out / million

    def _keep(self, kept: Kept) -> None:
        self._kept[kept.key] = kept.answer
        if self.cache:
            self.cache.parent.mkdir(parents=True, exist_ok=True)
            with self.cache.open("ab") as file:
                file.write(msgspec.json.encode(kept) + b"\n")


def _read(cache: Path | None) -> dict[str, str]:
    """Read the cache; a last line that was cut off when a run was killed is passed over."""
    kept = {}
    for line in cache.read_bytes().splitlines() if cache and cache.exists() else ():
        try:
            entry = msgspec.json.decode(line, type=Kept)
        except msgspec.DecodeError:
            continue
        kept[entry.key] = entry.answer
    return kept
