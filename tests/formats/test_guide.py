"""What the guide to formats shows is read as it stands there."""

import re
from contextlib import suppress
from dataclasses import replace

import pytest

from dateline.errors import InputError
from dateline.formats.read import read
from dateline.records import CorefRecord, NerRecord, QuotesRecord, TypedSpan

PERSON, GPE, DATE = TypedSpan(0, 9, "PERSON"), TypedSpan(15, 25, "GPE"), TypedSpan(29, 35, "DATE")


@pytest.fixture(scope="module")
def guide(project):
    """The text of the guide."""
    return (project / "docs" / "guides" / "formats.md").read_text(encoding="utf-8")


@pytest.fixture
def only(expected):
    """Return what each task expects of the document d1 alone, any label of `ner` included."""
    ner = replace(expected["ner"], labels={})
    tasks = {**expected, "ner": ner}
    return {name: replace(one, documents={"d1": one.documents["d1"]}) for name, one in tasks.items()}


def blocks(guide, language):
    """List the blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", guide, re.DOTALL)


def fitting(path, only):
    """List the tasks that can read a file."""
    found = []
    for name in ("ner", "coref", "events", "quotes", "attribution"):
        with suppress(InputError):
            read(path, only[name])
            found.append(name)
    return found


def test_the_text_is_that_of_the_examples(guide, expected):
    """Offsets of the examples count in the text that is shown."""
    (text,) = blocks(guide, "text")
    assert text == expected["ner"].documents["d1"].text + "\n"


def test_json_is_read(guide, only, tmp_path):
    """Each line is a record of one task, in offsets, quoted or in another shape."""
    lines = [line for block in blocks(guide, "json") for line in block.splitlines()]
    path = tmp_path / "p.jsonl"
    tasks = []
    for line in lines:
        path.write_text(line + "\n", encoding="utf-8")
        tasks += fitting(path, only) or [line]
    assert tasks == [*"ner coref events quotes attribution ner quotes ner ner ner ner coref".split()]  # noqa: SIM905


def test_columns_are_read(guide, only, tmp_path):
    """The columns hold the same names, and the brackets their clusters."""
    for language in ("conll", "conllu"):
        (block,) = blocks(guide, language)
        path = tmp_path / language
        path.write_text(block, encoding="utf-8")
        assert read(path, only["ner"]).records == (NerRecord("d1", [PERSON, GPE, DATE]),)
    clusters = [[(span.start, span.end)] for span in (PERSON, GPE, DATE)]
    assert read(path, only["coref"]).records == (CorefRecord("d1", clusters),)


def test_brat_is_read(guide, only, tmp_path):
    """Both layouts of quotes are read."""
    events, relations = blocks(guide, "brat")
    contents = []
    for block in (events, relations):
        (tmp_path / "d1.ann").write_text(block, encoding="utf-8")
        (record,) = read(tmp_path, only["quotes"]).records
        assert isinstance(record, QuotesRecord)
        (quote,) = record.quotes
        assert (quote.cue, quote.sources, quote.type) == ((41, 45), [(37, 40)], "indirect")
        contents.append(quote.content)
    assert contents == [[(46, 63)], [(46, 54), (59, 63)]]


def test_python_runs(guide):
    """The example of items in memory runs."""
    (block,) = blocks(guide, "python")
    exec(block, {})  # noqa: S102 - our own documentation
