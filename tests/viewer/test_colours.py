"""Colours and signs of types: told apart by sight, and without it."""

from itertools import combinations

import pytest

from contrast import contrast, linear
from dateline.ontology import ontology
from dateline.viewer.colours import SWATCHES, css_class, css_rules, swatch

FREQUENT = ("PERSON", "ORG", "DATE", "GPE", "CARDINAL", "FAC", "TIME", "LOC", "NORP", "ORDINAL")
PAPER = {"light": "#f4f2ed", "dark": "#1f2227"}  # the least contrast: panels, not the page itself


def oklab(colour):
    """Give the coordinates in Oklab, where distances are those that people see (Ottosson 2020)."""
    r, g, b = linear(colour)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_read(scheme):
    """Every colour has a contrast of 4.5 to 1 with what it is written on."""
    found = {name: contrast(getattr(swatch(name), scheme), PAPER[scheme]) for name in (*SWATCHES, "x", "yy", "Z", "w")}
    assert {name: round(ratio, 2) for name, ratio in found.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_frequent_types_are_told_apart(scheme):
    """No two of the ten most frequent types have colours that look alike."""
    colours = {name: oklab(getattr(SWATCHES[name], scheme)) for name in FREQUENT}
    near = {
        pair: round(distance, 3)
        for pair in combinations(FREQUENT, 2)
        if (distance := sum((a - b) ** 2 for a, b in zip(*(colours[name] for name in pair), strict=True)) ** 0.5)
        < 0.055
    }
    assert near == {}


def test_every_type_has_a_sign_of_its_own():
    """The sign alone tells a type of the ontology."""
    signs = [swatch(name).sign for name in ontology().entity_types]
    assert len(set(signs)) == len(signs) == len(SWATCHES)


def test_unknown_types_have_colour_and_sign():
    """A type of another scheme is drawn as well, and its name can't break a style sheet."""
    assert swatch("Weapon").sign == "We"
    hostile = '"}</style><script>'
    assert css_class(hostile).isalnum()
    assert f".{css_class(hostile)}{{" in css_rules()
    assert swatch("<>").sign == ""
