"""Make a bad file of a good one: at random in its bytes, or in its structure, so that it still parses."""

import json
import random
import re
import zlib
from collections.abc import Callable
from typing import Any

Mutation = Callable[[random.Random, bytes], bytes]

_PIECES = (
    *(b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r", b"\r\n", b"\n\n", b"\x85", b"\xe2\x80\xa8", b"\x1a"),
    *(b'"', b"'", b"\\", b"\\u0000", b"\\ud800", b"{", b"}", b"[", b"]", b"[" * 2000, b'{"a":' * 2000, b",", b":"),
    *(b"\t", b" ", b"|", b"(", b")", b";", b"#", b"*", b"---\n", b"&a [*a]", b"=", b"\xf0\x9f\x98\x80", b"%s%n"),
    *(b"-1", b"0", b"9" * 400, b"1e400", b"NaN", b"Infinity", b"-0", b"0x1F", b"\xd9\xa3", b"18446744073709551616"),
    *(b"null", b"true", b"O", b"B-", b"I-X", b"T1\t", b"E1\t", b"A1", b"R1\t", b"-DOCSTART-", b"x" * 3000),
)
_NUMBER = re.compile(rb"\d+")
_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**53 + 1, 2**63, 2**64, -(2**63) - 1, 10**30, 0.5, 1e308, float("nan")),
    *("", "O", " ", "x" * 3000, "\x00", "\ud800", "\U0001f600", "0", "PERSON", "\n", "../../x", "[", "d0", "d1"),
    *([], {}, [[]], [None], {"start": 0}, {"text": ""}, [0], [0, 1], [0, 1, 2], {"": ""}, [[[[[[0]]]]]]),
)


def of_bytes(rng: random.Random, data: bytes) -> bytes:
    """Change the bytes in one to six places."""
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        data = rng.choice(_BYTES)(rng, data)
    return data


def _place(rng: random.Random, data: bytes) -> tuple[int, int]:
    start = rng.randint(0, len(data))
    return start, min(len(data), start + rng.choice((1, 1, 2, 8, 64, 1024)))


def _flip(rng: random.Random, data: bytes) -> bytes:
    start, _ = _place(rng, data)
    return data[:start] + bytes([rng.randrange(256)]) + data[start + 1 :]


def _insert(rng: random.Random, data: bytes) -> bytes:
    start, _ = _place(rng, data)
    return data[:start] + rng.choice(_PIECES) + data[start:]


def _replace(rng: random.Random, data: bytes) -> bytes:
    start, end = _place(rng, data)
    return data[:start] + rng.choice(_PIECES) + data[end:]


def _delete(rng: random.Random, data: bytes) -> bytes:
    start, end = _place(rng, data)
    return data[:start] + data[end:]


def _repeat(rng: random.Random, data: bytes) -> bytes:
    start, end = _place(rng, data)
    return data[:end] + data[start:end] * rng.choice((1, 2, 50)) + data[end:]


def _cut(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randint(0, len(data))]


def _renumber(rng: random.Random, data: bytes) -> bytes:
    numbers = list(_NUMBER.finditer(data))
    if not numbers:
        return data
    match = rng.choice(numbers)
    number = rng.choice(
        (b"0", b"1", b"-1", b"9" * 30, b"4294967296", b"1.5", b"00", b"", str(rng.randrange(300)).encode())
    )
    return data[: match.start()] + number + data[match.end() :]


def _lines(rng: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(4):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            lines.insert(one, lines[other])
        case 2:
            del lines[one]
        case _:
            lines[one] += lines[other]
    return b"\n".join(lines)


_BYTES: tuple[Mutation, ...] = (_flip, _insert, _replace, _delete, _repeat, _cut, _renumber, _lines)


def of_json(rng: random.Random, data: bytes) -> bytes:
    """Change values, keys and items of JSON lines, or of one JSON value; what is no JSON is changed as bytes."""
    lines = data.strip().split(b"\n")
    try:
        index = rng.randrange(len(lines))
        value = json.loads(lines[index])
    except ValueError:
        lines, index = [data], 0
        try:
            value = json.loads(data)
        except ValueError:
            return of_bytes(rng, data)
    for _ in range(rng.choice((1, 1, 2, 4))):
        value = _changed(rng, value)
    text = json.dumps(value, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    if rng.random() < 0.05:  # a key twice
        text = re.sub(rb'("\w+": )', rb"\g<1>0, \g<1>", text, count=1)
    lines[index] = text
    return b"\n".join(lines) + b"\n"


def _changed(rng: random.Random, value: Any) -> Any:  # noqa: C901, PLR0911 - a table of changes
    """Change something within a JSON value."""
    if isinstance(value, dict) and value and rng.random() < 0.9:
        key = rng.choice(list(value))
        match rng.randrange(10):
            case 0:
                return {k: v for k, v in value.items() if k != key}
            case 1:
                return {(key[:-1] if k == key else k): v for k, v in value.items()}
            case 2:
                return {
                    **value,
                    rng.choice(("start", "end", "text", "id", "type", "x", "occurrence")): rng.choice(_VALUES),
                }
            case _:
                return {**value, key: _changed(rng, value[key])}
    if isinstance(value, list) and value and rng.random() < 0.9:
        index = rng.randrange(len(value))
        match rng.randrange(8):
            case 0:
                return value[:index] + value[index + 1 :]
            case 1:
                return [*value, value[index]]
            case 2:
                return [*value[:index], rng.choice(_VALUES), *value[index:]]
            case _:
                return [*value[:index], _changed(rng, value[index]), *value[index + 1 :]]
    if isinstance(value, int) and not isinstance(value, bool) and rng.random() < 0.6:
        return value + rng.choice((-100, -2, -1, 1, 2, 100, 10**6))
    if isinstance(value, str) and value and rng.random() < 0.4:
        return value + rng.choice(("s", " ", "\u2019", "\n")) if rng.random() < 0.5 else value[:-1]
    return rng.choice(_VALUES)


def of_fields(rng: random.Random, data: bytes) -> bytes:
    """Change fields of lines: of columns, of brat, of TOML and YAML."""
    lines = data.split(b"\n")
    for _ in range(rng.choice((1, 1, 2, 4))):
        index = rng.randrange(len(lines))
        fields = re.split(rb"([\t |:=;]+)", lines[index])
        place = rng.randrange(len(fields))
        match rng.randrange(5):
            case 0:
                fields[place] = rng.choice(_PIECES)
            case 1:
                fields[place] = b""
            case 2:
                fields[place] += fields[rng.randrange(len(fields))]
            case 3:
                fields[place] = str(rng.choice(_VALUES)).encode("utf-8", "surrogatepass")
            case _:
                fields = fields[:place]
        lines[index] = b"".join(fields)
    return b"\n".join(lines)


def of_zlib(rng: random.Random, data: bytes) -> bytes:
    """Change what is compressed, and compress it again."""
    return zlib.compress(of_bytes(rng, zlib.decompress(data)), 1)
