"""One hue for each type."""

import colorsys
from functools import cache
from zlib import crc32

from dateline.ontology import ontology

GOLDEN_ANGLE = 137.508
"""Steps of this many degrees keep neighbours apart, however many there are."""


@cache
def hue_of(name: str) -> int:
    """Return the hue of a type, in degrees; types that the ontology doesn't know have one as well."""
    types = list(ontology().entity_types)
    place = types.index(name) if name in types else crc32(name.encode())
    return round(place * GOLDEN_ANGLE) % 360


def rgb(hue: int) -> tuple[int, int, int]:
    """Return a colour of this hue that can be read on black and on white: 0 to 255 for red, green, blue."""
    red, green, blue = colorsys.hls_to_rgb(hue / 360, 0.5, 0.65)
    return round(255 * red), round(255 * green), round(255 * blue)
