"""Each format of an annotation tool gives back what it was given, layer by layer, for any document."""

import msgspec
import pytest
from documents import bare, document_of, documents
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.document import LAYERS
from dateline.errors import InputError, TextNeededError
from dateline.interchange.formats import format_of

FORMATS = ("cas-json", "cas-xmi", "label-studio", "w3c", "webanno-tsv")
some = settings(max_examples=25, suppress_health_check=list(HealthCheck))


def trip(name, document):
    """Write a document and read the files back."""
    tool = format_of(name)
    return tool.read(tool.write(document), bare(document))


def problems_of(tool, files, document):
    """Read files; return what is wrong with them, if anything."""
    try:
        tool.read(files, document)
    except InputError as error:
        return error.problems
    return ()


@pytest.mark.parametrize("name", FORMATS)
@given(document=documents())
@some
def test_all_layers_come_back(name, document):
    """Export, import, equal: mentions, entities, events, quotes, with ids and order."""
    assert trip(name, document) == document


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("name", FORMATS)
@given(data=st.data())
@some
def test_one_layer_comes_back(name, layer, data):
    """A layer that is there alone comes back alone, an empty one as empty."""
    document = data.draw(documents((layer,)))
    assert trip(name, document) == document


@pytest.mark.parametrize("name", FORMATS)
def test_an_article_comes_back(name, articles):
    """Articles with all layers round trip, with the names of their entities taken from the document."""
    for document in articles[:2]:
        tool = format_of(name)
        assert tool.read(tool.write(document), document).quotes == document.quotes
        read = tool.read(tool.write(document), document)
        assert set(read.entities) == set(document.entities)
        assert (read.mentions, read.events) == (document.mentions, document.events)


@pytest.mark.parametrize("name", FORMATS)
def test_no_layer_is_no_layer(name):
    """A document without layers has none when it comes back."""
    assert trip(name, document_of("Vantry fell.")).annotated_layers == ()


@pytest.mark.parametrize("name", FORMATS)
def test_every_layer_has_its_losses_said(name):
    """The table of losses names all layers."""
    assert format_of(name).LOSSES.keys() == set(LAYERS)


@pytest.mark.parametrize("name", FORMATS)
def test_masked_documents_are_refused(name, articles):
    """Files that hold the text are neither written nor read with a masked one."""
    masked = msgspec.structs.replace(articles[0], masked=True)
    for use in (lambda: format_of(name).write(masked), lambda: format_of(name).read({}, masked)):
        with pytest.raises(TextNeededError) as caught:
            use()
        assert caught.value.problems[0].id == "missing-source-text"


@pytest.mark.parametrize("name", FORMATS)
def test_missing_files_are_told(name, articles):
    """No file of the format, and several of which none is called like the document."""
    files = format_of(name).write(articles[0])
    with pytest.raises(InputError) as caught:
        format_of(name).read({"notes.pdf": b""}, articles[0])
    assert caught.value.problems[0].id == "missing-file"
    ((main, data),) = ((key, value) for key, value in files.items() if key.startswith("d0."))
    twice = {main.replace("d0", one): data for one in ("a", "b")}
    with pytest.raises(InputError) as caught:
        format_of(name).read(twice, articles[0])
    assert caught.value.problems[0].id == "bad-file-name"


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.binary(max_size=60))
@some
def test_no_bytes_make_a_traceback(name, data):
    """Whatever a file holds, what is wrong is told with the file."""
    document = document_of("Vantry fell.")
    tool = format_of(name)
    main = next(key for key in tool.write(document) if key.startswith("made."))
    assert all(problem.file == main for problem in problems_of(tool, {main: data}, document))


@pytest.mark.parametrize("name", FORMATS)
@given(place=st.integers(0, 10_000), piece=st.binary(max_size=3), document=documents())
@some
def test_no_damage_makes_a_traceback(name, place, piece, document):
    """A file that is damaged in one place is read or refused."""
    tool = format_of(name)
    files = tool.write(document)
    main = next(key for key in files if key.startswith("made."))
    place %= len(files[main])
    files[main] = files[main][:place] + piece + files[main][place + 1 :]
    assert all(problem.file == main for problem in problems_of(tool, files, bare(document)))
