"""The quotas of the part `open`: what must hold, the targets, and how both are counted."""

from typing import get_args

import msgspec
import pytest

from dateline.corpus.article_files import Genre
from dateline.corpus.load import load
from dateline.corpus.quotas import count
from dateline.corpus.stories import Amounts, Length, Quotas, read_outlets, read_quotas
from dateline.document import Argument, Document, Event, Mention, Paragraph, Quote, QuoteType, Span
from dateline.document import Filler as Source
from dateline.ontology import ontology
from dateline.paths import root
from dateline.publishing.reports.quotas_report import write_quotas

QUOTAS = read_quotas(root() / "corpus" / "quotas.toml")
TEXT = "Ana left Ombel on Friday, Ana said."


def document(name="d", split="train", **changes):
    """Make a document with one event of one argument, one quote and three mentions."""
    event = Event(
        id="e1",
        start=4,
        end=8,
        type="Travel",
        polarity="positive",
        realis="actual",
        event="v1",
        arguments=(Argument(0, 3, role="traveler", mention="m1"),),
    )
    facts = dict.fromkeys(("part", "outlet", "genre", "topic", "date", "provenance", "license"), "x")
    whole = Document(
        id=name,
        split=split,
        story=name,
        title=None,
        sha256="",
        masked=False,
        text=TEXT,
        paragraphs=(Paragraph(0, len(TEXT), "body"),),
        sentences=(),
        tokens=(),
        annotated_layers=("mentions", "events", "quotes"),
        entities=(),
        mentions=(
            Mention(0, 3, id="m1", type="PERSON", level="name"),
            Mention(18, 24, id="m2", type="DATE", level="value"),
            Mention(26, 29, id="m3", type="PERSON", level="nominal"),
        ),
        events=(event,),
        quotes=(Quote(id="q1", content=(Span(0, 24),), type="indirect", sources=(Source(26, 29, mention="m3"),)),),
        **facts,
    )
    return msgspec.structs.replace(whole, **changes)


def quotas(**amounts):
    """Make quotas whose least numbers for train are given, and nothing else."""
    return Quotas(length=Length(1, 100), tolerance=100, splits={}, least={"train": Amounts(**amounts)})


def found(documents, **amounts):
    """Count documents against least numbers for train: what is found, by the name of the quota."""
    return {q.name: q.found for q in count(documents, quotas(**amounts), ontology()) if q.scope == "train"}


def test_open_holds_what_it_must():
    """No least number of corpus/quotas.toml is missed."""
    assert [q for q in count(load("open"), QUOTAS, ontology()) if q.binding and not q.met] == []


def test_a_missed_quota_is_seen():
    """Without its test split, the part is too small, and its shares are wrong."""
    missed = {(q.scope, q.name) for q in count(load("open/train"), QUOTAS, ontology()) if q.binding and not q.met}
    assert {("all", "articles"), ("all", "words"), ("train", "share of the words"), ("test", "articles")} <= missed


def test_quotas_name_what_there_is():
    """Every label that is counted is one of the scheme, so that none waits for what can't come."""
    outlets = read_outlets(root() / "corpus" / "outlets.toml")
    topics = set(QUOTAS.least["all"].topics)
    for scopes in (QUOTAS.least, QUOTAS.targets):
        for amounts in scopes.values():
            assert set(amounts.genres) <= set(get_args(Genre))
            assert set(amounts.outlets) <= set(outlets)
            assert set(amounts.topics) <= topics
            assert set(amounts.entity_types) <= set(ontology().entity_types)
            assert set(amounts.quote_types) <= set(get_args(QuoteType))
            assert set(amounts.source_kinds) <= {"name", "nominal", "pronoun", "none"}


def test_targets_are_not_below_what_must_hold():
    """A target of a size is at least what must hold already."""
    for scope, least in QUOTAS.least.items():
        goal = QUOTAS.targets[scope]
        for field in ("articles", "stories", "words", "triggers", "quotes"):
            assert getattr(goal, field) >= getattr(least, field) or not getattr(goal, field)


def test_labels_are_counted_in_their_split():
    """Triggers, arguments, mentions by name or value, quotes and their sources, of documents of the split only."""
    documents = [document("a"), document("b"), document("c", split="test")]
    assert found(documents, triggers=1, quotes=1, stories=1) == {"stories": "2", "triggers": "2", "quotes": "2"}
    assert found(documents, entity_types={"PERSON": 1, "DATE": 1}) == {
        "mentions of PERSON": "2",
        "mentions of DATE": "2",
    }
    assert found(documents, quote_types={"indirect": 1, "mixed": 1}) == {"quotes: indirect": "2", "quotes: mixed": "0"}
    types = found(documents, each_event_type=1)
    assert len(types) == len(ontology().event_types)
    assert types["triggers of Travel"] == "2"
    roles = found(documents, each_role=5)
    assert roles["arguments: traveler"] == "2"
    assert len(roles) == len({role for kind in ontology().event_types.values() for role in kind.roles})


@pytest.mark.parametrize(
    ("sources", "kind"),
    [((), "none"), ((Source(26, 29, mention="m3"),), "nominal"), ((Source(0, 3, mention="m1"),), "name")],
)
def test_a_source_is_of_the_kind_of_its_mention(sources, kind):
    """A quote counts as the level of its first source, or as without one; a source that is no mention as neither."""
    quote = Quote(id="q1", content=(Span(0, 24),), type="indirect", sources=sources)
    kinds = {"none": 1, "nominal": 1, "name": 1, "pronoun": 1}
    counted = found([document(quotes=(quote,))], source_kinds=kinds)
    assert {name: number for name, number in counted.items() if number != "0"} == {f"sources: {kind}": "1"}
    unmarked = msgspec.structs.replace(quote, sources=(Source(26, 29),))
    assert set(found([document(quotes=(unmarked,))], source_kinds=kinds).values()) == {"0"}


def test_a_target_that_is_not_reached_binds_nobody():
    """Targets are told from what must hold, and are met or not by themselves."""
    goal = msgspec.structs.replace(quotas(articles=1), targets={"train": Amounts(articles=2)})
    (one, two) = [q for q in count([document()], goal, ontology()) if q.scope == "train"]
    assert (one.binding, one.met, one.wanted) == (True, True, "at least 1")
    assert (two.binding, two.met, two.wanted, two.found) == (False, False, "at least 2", "1")


def test_the_page_is_what_the_corpus_gives(project, tmp_path):
    """docs/reports/quotas.md is the output of its command."""
    if not (project / "docs" / "reports" / "quotas.md").exists():
        pytest.skip("not a checkout")
    page = write_quotas(tmp_path, count(load("open"), QUOTAS, ontology()))
    assert page.read_text(encoding="utf-8") == (project / "docs" / "reports" / "quotas.md").read_text(encoding="utf-8")
