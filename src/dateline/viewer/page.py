"""An article with its layers as one self-contained page: no other file, no network.

Everything from data is escaped; scripts and styles hold no data, groups are numbers, and the page's own policy lets no
other script run.
"""

import hashlib
from base64 import b64encode
from html import escape

from dateline.viewer.article import body, head, readable, title_of
from dateline.viewer.marks import marked
from dateline.viewer.parts.comparison import steps
from dateline.viewer.parts.controls import HOW, controls
from dateline.viewer.parts.lists import entities
from dateline.viewer.passages import STATIC, styles
from dateline.viewer.view import Reading

HOW_TO_STEP = " N and P go to the next and the previous difference."


def page(reading: Reading, trail: str = "") -> str:
    """Write a reading as an HTML page.

    Args:
        reading: what is shown.
        trail: links to other pages, as HTML.
    """
    reading = readable(reading)
    document, sides = reading.document, marked(reading)
    two = len(sides) > 1
    how = f"{HOW}{HOW_TO_STEP if two else ''}"
    title = f"<h1>{escape(title_of(document))}</h1>" if two else ""
    listed = "".join(entities(reading, side) for side in sides) if "mentions" in reading.layers else ""
    return written(
        title_of(document),
        f'<div class="wrap{" wide" if two else ""}"><header>{trail}{head(document)}{title}</header>\n'
        '<form class="dl-doc" method="dialog">'
        f'<div class="bar top" role="group" aria-label="What is shown">{steps(reading) if two else ""}'
        f"{controls(reading, chains=not two and 'mentions' in reading.layers, how=how)}</div>\n"
        f'<main id="text" tabindex="-1">{body(reading, sides, whole=True)}{listed}</main></form>'
        '</div>\n<p class="about" aria-hidden="true"></p>',
        skip="Skip to the text",
    )


def written(title: str, inside: str, *, skip: str, sheets: tuple[str, ...] = ("article", "page")) -> str:
    """Write a page around what is inside it: head, policy, style sheets, script, and a link that skips to `#text`."""
    script = "".join((STATIC / f"{name}.js").read_text(encoding="utf-8") for name in ("text", "page"))
    allowed = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{allowed}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{styles(*sheets)}</style>\n</head>\n"
        f'<body class="dl">\n<a class="skip" href="#text">{skip}</a>\n'
        f"{inside}\n<script>{script}</script>\n</body>\n</html>\n"
    )
