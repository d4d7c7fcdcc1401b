"""What becomes of gold annotations: every outcome of every task, and the page of errors."""

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.evaluation.error_analysis import outcomes as count_outcomes
from dateline.publishing.reports.error_report import write_errors
from dateline.records import (
    AttributionRecord,
    CorefRecord,
    EventRecord,
    EventsRecord,
    NerRecord,
    QuoteRecord,
    QuotesRecord,
    RoleSpan,
    SpeakerRecord,
    TypedSpan,
)
from dateline.tasks.declarations import load as load_task
from dateline.tasks.outcomes import NOTHING, outcome_rows, paired
from dateline.tasks.registry import task_type
from dateline.tasks.views import clusters, events, quotes, typed_spans

spans = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 6), st.sampled_from("AB")).map(lambda s: (s[0], s[0] + s[1], s[2])),
    max_size=8,
).map(lambda listed: [TypedSpan(*span) for span in listed])


def key(span):
    """Make a span hashable."""
    return span.start, span.end, span.type


def outcomes(task, documents, predictions):
    """Count the outcomes of a task by its id."""
    return count_outcomes(load_task(task), documents, predictions)


@given(spans, spans)
def test_pairs_use_every_span_once(ours, theirs):
    """Each span of either side stands in one pair; partners share at least a character."""
    pairs = list(paired(ours, theirs))
    assert Counter(key(one) for one, _ in pairs if one) == Counter(map(key, ours))
    assert Counter(key(other) for _, other in pairs if other) == Counter(map(key, theirs))
    assert all(min(one.end, other.end) > max(one.start, other.start) for one, other in pairs if one and other)


@given(spans)
def test_a_side_is_paired_with_itself(ours):
    """Equal sides share most with themselves."""
    assert all(one.type == other.type for one, other in paired(ours, ours))


def test_nested_spans_are_paired_with_their_equals():
    """A span inside another goes with its equal, though the outer one shares as many characters with it."""
    inner, outer = TypedSpan(2, 5, "ORG"), TypedSpan(0, 9, "ORG")
    assert list(paired([inner], [outer, inner])) == [(inner, inner), (None, outer)]


def test_labelled_spans(articles):
    """Right, other boundaries, other label, missed, made up."""
    document = articles[0]
    first, second, third, *_ = typed_spans(document).entities
    predicted = [
        TypedSpan(first.start, first.end, first.type),
        TypedSpan(second.start, second.end + 1, second.type),
        TypedSpan(third.start, third.end, "LAW"),
        TypedSpan(900_000, 900_001, "LAW"),
    ]
    counted = outcomes("ner", [document], [NerRecord(document.id, predicted)])
    columns = Counter[str]()
    for (_, column), number in counted.items():
        columns[column] += number
    missed = len(typed_spans(document).entities) - 3
    assert columns == {"correct": 1, "boundary": 1, "label": 1, "missed": missed, "spurious": 1}
    assert counted[third.type, "label"] == 1
    assert counted["LAW", "spurious"] == 1


def test_gold_itself_is_all_right(articles):
    """Whatever the task, gold held against itself has one outcome."""
    of = {
        "ner": typed_spans,
        "event-triggers": events,
        "event-arguments": events,
        "coref": clusters,
        "event-coref": events,
        "quotes": quotes,
    }
    for task, view in of.items():
        counted = outcomes(task, articles, [view(document) for document in articles])
        assert counted
        assert {column for _, column in counted} == {"correct"}


def test_links(articles):
    """A mention joins its own kind, another, begins anew, or is missed."""
    document = articles[0]
    gold = clusters(document).clusters
    chain = next(cluster for cluster in gold if len(cluster) > 1)
    other = next(cluster for cluster in gold if cluster is not chain and cluster[0] < chain[-1])
    level = {mention.key: mention.level for mention in document.mentions}
    split = outcomes("coref", [document], [CorefRecord(document.id, [[span] for span in chain])])
    assert split[level[chain[0]], "correct"] == 1
    assert sum(number for (_, column), number in split.items() if column == "missed link") == len(chain) - 1
    wrong = outcomes("coref", [document], [CorefRecord(document.id, [[other[0], chain[-1]], [(0, 900_000)]])])
    assert wrong[level[chain[-1]], "wrong antecedent"] == 1
    assert wrong[NOTHING, "spurious"] == 1


def test_events_of_a_story(articles):
    """Rows tell where in its chain a trigger stands; roles are outcomes of arguments."""
    document = articles[0]
    alone = EventsRecord(document.id, [msgspec.structs.replace(e, cluster=None) for e in events(document).events])
    counted = outcomes("event-coref", [document], [alone])
    assert {row for row, _ in counted} <= {"first trigger of its event", "again in the article"}
    event = next(event for event in events(document).events if event.arguments)
    argument = event.arguments[0]
    only = EventRecord(event.start, event.end, event.type, arguments=[RoleSpan(argument.start, argument.end, "place")])
    counted = outcomes("event-arguments", [document], [EventsRecord(document.id, [only])])
    assert counted[argument.role, "correct" if argument.role == "place" else "label"] == 1


def test_quotes_and_their_speakers(articles):
    """A quote may be right but for its cue; a speaker may be somebody else, or nobody."""
    document = next(document for document in articles if document.quotes)
    first, *rest = quotes(document).quotes
    changed = QuoteRecord(first.content, None, [], first.type)
    counted = outcomes("quotes", [document], [QuotesRecord(document.id, [changed])])
    assert counted[first.type, "partial match"] == 1
    assert sum(number for (_, column), number in counted.items() if column == "missed") == len(rest)
    longer = QuoteRecord([(first.content[0][0], first.content[-1][1] + 1)], first.cue, first.sources, first.type)
    assert outcomes("quotes", [document], [QuotesRecord(document.id, [longer])])[first.type, "boundary"] == 1
    for speaker, column in ((None, "missed"), ("Nobody at all", "wrong speaker")):
        given_ = [SpeakerRecord(quote.content, speaker) for quote in quotes(document).quotes]
        counted = outcomes("attribution", [document], [AttributionRecord(document.id, given_)])
        assert {found for _, found in counted} == {column}


def test_rows_are_ordered_by_size():
    """The largest row is first, columns that never occur are left out, and shares are of the gold."""
    header, rows = outcome_rows(
        Counter({("a", "correct"): 1, ("b", "correct"): 2, ("b", "missed"): 2, ("a", "spurious"): 9})
    )
    assert header == ["", "gold", "correct", "missed", "spurious", "correct, %"]
    assert rows == [["b", "4", "2", "2", "", "50%"], ["a", "1", "1", "", "9", "100%"]]


@pytest.mark.slow
def test_the_page_is_what_the_predictions_give(project, tmp_path):
    """docs/reports/errors.md and its plots are the output of their command."""
    if not (project / "docs" / "reports" / "errors.md").exists():
        pytest.skip("not a checkout")
    page = write_errors(tmp_path)
    assert page.read_text(encoding="utf-8") == (project / "docs" / "reports" / "errors.md").read_text(encoding="utf-8")
    for plot in tmp_path.glob("*.svg"):
        assert (project / "docs" / "reports" / plot.name).exists(), plot.name
        assert plot.name in page.read_text(encoding="utf-8")


def cases(task, documents, predictions):
    """Analyse predictions of a task by its id."""
    declared = load_task(task)
    return list(task_type(declared.type).outcomes(documents, predictions, declared.settings))


def named(document, case):
    """Give the parts of a case with their words."""
    return {(one.what, one.side, document.text[one.start : one.end]) for one in case.parts}


def test_a_wrong_antecedent_names_both(articles):
    """The antecedents of prediction and gold are parts of the case; a mention that starts its cluster has none."""
    document = articles[0]
    town, person = ([m.key for m in document.mentions if m.entity == name] for name in ("town", "person"))
    found = cases("coref", [document], [CorefRecord(document.id, [[*town, person[1]], [person[0]]])])
    wrong = next(case for case in found if case.outcome == "wrong antecedent")
    assert named(document, wrong) == {
        ("antecedent", "predicted", "Larkmouth"),
        ("antecedent", "gold", "Ilse Varga"),
    }
    assert [case.parts for case in found if case.outcome in {"correct", "missed"} and case.gold == town[0]] == [()]


def test_an_argument_names_its_trigger(articles):
    """A missed argument has its trigger as a part, a spurious one that of the prediction."""
    document = articles[0]
    gold = events(document)
    event = gold.events[0]
    other = msgspec.structs.replace(event, arguments=[RoleSpan(*document.mentions[5].key, "attacker")])
    found = cases("event-arguments", [document], [EventsRecord(document.id, [other, *gold.events[1:]])])
    sides = {case.outcome: named(document, case) for case in found if case.outcome in {"missed", "spurious"}}
    assert sides == {"missed": {("trigger", "gold", "shelled")}, "spurious": {("trigger", "predicted", "shelled")}}


def test_a_quote_names_the_parts_that_differ(articles):
    """Cue and source of both sides are parts where they differ, and the content where it is the same is none."""
    document = articles[0]
    gold = quotes(document).quotes
    quote = gold[0]
    other = msgspec.structs.replace(quote, cue=None, sources=[document.mentions[0].key])
    found = cases("quotes", [document], [QuotesRecord(document.id, [other, *gold[1:]])])
    (wrong,) = [case for case in found if case.outcome != "correct"]
    source, cue = document.text[slice(*quote.sources[0])], document.text[slice(*quote.cue)]
    assert named(document, wrong) == {
        ("source", "gold", source),
        ("source", "predicted", "Rebels"),
        ("cue", "gold", cue),
    }


@pytest.mark.parametrize("named_by", ["span", "name", "nobody"])
def test_a_speaker_is_named_beside_the_gold(articles, named_by):
    """The predicted span and the nearest mention of the speaker are parts; a predicted name is told by the note."""
    document = articles[0]
    content = [[span.key for span in quote.content] for quote in document.quotes]
    speaker = {"span": document.mentions[0].key, "name": "Nobody Known", "nobody": None}[named_by]
    record = AttributionRecord(document.id, [SpeakerRecord(one, speaker) for one in content])
    wrong = next(case for case in cases("attribution", [document], [record]) if case.outcome != "correct")
    parts = named(document, wrong)
    assert (("speaker", "predicted", "Rebels") in parts) == (named_by == "span")
    assert any(side == "gold" for _, side, _ in parts) == (named_by != "name")
    assert ("Nobody Known" in wrong.note) == (named_by == "name")
