"""The choices above a document: which layer is strong, how long the labels are, and the key to marks.

The style sheet alone obeys them, so that they work without a script. They are in a form, which keeps those of several
documents on one page apart.
"""

from collections import Counter
from collections.abc import Iterator
from html import escape

from dateline.document import Layer
from dateline.ontology import ontology
from dateline.viewer.colours import css_class, swatch
from dateline.viewer.marks import chains_in
from dateline.viewer.view import Reading

HOW = (
    "Point at a mark to light up what belongs to it; click to keep it lit, Escape to end that. "
    "Tab enters the text, then arrow keys go from mark to mark, with Shift along a chain or an event."
)
KEY: tuple[tuple[Layer, str, str, str], ...] = (  # layer, classes, words, what they mean
    ("mentions", "m name", "Ilse Varga", "name"),
    ("mentions", "m nominal", "the mayor", "nominal"),
    ("mentions", "m pronoun", "she", "pronoun"),
    ("mentions", "m value", "three days", "value"),
    ("events", "t", "resigned", "event trigger"),
    ("quotes", "q", "prices will rise", "quote"),
    ("quotes", "c", "said", "cue of a quote"),
)


def controls(reading: Reading, *, chains: bool, how: str = "") -> str:
    """Write the choices for a reading.

    Args:
        reading: what is shown.
        chains: whether there is a margin rail that can be hidden.
        how: how marks are used, in a sentence or two.
    """
    layers = [("text", "Text"), *_layers(reading)]
    if len(reading.layers) > 1:
        layers.append(("all", "All"))
    differing = Counter(layer for layer, _ in reading.disagreements)
    strong = max(reading.layers, key=lambda layer: differing[layer], default="text")
    labels = [("none", "none"), ("short", "short"), ("long", "long")]
    boxes = _box("others", "other layers") if len(reading.layers) > 1 else ""
    boxes += f'<span class="chains-choice">{_box("chains", "chains")}</span>' if chains else ""
    return (
        f"{_segments('layer', 'Layer', layers, strong)}"
        f'<details class="options"><summary>Key<span class="word"> and options</span></summary><div class="bar">'
        f"{_segments('labels', 'Labels', labels, 'short')}{boxes}</div>{key(reading)}"
        f'<p class="how">{how}</p></details>'
    )


def key(reading: Reading) -> str:
    """Write the key to marks: levels, layers and the types that occur."""
    shown = "".join(
        f'<li><span class="text"><span class="{name}">{words}</span></span> {told}</li>'
        for layer, name, words, told in KEY
        if layer in reading.layers
    )
    numbered = (
        '<li><b class="c1">1</b> number of a coreference chain</li>' if any(map(chains_in, reading.sides)) else ""
    )
    outlined = '<li><span class="text"><span class="d">words</span></span> the sides differ</li>'
    types = Counter(mention.type for side in reading.sides for mention in side.mentions if mention.type)
    coloured = "".join(
        f'<li class="{css_class(name)}"><i>{escape(swatch(name).sign)}</i>{escape(name)} <small>{number}</small></li>'
        for name, number in sorted(types.items())
    )
    known = {name: one.definition for name, one in ontology().entity_types.items() if name in types}
    meant = "".join(f"<dt>{name}</dt><dd>{escape(definition)}</dd>" for name, definition in sorted(known.items()))
    return (
        f'<ul class="key">{shown}{numbered}{outlined if len(reading.sides) > 1 else ""}</ul>'
        + (f'<ul class="key">{coloured}</ul>' if coloured else "")
        + (f'<details class="meant"><summary>What the types mean</summary><dl>{meant}</dl></details>' if meant else "")
    )


def _layers(reading: Reading) -> Iterator[tuple[str, str]]:
    """Yield the layers with their names and, of one side, the number of what they hold; coreference is one too."""
    for layer in reading.layers:
        yield layer, _counted(layer.capitalize(), [len(getattr(side, layer)) for side in reading.sides])
        chains = [len(chains_in(side)) for side in reading.sides]
        if layer == "mentions" and any(chains):
            yield "chains", _counted("Coreference", chains)


def _counted(name: str, numbers: list[int]) -> str:
    return f"{name} <small>{numbers[0]}</small>" if len(numbers) == 1 else name


def _segments(name: str, title: str, choices: list[tuple[str, str]], chosen: str) -> str:
    options = "".join(
        f'<label><input type="radio" name="{name}" value="{value}"{" checked" if value == chosen else ""}>'
        f"<span>{told}</span></label>"
        for value, told in choices
    )
    return f'<fieldset class="segments"><legend>{title}</legend>{options}</fieldset>'


def _box(name: str, told: str) -> str:
    return f'<label class="check"><input type="checkbox" name="{name}" checked>{told}</label>'
