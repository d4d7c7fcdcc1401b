"""The JSON value in the text of an answer, however a language model wraps it."""

import json
import re
from typing import Any

from dateline.tasks.answers import AnswerError

_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"```[ \t]*[a-z0-9]*[ \t]*\n?(.*?)(?:```|\Z)", re.DOTALL | re.IGNORECASE)
_TRAILING_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])')
_MOST_STARTS = 40  # places where a JSON value is looked for


def extract(answer: str) -> Any:  # noqa: ANN401 - a JSON value
    """Return the one JSON object or list that an answer holds.

    Thoughts in <think> tags, prose around the value, code fences (closed or not) and trailing commas are accepted.

    Raises:
        AnswerError: there is no JSON value, or there are several different ones.
    """
    text = _THOUGHT.sub("", answer)
    text = text.rpartition("</think>")[2] if "</think>" in text else text
    for part in (text, *(match[1] for match in _FENCE.finditer(text))):
        found = _decoded(part.strip())
        if isinstance(found, dict | list):
            return _encodable(found)
    values = _values(text)
    distinct = {json.dumps(value, sort_keys=True): value for value in values}
    if not distinct:
        message = "the answer holds no JSON object"
        raise AnswerError(message)
    if len(distinct) > 1:
        message = "the answer holds several different JSON values"
        raise AnswerError(message)
    return _encodable(next(iter(distinct.values())))


def _values(text: str) -> list[Any]:
    """List the outermost JSON objects and lists in a text."""
    text = _without_trailing_commas(text)
    decoder = json.JSONDecoder()
    values: list[Any] = []
    at = 0
    for match in list(re.finditer(r"[{\[]", text))[:_MOST_STARTS]:
        if match.start() < at:
            continue
        try:
            value, at = decoder.raw_decode(text, match.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) or (value and all(isinstance(item, dict | list) for item in value)):
            values.append(value)
    return values


def _encodable(value: Any) -> Any:  # noqa: ANN401
    """Replace the half surrogates that escapes in JSON can make, which no file can hold."""
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def _decoded(text: str) -> Any:  # noqa: ANN401
    for candidate in (text, _without_trailing_commas(text)):
        try:
            return json.loads(candidate)
        except (ValueError, RecursionError):
            continue
    return None


def _without_trailing_commas(text: str) -> str:
    return _TRAILING_COMMA.sub(lambda match: match[1] or "", text)
