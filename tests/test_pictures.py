"""The picture of README is what the viewer makes of the corpus today."""

import runpy

import pytest


@pytest.fixture(scope="module")
def script(project):
    """The script that draws it."""
    path = project / "docs" / "pictures" / "draw.py"
    if not path.exists():
        pytest.skip("not a checkout")
    return runpy.run_path(str(path))


def test_pictures_are_current(script):
    """Each was drawn from the page that the viewer writes now; else `python docs/pictures/draw.py` draws them again."""
    from PIL import Image

    for scheme in script["SCHEMES"]:
        path = script["file"](scheme)
        with Image.open(path) as drawn:
            assert drawn.text["Source"] == script["digest"](), "run: python docs/pictures/draw.py"
            assert drawn.width == 2 * script["WIDTH"]
        assert path.stat().st_size < 150_000


def test_it_shows_a_text_of_our_own(script):
    """The article is an invented one, not real news; all its layers are drawn, with words that can be read."""
    import dateline

    (document,) = (one for one in dateline.load(script["PART"]) if one.id == script["ARTICLE"])
    assert (document.part, document.provenance == "real", document.masked) == ("open", False, False)
    page = script["page"]()
    for drawn in ('data-t="ORG"', 'data-c="1"', 'data-roles="', 'class="q', 'class="c"', "Shanti Ramdjanam"):
        assert drawn in page
