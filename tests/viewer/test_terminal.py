"""An article in the terminal: everything that colour says is written out."""

import msgspec
import pytest
from rich.console import Console

from dateline.annotation.agreement import Pair, differences
from dateline.corpus.gold import Annotation
from dateline.document import LAYERS
from dateline.viewer import Reading, Side, draw, of_gold


def drawn(reading):
    """Draw without colours, in one long line a paragraph."""
    console = Console(width=400, no_color=True, highlight=False)
    with console.capture() as captured:
        console.print(draw(reading))
    return captured.get()


def test_layers_are_written_out(larkmouth):
    """Nested mentions, triggers and quotes stand in brackets with their labels, events and quotes in lists."""
    shown = drawn(of_gold(larkmouth))
    assert "{Floods Disaster} hit [Larkmouth GPE town]" in shown
    assert '⟦"[[her PERSON varga] town GPE town]" would recover q1 Ilse Varga⟧.' in shown
    assert "event: Disaster “Floods” positive, actual, flood · affected: “Larkmouth”" in shown
    assert 'quote: q1 mixed: Ilse Varga · cue: “said” · “"her town" would recover”' in shown


def test_sides_and_differences(larkmouth):
    """Two sides stand one below the other, and each difference names both."""
    mentions = (msgspec.structs.replace(larkmouth.mentions[0], type="LOC"), *larkmouth.mentions[1:-1])
    a, b = Side("gold", larkmouth.mentions), Side("system", mentions)
    pair = Pair(larkmouth.id, "", Annotation(mentions=a.mentions), Annotation(mentions=b.mentions), Annotation())
    found = tuple(("mentions", one) for one in differences("mentions", pair))
    shown = drawn(Reading(larkmouth, ("mentions",), (a, b), found))
    assert "[Larkmouth GPE town ≠ type]" in shown
    assert "[Larkmouth LOC town ≠ type]" in shown
    assert "≠ mentions type: “Larkmouth” · gold: GPE · system: LOC" in shown
    assert "≠ mentions only in gold: “She” · gold: PERSON pronoun" in shown


def test_hostile_text_is_neither_markup_nor_control(hostile):
    """Square brackets of data are no markup, and escape characters are made visible."""
    shown = drawn(of_gold(hostile))
    assert "[bold]" in shown
    assert "\x1b[31m" not in shown
    assert "\N{REPLACEMENT CHARACTER}[31m" in shown


@pytest.mark.parametrize("layer", LAYERS)
def test_one_layer_alone(larkmouth, layer):
    """A layer that was not asked for leaves no trace."""
    shown = drawn(of_gold(larkmouth, [layer]))
    signs = {"mentions": "GPE town", "events": "event:", "quotes": "quote:"}
    assert [name for name, sign in signs.items() if sign in shown] == [layer]
