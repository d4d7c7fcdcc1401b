"""Everything that reads a file of someone else's, with good files to start from."""

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from dateline.annotation.passes import Decision
from dateline.annotation.reading_test import KEY, read_answers
from dateline.annotation.working_format import Sheet, read_anchored, read_working
from dateline.baselines.declarations import load as load_baseline
from dateline.baselines.experiments.learning_curves import read_curves
from dateline.baselines.experiments.transfer import read_transfers
from dateline.baselines.llm.client import Endpoint, LanguageModel
from dateline.baselines.llm.plan import Plan, batch_replies
from dateline.baselines.llm.prompts import parse
from dateline.baselines.llm.requests import reply_of
from dateline.baselines.pipeline import store, stream, texts
from dateline.corpus.article_files import read_article_file
from dateline.corpus.download import unpacked
from dateline.corpus.gold import read_annotation, read_catalogue, write_layer
from dateline.corpus.load import load_folder
from dateline.corpus.sources import load_manifest, restore
from dateline.corpus.stories import read_outlets, read_quotas, read_story
from dateline.corpus.style.real import read_style
from dateline.errors import InputError
from dateline.evaluation.evaluate import count_file, metrics_of
from dateline.evaluation.reference import gold_in, gold_of
from dateline.files import MARKER, check_output
from dateline.formats.bio import tags_of
from dateline.ontology import read_ontology
from dateline.paths import root
from dateline.publishing.build import write_dataset
from dateline.publishing.leaderboard import submissions
from dateline.records import AttributionRecord, SpeakerRecord
from dateline.tasks.answers import AnswerError
from dateline.tasks.declarations import load as load_task
from invented_articles import article

from . import interchange_targets
from .mutations import Mutation, of_bytes, of_fields, of_json, of_zlib

Files = Mapping[str, bytes]
"""The files of an input by name; one of them is changed."""


@dataclass(frozen=True)
class Target:
    """A reader: what it reads, from which good files, and how they are changed.

    Attributes:
        read: reads what is in a folder; raises nothing but InputError.
        seeds: good inputs.
        mutations: ways to change a file.
        share: how many inputs it gets, beside the others.
    """

    read: Callable[[Path], object]
    seeds: Sequence[Files]
    mutations: Sequence[Mutation] = (of_bytes,)
    share: float = 1.0


DOCUMENTS = (article(0), article(1))
TASKS = ("ner", "coref", "event-triggers", "event-arguments", "event-coref", "quotes", "attribution")


@cache
def _gold(task: str) -> tuple[Any, Any]:
    declared = load_task(task)
    return declared, gold_of(declared, DOCUMENTS, "test")


def _score(task: str, name: str) -> Callable[[Path], object]:
    def read(folder: Path) -> None:
        declared, gold = _gold(task)
        path = folder / name if name else folder
        counts, _ = count_file(gold, path)
        for metric in metrics_of(declared, gold):
            value = metric.of(counts)
            if value is not None and not 0 <= value <= 1:
                message = f"{metric.name} is {value}"
                raise AssertionError(message)

    return read


def _gold_file(task: str, name: str) -> Callable[[Path], object]:
    return lambda folder: gold_in(load_task(task), folder / name if name else folder)


def _predicted(task: str) -> list[Any]:
    """Return the gold as predictions."""
    records = list(_gold(task)[1].records.values())
    if task != "attribution":
        return records
    return [
        AttributionRecord(r.id, [SpeakerRecord(q.content, min(q.mentions, default=None)) for q in r.quotes])
        for r in records
    ]


def _lines(records: Sequence[Any]) -> bytes:
    return msgspec.json.Encoder().encode_lines(records)


def _quoted(value: Any, text: str) -> Any:
    """Turn every span of a record, as plain data, into quoted text."""
    if isinstance(value, dict):
        if {"start", "end"} <= value.keys():
            rest = {key: _quoted(item, text) for key, item in value.items() if key not in {"start", "end"}}
            return {"text": text[value["start"] : value["end"]], **rest}
        return {key: _quoted(item, text) for key, item in value.items()}
    if isinstance(value, list | tuple):
        if len(value) == 2 and all(isinstance(item, int) for item in value):
            return {"text": text[value[0] : value[1]]}
        return [_quoted(item, text) for item in value]
    return value


def _columns(tags: Callable[[Any], Sequence[str]]) -> bytes:
    lines = []
    for document in DOCUMENTS:
        lines.append(f"#begin document ({document.id});")
        lines += [
            f"{document.span_text(token)}\t{tag}" for token, tag in zip(document.tokens, tags(document), strict=True)
        ]
        lines += ["", "#end document"]
    return "\n".join(lines).encode() + b"\n"


def _brackets(document: Any) -> list[str]:
    (record,) = [r for r in _gold("coref")[1].records.values() if r.id == document.id]
    pieces: list[list[str]] = [[] for _ in document.tokens]
    starts = {token.start: index for index, token in enumerate(document.tokens)}
    ends = {token.end: index for index, token in enumerate(document.tokens)}
    for number, cluster in enumerate(record.clusters):
        for start, end in cluster:
            if starts[start] == ends[end]:
                pieces[starts[start]].append(f"({number})")
            else:
                pieces[starts[start]].append(f"({number}")
                pieces[ends[end]].append(f"{number})")
    return ["|".join(found) or "-" for found in pieces]


def _brat(*, text: bool, events: bool = True) -> Files:
    files = {}
    for document in DOCUMENTS:
        lines = [
            f"{m.id.replace('m', 'T')}\t{m.type} {m.start} {m.end}\t{document.span_text(m)}" for m in document.mentions
        ]
        for number, event in enumerate(document.events if events else (), 1):
            lines.append(f"T9{number}\t{event.type} {event.start} {event.end}\t{document.span_text(event)}")
            roles = " ".join(f"{a.role}:{(a.mention or 'm1').replace('m', 'T')}" for a in event.arguments)
            lines.append(f"E{number}\t{event.type}:T9{number} {roles}")
            lines.append(f"A{number}\tPolarity E{number} {event.polarity}")
        lines += ["*\tEQUIV T1 T3", "R1\tCoref Arg1:T2 Arg2:T4", "#1\tAnnotatorNotes T1\ta note"]
        files[f"{document.id}.ann"] = "\n".join(lines).encode() + b"\n"
        if text:
            files[f"{document.id}.txt"] = document.text.encode()
    return files


def _docbin() -> bytes:
    import spacy
    from spacy.tokens import DocBin, Span

    nlp, docs = spacy.blank("en"), []
    for document in DOCUMENTS:
        doc = nlp(document.text)
        doc.user_data["id"] = document.id
        found = (doc.char_span(m.start, m.end, label=m.type) for m in document.mentions)
        doc.ents = [span for span in found if isinstance(span, Span)]
        docs.append(doc)
    return bytes(DocBin(docs=docs, store_user_data=True).to_bytes())


def _formats() -> dict[str, Target]:
    made = {}
    texts = {document.id: document.text for document in DOCUMENTS}
    for task in TASKS:
        records = _predicted(task)
        quoted = [{**_quoted(r, texts[r["id"]]), "id": r["id"]} for r in map(msgspec.to_builtins, records)]
        json_seeds = [{"p.jsonl": _lines(records)}, {"p.jsonl": _lines(quoted)}]
        made[f"JSON lines: {task}"] = Target(_score(task, "p.jsonl"), json_seeds, (of_bytes, of_json, of_json))
    entities = _columns(lambda d: tags_of(d.tokens, d.mentions))
    made["CoNLL: ner"] = Target(_score("ner", "p.conll"), [{"p.conll": entities}], (of_bytes, of_fields))
    made["CoNLL: coref"] = Target(_score("coref", "p.conll"), [{"p.conll": _columns(_brackets)}], (of_bytes, of_fields))
    for task in ("ner", "coref", "event-triggers", "event-arguments"):
        made[f"brat: {task}"] = Target(
            _score(task, ""), [_brat(text=False, events=task != "ner")], (of_bytes, of_fields)
        )
    docbin = [{"p.spacy": _docbin()}]
    made["DocBin: ner"] = Target(_score("ner", "p.spacy"), docbin, (of_bytes, of_zlib), share=0.4)
    made["gold: JSON lines"] = Target(
        _gold_file("coref", "g.jsonl"),
        [{"g.jsonl": _lines(list(_gold("coref")[1].records.values()))}],
        (of_bytes, of_json),
    )
    made["gold: CoNLL"] = Target(_gold_file("ner", "g.conll"), [{"g.conll": entities}], (of_bytes, of_fields))
    made["gold: brat"] = Target(_gold_file("event-triggers", ""), [_brat(text=True)], (of_bytes, of_fields))
    made["gold: DocBin"] = Target(_gold_file("ner", "p.spacy"), docbin, (of_bytes, of_zlib), share=0.4)
    return made


def _texts(name: str) -> Callable[[Path], object]:
    return lambda folder: list(texts.texts_in(folder / name if name else folder))


def _dataset() -> Files:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        write_dataset(Path(name), [msgspec.structs.replace(d, part="open", split="test") for d in DOCUMENTS])
        return {"data/open/test.parquet": (Path(name) / "data/open/test.parquet").read_bytes()}


def _answer(folder: Path) -> None:
    """Read an answer; what it gives is a prediction that is scored, and never refused."""
    text = (folder / "answer.txt").read_text(encoding="utf-8", errors="replace")
    for task in ("ner", "event-arguments", "quotes"):
        declared, gold = _gold(task)
        try:
            record, _ = parse(declared, DOCUMENTS[0], text)
        except AnswerError:
            continue
        (folder / "p.jsonl").write_bytes(_lines([record]))
        try:
            count_file(gold, folder / "p.jsonl", allow_missing=True)
        except InputError as error:
            message = f"score refuses what ask wrote: {error}"
            raise AssertionError(message) from error


def _annotation() -> Files:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        document = DOCUMENTS[0]
        for layer in ("entities", "mentions", "events", "quotes"):
            write_layer(Path(name), layer, getattr(document, layer))
        return {path.name: path.read_bytes() for path in Path(name).iterdir()}


SHEET = Sheet(DOCUMENTS[0].text, DOCUMENTS[0].paragraphs, DOCUMENTS[0].sentences, DOCUMENTS[0].mentions)
WORKING = {
    "mentions": b'{"paragraph": 1, "text": "Rebels", "type": "ORG", "level": "nominal", "entity": "r"}\n'
    b'{"paragraph": 2, "text": "Larkmouth", "occurrence": 2, "type": "GPE", "level": "name", "entity": "t"}\n',
    "events": b'{"paragraph": 2, "text": "shelled", "type": "Attack", "polarity": "positive", "realis": "actual", '
    b'"event": "e", "arguments": [{"role": "attacker", "mention": "m3"}, {"role": "time", "text": "Friday"}]}\n',
    "quotes": b'{"id": "q1", "content": [{"paragraph": 2, "text": "that Larkmouth would not fall"}], "type": '
    b'"indirect", "cue": {"paragraph": 2, "text": "said"}, "sources": [{"mention": "m6"}]}\n',
}
READING = {
    KEY: b'{"place":1,"document":"d","paragraph":3,"real":true}\n'
    b'{"place":2,"document":"e","paragraph":1,"real":false}\n',
    "ann.jsonl": b'{"place":1,"answer":"real"}\n{"place":2,"answer":"real"}\n',
}
DECISIONS = (
    b'{"paragraph": 1, "text": "Rebels", "difference": "label", "category": "annotator error", '
    b'"chosen": "a", "note": "x"}\n'
)
CONLLU = (
    b"# newdoc id = GUM_news_x\n# newpar\n# newpar_block = head (1 s)\n# text = Ferry strike ends\n1\tFerry\t_\n"
    b'# newpar\n# newpar_block = p (4 s) | figure rend:::"The quay" (2 s) | caption (2 s)\n'
    b"# text = Crews at the quay.\n"
)
MANIFEST = b"""[[sources]]
file = "dep/x.conllu"
sha256 = "0"
publisher = "x"
date = "2031-05"
rights = "x"
format = "conllu"

[[sources.articles]]
id = "x"
story = "y"
genre = "z"
topic = "t"
date = "2031-05-01"
split = "test"
first_line = 1
last_line = 3
sha256 = "0"
paragraphs = [{ start = 0, end = 3, kind = "body", line = 1, sha256 = "0" }]
"""


def _reply() -> bytes:
    body = {
        "choices": [{"finish_reason": "stop", "message": {"role": "assistant", "content": "x", "refusal": None}}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 4},
    }
    return json.dumps(body).encode()


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("gum/dep/x.conllu", (2031, 5, 1, 0, 0, 0)), CONLLU)
    return buffer.getvalue()


def _unpacked(folder: Path) -> None:
    (folder / "m.toml").write_bytes(MANIFEST)
    with unpacked(load_manifest(folder / "m.toml"), folder / "gum.zip"):
        pass


def _restored(folder: Path) -> None:
    (folder / "dep").mkdir(exist_ok=True)
    shutil.copy(folder / "x.conllu", folder / "dep" / "x.conllu")
    restore(load_manifest(folder / "m.toml"), folder)


def _log(folder: Path) -> None:
    LanguageModel(Endpoint(model="m", url="http://localhost"), Plan(load_task("ner")), cache=folder / "answers.jsonl")


def _batch(folder: Path) -> None:
    batch_replies(folder / "b.jsonl")


def _resumed(folder: Path) -> None:
    stream.resumed(folder, stream.Run(model="m", shard=2))


def _example(pattern: str) -> bytes:
    return next(iter(sorted(root().glob(pattern)))).read_bytes()


@cache
def targets() -> dict[str, Target]:
    """Return all readers by name."""
    others = interchange_targets.readers().items()
    return _own_targets() | {name: Target(read, [files], ways, 0.5) for name, (read, files, ways) in others}


def _own_targets() -> dict[str, Target]:
    text = (of_bytes, of_fields)
    lines = (of_bytes, of_json)
    return {
        **_formats(),
        "texts: JSON lines": Target(
            _texts("t.jsonl"), [{"t.jsonl": b'{"id": "a", "text": "b"}\n{"text": "c"}\n'}], lines
        ),
        "texts: folder": Target(_texts(""), [{"a.txt": b"Rebels left.\n", "b.txt": b"x"}], share=0.3),
        "texts: Parquet": Target(_texts(""), [_dataset()], share=0.2),
        "dataset folder": Target(load_folder, [_dataset()], share=0.2),
        "gold layers": Target(read_annotation, [_annotation()], lines),
        "catalogue": Target(
            lambda f: read_catalogue(f / "c.jsonl"),
            [{"c.jsonl": b'{"id": "x", "type": "GPE", "name": "X", "aliases": ["Y"]}\n'}],
            lines,
        ),
        **{
            f"working file: {layer}": Target(
                lambda f, layer=layer: read_working(layer, f / "w.jsonl", SHEET), [{"w.jsonl": data}], lines
            )
            for layer, data in WORKING.items()
        },
        "decisions": Target(lambda f: read_anchored(f / "d.jsonl", SHEET, Decision), [{"d.jsonl": DECISIONS}], lines),
        "article": Target(
            lambda f: read_article_file(f / "a.md"), [{"a.md": _example("corpus/articles/*/*.md")}], text
        ),
        "story": Target(lambda f: read_story(f / "s.toml"), [{"s.toml": _example("corpus/stories/*.toml")}], text, 0.2),
        "outlets": Target(
            lambda f: read_outlets(f / "o.toml"), [{"o.toml": _example("corpus/outlets.toml")}], text, 0.2
        ),
        "quotas": Target(lambda f: read_quotas(f / "q.toml"), [{"q.toml": _example("corpus/quotas.toml")}], text, 0.5),
        "style": Target(
            lambda f: read_style(f / "s.json"), [{"s.json": _example("annotations/style.json")}], text, 0.5
        ),
        "reading test": Target(lambda f: read_answers(f, [f / "ann.jsonl"], "t"), [READING], lines, 0.5),
        "ontology": Target(
            lambda f: read_ontology(f / "o.toml"), [{"o.toml": _example("annotations/ontology.toml")}], text, 0.05
        ),
        "task": Target(lambda f: load_task("t", f), [{"t.toml": _example("tasks/ner.toml")}], text, 0.5),
        "baseline": Target(lambda f: load_baseline("b", f), [{"b.toml": _example("baselines/tagger.toml")}], text, 0.5),
        "submission": Target(
            submissions,
            [{"x/about.toml": b'name = "X"\nauthors = ["Y"]\ndescription = "z"\ntrained = "open/train"\n'}],
            text,
        ),
        "learning curve": Target(
            lambda f: read_curves(f, "ner"),
            [{"curves/ner.x.json": _example("baselines/curves/ner.*.json")}],
            lines,
            0.5,
        ),
        "transfer": Target(
            read_transfers, [{"transfer/ner.x.json": _example("baselines/transfer/ner.*.json")}], lines, 0.5
        ),
        "manifest": Target(lambda f: load_manifest(f / "m.toml"), [{"m.toml": MANIFEST}], text),
        "GUM: CoNLL-U": Target(_restored, [{"x.conllu": CONLLU, "m.toml": MANIFEST}], text),
        "GUM: zip": Target(_unpacked, [{"gum.zip": _zip()}]),
        "model folder": Target(
            store.load_models,
            [
                {
                    "about.json": b'{"models": {"coref": "coref.npz"}, "trained": "x", "sha": "0", "dateline": '
                    b'"0.2", "versions": {}, "digests": {"coref.npz": "0"}, "schema": 3}',
                    "coref.npz": b"PK",
                }
            ],
            lines,
        ),
        "manifest of annotate": Target(
            _resumed,
            [
                {
                    "manifest.jsonl": b'{"type":"run","model":"m","shard":2,"schema":1}\n'
                    b'{"type":"shard","file":"shard-00000.parquet","documents":2,"texts":"0"}\n',
                    "shard-00000.parquet": b"PAR1",
                }
            ],
            lines,
        ),
        "marker of an output": Target(
            lambda f: check_output(f, "dataset"),
            [{MARKER: b'{"made_by": "dateline", "schema": 1, "kind": "dataset", "files": ["a"]}', "a": b""}],
            lines,
        ),
        "answer log": Target(
            _log, [{"answers.jsonl": b'{"key":"k","answer":"a","document":"d","tokens_in":1,"cost":0.1}\n'}], lines
        ),
        "results of a batch": Target(
            _batch,
            [{"b.jsonl": b'{"custom_id":"k","response":{"status_code":200,"body":' + _reply() + b'},"error":null}\n'}],
            lines,
        ),
        "answer of a model": Target(
            _answer,
            [
                {
                    "answer.txt": b"<think>x</think> So:\n"
                    b'```json\n{"entities": [{"text": "Larkmouth", "type": "GPE"}]}\n```'
                },
                {
                    "answer.txt": b'{"events": [{"text": "shelled", "type": "Attack", '
                    b'"arguments": [{"role": "x", "text": "y"}]}]}'
                },
                {
                    "answer.txt": b'{"quotes": [{"content": [{"text": "a"}], "cue": null, '
                    b'"sources": [], "type": "direct"}]}'
                },
            ],
            (of_bytes, of_json, of_fields),
        ),
        "reply of a server": Target(
            lambda f: reply_of(200, "1", (f / "body").read_bytes()), [{"body": _reply()}], (of_bytes, of_json)
        ),
    }


def changed(target: Target, rng: Any) -> dict[str, bytes]:
    """Return a good input of a target with one of its files changed."""
    files = dict(rng.choice(target.seeds))
    name = rng.choice(sorted(files))
    files[name] = rng.choice(target.mutations)(rng, files[name])
    return files


__all__ = ["InputError", "Target", "changed", "targets"]
