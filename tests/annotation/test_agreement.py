"""Agreement of two raw passes: small documents whose figures were worked out by hand."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.annotation.agreement import agreement, agreement_tables, list_differences, summary_rows
from dateline.annotation.agreement.figures import kappa
from dateline.annotation.passes import Decision
from dateline.corpus.gold import TokenLine, write_layer
from dateline.document import Argument, Event, Filler, Mention, Quote, Span
from dateline.errors import InputError


def mention(start, end, kind="PERSON", level="name", entity=None):
    """Make a mention whose id tells its span."""
    return Mention(start, end, id=f"m{start}", type=kind, level=level, entity=entity)


def event(start, end, kind="Attack", cluster="E1", arguments=(), **labels):
    """Make an event whose arguments are given as (start, end, role)."""
    labels = {"polarity": "positive", "realis": "actual"} | labels
    fillers = tuple(Argument(s, e, role=role) for s, e, role in arguments)
    return Event(start, end, id=f"e{start}", type=kind, event=cluster, arguments=fillers, **labels)


def quote(name, content, kind="indirect", sources=(), **parts):
    """Make a quote whose contents and sources are given as pairs."""
    contents, fillers = tuple(Span(*span) for span in content), tuple(Filler(*span) for span in sources)
    return Quote(id=name, content=contents, type=kind, sources=fillers, **parts)


@pytest.fixture
def passes(tmp_path):
    """Return a function that writes both passes of a layer of a document."""

    def write(layer, a, b, *, document="storm", of_round="01-pilot"):
        for name, records in (("a", a), ("b", b)):
            write_layer(tmp_path / "annotations" / "passes" / of_round / name / document, layer, records)
        return tmp_path

    return write


A = [
    mention(0, 5, "ORG", entity="x"),
    mention(10, 13, "ORG", "pronoun", entity="x"),
    mention(20, 24, "GPE", entity="y"),
    mention(30, 40, "PERSON", "nominal", entity="z"),
]
B = [
    mention(0, 5, "GPE", entity="k"),
    mention(10, 13, "ORG", "pronoun", entity="k"),
    mention(20, 24, "GPE", entity="k"),
    mention(30, 44, "PERSON", "nominal", entity="l"),
    mention(50, 54, "DATE", "value"),
]


def test_mentions_by_hand(passes):
    """Spans, types and levels of two short passes give the figures counted by hand."""
    figures = agreement(passes("mentions", A, B)).layers["mentions"].figures
    assert figures["exact_f1"].value == pytest.approx(6 / 9)
    assert (figures["exact_f1"].a, figures["exact_f1"].b, figures["exact_f1"].both) == (4, 5, 3)
    assert figures["partial_f1"].value == pytest.approx(7 / 9)
    assert figures["strict_f1"].value == pytest.approx(4 / 9)
    # Of three spans two have one type; by chance (2 x 1 + 1 x 2) / 9 would: (6/9 - 4/9) / (1 - 4/9).
    assert figures["type_kappa"].value == pytest.approx(0.4)
    assert figures["level_kappa"].value == 1.0


def test_mention_breakdowns_by_hand(passes):
    """Each level and each type has its own figures, and a label that never occurs has none."""
    breakdown = agreement(passes("mentions", A, B)).layers["mentions"].breakdown
    assert breakdown["levels"]["name"]["exact_f1"].value == 1.0
    assert breakdown["levels"]["nominal"]["exact_f1"].value == 0.0
    assert breakdown["levels"]["nominal"]["partial_f1"].value == 0.5
    assert breakdown["types"]["GPE"]["strict_f1"].value == pytest.approx(2 / 3)
    assert breakdown["types"]["GPE"]["kappa"].value == pytest.approx(0.4)
    assert breakdown["types"]["LAW"]["strict_f1"].value is None


def test_coreference_by_hand(passes):
    """Clusters {1, 2} {3} {4} against {1, 2, 3} {5} give the figures worked out by hand."""
    figures = agreement(passes("mentions", A, B)).layers["mentions"].figures
    # MUC: one link in common, one in a, two in b.
    assert figures["muc_f1"].value == pytest.approx(2 / 3)
    # B3: recall (1 + 1 + 1 + 0) / 4, precision (2/3 + 2/3 + 1/3 + 0) / 4.
    assert figures["b3_f1"].value == pytest.approx(2 * 0.75 * (5 / 12) / (0.75 + 5 / 12))
    # CEAFe: the best pair has 2 x 2 / 5 in common, of three clusters and two.
    assert figures["ceafe_f1"].value == pytest.approx(2 * 0.8 / 5)
    assert figures["conll_f1"].value == pytest.approx((2 / 3 + 15 / 28 + 0.32) / 3)
    # On the three common spans recall is 1 and precision 5/9.
    assert figures["common_b3_f1"].value == pytest.approx(2 * (5 / 9) / (14 / 9))
    assert figures["common_b3_f1"].both == 3


def test_events_by_hand(passes):
    """Triggers, their labels, arguments and clusters give the figures counted by hand."""
    a = [
        event(0, 6, "Attack", "E1", [(10, 15, "attacker"), (20, 25, "target")]),
        event(30, 36, "Die", "E2", [(40, 45, "victim")], realis="other"),
        event(50, 56, "Meet", "E3"),
    ]
    b = [
        event(0, 6, "Attack", "X", [(10, 15, "attacker"), (20, 25, "place")]),
        event(30, 36, "Injure", "Y", [(40, 45, "victim")]),
        event(60, 66, "Meet", "Z", [(70, 75, "participant")]),
    ]
    layer = agreement(passes("events", a, b)).layers["events"]
    assert layer.figures["identification_f1"].value == pytest.approx(4 / 6)
    assert layer.figures["classification_f1"].value == pytest.approx(2 / 6)
    assert layer.figures["polarity_kappa"].value is None
    assert layer.figures["realis_kappa"].a == 1
    assert layer.figures["ac_plus_f1"].value == pytest.approx(2 / 7)
    assert layer.figures["ac_plus_matched_f1"].value == pytest.approx(2 / 4)
    assert layer.figures["common_b3_f1"].value == 1.0
    assert layer.breakdown["types"]["Attack"]["classification_f1"].value == 1.0
    assert layer.breakdown["types"]["Attack"]["ac_plus_f1"].value == 0.5
    assert layer.breakdown["roles"]["attacker"]["ac_plus_f1"].value == 1.0
    assert layer.breakdown["roles"]["target"]["ac_plus_f1"].value == 0.0


def test_arguments_by_entity(passes):
    """A filler that is another adjudicated mention of the same entity agrees in the lenient figure only."""
    root = passes(
        "events", [event(0, 6, arguments=[(10, 15, "target")])], [event(0, 6, arguments=[(20, 22, "target")])]
    )
    gold = [mention(10, 15, entity="x"), mention(20, 22, level="pronoun", entity="x")]
    write_layer(root / "annotations" / "gold" / "news" / "storm", "mentions", gold)
    figures = agreement(root).layers["events"].figures
    assert figures["ac_plus_f1"].value == 0.0
    assert figures["ac_plus_entity_f1"].value == 1.0


def test_quotes_by_hand(passes):
    """Contents, cues, sources, types, speakers and nesting give the figures counted by hand."""
    a = [
        quote("q1", [(0, 10)], "direct", cue=Span(11, 15), sources=[(16, 20)]),
        quote("q2", [(30, 50)], cue=Span(51, 60), sources=[(61, 65)]),
        quote("q3", [(40, 50)], nested_in="q2"),
        quote("q4", [(90, 99)]),
    ]
    b = [
        quote("z1", [(0, 10)], "direct", cue=Span(11, 15), sources=[(16, 20)]),
        quote("z2", [(34, 50)], "mixed", cue=Span(55, 60), sources=[(70, 72)]),
        quote("z3", [(42, 50)], nested_in="z2"),
    ]
    root = passes("quotes", a, b)
    gold = [mention(61, 65, entity="x"), mention(70, 72, level="pronoun", entity="x")]
    write_layer(root / "annotations" / "gold" / "news" / "storm", "mentions", gold)
    layer = agreement(root).layers["quotes"]
    figures = layer.figures
    assert figures["matched_f1"].value == pytest.approx(6 / 7)
    assert figures["content_f1"].value == pytest.approx(2 / 7)
    # Characters: 10 + 16 + 8 in common, 49 in a, 34 in b.
    assert figures["overlap_f1"].value == pytest.approx(68 / 83)
    assert figures["cue_f1"].value == 0.5
    assert figures["cue_overlap_f1"].value == 1.0
    assert figures["source_f1"].value == 0.5
    # Two of three types agree; by chance (1 x 1 + 2 x 1) / 9 would.
    assert figures["type_kappa"].value == pytest.approx((6 - 3) / (9 - 3))
    assert figures["speaker_accuracy"].value == 1.0
    assert figures["nesting_f1"].value == 1.0
    assert layer.breakdown["types"]["direct"]["content_f1"].value == 1.0


def test_documents_are_summed(passes):
    """Two documents give the figures of their sums, and one of them can be asked for by name."""
    passes("mentions", [mention(0, 5)], [mention(0, 5)], document="calm")
    root = passes("mentions", [mention(0, 5)], [mention(6, 9), mention(10, 12)])
    assert agreement(root).layers["mentions"].figures["exact_f1"].value == pytest.approx(2 / 5)
    assert agreement(root, ["calm"]).layers["mentions"].figures["exact_f1"].value == 1.0


def test_latest_round_counts(passes):
    """The latest round with both passes counts, unless a round is named."""
    passes("mentions", [mention(0, 5)], [mention(0, 4)], of_round="01-pilot")
    root = passes("mentions", [mention(0, 5)], [mention(0, 5)], of_round="02-main")
    write_layer(root / "annotations" / "passes" / "03-late" / "a" / "storm", "mentions", [])
    assert agreement(root).layers["mentions"].rounds == {"storm": "02-main"}
    assert agreement(root).layers["mentions"].figures["exact_f1"].value == 1.0
    assert agreement(root, of_round="01-pilot").layers["mentions"].figures["exact_f1"].value == 0.0


def test_empty_passes_are_undefined(passes):
    """Two passes that found nothing have no agreement, rather than none at all."""
    figures = agreement(passes("mentions", [], [])).layers["mentions"].figures
    assert {figure.value for figure in figures.values()} == {None}


def test_missing_passes_are_refused(passes):
    """An unknown document and an unknown round are refused by name, the near name suggested."""
    root = passes("mentions", A, B)
    with pytest.raises(InputError, match=r"'strom'.*storm"):
        agreement(root, ["strom"])
    with pytest.raises(InputError, match="unknown-round"):
        agreement(root, of_round="09-none")


def test_differences_of_mentions(passes):
    """Every difference has one line with its paragraph, both sides and the category of its decision."""
    root = passes("mentions", A, B)
    tokens = [TokenLine((0, 10), (5, 13)), TokenLine((20, 30, 50), (24, 44, 54))]
    write_layer(root / "annotations" / "gold" / "news" / "storm", "tokens", tokens)
    decisions = [
        Decision(0, 5, difference="type", category="guideline unclear", chosen="b"),
        Decision(30, 44, difference="where it ends", category="annotator error", chosen="a"),
        Decision(70, 75, difference="only in a", category="annotator error", chosen="a"),
    ]
    folder = root / "annotations" / "passes" / "01-pilot" / "decisions" / "storm"
    folder.mkdir(parents=True)
    (folder / "mentions.jsonl").write_bytes(msgspec.json.Encoder().encode_lines(decisions))
    assert list(list_differences(root)) == [
        "storm  ¶1  0-5  mentions: type  a: ORG  b: GPE  [guideline unclear]",
        "storm  ¶2  20-24  mentions: entity  a: first of its cluster  b: with 0-5  [undecided]",
        "storm  ¶2  30-40  mentions: extent  a: PERSON nominal  b: PERSON nominal 30-44  [annotator error]",
        "storm  ¶2  50-54  mentions: only in b  a: -  b: DATE value  [undecided]",
        "mentions: 4 differences (1 annotator error, 1 guideline unclear, 2 undecided)",
        "mentions: 1 decisions belong to no difference",
    ]


def test_differences_show_words_only_where_text_is_given(passes):
    """The words of a difference stand in its line if the text is given, and not otherwise."""
    root = passes("mentions", [mention(0, 4)], [])
    assert "'Mira'" in next(iter(list_differences(root, texts={"storm": "Mira sang."})))
    assert "Mira" not in next(iter(list_differences(root)))


def test_differences_of_events(passes):
    """Triggers that differ in type, realis, arguments or cluster each have a line of their own."""
    a = [
        event(0, 6, "Attack", "E1", [(10, 15, "attacker"), (20, 25, "target")]),
        event(30, 36, "Die", "E2", realis="other"),
        event(50, 56, "Attack", "E1"),
    ]
    b = [
        event(0, 6, "Attack", "E1", [(10, 15, "attacker"), (20, 25, "place")]),
        event(30, 36, "Injure", "E2"),
        event(50, 56, "Attack", "E3"),
    ]
    lines = list(list_differences(passes("events", a, b)))
    assert [line.split("events: ")[1].partition("  [")[0] for line in lines[:-1]] == [
        "arguments  a: target 20-25  b: place 20-25",
        "type  a: Die  b: Injure",
        "realis  a: other  b: actual",
        "event  a: with 0-6  b: first of its cluster",
    ]


def test_differences_of_quotes(passes):
    """Quotes that differ in a part have a line for it, and quotes of one pass alone say of which."""
    a = [quote("q1", [(0, 10)], cue=Span(11, 15)), quote("q2", [(4, 10)], nested_in="q1"), quote("q3", [(30, 40)])]
    b = [quote("z1", [(0, 9)], "mixed", sources=[(20, 25)]), quote("z2", [(4, 10)])]
    lines = list(list_differences(passes("quotes", a, b)))
    assert sorted(line.split("quotes: ")[1].partition("  [")[0] for line in lines[:-1]) == [
        "content  a: 0-10  b: 0-9",
        "cue  a: 11-15  b: -",
        "nested_in  a: q1  b: -",
        "only in a  a: indirect  b: -",
        "sources  a: -  b: 20-25",
        "type  a: indirect  b: mixed",
    ]


def test_tables_show_what_occurs(passes):
    """Tables name each figure and each label that occurs, in percent, and leave out the labels that do not."""
    shown = "\n".join(agreement_tables(agreement(passes("mentions", A, B))))
    assert "CoNLL F1" in shown
    assert "66.67" in shown
    assert "DATE" in shown
    assert "LAW" not in shown


def test_no_passes_no_agreement(tmp_path):
    """A project without passes has no agreement, no differences and an empty summary."""
    assert agreement(tmp_path).layers == {}
    assert list(list_differences(tmp_path)) == []
    assert summary_rows({"own": agreement(tmp_path)})[1] == []


def test_summary_by_layer_and_level(passes):
    """The summary has a row for each figure, in percent, and for each level of mentions."""
    header, rows = summary_rows({"own": agreement(passes("mentions", A, B))})
    assert header == ["agreement", "own", "items of A, B"]
    assert ["mentions: exact F1", "66.67", "4, 5"] in rows
    assert ["mentions, nominal: partial F1", "50.00", "1, 1"] in rows


LABELS = st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("xyz")), max_size=12)


@given(LABELS)
def test_kappa_is_symmetric_and_at_most_one(pairs):
    """Kappa takes no side, is at most 1, and is 1 just where all labels agree and there are two of them."""
    value = kappa(pairs).value
    assert value == kappa([(other, one) for one, other in pairs]).value
    if value is None:
        assert len({label for pair in pairs for label in pair}) <= 1
    else:
        assert value <= 1
        assert (value == 1) == all(one == other for one, other in pairs)
