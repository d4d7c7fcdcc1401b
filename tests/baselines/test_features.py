"""Features in columns: the matrices that dictionaries would give, and sequences that do not depend on the batch."""

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction import DictVectorizer

from dateline.baselines.features.batch import Batch, batch_of
from dateline.baselines.features.columns import Bag, Column, Table, join
from dateline.baselines.features.mentions import Finder
from dateline.baselines.features.sequences import paragraphs_of, sentences_of
from dateline.formats.bio import best_sequence, best_sequences, decode, valid_chunks

TAGS = ["B-A", "B-B", "I-A", "I-B", "O"]
WORDS = st.lists(st.sampled_from(["a", "b", "c", "a b"]), max_size=4)
ITEMS = st.lists(st.tuples(st.sampled_from("xyz"), st.none() | st.sampled_from("xyz"), st.booleans(), WORDS))


def table_of(items):
    """Put items in columns: a value, a value or none, a number, and words."""
    optional = Column.of(other or "" for _, other, _, _ in items)
    there = np.array([other is not None for _, other, _, _ in items], dtype=np.bool_)
    words = Column.of(word for *_, some in items for word in some)
    ends = np.cumsum([len(some) for *_, some in items], dtype=np.intp)
    features = {
        "one": Column.of(one for one, *_ in items),
        "other": optional.take(np.arange(len(items)), there),
        "flag": np.array([flag for _, _, flag, _ in items], dtype=np.bool_),
        "word": Bag.between(np.append(0, ends)[:-1], ends, words),
    }
    return Table(len(items), features)


def rows_of(items):
    """Put items in dictionaries."""
    return [
        {"one": one, "flag": flag, **({"other": other} if other else {}), **{f"word {word}": 1 for word in words}}
        for one, other, flag, words in items
    ]


@given(ITEMS.filter(bool), ITEMS.filter(bool))
def test_columns_give_the_matrix_of_dictionaries(learnt, new):
    """The vocabulary and the matrices are those of scikit-learn's DictVectorizer, for items that are new to it too."""
    plain, ours = DictVectorizer().fit(rows_of(learnt)), DictVectorizer().fit(table_of(learnt).distinct())
    assert ours.vocabulary_ == plain.vocabulary_
    for items in (learnt, new):
        made = table_of(items).matrix(ours.vocabulary_)
        assert (made.toarray() == plain.transform(rows_of(items)).toarray()).all()


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("uvw"))))
def test_joined_columns_have_both_values(pairs):
    """Columns hold what they were made of, and a joined one the values of both."""
    one, two = (Column.of(pair[side] for pair in pairs) for side in (0, 1))
    assert list(one) == [left for left, _ in pairs]
    assert list(join(one, two)) == [f"{left} {right}" for left, right in pairs]
    assert list(one.map(str.upper)) == [left.upper() for left, _ in pairs]
    assert one.flags("x".__eq__).tolist() == [left == "x" for left, _ in pairs]


@given(st.lists(st.integers(1, 5), min_size=1, max_size=5), st.integers(0, 2**32 - 1), st.booleans())
def test_sequences_are_decoded_together_as_alone(lengths, seed, equal):
    """What is decoded beside others is what it is alone, and its spans are those of the tags, also among equals."""
    draw = np.random.default_rng(seed)
    shape = (sum(lengths), len(TAGS))
    scores = draw.integers(0, 2, shape).astype(float) if equal else draw.normal(size=shape)
    numbers = best_sequences(scores, np.array(lengths), TAGS)
    parts = np.split(scores, np.cumsum(lengths)[:-1])
    assert [TAGS[n] for n in numbers] == [tag for part in parts for tag in best_sequence(part, TAGS)]
    found = decode([TAGS[n] for n in numbers], "IOB2", "conlleval")
    assert valid_chunks(numbers, TAGS) == [(span.start, span.end, span.type) for span in found]


def test_a_batch_has_the_tokens_of_its_documents(articles):
    """Sentences and paragraphs of a batch are those of each document, and places lead back to offsets."""
    batch = batch_of(articles)
    assert batch_of(batch) is batch
    for sequences, one_by_one in ((batch.sentences, sentences_of), (batch.paragraphs, paragraphs_of)):
        expected = [(d, token) for d in articles for tokens in one_by_one(d) for token in tokens]
        assert list(sequences.words) == [d.span_text(token) for d, token in expected]
        spans = [sequences.span(place, place + 1) for place in range(len(sequences))]
        assert spans == [(articles.index(d), token.start, token.end) for d, token in expected]
        assert sequences.lengths.tolist() == [len(tokens) for d in articles for tokens in one_by_one(d)]


def test_neighbours_stay_in_their_sequence(articles):
    """Beyond the first or last token of a sentence comes what was asked for."""
    sentences = Batch(articles[:2]).sentences
    before = list(sentences.near(sentences.words, -1, "<s>", "</s>"))
    after = list(sentences.near(sentences.words, 1, "<s>", "</s>"))
    edges = set(sentences.edges[0].tolist()), set((sentences.edges[1] - 1).tolist())
    assert {place for place, word in enumerate(before) if word == "<s>"} == edges[0]
    assert {place for place, word in enumerate(after) if word == "</s>"} == edges[1]


def test_models_that_learn_from_one_batch_share_what_finds_mentions(articles):
    """It is trained once, finds what it finds by itself, and is trained anew for other layers of the same texts."""
    batch = Batch(articles[:4])
    one, two, alone = Finder().fit(batch), Finder().fit(batch), Finder().fit(articles[:4])
    assert one.models is two.models
    assert one.find(articles) == two.find(articles) == alone.find(articles) != [[] for _ in articles]
    bare = batch.with_layers([msgspec.structs.replace(one, mentions=()) for one in batch])
    assert Finder().fit(bare).find(articles) == [[] for _ in articles]
    assert Finder(iterations=1).fit(batch).models is not one.models
