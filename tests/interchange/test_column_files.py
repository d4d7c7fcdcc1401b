"""Files as the tools write them, and files that are none."""

import json
import shutil

import msgspec
import pytest
from generated_documents import bare
from typer.testing import CliRunner

from dateline.annotation.corrections import propose
from dateline.cli import app
from dateline.corpus.gold import read_annotation
from dateline.errors import InputError
from dateline.interchange.formats import format_of
from dateline.paths import GOLD

DOCUMENT = "ward-nine-plainview"


def brat(document, *lines):
    """Read lines of brat about a document."""
    data = "".join(f"{line}\r\n" for line in lines).encode()
    return format_of("brat").read({f"{document.id}.ann": data}, bare(document))


def test_brat_as_annotators_leave_it(articles):
    """Windows line ends, other numbers and order, unknown types, notes of people, parts of spans, relations."""
    document = articles[0]
    person, she = document.mentions[5], document.mentions[7]
    content = document.quotes[0].content[0]
    middle = (content.start + content.end) // 2
    found = brat(
        document,
        "A9\tPolarity E7 negative",
        "E7\tAttack:T20 place2:T4",
        f"T4\tPERSON {she.start} {she.end}\t{document.span_text(she)}",
        f"T3\tPERSON {person.start} {person.start + 4};{person.start + 5} {person.end}\t{document.span_text(person)}",
        "T20\tAttack 10 13\t" + document.text[10:13],
        "T21\tTodo 0 3\t" + document.text[:3],
        "#1\tAnnotatorNotes T4\t{is this she?",
        "R5\tCoref Arg1:T4 Arg2:T3",
        f"T8\tQuote {content.start} {middle};{middle} {content.end}\t"
        f"{document.text[content.start : middle]} {document.text[middle : content.end]}".replace("\n", " "),
        "E2\tQuote:T8 Source:T3",
        "A2\tType E2 mixed",
    )
    first, second = found.mentions
    assert (first.key, second.key) == (person.key, she.key)
    assert first.entity == second.entity is not None
    assert (first.level, second.level) == ("name", "pronoun")
    (event,) = found.events
    assert (event.polarity, event.realis, event.arguments[0].role) == ("negative", "actual", "place")
    assert event.arguments[0].mention == second.id
    (quote,) = found.quotes
    assert (len(quote.content), quote.type, quote.speakers) == (2, "mixed", (first.entity,))


@pytest.mark.parametrize(
    ("lines", "error", "line"),
    [
        (["T1\tORG 0 6\tother"], "bad-text", 1),
        (["T1\tORG 0 99999\tx"], "bad-offset-range", 1),
        (["T1\tORG 6 6\t"], "bad-span-order", 1),
        (["T1\tORG 0 6\tRebels", "A1\tLevel T1 nome"], "unknown-label", 1),
        (["T1\tAttack 0 6\tRebels", "E1\tAttack:T1 place:T9"], "unknown-id", 2),
        (["T1\tQuote 0 6\tRebels", "E1\tQuote:T1"], "unknown-label", 2),
        (["Z1\tx"], "bad-line", 1),
    ],
)
def test_faults_of_brat_name_their_line(articles, lines, error, line):
    """What can't be read is said with file, line and what to do."""
    with pytest.raises(InputError) as refused:
        brat(articles[0], *lines)
    problem = refused.value.problems[0]
    assert (problem.id, problem.file, problem.line) == (error, "d0.ann", line)


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("conll2003", b"-DOCSTART- -X- -X- O\n\nOther -X- -X- O\n", "bad-token"),
        ("conll2012", b"#begin document (d9); part 000\n#begin document (d8); part 000\n", "missing-document"),
        ("conllu", b"\xff", "bad-encoding"),
        ("docbin", b"no DocBin", "bad-docbin"),
    ],
)
def test_files_that_are_none_are_refused(articles, name, data, error):
    """No format answers another file with a traceback."""
    with pytest.raises(InputError, match=error):
        format_of(name).read({"a.conll": data}, articles[0])


def test_docbin_of_a_pipeline(articles):
    """Names in `doc.ents`, no ids, no groups."""
    spacy = pytest.importorskip("spacy")
    from spacy.tokens import DocBin

    document = articles[0]
    doc = spacy.blank("en")(document.text)
    person = document.mentions[5]
    doc.set_ents([doc.char_span(*person.key, label="PERSON")])
    found = format_of("docbin").read({"x.spacy": DocBin(docs=[doc]).to_bytes()}, bare(document))
    assert [(m.key, m.type, m.level) for m in found.mentions] == [(person.key, "PERSON", "name")]
    assert found.annotated_layers == ("mentions",)


@pytest.fixture
def root(project, tmp_path):
    """A copy of what corrections read."""
    if not (project / "docs" / "templates").exists():
        pytest.skip("not a checkout")
    for name in ("annotations", "corpus", "tasks", "seeds/masked"):
        shutil.copytree(project / name, tmp_path / "root" / name)
    for name in ("seeds/manifest.toml", "seeds/wikinews.toml"):
        shutil.copy(project / name, tmp_path / "root" / name)
    return tmp_path / "root"


def run(root, *arguments):
    """Run a command on the copy."""
    return CliRunner().invoke(app, [*map(str, arguments), "--root", str(root)], catch_exceptions=False)


def test_export_and_import_give_the_gold(root, tmp_path):
    """The commands write the same annotation files, and never into the gold."""
    assert run(root, "export", "brat", DOCUMENT, "--out", tmp_path / "brat").exit_code == 0
    arguments = ("import", "brat", tmp_path / "brat", "--document", DOCUMENT, "--out")
    assert run(root, *arguments, tmp_path / "layers").exit_code == 0
    gold = root / GOLD / "open" / DOCUMENT
    for name in ("entities", "mentions", "events", "quotes"):
        assert (tmp_path / "layers" / f"{name}.jsonl").read_bytes() == (gold / f"{name}.jsonl").read_bytes()
    with pytest.raises(InputError, match="bad-output"):
        run(root, *arguments, gold)


@pytest.mark.parametrize("name", ["brat", "conll2003", "conll2012", "conllu", "docbin"])
def test_an_unedited_export_is_no_change(root, tmp_path, name):
    """What a format can't hold stays in the gold."""
    run(root, "export", name, DOCUMENT, "--out", tmp_path / name)
    proposal = propose(root, DOCUMENT, "mentions", tmp_path / name, form=name)
    assert proposal.changes == ()
    assert proposal.annotation == read_annotation(root / GOLD / "open" / DOCUMENT)


def test_an_edited_export_is_a_correction(root, tmp_path):
    """A tag that was changed in CoNLL columns changes this mention alone."""
    run(root, "export", "conll2003", DOCUMENT, "--out", tmp_path / "out")
    path = tmp_path / "out" / f"{DOCUMENT}.conll"
    path.write_text(path.read_text(encoding="utf-8").replace("-DATE\n", "-TIME\n"), encoding="utf-8")
    changed = propose(root, DOCUMENT, "mentions", tmp_path / "out", form="conll2003").changes
    mentions = [one for one in changed if one.layer == "mentions"]
    assert mentions
    assert all((one.before, one.after) == ({"type": "DATE"}, {"type": "TIME"}) for one in mentions)


def test_predictions_are_exported(root, tmp_path):
    """A prediction file is told apart by its content."""
    rows = [{"id": DOCUMENT, "entities": [{"start": 50, "end": 59, "type": "FAC"}]}]
    path = tmp_path / "ner.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert run(root, "export", "brat", DOCUMENT, "--from", path, "--out", tmp_path / "p").exit_code == 0
    assert "T1\tFAC 50 59\t" in (tmp_path / "p" / f"{DOCUMENT}.ann").read_text(encoding="utf-8")


def test_quotes_of_masked_text_are_refused(articles):
    """The reader refuses, whatever the file says."""
    masked = msgspec.structs.replace(articles[0], masked=True)
    with pytest.raises(InputError, match="missing-source-text"):
        brat(masked, "T1\tORG 0 6\tRebels")
