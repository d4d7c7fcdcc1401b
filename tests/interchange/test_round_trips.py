"""What a format holds comes back as it was, and what it can't hold is what its table of losses says."""

import msgspec
import pytest
from generated_documents import bare, documents
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.document import LAYERS
from dateline.errors import InputError, TextNeededError
from dateline.interchange.formats import MODULES, format_of
from dateline.publishing.format_table import write_formats

WHOLE = ("brat", "docbin")
OURS = ("brat", "conll2003", "conll2012", "conllu", "docbin")


def back(name, document):
    """Write a document and read it again."""
    return format_of(name).read(format_of(name).write(document), bare(document))


@pytest.mark.parametrize("name", WHOLE)
@settings(max_examples=60)
@given(data=st.data())
def test_all_layers_come_back(name, data):
    """Records, ids, links and empty layers are the same, whatever the document has."""
    document = data.draw(documents(crossing=True))
    found = back(name, document)
    for layer in (*LAYERS, "entities"):
        assert getattr(found, layer) == getattr(document, layer)
    if any(getattr(document, layer) for layer in LAYERS):  # brat has no place for a layer where no line is
        assert found.annotated_layers == document.annotated_layers


@settings(max_examples=60)
@given(document=documents())
def test_conllu_holds_mentions_and_entities(document):
    """Mentions that nest, values without an entity, odd ids: all the same."""
    found = back("conllu", document)
    assert (found.mentions, found.entities) == (document.mentions, document.entities)
    assert found.annotated_layers == ("mentions",)


@settings(max_examples=60)
@given(document=documents())
def test_conll2003_holds_the_outermost_names(document):
    """Names and values that lie in no other one keep span and type."""
    names = [m for m in document.mentions if m.level in {"name", "value"}]
    outer = [m for m in names if not any(o != m and o.start <= m.start and m.end <= o.end for o in names)]
    sentence = {token: s for s in document.sentences for token in range(s.start, s.end)}
    whole = [(m.start, m.end, m.type) for m in outer if sentence.get(m.start) == sentence.get(m.end - 1)]
    found = [(m.start, m.end, m.type) for m in back("conll2003", document).mentions]
    assert set(whole) <= set(found)

    def tokens(spans):
        return {t for t in document.tokens if any(start <= t.start and t.end <= end for start, end, *_ in spans)}

    assert tokens(found) == tokens([m.key for m in outer])


@settings(max_examples=60)
@given(document=documents())
def test_conll2012_holds_clusters_and_the_outermost_names(document):
    """The spans of every entity are those of one entity."""
    found = back("conll2012", document)

    def clusters(of):
        grouped = {}
        for mention in of.mentions:
            if mention.entity:
                grouped.setdefault(mention.entity, set()).add(mention.key)
        return sorted(map(sorted, grouped.values()))

    assert clusters(found) == clusters(document)


@pytest.mark.parametrize("name", OURS)
def test_masked_documents_are_refused(name, articles):
    """A format that carries the text needs it."""
    masked = msgspec.structs.replace(articles[0], masked=True)
    with pytest.raises(TextNeededError):
        format_of(name).write(masked)
    with pytest.raises(TextNeededError):
        format_of(name).read({"a": b""}, masked)


@pytest.mark.parametrize("name", MODULES)
def test_losses_are_of_layers(name):
    """Every format speaks of every layer, in a few words."""
    losses = format_of(name).LOSSES
    assert losses.keys() == set(LAYERS)
    assert all(loss is None or len(loss) <= 200 for loss in losses.values())


def test_an_unknown_format_is_refused():
    """The message lists the formats."""
    with pytest.raises(InputError, match="unknown-format"):
        format_of("brta")


def test_the_page_is_what_the_code_gives(project, tmp_path):
    """docs/reports/interchange.md is the output of its command."""
    committed = project / "docs" / "reports" / "interchange.md"
    if not committed.exists():
        pytest.skip("not a checkout")
    assert write_formats(tmp_path).read_text(encoding="utf-8") == committed.read_text(encoding="utf-8")
