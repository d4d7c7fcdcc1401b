"""The sections that the page's script fills: scores of single documents, and errors in context."""

from html import escape

from dateline.report.blocks import PER_BLOCK, Blocks
from dateline.report.findings import Findings
from dateline.report.markup import Html, folded, paragraph, plot, section, side_by_side, system_name, table
from dateline.report.plots import BINS, MOST_SYSTEMS, distribution, distribution_plot, pair_plot

_SCRIPT = Html('<noscript><p class="note">This part of the page needs JavaScript.</p></noscript>')


def documents(found: Findings) -> Html:
    """Show how the scores of single documents are spread, and list them."""
    results = [one for one in found.report.results if one.per_document]
    if not results:
        return Html()
    unit = "story" if found.by_story else "document"
    plural = "stories" if found.by_story else "documents"
    what = f"{results[0].primary} of a {unit}"
    width = 100 // BINS
    bins = [distribution(list(one.per_document.values())) for one in results]
    rows = [
        [f"{width * place} to {width * (place + 1)}", *(str(numbers[place]) for numbers in bins)]
        for place in range(BINS)
    ]
    header = [f"{results[0].primary}", *(one.system for one in results)]
    caption = f"How many {plural} have which {results[0].primary}; the mark below the bars is the median."
    parts = [plot(distribution_plot("spread", what, results), caption)]
    parts += [
        plot(
            pair_plot(f"pair{place}", what, results[0], one, place),
            f"Each {unit}: {one.system} against {results[0].system}; above the line {one.system} is better.",
        )
        for place, one in enumerate(results[1:MOST_SYSTEMS], start=1)
    ]
    shown = side_by_side(*parts)
    data = folded("The same as a table", table(f"number of {plural} by score", header, rows))
    listed = Html(f'<div id="units" data-unit="{unit}" hidden></div>\n')
    return section("documents", plural.capitalize(), shown, data, listed, _SCRIPT)


def errors(found: Findings, packed: Blocks) -> Html:
    """Give the form of filters and the places of the errors."""
    if found.unanalysed:
        return section("errors", "Errors", paragraph(f"There are no errors to show: {found.unanalysed}.", "note"))
    if not packed.errors:
        return section("errors", "Errors", paragraph("No system has an error."))
    parts = []
    if packed.listed < packed.errors:
        told = (
            f"{packed.listed:,} of {packed.errors:,} errors are here, taken from all parts of the data at even "
            "distances, so that the page stays small; the numbers above count all. `dateline errors TASK PREDICTIONS "
            "--list` lists all."
        )
        parts.append(paragraph(told, "note"))
    keys = "<kbd>n</kbd> and <kbd>p</kbd> go to the next and the previous error"
    marks = '<u class="g">underlined</u>: the gold; <mark>shaded</mark>: predicted'
    parts.append(Html(f'<p class="key">{marks}. {keys}.</p>\n'))
    outcomes = "".join(_outcome(found, number) for number in range(len(found.systems)))
    of = "Predicted label" if len(found.systems) == 1 else "Predicted label (system shown)"
    form = (
        f'<form id="filters" aria-label="Filters">{outcomes}'
        f'<label>{_row(found)} <select name="row"></select></label>'
        f'<label data-label>{of} <select name="label"></select></label>'
        f"{_shown(found)}"
        '<label>Words or document <input name="words" type="search" autocomplete="off" spellcheck="false"></label>'
        '<button type="button" id="clear">All errors</button></form>\n'
    )
    steps = (
        '<div class="steps"><button type="button" id="previous" aria-keyshortcuts="p">Previous</button>'
        '<button type="button" id="next" aria-keyshortcuts="n">Next</button>'
        '<output id="count" form="filters">Unpacking the errors</output></div>\n'
    )
    ends = '<ol id="list"></ol><div id="pages" class="steps"></div>'
    shell = Html(f'<div id="browser" data-block="{PER_BLOCK}" hidden>{form}{steps}{ends}</div>\n')
    return section("errors", "Errors in context", *parts, shell, _SCRIPT)


def _row(found: Findings) -> str:
    return "Label" if any(case and case.label for item in found.items for case in item.cases) else "Kind"


def _outcome(found: Findings, number: int) -> str:
    name = system_name(found.systems[number], number) if len(found.systems) > 1 else "Outcome"
    return f'<label><span>{name}</span> <select name="outcome{number}"></select></label>'


def _shown(found: Findings) -> str:
    """Let the reader choose whose predictions are shaded in the text."""
    if len(found.systems) == 1:
        return ""
    names = "".join(f'<option value="{number}">{escape(name)}</option>' for number, name in enumerate(found.systems))
    return f'<label>System shown <select name="system">{names}</select></label>'
