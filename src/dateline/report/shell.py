"""What all pages of scores have in common: each is one file, and asks for no other.

Everything from data is escaped, or packed as JSON that the page's script writes as text; the page's own policy lets no
other script run.
"""

import hashlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from dateline.publishing.reports.figures import PALETTE
from dateline.report.markup import Html


def written(
    title: str,
    *,
    over: str,
    home: str = "",
    head: Sequence[str],
    sections: Sequence[Html],
    scripts: Sequence[str],
    data: Mapping[str, str] = {},
    links: str = "",
) -> str:
    """Write a page.

    Args:
        title: its heading.
        over: what kind of page it is.
        home: what that leads to, if to anything.
        head: what stands below the heading.
        sections: the sections; empty ones are left out.
        scripts: the files that make up its script, in the order in which they are joined.
        data: Base64 by name, which the script unpacks.
        links: what stands in the place of links to all sections.
    """
    here = Path(__file__)
    style = here.with_name("report.css").read_text(encoding="utf-8")
    parts = "".join(here.with_name(name).read_text(encoding="utf-8") for name in scripts)
    script = f'"use strict";\n(() => {{\n{parts}}})();\n'
    allowed = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    rules = ("default-src 'none'", "style-src 'unsafe-inline'", f"script-src 'sha256-{allowed}'", "base-uri 'none'")
    kind = f'<a href="{escape(home)}">{escape(over)}</a>' if home else escape(over)
    policy = "; ".join((*rules, "form-action 'none'"))
    packed = "".join(f'<script type="text/plain" id="data-{name}">{text}</script>\n' for name, text in data.items())
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}: {escape(over.lower())}</title>\n"
        f"<style>\n{PALETTE}{style}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#main">Skip to the scores</a>\n'
        f'<header>\n<p class="over">{kind}</p>\n<h1>{escape(title)}</h1>\n{"".join(head)}</header>\n'
        f'{links or contents(sections)}<main id="main" tabindex="-1">\n{"".join(sections)}</main>\n'
        f"{packed}<script>{script}</script>\n</body>\n</html>\n"
    )


def contents(sections: Sequence[Html]) -> str:
    """Link to the sections that there are."""
    links = []
    for text in filter(None, sections):
        name = text.split('"', 2)[1]
        title = text.partition("<h2")[2].partition(">")[2].partition("</h2>")[0]
        links.append(f'<li><a href="#{name}">{title}</a></li>')
    return f'<nav aria-label="Sections"><ul>{"".join(links)}</ul></nav>\n'
