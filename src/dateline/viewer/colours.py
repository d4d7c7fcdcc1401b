"""A colour and a sign for each type, so that no type is known by its colour alone.

Light colours are read on `#ffffff` to `#fbfaf7`, dark ones on `#16181c`, with a contrast of 4.5 to 1 at least.
"""

from functools import cache
from zlib import crc32

import msgspec


class Swatch(msgspec.Struct, frozen=True):
    """How a type is drawn.

    Attributes:
        sign: one or two characters that stand beside the words.
        light: its colour on a light page, as `#rrggbb`.
        dark: its colour on a dark page.
    """

    sign: str
    light: str
    dark: str


SWATCHES = {
    "PERSON": Swatch("P", "#1a5fc4", "#84b6ff"),
    "NORP": Swatch("N", "#a8323f", "#ff9296"),
    "FAC": Swatch("F", "#a34e00", "#ffab52"),
    "ORG": Swatch("O", "#8230b8", "#d49dff"),
    "GPE": Swatch("G", "#12762f", "#6fd389"),
    "LOC": Swatch("L", "#007681", "#4fd0d8"),
    "PRODUCT": Swatch("Pr", "#6e4f3a", "#d3b39c"),
    "EVENT": Swatch("E", "#85204a", "#f58fb5"),
    "WORK_OF_ART": Swatch("W", "#6b3fa0", "#c3a0f0"),
    "LAW": Swatch("\N{SECTION SIGN}", "#3f5d3a", "#a9c9a3"),
    "LANGUAGE": Swatch("La", "#7a4a63", "#e0aec8"),
    "DATE": Swatch("D", "#636b00", "#c8d05a"),
    "TIME": Swatch("T", "#a03a78", "#f09ad0"),
    "PERCENT": Swatch("%", "#2f6f62", "#86cdbd"),
    "MONEY": Swatch("$", "#3d6b2d", "#9fd08a"),
    "QUANTITY": Swatch("Q", "#5f5088", "#bdb0e6"),
    "ORDINAL": Swatch("\N{NUMERO SIGN}", "#4b47a3", "#a9a6f5"),
    "CARDINAL": Swatch("#", "#5b5e66", "#b5b9c2"),
}
"""How the types of the ontology are drawn."""
OTHER = (
    ("#335c85", "#9cc3ea"),
    ("#7a4b2a", "#dfae8a"),
    ("#2d6b4f", "#8fd0b0"),
    ("#74417d", "#d6a6de"),
    ("#6b6420", "#cbc37c"),
    ("#8a3a4a", "#eea0ae"),
)
"""Colours, light and dark, of types that the ontology doesn't have."""


@cache
def swatch(name: str) -> Swatch:
    """Return how a type is drawn; one that the ontology doesn't have is named by its first two letters."""
    if name in SWATCHES:
        return SWATCHES[name]
    return Swatch("".join(filter(str.isalnum, name))[:2].capitalize(), *OTHER[crc32(name.encode()) % len(OTHER)])


def css_class(name: str) -> str:
    """Return the class of a type's colour; whatever the name, a harmless word."""
    return f"k{_COLOURS.index((swatch(name).light, swatch(name).dark))}" if name else ""


def css_rules() -> str:
    """Return the style rules that give each class its colour, `--c`."""
    return "".join(f".dl .k{n}{{--c:light-dark({light},{dark})}}" for n, (light, dark) in enumerate(_COLOURS)) + "\n"


def rgb(name: str) -> tuple[int, int, int]:
    """Return a type's colour in a terminal, which may be black or white: 0 to 255 for red, green, blue."""
    light, dark = (bytes.fromhex(colour[1:]) for colour in (swatch(name).light, swatch(name).dark))
    red, green, blue = ((one + other) // 2 for one, other in zip(light, dark, strict=True))
    return red, green, blue


_COLOURS = [(one.light, one.dark) for one in SWATCHES.values()] + list(OTHER)
