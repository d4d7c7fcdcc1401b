"""Files as the tools themselves write them: other ids and orders, more fields and layers, CRLF, UTF-16 offsets."""

import json
import re
import sys
from xml.etree import ElementTree as ET

import pytest
from documents import document_of

from dateline.document import Argument, Event, Mention, Quote, Span
from dateline.errors import InputError
from dateline.interchange.formats import MODULES, format_of

TEXT = "\U0001f600 Vantry fell on Friday.\nIt stood, \U0001f600 Ilse said, for long."


def span(words):
    """Return the code points of words of the text."""
    start = TEXT.index(words)
    return start, start + len(words)


@pytest.fixture
def document():
    """A small document with characters beyond the BMP, a quote of two parts and an event."""
    return document_of(
        TEXT,
        annotated_layers=("mentions", "events", "quotes"),
        mentions=(
            Mention(*span("Vantry"), id="m1", type="GPE", level="name", entity="e1"),
            Mention(*span("Friday"), id="m2", type="DATE", level="value"),
        ),
        entities=(),
        events=(
            Event(
                *span("fell"),
                id="v1",
                type="Seize",
                polarity="positive",
                realis="actual",
                event="first",
                arguments=(Argument(*span("Vantry"), mention="m1", role="seized"),),
            ),
        ),
        quotes=(
            Quote(
                id="q1",
                content=(Span(*span("It stood")), Span(*span("for long"))),
                type="mixed",
                cue=Span(*span("said")),
            ),
        ),
    )


def faults(name, files, document):
    """Read files that are refused; return the problems."""
    with pytest.raises(InputError) as caught:
        format_of(name).read(files, document)
    return caught.value.problems


def same(read, document):
    """Compare layers; the entities are those of the mentions."""
    assert (read.mentions, read.events, read.quotes) == (document.mentions, document.events, document.quotes)
    return True


def test_unknown_formats_are_told():
    """A name that is none is refused, with the one that was meant."""
    with pytest.raises(InputError) as caught:
        format_of("webano-tsv")
    assert caught.value.problems[0].id == "unknown-format"
    assert "webanno-tsv" in caught.value.problems[0].hint
    assert {"cas-json", "cas-xmi", "label-studio", "w3c", "webanno-tsv"} <= MODULES.keys()


def test_cas_offsets_are_utf16(document):
    """Both forms of a CAS count UTF-16 code units, as UIMA does."""
    files = format_of("cas-json").write(document)
    found = json.loads(files["made.json"])["%FEATURE_STRUCTURES"]
    vantry = next(one for one in found if one.get("identifier") == "m1")
    assert (vantry["begin"], vantry["end"]) == (3, 9)
    xmi = format_of("cas-xmi").write(document)["made.xmi"]
    mention = next(one for one in ET.fromstring(xmi) if one.get("identifier") == "m1")  # noqa: S314 - our own
    assert (mention.get("begin"), mention.get("end")) == ("3", "9")


def test_cas_json_of_a_tool(document):
    """Renumbered ids, another order, unknown types and features: all as a JSON library may write them."""
    cas = json.loads(format_of("cas-json").write(document)["made.json"])
    cas["%TYPES"]["webanno.custom.Other"] = {"%NAME": "webanno.custom.Other", "%SUPER_TYPE": "uima.tcas.Annotation"}
    mention = cas["%TYPES"]["dateline.Mention"]
    mention["note"] = {"%NAME": "note", "%RANGE": "uima.cas.String"}
    for one in cas["%FEATURE_STRUCTURES"]:
        if one["%TYPE"] == "dateline.Mention":
            one["note"] = "sure"
    cas["%FEATURE_STRUCTURES"].append({"%ID": 900, "%TYPE": "webanno.custom.Other", "@sofa": 1, "begin": 0, "end": 2})
    cas["%VIEWS"]["_InitialView"]["%MEMBERS"].append(900)
    text = json.dumps(cas, sort_keys=True, indent=1).replace("\n", "\r\n")
    text = re.sub(r'("%ID": |"@\w+": )(\d+)', lambda m: f"{m[1]}{int(m[2]) + 5000}", text)
    text = re.sub(r'("%(?:ELEMENTS|MEMBERS)": )\[([\d,\s]+)\]', lambda m: m[1] + _raised(m[2]), text)
    text = re.sub(r'("%SOFA": )(\d+)', lambda m: f"{m[1]}{int(m[2]) + 5000}", text)
    assert same(format_of("cas-json").read({"export.json": text.encode()}, document), document)


def _raised(numbers):
    return str([int(number) + 5000 for number in numbers.split(",")])


def test_cas_xmi_without_type_system(document):
    """Without TypeSystem.xml our layers are read; a layer made by hand has any namespace before its name."""
    files = format_of("cas-xmi").write(document)
    assert same(format_of("cas-xmi").read({"made.xmi": files["made.xmi"]}, document), document)
    moved = {
        name: data.replace(b"http:///dateline.ecore", b"http:///webanno/custom.ecore")
        .replace(b"<name>dateline.", b"<name>webanno.custom.")
        .replace(b">dateline.", b">webanno.custom.")
        for name, data in files.items()
    }
    assert same(format_of("cas-xmi").read(moved, document), document)


def test_cas_offsets_amid_a_character_are_refused(document):
    """An offset between the halves of a surrogate pair is no place in the text."""
    files = format_of("cas-json").write(document)
    files["made.json"] = files["made.json"].replace(b'"begin": 3', b'"begin": 1')
    (problem,) = faults("cas-json", files, document)
    assert (problem.id, problem.file) == ("bad-cas", "made.json")


def test_a_new_annotation_gets_an_id(document):
    """Annotations without an identifier get one that nobody has; an event gets a cluster of its own."""
    files = format_of("cas-json").write(document)
    files["made.json"] = re.sub(rb'\s*"identifier": "(m1|v1)",', b"", files["made.json"])
    files["made.json"] = re.sub(rb',\s*"event": "first"', b"", files["made.json"])
    read = format_of("cas-json").read(files, document)
    assert [mention.id for mention in read.mentions] == ["m1", "m2"]
    assert read.events[0].arguments[0].mention == "m1"
    assert read.events[0].event


def test_missing_labels_are_told(document):
    """A mention whose level nobody chose, and a type of quotes that is none."""
    files = format_of("cas-json").write(document)
    files["made.json"] = files["made.json"].replace(b'"level": "value"', b'"level": ""').replace(b'"mixed"', b'"mixt"')
    found = {problem.id: problem for problem in faults("cas-json", files, document)}
    assert found.keys() == {"missing-field", "unknown-label"}
    assert "mixed" in found["unknown-label"].hint


def test_cas_without_its_package(document, monkeypatch):
    """What is missing is said, with the extra that brings it."""
    monkeypatch.setitem(sys.modules, "cassis", None)
    with pytest.raises(InputError) as caught:
        format_of("cas-xmi").write(document)
    (problem,) = caught.value.problems
    assert problem.id == "missing-package"
    assert "interchange" in problem.hint


def test_the_layers_of_inception_are_complete(document):
    """The definition has every layer and feature of the type system, and links with roles."""
    files = format_of("cas-xmi").write(document)
    layers = {one["name"]: {f["name"] for f in one["features"]} for one in json.loads(files["dateline-layers.json"])}
    for one in ET.fromstring(files["TypeSystem.xml"]).iter("{*}typeDescription"):  # noqa: S314 - our own
        name = one.findtext("{*}name")
        if name.startswith("dateline.") and not name.endswith("Link"):
            assert layers[name] == {f.findtext("{*}name") for f in one.iter("{*}featureDescription")}


def label_studio(document, change):
    """Write a task and change what it is decoded to."""
    tasks = json.loads(format_of("label-studio").write(document)["made.json"])
    change(tasks)
    return {"project-1-at-2026.json": json.dumps(tasks).encode()}


def test_label_studio_counts_code_points_and_once_did_not(document):
    """Offsets are code points; an old file with UTF-16 units is known by its words."""

    def older(tasks):
        for item in tasks[0]["annotations"][0]["result"]:
            for edge in ("start", "end"):
                if edge in item.get("value", {}):
                    before = TEXT[: item["value"][edge]]
                    item["value"][edge] = len(before.encode("utf-16-le")) // 2

    files = label_studio(document, lambda _: None)
    first = json.loads(files["project-1-at-2026.json"])[0]["annotations"][0]["result"][0]
    assert (first["value"]["start"], first["value"]["end"]) == (2, 8)
    for change in (lambda _: None, older):
        assert same(format_of("label-studio").read(label_studio(document, change), document), document)


def test_label_studio_export_of_a_project(document):
    """Several tasks, a cancelled annotation, other fields and types, links from right to left, another order."""

    def grow(tasks):
        made = tasks[0]["annotations"][0]
        for item in made["result"]:
            if item["type"] == "relation":
                item |= {"direction": "left", "from_id": item["to_id"], "to_id": item["from_id"]}
            item["origin"] = "manual"
        regions = [item for item in made["result"] if item["type"] != "relation"]
        links = [item for item in made["result"] if item["type"] == "relation"]
        rating = {"id": "x", "type": "rating", "from_name": "stars", "value": {"rating": 3}}
        made |= {"result": [*links, rating, *regions[::-1]], "updated_at": "2026-02-01", "completed_by": 1}
        tasks[0]["annotations"].append({"was_cancelled": True, "updated_at": "2026-03-01", "result": []})
        tasks.insert(0, {"id": 7, "data": {"text": "Another one."}, "annotations": []})

    assert same(format_of("label-studio").read(label_studio(document, grow), document), document)


def test_label_studio_faults_have_places(document):
    """Words elsewhere, a file without the task, JSON that breaks off."""

    def move(tasks):
        tasks[0]["annotations"][0]["result"][0]["value"]["start"] += 1

    (problem,) = faults("label-studio", label_studio(document, move), document)
    assert (problem.id, problem.field) == ("bad-text", "result[0].value")
    assert faults("label-studio", {"a.json": b"[]"}, document)[0].id == "missing-task"
    (problem,) = faults("label-studio", {"a.json": b'[\n{"data": '}, document)
    assert (problem.id, problem.file, problem.line) == ("bad-json", "a.json", 2)


def test_label_studio_configuration_names_all_controls(document):
    """Whatever a task has is declared in the configuration."""
    files = format_of("label-studio").write(document)
    view = ET.fromstring(files["label-studio.xml"])  # noqa: S314 - our own
    names = {one.get("name") for one in view.iter()}
    result = json.loads(files["made.json"])[0]["annotations"][0]["result"]
    assert {item["from_name"] for item in result if "from_name" in item} <= names
    roles = {one.get("value") for one in view.iter("Relation")}
    assert {item["labels"][0] for item in result if item["type"] == "relation"} <= roles


def test_web_annotations_of_other_tools(document):
    """A list without our terms, positions in UTF-16 units or a quote only: tags are types of mentions."""
    exact = {"type": "TextQuoteSelector", "exact": "Vantry", "prefix": "\U0001f600 ", "suffix": " fell"}
    units = {"type": "TextPositionSelector", "start": 3, "end": 9}
    body = {"type": "TextualBody", "purpose": "tagging", "value": "GPE"}
    for selectors in ([exact], [units, exact], exact):
        item = {"id": "#a", "type": "Annotation", "body": body, "target": {"selector": selectors}}
        (problem,) = faults("w3c", {"list.json": json.dumps([item]).encode()}, document)
        assert (problem.id, problem.field) == ("missing-field", "level")
        item |= {"dateline:level": "name", "dateline:entity": "e1"}
        read = format_of("w3c").read({"list.json": json.dumps([item]).encode()}, document)
        assert read.mentions == document.mentions[:1]
        assert read.annotated_layers == ("mentions",)


def test_web_annotations_that_are_elsewhere(document):
    """A quote that the text doesn't have, a link to nothing, no target."""
    files = format_of("w3c").write(document)
    page = json.loads(files["made.jsonld"])
    page["items"][0]["target"]["selector"][1]["exact"] = "Larkmouth"
    del page["items"][1]["target"]
    found = faults("w3c", {"made.jsonld": json.dumps(page).encode()}, document)
    assert {problem.id for problem in found} >= {"bad-text", "missing-field"}
    assert found[0].field == "items[0].target"


TSV = """#FORMAT=WebAnno TSV 3.3
#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value
#T_SP=webanno.custom.Event|label|realis|polarity|ROLE_webanno.custom.Event:who_webanno.custom.EventWhoLink|webanno.custom.Mention
#T_SP=webanno.custom.Mention|entity|level|label|note
#T_RL=webanno.custom.Near|kind|BT_webanno.custom.Mention


#Text=\U0001f600 Vantry fell on Friday.
1-1\t0-2\t\U0001f600\t_\t_\t_\t_\t_\t_\t_\t_\t_\t_\t_\t_\t_\t
1-2\t3-9\tVantry\t*\tGPE\t_\t_\t_\t_\t_\te\\_1|e2[4]\tname|nominal[4]\tGPE|ORG[4]\t_\t_\t_\t
1-3\t10-14\tfell\t_\t_\tSeize\tactual\tpositive\tseized;taker\t1-2;1-2[4]\te2[4]\tnominal[4]\tORG[4]\t_\tx\t1-2\t
"""


def test_tsv_of_a_tool(document):
    """Other layers and columns, ids only where they are needed, escapes, stacks, links by place and by id, CRLF."""
    for text in (TSV, TSV.replace("\n", "\r\n")):
        read = format_of("webanno-tsv").read({"user.tsv": text.encode()}, document)
        one, two = sorted(read.mentions, key=lambda mention: mention.end)
        assert (one.start, one.end, one.type, one.entity) == (2, 8, "GPE", "e_1")
        assert (two.start, two.end, two.type, two.level) == (2, 13, "ORG", "nominal")
        (event,) = read.events
        assert {(argument.role, argument.mention) for argument in event.arguments} == {
            ("seized", one.id),
            ("taker", two.id),
        }
        assert read.annotated_layers == ("mentions", "events")


def test_tsv_faults_have_lines(document):
    """A changed token, a column too few, no header, a link to nothing: each with its line."""
    for before, after, test, line in (
        ("\tVantry\t", "\tVentry\t", "bad-text", 10),
        ("\t1-2\t\n", "\n", "bad-columns", 11),
        ("#FORMAT", "#FORM", "bad-tsv", 1),
        ("1-2;1-2[4]", "1-2;1-2[9]", "unknown-id", 11),
    ):
        problem = faults("webanno-tsv", {"user.tsv": TSV.replace(before, after).encode()}, document)[0]
        assert (problem.id, problem.line, problem.file) == (test, line, "user.tsv")


def test_tsv_stacks_and_escapes(document):
    """Stacked annotations have ids in every column, reserved characters are escaped, offsets are UTF-16 units."""
    lines = format_of("webanno-tsv").write(document)["made.tsv"].decode().split("\n")
    assert lines[0] == "#FORMAT=WebAnno TSV 3.3"
    vantry = next(line for line in lines if line.startswith("1-2\t"))
    assert vantry.split("\t")[:5] == ["1-2", "3-9", "Vantry", "m1[1]", "GPE[1]"]
    assert any(re.match(r"1-5\.1\t\d+-\d+\tFriday\t", line) for line in lines)
