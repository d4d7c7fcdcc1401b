"""Our gold beside GUM's labels: what is common, the figures, the differences and the sample that is sorted."""

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.annotation import human
from dateline.annotation.human.differences import KINDS, NAMES, Difference
from dateline.annotation.human.listing import lines
from dateline.annotation.human.mapping import TypeMapping, TypeRule
from dateline.annotation.human.mentions import Placed, common
from dateline.document import Mention
from dateline.errors import InputError
from gum_files import Span, Word, offsets, write_gum, write_project

OURS = {
    "person": "PERSON",
    "place": "GPE",
    "organization": "ORG",
    "time": "DATE",
    "event": "EVENT",
    "object": "PRODUCT",
}
SENTENCES = [
    [Word("Halm", 2, "PROPN"), Word("sells", 0, "VERB"), Word("docks", 2, "NOUN")],
    [
        *(Word("The", 2, "DET"), Word("mayor", 3, "NOUN"), Word("told", 0, "VERB"), Word("Ada", 3, "PROPN")),
        *(Word("Halt", 4, "PROPN"), Word("on", 7, "ADP"), Word("Friday", 3, "PROPN"), Word("that", 11, "SCONJ")),
        *(Word("she", 11, "PRON"), Word("would", 11, "AUX"), Word("leave", 3, "VERB"), Word("Norish", 13, "ADJ")),
        *(Word("waters", 11, "NOUN"), Word("in", 15, "ADP"), Word("Velt", 13, "PROPN")),
    ],
]
# Halm; docks; the mayor; Ada Halt; Friday; she; Norish waters in Velt; Velt
SPANS = [
    *(Span(0, 1, "place", 1), Span(2, 3, "object", 2), Span(3, 5, "person", 3), Span(6, 8, "person", 4)),
    *(Span(9, 10, "time", 5), Span(11, 12, "person", 4), Span(14, 18, "place", 6), Span(17, 18, "organization", 7)),
]


def mention(sentences, *facts):
    """Make a gold mention: its first and last word (exclusive), type, level, and entity if it has one."""
    first, last, kind, level, entity = facts if len(facts) == 5 else (*facts, None)
    places = offsets(sentences)
    return Mention(places[first][0], places[last - 1][1], id=f"m{first}-{last}", type=kind, level=level, entity=entity)


def gold():
    """Our gold of SENTENCES: "she" is the mayor, "Norish" is a name, Velt is a country."""
    facts = [
        *((0, 1, "GPE", "name", "halm"), (3, 5, "PERSON", "nominal", "mayor"), (6, 8, "PERSON", "name", "halt")),
        *((9, 10, "DATE", "value", None), (11, 12, "PERSON", "pronoun", "mayor"), (14, 15, "NORP", "name", "norish")),
        *((14, 16, "LOC", "nominal", "waters"), (17, 18, "LAW", "name", "velt")),
    ]
    return [mention(SENTENCES, *fact) for fact in facts]


@pytest.fixture
def folder(tmp_path, project):
    """A project with this gold, and a copy of GUM beside it."""
    write_gum(tmp_path / "gum", SENTENCES, SPANS, [span for span in SPANS if span.cluster == 4])
    return write_project(tmp_path, project, SENTENCES, gold())


def compared(folder):
    """Compare, and return comparison, figures and differences."""
    comparison = human.read_comparison(folder, folder / "gum")
    found = human.differences(comparison)
    return comparison, human.figures(comparison, found), found


def test_shares_are_counted_by_head(folder):
    """Names, mentions and types, by hand."""
    _, made, _ = compared(folder)
    shares = {name: (figure.value, figure.of) for name, figure in made.shares.items()}
    assert shares == {
        "our_names_as_mentions": (0.75, 4),  # all but "Norish"
        "our_names_as_names": (0.75, 4),
        "gum_names_as_mentions": (1.0, 3),  # "Friday" is a time
        "gum_names_as_names": (1.0, 3),
        "our_mentions": (round(6 / 7, 4), 7),  # LAW is of no compared type
        "gum_mentions": (1.0, 7),  # nor are "docks"
        "types": (round(6 / 7, 4), 7),  # Velt is ORG there
        "types_of_names": (round(2 / 3, 4), 3),
    }
    assert made.names == {
        "ours": {"GPE": (1, 1), "LAW": (1, 1), "NORP": (1, 0), "PERSON": (1, 1)},
        "gum": {"organization": (1, 1), "person": (1, 1), "place": (1, 1)},
    }
    assert made.outside == {"object": 1}
    assert made.confusion["place"] == {"GPE": 1, "LOC": 1}
    assert made.confusion["organization"] == {"LAW": 1}


def test_clusters_of_common_mentions(folder):
    """One link each, and not the same: MUC is 0; B3 and CEAFe count the singletons that agree."""
    _, made, _ = compared(folder)
    assert made.clusters["gum"]["muc_f1"].value == 0
    # Halm, waters and Velt agree; mayor, Halt, she: {Halt she} {mayor} there, {mayor she} {Halt} here.
    assert made.clusters["gum"]["b3_f1"].value == pytest.approx((3 + 0.5 + 1 + 0.5) / 6, abs=1e-4)
    assert made.clusters["gum"]["muc_f1"].of == 6
    assert made.clusters["ontogum"]["muc_f1"].of == 2


def test_differences_are_listed_once(folder):
    """A name, a type and the two links; nothing for what the scheme leaves out."""
    comparison, made, found = compared(folder)
    places = offsets(SENTENCES)
    she, mayor, halt = (*places[11],), (places[3][0], places[4][1]), (places[6][0], places[7][1])
    assert [(one.start, one.end, one.kind, one.other) for one in found] == [
        (*she, "link only in GUM", halt),
        (*she, "link only in ours", mayor),
        (*places[14], "name only in ours", None),
        (*places[17], "type", None),
    ]
    assert {kind: number for kind, number in made.differences.items() if number} == {
        "name only in ours": 1, "type": 1, "link only in ours": 1, "link only in GUM": 1
    }  # fmt: skip
    told = list(lines(comparison, found))
    assert "[[Velt]]" in told[3]
    assert "LAW here, organization in GUM" in told[3]
    assert "with 'Ada Halt' at" in told[0]
    assert told[-1] == "4 differences, 0 sorted"


def test_paragraphs_that_are_not_annotated_are_left_out(tmp_path, project):
    """A date line's mention is counted elsewhere, and is no difference."""
    sentences = [SENTENCES[0], [Word("May", 0, "PROPN"), Word("4,", 1, "NUM"), Word("2031", 1, "NUM")]]
    write_gum(tmp_path / "gum", sentences, [Span(0, 1, "place", 1), Span(3, 6, "time", 2)])
    write_project(tmp_path, project, sentences, [mention(sentences, 0, 1, "GPE", "name", "halm")])
    _, made, found = compared(tmp_path)
    assert made.elsewhere == 1
    assert found == []


def test_a_clone_of_the_repository_has_the_labels_elsewhere(folder):
    """coref/gum/tsv and coref/ontogum/conll are found too."""
    _, before, _ = compared(folder)
    gum = folder / "gum"
    for name, place in (("coref", "coref/gum/tsv"), ("ontogum", "coref/ontogum/conll")):
        (file,) = (gum / name).glob("*.*")
        (gum / place).mkdir(parents=True)
        file.rename(gum / place / file.name)
    assert compared(folder)[1] == before


def test_without_gold_mentions_nothing_is_compared(folder):
    """The article is named."""
    (folder / "annotations" / "gold" / "wikinews" / "wikinews-docks" / "mentions.jsonl").unlink()
    with pytest.raises(InputError, match=r"wikinews-docks has no gold mentions yet \[missing-layer\]"):
        compared(folder)


def test_a_type_without_a_rule_is_refused(folder):
    """The nearest type is suggested; so is one of ours that the mapping misspells."""
    path = folder / "gum" / "coref" / "GUM_news_docks.tsv"
    text = path.read_text()
    path.write_text(text.replace("object", "objekt"))
    with pytest.raises(InputError, match=r"GUM_news_docks.tsv: .*'objekt' \[unknown-type\]; did you mean object"):
        compared(folder)
    path.write_text(text)
    path = folder / "annotations" / "human" / "types.toml"
    path.write_text(path.read_text().replace('"PERSON"', '"PERSONS"'))
    with pytest.raises(InputError, match=r"types.toml: types.person.ours: .*'PERSONS'"):
        compared(folder)


def test_mentions_with_one_head_are_paired_by_extent():
    """A number and the phrase that it heads: the longer of theirs takes the longer of ours."""

    def placed(end, head, kind):
        return Placed(0, end, head, kind, "a", name=False)

    ours = [placed(8, 5, "CARDINAL"), placed(18, 5, "PERSON")]
    theirs = [placed(30, 5, "person")]
    assert common(ours, theirs) == [(1, 0)]
    assert common(ours, [*theirs, placed(8, 5, "abstract")]) == [(0, 1), (1, 0)]
    assert common(ours, [placed(8, 6, "abstract")]) == []


def invented(kind, start):
    """Make a difference."""
    other = (0, 1) if kind.startswith("link") else None
    return Difference(document="d", start=start, end=start + 1, kind=kind, other=other)


MANY = [invented(kind, start) for kind in KINDS for start in range(2, 102)]


def test_the_sample_has_all_names_and_as_many_of_each_other_kind():
    """200 names, and 40 of each of the five other kinds; the same at every call."""
    chosen = human.to_sort(MANY, ())
    counts = {kind: sum(one.kind == kind for one in chosen) for kind in KINDS}
    assert counts == {kind: 100 if kind in NAMES else 40 for kind in KINDS}
    assert human.to_sort(list(reversed(MANY)), ()) == chosen


def test_a_kind_with_few_leaves_its_share_to_the_others():
    """The sample has its size as long as there are enough."""
    few = [one for one in MANY if one.kind != "type" or one.start < 7]
    others = [one for one in human.to_sort(few, ()) if one.kind not in NAMES]
    assert len(others) == 200
    assert sum(one.kind == "type" for one in others) == 5


def test_what_is_sorted_stays_although_the_gold_was_corrected():
    """A sorted difference that is gone keeps its line; the rest of the sample is the same."""
    before = human.to_sort(MANY, ())
    decided = [msgspec.structs.replace(one, cause="ours", note="corrected") for one in before[::7]]
    gone = {one.key for one in decided}
    after = human.to_sort([one for one in MANY if one.key not in gone], [*decided, before[1]])
    assert [one.key for one in after] == [one.key for one in before]
    assert [one for one in after if one.cause] == decided


def test_the_list_is_read_as_it_was_written(tmp_path):
    """A cause that is none of the four is refused with file, line and field."""
    listed = [msgspec.structs.replace(MANY[0], cause="scheme", note="an adjective"), MANY[-1]]
    path = human.write_differences(tmp_path, listed)
    assert human.read_differences(tmp_path) == tuple(listed)
    path.write_text(path.read_text().replace("scheme", "taste"))
    with pytest.raises(InputError, match=r"differences.jsonl:1: cause: "):
        human.read_differences(tmp_path)


def test_the_mapping_of_the_project_says_what_is_compared(project):
    """Every rule has a reason; all types whose nominals we annotate are compared."""
    mapping = human.read_mapping(project)
    assert len(mapping.types) == 10
    assert all(rule.reason for rule in mapping.types.values())
    assert {"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "DATE", "TIME"} <= mapping.compared
    assert not {"CARDINAL", "EVENT", "object", "abstract"} & mapping.compared
    small = TypeMapping({"place": TypeRule(("GPE",), compared=True, reason="a place")})
    assert small.agree("GPE", "place")
    assert not small.agree("LOC", "place")


@st.composite
def labelled(draw):
    """Draw sentences, each with a tree, and mentions of them that do not cross."""
    sentences, spans, first = [], {}, 0
    for _ in range(draw(st.integers(1, 3))):
        size = draw(st.integers(1, 6))
        tags = draw(st.lists(st.sampled_from(["PROPN", "NOUN", "PRON"]), min_size=size, max_size=size))
        root = draw(st.integers(1, size))
        heads = [
            0 if place == root else draw(st.integers(1, size).filter(lambda h, p=place: h != p))
            for place in range(1, size + 1)
        ]
        sentences.append([Word(f"w{first + i}", heads[i], tags[i]) for i in range(size)])
        for _ in range(draw(st.integers(0, 4))):
            start = draw(st.integers(first, first + size - 1))
            end = draw(st.integers(start + 1, first + size))
            if all(end <= a or b <= start or (a <= start and end <= b) or (start <= a and b <= end) for a, b in spans):
                spans[start, end] = Span(start, end, draw(st.sampled_from(sorted(OURS))), draw(st.integers(1, 3)))
        first += size
    ordered = sorted(spans.values(), key=lambda span: (span.first, -span.last))
    return sentences, ordered


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(labelled())
def test_a_document_beside_itself_has_100_everywhere(tmp_path_factory, project, drawn):
    """The same mentions, types and clusters on both sides: every figure that is defined is 1, and nothing differs."""
    sentences, spans = drawn
    folder = tmp_path_factory.mktemp("same")
    gold = [
        mention(sentences, span.first, span.last, OURS[span.type], "value", None)
        if span.type == "time"
        else mention(sentences, span.first, span.last, OURS[span.type], "nominal", f"e{span.cluster}")
        for span in spans
    ]
    write_gum(folder / "gum", sentences, spans)
    write_project(folder, project, sentences, gold)
    comparison, made, found = compared(folder)
    assert len(comparison.documents[0].gum.common) == len(spans)
    values = [made.shares[name].value for name in ("our_mentions", "gum_mentions", "gum_names_as_mentions", "types")]
    values += [figure.value for scores in made.clusters.values() for figure in scores.values()]
    assert set(values) <= {1.0, None}
    assert found == []
