"""Scheme 1.1: one query a ruling, which lists all gold that the ruling could touch."""

from collections.abc import Callable, Iterable, Mapping

from dateline.annotation.rulings import events, mentions, quotes
from dateline.annotation.rulings.reading import Hit
from dateline.document import Document

RULINGS: Mapping[str, Callable[[Document], Iterable[Hit]]] = {
    "ruling-01-call-to-leave": events.call_to_leave,
    "ruling-02-withdraw-agent": events.withdraw_agent,
    "ruling-03-specific-fillers": events.specific_fillers,
    "ruling-04-delimited-groups": mentions.delimited_groups,
    "ruling-05-people-of-a-body": mentions.people_of_a_body,
    "ruling-06-demonym-groups": mentions.demonym_groups,
    "ruling-07-quote-edges": quotes.quote_edges,
    "ruling-08-quote-parts": quotes.quote_parts,
    "ruling-09-clashes-and-times": events.clashes_and_times,
    "ruling-10-planned": events.planned,
    "ruling-11-places-and-religions": mentions.places_and_religions,
}
"""The rulings of scheme 1.1 by the kind of candidate that each gives."""
