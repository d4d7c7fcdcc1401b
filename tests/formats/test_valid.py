"""The same predictions in every format read as the same records."""

from dataclasses import replace
from pathlib import Path

import pytest

from dateline.errors import InputError
from dateline.formats.read import documents, ids, iterate, read, sniff
from dateline.records import (
    CorefRecord,
    EventRecord,
    EventsRecord,
    NerRecord,
    QuoteRecord,
    QuotesRecord,
    RoleSpan,
    TypedSpan,
)

VALID = Path(__file__).parent / "valid"
FORMATS = {".jsonl": "json_files", ".json": "json_files", ".conll": "conll", ".conllu": "conll", "": "brat"}
RECORDS = (
    NerRecord("d1", [TypedSpan(0, 9, "PERSON"), TypedSpan(15, 25, "GPE"), TypedSpan(29, 35, "DATE")]),
    NerRecord("d2", [TypedSpan(0, 10, "EVENT")]),
)


def in_order(records):
    """Sort records and their spans, for comparison."""
    spans = {record.id: sorted(record.entities, key=lambda span: span.start) for record in records}
    return tuple(NerRecord(name, spans[name]) for name in sorted(spans))


@pytest.mark.parametrize("path", sorted(VALID.iterdir()), ids=lambda path: path.name)
def test_valid_file_reads_as_the_same_records(path, expected):
    """Formats, tag schemes, line ends, byte order mark and order change nothing about what is read."""
    reading = read(path, expected["ner"])
    records = {"quoted": "quoted", "offsets": "jsonl"}
    assert reading.format == records.get(
        path.name.split(".")[0].split("--bom")[0].split("--other")[0], FORMATS[path.suffix]
    )
    assert in_order(reading.records) == RECORDS
    assert reading.missing == ()


def test_format_is_told_by_content_not_name(tmp_path, expected, valid):
    """A misleading file name makes no difference."""
    for name in ("offsets.jsonl", "iob2.conll", "quoted.jsonl"):
        copy = tmp_path / f"{name}.ann.spacy"
        copy.write_bytes((valid / name).read_bytes())
        assert sniff(copy) == sniff(valid / name)
        assert in_order(read(copy, expected["ner"]).records) == RECORDS


def test_documents_without_names_are_taken_in_order_and_told(expected, valid):
    """CoNLL columns without document names are accepted if there are as many as expected, with a warning."""
    reading = read(valid / "docstart.conll", expected["ner"])
    assert [problem.id for problem in reading.warnings] == ["missing-document-ids"]


def test_missing_documents_are_reported_when_allowed(expected):
    """With `allow_missing` a missing document is no error, but it is named."""
    path = VALID.parent / "invalid" / "ner" / "missing-document.jsonl"
    reading = read(path, replace(expected["ner"], allow_missing=True))
    assert reading.missing == ("d2",)


def test_edge_space_is_a_warning(tmp_path, expected):
    """A span that ends on white space is read, and told as a warning with its place."""
    path = tmp_path / "predictions.jsonl"
    path.write_text(
        '{"id": "d1", "entities": [{"start": 0, "end": 10, "type": "PERSON"}]}\n{"id": "d2", "entities": []}\n'
    )
    reading = read(path, expected["ner"])
    assert [(w.id, w.line, w.field, w.level) for w in reading.warnings] == [
        ("bad-span-edge", 1, "entities[0].start", "warning")
    ]
    assert reading.records[0].entities == [TypedSpan(0, 10, "PERSON")]


def test_conlleval_mends_what_strict_refuses(expected):
    """An I tag that follows O opens a span under `conlleval`; `strict` refuses the file."""
    path = VALID / "iob1.conll"
    assert in_order(read(path, expected["ner"]).records) == RECORDS
    with pytest.raises(InputError, match="bad-tag-sequence"):
        read(path, expected["strict"])


def test_a_span_never_crosses_a_sentence(tmp_path, expected):
    """A blank line ends a span, even if the next tag would continue it."""
    path = tmp_path / "p.conll"
    path.write_text("#begin document (d2)\nStorm\tB-EVENT\n\nVera\tI-EVENT\nhit\tO\nLenz\tO\n.\tO\n#end document\n")
    reading = read(path, replace(expected["ner"], allow_missing=True))
    assert reading.records == (NerRecord("d2", [TypedSpan(0, 5, "EVENT"), TypedSpan(6, 10, "EVENT")]),)


def test_coreference_brackets_nest(tmp_path, expected):
    """Coreference brackets of the CoNLL-2012 layout become clusters of spans, nested ones included."""
    words = ["Storm", "Vera", "hit", "Lenz", "."]
    tags = ["(1|(2)", "1)", "-", "(2)", "-"]
    rows = [
        f"d2\t0\t{i}\t{word}" + "\tX" * 6 + f"\t{tag}" for i, (word, tag) in enumerate(zip(words, tags, strict=True))
    ]
    path = tmp_path / "p.conll"
    path.write_text("\n".join(["#begin document (d2); part 000", *rows, "", "#end document"]))
    reading = read(path, replace(expected["coref"], allow_missing=True))
    assert [sorted(cluster) for cluster in reading.records[0].clusters] == [[(0, 5), (15, 19)], [(0, 10)]]


def test_brat_events_and_links(tmp_path, expected):
    """E lines become events with attributes and arguments; equivalences and relations join mentions to clusters."""
    (tmp_path / "d1.ann").write_text(
        "T1\tTravel 10 14\tleft\nT2\tPERSON 0 9\tAna Quill\nT3\tGPE 15 25\tPort Brand\nT4\tPERSON 37 40\tShe\n"
        "E1\tTravel:T1 traveler:T2 origin1:T3\nA1\tPolarity E1 positive\n*\tCoref T2 T4\n"
    )
    events = read(tmp_path, replace(expected["events"], allow_missing=True)).records
    arguments = [RoleSpan(0, 9, "traveler"), RoleSpan(15, 25, "origin")]
    assert events == (EventsRecord("d1", [EventRecord(10, 14, "Travel", "positive", arguments=arguments)]),)
    (coref,) = read(tmp_path, replace(expected["coref"], allow_missing=True)).records
    assert coref == CorefRecord("d1", [[(10, 14)], [(0, 9), (37, 40)], [(15, 25)]])


QUOTES = QuotesRecord(
    "d1", [QuoteRecord([(46, 54), (59, 63)], (41, 45), [(37, 40)], "indirect"), QuoteRecord([(10, 14)])]
)


@pytest.mark.parametrize(
    "lines",
    [
        [
            "T1\tQuote 46 54;59 63\tthe port shut",
            "E1\tQuote:T1 Cue:T2 Source:T3",
            "T4\tQuote 10 14\tleft",
            "E2\tQuote:T4",
        ],
        ["T1\tContent 46 54;59 63", "T5\tQuote 41 45", "E1\tQuote:T5 Content:T1 Source:T3", "T4\tContent 10 14"],
        [
            "T1\tContent 46 54",
            "T6\tContent 59 63",
            "E1\tQuote:T2 Content:T1 Content2:T6 Cue:T2 Source:T3",
            "T4\tContent 10 14",
        ],
        ["T1\tContent 46 54;59 63", "T4\tContent 10 14", "R1\tCue Arg1:T1 Arg2:T2", "R2\tSource Arg1:T1 Arg2:T3"],
    ],
    ids=["content is the trigger", "cue is the trigger", "roles alone", "relations"],
)
def test_quotes_of_brat(tmp_path, expected, lines):
    """Quotes are events or relations; contents may be discontinuous, and a quote may have no cue and no source."""
    quote = "T1" if lines[-1].startswith("R") else "E1"
    spans = ["T2\tCue 41 45\tsaid", "T3\tSource 37 40\tShe", f"A1\tType {quote} indirect"]
    (tmp_path / "d1.ann").write_text("\n".join([*spans, *lines, ""]))
    reading = read(tmp_path, replace(expected["quotes"], allow_missing=True))
    assert reading.records == (QUOTES,)
    assert ids(tmp_path) == ["d1"]


def test_a_content_may_be_quoted_twice(expected):
    """Two quotes of one content are read where their sources differ, and a content has as many speakers as quotes."""
    quotes = [{"content": [[46, 63]], "sources": [source]} for source in ([0, 9], [37, 40])]
    assert len(read([{"id": "d1", "quotes": quotes}, {"id": "d2", "quotes": []}], expected["quotes"]).records) == 2
    wanted = replace(expected["attribution"], allow_missing=True)
    parts = [{"content": [[50, 54], [46, 49]], "speaker": "Ana"}]
    assert read([{"id": "d1", "quotes": parts}], wanted).records  # parts in any order
    speakers = [{"content": [[46, 63]], "speaker": name} for name in ("Ana", "Bo")]
    with pytest.raises(InputError, match="repeated-content"):
        read([{"id": "d1", "quotes": speakers}], wanted)
    twice = {"d1": replace(wanted.documents["d1"], contents=[((46, 63),)] * 2)}
    assert read([{"id": "d1", "quotes": speakers}], replace(wanted, documents=twice)).records
    with pytest.raises(InputError, match="repeated-span"):
        read([{"id": "d1", "quotes": [speakers[0]] * 2}], replace(wanted, documents=None))


@pytest.mark.parametrize("named", [True, False])
def test_docbin(tmp_path, expected, named):
    """A DocBin is read by document id, or in order where no document has one."""
    spacy = pytest.importorskip("spacy")
    from spacy.tokens import DocBin

    nlp = spacy.blank("en")
    box = DocBin(store_user_data=True)
    order = reversed(RECORDS) if named else RECORDS
    for record in order:
        doc = nlp(expected["ner"].documents[record.id].text)
        doc.ents = [doc.char_span(span.start, span.end, span.type) for span in record.entities]
        if named:
            doc.user_data["id"] = record.id
        box.add(doc)
    path = tmp_path / "predictions.jsonl"
    box.to_disk(path)
    reading = read(path, expected["ner"])
    assert reading.format == "docbin"
    assert in_order(reading.records) == RECORDS
    assert [problem.id for problem in reading.warnings] == ([] if named else ["missing-document-ids"])
    assert dict(documents(path)).keys() == ({"d1", "d2"} if named else {"1", "2"})


def test_gold_columns_bring_their_own_documents(valid, expected):
    """A CoNLL gold file of another corpus serves as its own text, for columns and for offsets alike."""
    wanted = replace(expected["ner"], documents=None)
    own = replace(wanted, documents=documents(valid / "iob2.conll"))
    assert read(valid / "bilou.conll", own).records == read(valid / "iob2.conll", wanted).records
    assert documents(valid / "iob2.conll")["d2"].text == "Storm Vera hit Lenz ."
    assert documents(valid / "offsets.jsonl") is None


def test_nothing_is_yielded_behind_an_error(tmp_path, expected):
    """A streamed file yields no batch from the first error on, and raises at its end."""
    path = tmp_path / "predictions.jsonl"
    path.write_text('{"id": "d1", "entities": []}\n{]\n')
    batches = iterate(path, expected["ner"])
    with pytest.raises(InputError):
        next(batches)


def test_columns_may_begin_with_a_bracket(tmp_path):
    """A first token that looks like JSON does not make a file of columns JSON."""
    path = tmp_path / "p.conll"
    path.write_text("[\tO\nLenz\tB-GPE\n]\tO\n")
    assert sniff(path) == "conll"
