"""Small sites of the corpus browser: an ordinary one with two outlets on one story, and a hostile one."""

import datetime as dt
import re

import msgspec
import pytest

from dateline.corpus.stories import Actor, Happening, Story
from dateline.viewer.browser import Collection, pages
from dateline.viewer.browser.collection import stems

HOSTILE = '</script><img src=x onerror="alert(1)">&amp;\'"[bold]\x1b[31m'


def story(name, title, what):
    """Make a story with one event."""
    return Story(
        id=name,
        title=title,
        topic="disaster",
        split="train",
        kind="invented",
        date=dt.date(2033, 12, 3),
        summary=f"What is known: {what}",
        places=(Actor(id="larkmouth", name="Larkmouth", note="a town"),),
        people=(),
        bodies=(),
        events=(
            Happening(id="flood", date="2033-12-03", what=what),
            Happening(id="untold", date="2033", what="Unsaid."),
        ),
        sayings=(),
    )


def collection_of(documents, outlets, stories):
    """Make a collection."""
    return Collection(tuple(documents), outlets, stories, stems(document.id for document in documents))


@pytest.fixture
def small(larkmouth):
    """Two outlets on one story, the second without the event; and a masked article on it."""
    facts = {"story": "flood-story", "date": "2033-12-04", "part": "open", "split": "train", "license": "CC-BY-4.0"}
    event = msgspec.structs.replace(larkmouth.events[0], story_event="flood")
    first = msgspec.structs.replace(larkmouth, id="larkmouth-one", outlet="one", events=(event,), **facts)
    second = msgspec.structs.replace(larkmouth, id="larkmouth-two", outlet="two", genre="feature", events=(), **facts)
    third = msgspec.structs.replace(
        first,
        id="real-one",
        part="news",
        text=re.sub(r"\S", "_", first.text),
        title=None,
        masked=True,
        provenance="real",
    )
    outlets = {"one": "The First Courier", "two": "The Second Courier"}
    stories = {"flood-story": story("flood-story", "The flood at Larkmouth", "Water enters the town.")}
    return collection_of((first, second, third), outlets, stories)


@pytest.fixture
def attacked(hostile):
    """Two articles with markup in every field: texts, ids, types, names, outlet, story, event."""
    entity = msgspec.structs.replace(hostile.entities[0], catalogue=HOSTILE)
    event = msgspec.structs.replace(hostile.events[0], story_event=HOSTILE)
    changed = {"story": HOSTILE, "split": HOSTILE, "part": HOSTILE, "genre": HOSTILE, "date": HOSTILE}
    first = msgspec.structs.replace(hostile, entities=(entity,), events=(event,), **changed)
    second = msgspec.structs.replace(first, id=f"{HOSTILE} again")
    happened = Happening(id=HOSTILE, date=HOSTILE, what=HOSTILE)
    told = msgspec.structs.replace(story(HOSTILE, HOSTILE, HOSTILE), topic=HOSTILE, events=(happened,))
    return collection_of((first, second), {HOSTILE: HOSTILE}, {HOSTILE: told})


@pytest.fixture
def small_pages(small):
    """The files of the small site, by path."""
    return dict(pages(small))
