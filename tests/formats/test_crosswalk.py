"""Crosswalks map gold and predictions to classes that both schemes can tell apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import InputError
from dateline.ontology import ontology
from dateline.records import EventRecord, EventsRecord, NerRecord, RoleSpan, TypedSpan
from dateline.tasks.crosswalks import classes, entity_crosswalk, event_crosswalk, left_out, map_events, map_ner

LETTERS = st.text("abcdef", min_size=1, max_size=1)


def test_types_that_share_a_label_become_one():
    """GPE and FAC are both LOC for CoNLL-2003, and a date is nothing there and is counted as left out."""
    crosswalk = entity_crosswalk(ontology(), "conll03")
    gold = NerRecord("d", [TypedSpan(0, 1, "GPE"), TypedSpan(2, 3, "FAC"), TypedSpan(4, 5, "DATE")])
    assert map_ner(gold, crosswalk.own) == NerRecord("d", [TypedSpan(0, 1, "LOC"), TypedSpan(2, 3, "LOC")])
    assert left_out([gold], crosswalk.own) == {"DATE": 1}
    predicted = NerRecord("d", [TypedSpan(0, 1, "LOC")])
    assert map_ner(predicted, crosswalk.other) == predicted


def test_events_and_roles_meet_in_one_class():
    """Gold and a foreign prediction of one event become equal; an unknown event is left out and counted."""
    crosswalk = event_crosswalk(ontology(), "ace")
    gold = EventsRecord("d", [EventRecord(0, 1, "Attack", arguments=[RoleSpan(2, 3, "attacker")])])
    theirs = [
        EventRecord(0, 1, "Conflict.Attack", arguments=[RoleSpan(2, 3, "Attacker")]),
        EventRecord(5, 6, "Life.Marry"),
    ]
    predicted = EventsRecord("d", theirs)
    assert map_events(gold, crosswalk.own) == map_events(predicted, crosswalk.other)
    assert left_out([predicted], crosswalk.other) == {"Life.Marry": 1}


@pytest.mark.parametrize("make", [entity_crosswalk, event_crosswalk])
def test_own_labels_stay(make):
    """The crosswalk `ontonotes` changes nothing."""
    crosswalk = make(ontology(), "ontonotes")
    assert crosswalk.own == crosswalk.other
    assert all(label == together for label, together in crosswalk.own.types.items())


def test_unknown_crosswalk_suggests_a_near_name():
    """A mistyped name gets the nearest suggested."""
    with pytest.raises(InputError, match="conll03"):
        entity_crosswalk(ontology(), "conll3")


@given(st.dictionaries(LETTERS, st.lists(LETTERS, max_size=3), max_size=6))
def test_labels_that_correspond_share_their_class(links):
    """Every pair that corresponds is one class on both sides, and what has no counterpart has none."""
    ours, theirs = classes(links)
    assert ours.keys() == {label for label, counterparts in links.items() if counterparts}
    assert all(ours[label] == theirs[other] for label, others in links.items() for other in others)
    assert set(ours.values()) == set(theirs.values())
