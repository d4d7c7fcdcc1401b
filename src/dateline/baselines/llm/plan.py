"""What will be asked: one request for each document or chunk, with examples, and what it may cost."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from dateline.baselines.llm.chunks import Chunk, chunks, quotes_in
from dateline.baselines.llm.prompts import prompt
from dateline.baselines.llm.requests import Reply, reply_of
from dateline.baselines.llm.schema import answer_schema, completed, gold_answer, response_format
from dateline.corpus.gold import lines_in
from dateline.document import Document
from dateline.errors import refuse
from dateline.records import AttributionRecord, CorefRecord
from dateline.tasks.declarations import Task
from dateline.tasks.registry import task_type

CHARACTERS = 4
"""Characters of a token, for estimates: about what tokenizers of large models give for English."""
Message = dict[str, str]


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request.

    Attributes:
        document: what it is about.
        chunk: the paragraphs that are shown.
        key: a digest of all that the answer depends on.
        messages: the conversation: examples, then the document's prompt.
    """

    document: Document
    chunk: Chunk
    key: str
    messages: tuple[Message, ...]


class Estimate(msgspec.Struct, frozen=True):
    """What is still to be asked, in requests and in tokens, which are estimated."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def cost(self, price_in: float, price_out: float) -> float:
        """Return the cost at prices of a million tokens."""
        return (self.tokens_in * price_in + self.tokens_out * price_out) / 1_000_000


class Plan:
    """How documents become requests.

    Attributes:
        task: the task.
        version: of its prompt.
        structured: whether the endpoint is asked to keep to the answer's JSON schema.
        shots: how many training articles, with their gold as the answer, come before the document.
        chunk: the most words of a chunk; 0 for whole documents.
    """

    def __init__(
        self, task: Task, version: int = 1, *, structured: bool = False, shots: int = 0, chunk: int = 0
    ) -> None:
        """Choose how the model is asked."""
        self.task = task
        self.version = version
        self.structured = structured
        self.shots = shots
        self.chunk = chunk
        self._examples: list[tuple[str, tuple[Message, Message]]] = []
        self._answered = (0, 0)  # characters of training texts, and of their gold answers

    def fit(self, documents: Iterable[Document]) -> None:
        """Choose examples: the shortest articles of different stories whose gold answer is not empty."""
        self._examples = []
        shown = text = answers = 0
        listed = [one for one in documents if self.task.layer in one.annotated_layers]
        stories: set[str] = set()
        for document in sorted(listed, key=lambda one: (len(one.text), one.id)):
            answer = gold_answer(self.task, self.version, document)
            if self.structured:
                answer = completed(answer, answer_schema(self.task, self.version))
            encoded = msgspec.json.encode(answer).decode()
            text, answers = text + len(document.text), answers + len(encoded)
            if shown <= self.shots and document.story not in stories and any(answer.values()):
                shown += 1  # one more than asked for, in place of one of the document's own story
                stories.add(document.story)
                asked = {"role": "user", "content": prompt(self.task, self.version, document)}
                self._examples.append((document.story, (asked, {"role": "assistant", "content": encoded})))
        self._answered = text, answers

    def requests(self, document: Document, model: str) -> list[Request]:
        """Return the requests of a document, in the order of its text."""
        overlap = task_type(self.task.type).record is CorefRecord
        before = self._before(document)
        found = []
        for chunk in chunks(document, self.chunk, overlap=overlap):
            if self.chunk and self._gives_nothing(document, chunk):
                continue  # nothing to be asked about
            text = prompt(self.task, self.version, document, chunk)
            about = f"{model}\n{self.task.id}.v{self.version}\n{text}"
            if before or self.structured:
                extra = [*before, self._format if self.structured else None]
                about += f"\n{msgspec.json.encode(extra, order='sorted').decode()}"
            key = hashlib.sha256(about.encode("utf-8", "replace")).hexdigest()
            asked = {"role": "user", "content": text}
            found.append(Request(document=document, chunk=chunk, key=key, messages=(*before, asked)))
        return found

    def body(self, messages: Sequence[Message], model: str, most: int) -> dict[str, Any]:
        """Return the body of a chat completion."""
        body = {"model": model, "messages": [*messages], "temperature": 0, "max_tokens": most}
        return {**body, "response_format": self._format} if self.structured else body

    def estimate(self, requests: Iterable[Request]) -> Estimate:
        """Estimate the tokens of requests; answers are taken to be as long, for their text, as those of the gold."""
        text, answers = self._answered
        listed = [*requests]
        asked = sum(len(message["content"]) for one in listed for message in one.messages)
        shown = sum(_size(one, number) for one in listed for number in one.chunk)
        return Estimate(len(listed), asked // CHARACTERS, shown * answers // (text or 1) // CHARACTERS)

    def _before(self, document: Document) -> tuple[Message, ...]:
        chosen = [pair for story, pair in self._examples if story != document.story or not story]
        return tuple(message for pair in chosen[: self.shots] for message in pair)

    def _gives_nothing(self, document: Document, chunk: Chunk) -> bool:
        asked = task_type(self.task.type).record is AttributionRecord
        return not chunk or (asked and not quotes_in(document, chunk))

    @cached_property
    def _format(self) -> dict[str, Any]:
        return response_format(self.task, self.version)


def _size(request: Request, number: int) -> int:
    paragraph = request.document.paragraphs[number - 1]
    return paragraph.end - paragraph.start


def batch_lines(bodies: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[bytes]:
    """Yield the lines of a batch file for OpenAI-compatible batch endpoints, from keys and bodies."""
    for key, body in bodies:
        yield msgspec.json.encode({"custom_id": key, "method": "POST", "url": "/v1/chat/completions", "body": body})


class _Response(msgspec.Struct):
    status_code: int = 200
    body: msgspec.Raw = msgspec.Raw(b"null")


class _Line(msgspec.Struct):
    custom_id: str
    response: _Response | None = None


def batch_replies(path: Path) -> dict[str, Reply]:
    """Read the results of a batch, in any order, by key; a line with an error has a reply without an answer.

    Raises:
        InputError: the file can't be read, or a line is none of a batch's results.
    """
    found = {}
    for number, line in enumerate(lines_in(path), start=1):
        try:
            one = msgspec.json.decode(line, type=_Line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            hint = "give the output file of the batch: lines with custom_id and response"
            raise refuse("bad-record", str(error), file=str(path), line=number, hint=hint) from error
        response = one.response or _Response(status_code=500)
        found[one.custom_id] = reply_of(response.status_code, None, bytes(response.body))
    return found
