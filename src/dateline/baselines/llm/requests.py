"""One request to an OpenAI-compatible endpoint: bounded in time, and tolerant of whatever comes back."""

import json
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

from dateline.errors import refuse

_MOST_BYTES = 32 << 20  # of a reply; more is no answer
Outcome = Literal[
    "answered", "truncated", "refused", "time-out", "no connection", "bad reply", "http error", "not in the batch"
]
RETRYABLE_STATUS = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a request.

    Attributes:
        outcome: whether there is an answer, and why not.
        text: the answer's text, empty where there is none.
        status: the HTTP status; None without a response.
        retry_after: seconds that the endpoint asks to wait; None where it does not say.
        tokens_in: tokens asked, as the endpoint counts them.
        tokens_out: tokens answered.
    """

    outcome: Outcome
    text: str = ""
    status: int | None = None
    retry_after: float | None = None
    tokens_in: int = 0
    tokens_out: int = 0

    @property
    def retryable(self) -> bool:
        """Whether the same request may succeed later."""
        return self.outcome in {"time-out", "no connection"} or (self.status or 0) in RETRYABLE_STATUS

    @property
    def reason(self) -> str:
        """The outcome in words, with the status where it is one of HTTP."""
        return f"endpoint: {self.status}" if self.outcome == "http error" else self.outcome


def request(url: str, key: str, body: Mapping[str, Any], timeout: float) -> Reply:
    """Post a chat completion; the whole exchange ends after `timeout` seconds, however slowly bytes drip.

    Raises:
        InputError: httpx is not installed.
    """
    try:
        import httpx
    except ImportError as error:
        raise refuse("missing-package", str(error), hint="pip install 'dateline-corpus[llm]'") from error
    found: list[Reply] = []

    def post() -> None:
        headers = {"Authorization": f"Bearer {key}"}
        try:
            with (
                httpx.Client(timeout=timeout) as client,
                client.stream("POST", f"{url.rstrip('/')}/chat/completions", json=body, headers=headers) as response,
            ):
                data = bytearray()
                for chunk in response.iter_bytes():
                    data += chunk
                    if len(data) > _MOST_BYTES:
                        break
                found.append(reply_of(response.status_code, response.headers.get("retry-after"), bytes(data)))
        except httpx.TimeoutException:
            found.append(Reply(outcome="time-out"))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
            found.append(Reply(outcome="no connection"))

    worker = threading.Thread(target=post, daemon=True)
    worker.start()
    worker.join(timeout)
    return found[0] if found else Reply(outcome="time-out")


def reply_of(status: int, retry_after: str | None, data: bytes) -> Reply:
    """Read a response; nothing is taken for granted."""
    if status >= 400:  # noqa: PLR2004 - errors of HTTP
        return Reply(outcome="http error", status=status, retry_after=_seconds(retry_after))
    try:
        body = json.loads(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return Reply(outcome="bad reply", status=status)
    usage = _get(body, "usage")
    tokens = _count(_get(usage, "prompt_tokens")), _count(_get(usage, "completion_tokens"))
    counted = Reply(outcome="bad reply", status=status, tokens_in=tokens[0], tokens_out=tokens[1])
    choices = _get(body, "choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = _get(choice, "message")
    if message is None:
        return counted
    text = _text(_get(message, "content")).encode("utf-8", "replace").decode()
    if _get(message, "refusal") or not text.strip():
        return msgspec.structs.replace(counted, outcome="refused", text=text)
    outcome = "truncated" if _get(choice, "finish_reason") == "length" else "answered"
    return msgspec.structs.replace(counted, outcome=outcome, text=text)


def _get(value: Any, name: str) -> Any:  # noqa: ANN401 - JSON
    return value.get(name) if isinstance(value, dict) else None


def _text(content: Any) -> str:  # noqa: ANN401
    """Take the text of a content: a string, or a list of parts that have text."""
    if isinstance(content, Sequence) and not isinstance(content, str):
        return "".join(_text(_get(part, "text") if isinstance(part, dict) else part) for part in content)
    return content if isinstance(content, str) else ""


def _count(value: Any) -> int:  # noqa: ANN401
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def _seconds(value: str | None) -> float | None:
    try:
        return max(0.0, float(value)) if value is not None else None
    except ValueError:
        return None
