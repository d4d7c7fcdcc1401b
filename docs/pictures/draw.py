"""Draw the picture of README: one paragraph of an article with its layers, by the viewer, light and dark.

Needs Chromium, and Playwright and Pillow, which `pip install -e ".[test]"` brings. Run it from a checkout:

    python docs/pictures/draw.py

Each file carries the digest of the page that it was drawn from, so that a test can tell whether it is current.
"""

import hashlib
import io
import shutil
from pathlib import Path

import msgspec

import dateline
from dateline.document import Document, Span
from dateline.viewer import fragment, styles
from dateline.viewer.colours import css_class, swatch

HERE = Path(__file__).parent
PART, ARTICLE, PARAGRAPH = "open/train", "reservoir-vote-meridian-wire", 4
LAYERS = {"mentions": "Mentions", "chains": "Coreference", "events": "Events", "quotes": "Quotes"}
NOTES = {
    "chains": "<small>one number for all mentions of an entity</small>",
    "events": "<small>triggers with their type, participants with the number of the event and their role</small>",
    "quotes": "<small>content, cue and speaker</small>",
}
SCHEMES = ("light", "dark")
WIDTH = 880
COLOURS = 64
SHEET = """
body { margin: 0; }
main { background: var(--paper); padding: .125rem 1.125rem 1rem; font-size: 16px; }
h2 small { font-weight: 400; margin-left: .75em; }
h2 b { color: var(--c); margin-right: .25em; }
h2 { font: 600 .8125rem/1.4 var(--sans); color: var(--soft); margin: .75rem 0 -.75rem; }
.dl .rail { display: none; }
.dl .text { font-size: 1rem; }
.dl .para { grid-template-columns: minmax(0, 1fr); }
"""


def page() -> str:
    """Write the page that is drawn: the paragraph once for each layer, numbered as if it stood alone."""
    (document,) = (one for one in dateline.load(PART) if one.id == ARTICLE)
    alone = _alone(document, PARAGRAPH)
    shown, told = fragment(alone), NOTES | {"mentions": _signs(alone)}
    parts = "".join(
        f'<h2>{title}{told[layer]}</h2><div class="dl" data-strong="{layer}">{shown}</div>'
        for layer, title in LAYERS.items()
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>DATELINE</title>'
        f'<style>{styles("article")}{SHEET}</style><main class="dl">{parts}</main></html>'
    )


def digest() -> str:
    """Return the digest of the page."""
    return hashlib.sha256(page().encode()).hexdigest()


def file(scheme: str) -> Path:
    """Return the path of a picture."""
    return HERE / f"paragraph-{scheme}.png"


def draw(scheme: str) -> bytes:
    """Draw the page in Chromium, at two pixels a CSS pixel, with a palette of a few colours."""
    from PIL import Image, PngImagePlugin
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": WIDTH, "height": 400}, device_scale_factor=2, color_scheme=scheme
        )
        tab = context.new_page()
        tab.set_content(page())
        drawn = Image.open(io.BytesIO(tab.screenshot(full_page=True)))
        browser.close()
    facts = PngImagePlugin.PngInfo()
    facts.add_text("Source", digest())
    out = io.BytesIO()
    drawn.convert("RGB").quantize(COLOURS).save(out, "PNG", optimize=True, pnginfo=facts)
    return out.getvalue()


def _signs(document: Document) -> str:
    """Write the key to the signs of the types that occur."""
    types = sorted({mention.type for mention in document.mentions})
    return "".join(f'<small class="{css_class(one)}"><b>{swatch(one).sign}</b>{one}</small>' for one in types)


def _alone(document: Document, place: int) -> Document:
    """Keep a paragraph and the annotations in it."""
    paragraph = document.paragraphs[place]

    def inside(one: Span) -> bool:
        return paragraph.start <= one.start < paragraph.end

    return msgspec.structs.replace(
        document,
        paragraphs=(paragraph,),
        mentions=tuple(filter(inside, document.mentions)),
        events=tuple(filter(inside, document.events)),
        quotes=tuple(quote for quote in document.quotes if inside(quote.content[0])),
    )


if __name__ == "__main__":
    for name in SCHEMES:
        file(name).write_bytes(draw(name))
        print(f"wrote {file(name)}: {file(name).stat().st_size // 1000} kB")
