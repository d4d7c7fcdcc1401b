"""Nothing of a test article is in training data: stories, texts and sentences stay on one side."""

from collections import defaultdict

import msgspec
import pytest

from dateline.corpus.load import load, names
from dateline.corpus.style.duplicates import near_duplicates

PARTS = [name for name in names() if "/" not in name]


@pytest.fixture(scope="module")
def documents():
    """All documents of all parts, with the text where it is available."""
    return [document for part in PARTS for document in load(part)]


def across_splits(documents):
    """List the nearly equal sentences of documents of different parts or splits."""
    place = {document.id: (document.part, document.split) for document in documents}
    readable = [document for document in documents if not document.masked]
    return [pair for pair in near_duplicates(readable) if place[pair[0]] != place[pair[1]]]


def test_a_story_is_in_one_split(documents):
    """All articles of a story, in whatever part, are in splits of one name."""
    splits = defaultdict(set)
    for document in documents:
        splits[document.story].add(document.split)
    assert {story: found for story, found in splits.items() if len(found) > 1} == {}


def test_a_text_is_there_once(documents):
    """No two documents have one id or one text."""
    assert len({document.id for document in documents}) == len(documents)
    assert len({document.sha256 for document in documents}) == len(documents)


def test_no_two_splits_share_a_sentence(documents):
    """No sentence of five words is nearly equal to one of another part or split."""
    assert across_splits(documents) == []


def test_a_shared_sentence_would_be_found(documents):
    """The sentences of a test article with a letter changed are found in another split."""
    test = next(document for document in documents if document.part == "open" and document.split == "test")
    copy = msgspec.structs.replace(test, id="copy", split="train", text=test.text.replace("e", "a", 3))
    assert len(across_splits([test, copy])) > 5
