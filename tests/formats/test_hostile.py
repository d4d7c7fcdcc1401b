"""Hostile input: what no honest program writes is refused, quickly, in little memory, without a traceback."""

import json
import os
import resource
import subprocess
import sys
import threading
import time
import zlib
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.errors import InputError
from dateline.formats.checks import DocumentFacts, Expected
from dateline.formats.read import documents, ids, iterate, read
from dateline.formats.sniffing import spooled
from dateline.records import NerRecord


def problem_ids(path, expected):
    """Read what must be refused; return the ids of its problems."""
    with pytest.raises(InputError) as caught:
        read(path, expected)
    assert all(len(str(problem)) < 4000 for problem in caught.value.problems)
    return {problem.id for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("A1", "bad-line"),
        ("A1\tNegation", "bad-line"),
        ("A1\t", "bad-line"),
        ("T1\tPERSON " + "9" * 4300 + " " + "9" * 4300 + "\tx", "bad-integer"),
        ("T1\tPERSON 0 " + "9" * 400 + "\tx", "bad-integer"),
        ("T1\tPERSON 0 \u0663\tx", "bad-integer"),
        ("E1\t", "unknown-id"),
        ("\x00\x01", "bad-line"),
    ],
)
def test_lines_of_brat(tmp_path, expected, line, problem):
    """Short lines and endless numbers are problems of their line."""
    for name in ("d1", "d2"):
        (tmp_path / f"{name}.ann").write_text(f"{line}\n", encoding="utf-8")
    wanted = expected["events"] if line.startswith("E") else expected["ner"]
    assert problem in problem_ids(tmp_path, wanted)


@pytest.mark.parametrize(("kind", "problem"), [("folder", "bad-file-access"), ("broken link", "missing-file")])
def test_ann_files_that_are_none(tmp_path, expected, kind, problem):
    """A folder or a broken link called x.ann is refused."""
    path = tmp_path / "d1.ann"
    if kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "nowhere")
    assert problem_ids(tmp_path, expected["ner"]) == {problem}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"id": "d1", "entities": ' + "[" * 900 + "]" * 900 + "}", "bad-type"),
        ('{"id": "d1", "entities": ' + "[" * 100_000 + "}", "bad-json"),
        ('{"a":' * 100_000, "bad-json"),
        ('{"id": "d1", "entities": [], "entities": []}', "repeated-key"),
        ('{"id": "d1", "id": "d2", "entities": []}', "repeated-key"),
        ('{"id" :"d1", "id":"d1", "entities":[]}', "repeated-key"),
        ('{"id": "d1", "entities": [{"start": 0, "start": 1, "end": 9, "type": "PERSON"}]}', "repeated-key"),
        (json.dumps({"id": "x" * 2_000_000, "entities": []}), "bad-id"),
        ('{"id": "d1", "entities": [{"start": 0, "end": ' + "9" * 30 + ', "type": "PERSON"}]}', "bad-offset-range"),
    ],
)
def test_lines_of_json(tmp_path, expected, line, problem):
    """Deep nesting, keys given twice and endless ids are refused with their line."""
    path = tmp_path / "p.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    assert problem in problem_ids(path, replace(expected["ner"], allow_missing=True))


def test_a_colon_in_a_string_is_no_key(tmp_path):
    """The quick search for keys given twice has no false refusals."""
    path = tmp_path / "p.jsonl"
    path.write_text('{"id": "a\\":b\\":", "entities" : [ ] }\n{"id":"c","entities":[]}\n', encoding="utf-8")
    assert len(read(path, Expected(NerRecord)).records) == 2


def test_a_line_without_end(tmp_path, expected):
    """A line beyond the limit is refused before it is decoded."""
    path = tmp_path / "p.jsonl"
    path.write_bytes(b'{"id": "d1", "entities": [' + b" " * (20 << 20) + b"]}\n")
    assert problem_ids(path, expected["ner"]) == {"bad-line-length"}


def test_a_path_without_end(tmp_path, expected):
    """A name that no file system takes is refused."""
    assert problem_ids(tmp_path / ("x" * 5000), expected["ner"]) == {"bad-file-access"}


@pytest.mark.parametrize("name", [{"a": 1}, [1, 2], None, 3.5, True])
def test_ids_of_docbin_that_are_none(tmp_path, expected, name):
    """What is no string or whole number is no id."""
    spacy = pytest.importorskip("spacy")
    doc = spacy.blank("en")("Ana Quill")
    doc.user_data["id"] = name
    path = tmp_path / "p.spacy"
    spacy.tokens.DocBin(docs=[doc], store_user_data=True).to_disk(path)
    assert "missing-document-id" in problem_ids(path, expected["ner"])


def test_a_docbin_bomb(tmp_path, expected):
    """A small file that grows to gigabytes is refused in little memory."""
    pytest.importorskip("spacy")
    deflate = zlib.compressobj(9)
    path = tmp_path / "p.spacy"
    with path.open("wb") as file:
        for _ in range(400):
            file.write(deflate.compress(bytes(1 << 20)))
        file.write(deflate.flush())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert problem_ids(path, expected["ner"]) == {"bad-docbin"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_many_equal_quotations(tmp_path):
    """Thousands of equal items take no more than a moment each way."""
    text = "port " * 2000
    facts = {"d1": DocumentFacts(length=len(text), text=text)}
    items = [{"text": "port", "type": "FAC"}] * 3000
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps({"id": "d1", "entities": items}) + "\n", encoding="utf-8")
    found = read(path, Expected(NerRecord, facts))
    assert found.anchored == {"exact": 2000, "folded": 0, "approximate": 0, "unanchored": 1000}


def test_a_pipe_is_read_once(tmp_path, expected):
    """What can be read only once is copied first."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    lines = '{"id": "d1", "entities": []}\n{"id": "d2", "entities": []}\n'
    threading.Thread(target=lambda: pipe.write_text(lines), daemon=True).start()
    assert len(read(spooled(pipe), expected["ner"]).records) == 2


def test_a_file_that_changes_while_it_is_read(tmp_path):
    """What was read of it is half of one version and half of another: it is refused."""
    path = tmp_path / "p.jsonl"
    lines = "".join(f'{{"id": "d{number}", "entities": []}}\n' for number in range(10_000))
    path.write_text(lines, encoding="utf-8")
    batches = iterate(path, Expected(NerRecord))
    assert len(next(batches).records) > 100
    path.write_text(lines[: len(lines) // 2], encoding="utf-8")
    with pytest.raises(InputError) as caught:
        list(batches)
    assert {problem.id for problem in caught.value.problems} <= {"bad-file-change", "bad-json", "repeated-document"}


@pytest.mark.parametrize("suffix", [".jsonl", ".conll", ".spacy", ".ann"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_read_or_refused(tmp_path_factory, expected, suffix, data):
    """No file of any content ends in anything but records or problems."""
    path = tmp_path_factory.mktemp("any") / f"d1{suffix}"
    path.write_bytes(data)
    for wanted in expected.values():
        with suppress(InputError):
            read(path, replace(wanted, allow_missing=True))


KEYS = st.sampled_from(
    [
        "id",
        "text",
        "tokens",
        "entities",
        "ents",
        "clusters",
        "events",
        "quotes",
        "content",
        "cue",
        "sources",
        "speaker",
        "start",
        "end",
        "type",
        "role",
        "label",
        "entity",
        "entity_group",
        "word",
        "score",
        "index",
        "arguments",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers(-2, 70) | st.floats() | st.sampled_from(["d1", "d2", "B-X", "PERSON"])
VALUES = st.recursive(
    LEAVES, lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=5), max_leaves=20
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.lists(VALUES, max_size=3) | st.dictionaries(KEYS, VALUES, max_size=4), indent=st.none() | st.just(1))
def test_any_json_is_read_or_refused(tmp_path_factory, expected, value, indent):
    """No value made of the keys that are known ends in anything but records or problems, in memory and in files."""
    path = tmp_path_factory.mktemp("any") / "d1"
    path.write_text(json.dumps(value, indent=indent), encoding="utf-8")
    for wanted in expected.values():
        for source in (path, value):
            with suppress(InputError):
                read(source, replace(wanted, allow_missing=True))
            with suppress(InputError):
                ids(source)
            with suppress(InputError):
                documents(source)


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_messages_do_not_depend_on_the_hash_seed(tmp_path, seed):
    """The problems of a file are told in one order and wording."""
    path = tmp_path / "p.jsonl"
    record = {"id": "kunduz", "entities": [{"strat": 1, "edn": 2, "tpye": "x", "a": 1, "b": 2, "c": 3}]}
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "dateline", "check", "ner", str(path), "--data", "news"]
    said = [
        subprocess.run(  # noqa: S603 - our own code
            command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONHASHSEED": value}
        )
        for value in (seed, "0")
    ]
    assert said[0].returncode == 2
    assert said[0].stderr == said[1].stderr


def test_time_is_bounded(tmp_path, expected):
    """A file of 100,000 bad lines is refused in seconds, with a limited list."""
    path = tmp_path / "p.jsonl"
    path.write_text('{"id": 3}\n' * 100_000, encoding="utf-8")
    start = time.monotonic()
    with pytest.raises(InputError) as caught:
        read(path, expected["ner"])
    assert len(caught.value.problems) <= expected["ner"].limit + 1
    assert time.monotonic() - start < 60
