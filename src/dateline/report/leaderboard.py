"""The leaderboard as one self-contained page: every task and test set, sorted and filtered by the reader."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from dateline.baselines.declarations import KINDS
from dateline.evaluation.annotators import SYSTEM
from dateline.evaluation.results import Result
from dateline.files import write_text
from dateline.paths import BASELINES, root
from dateline.publishing.leaderboard import Standing, rows
from dateline.report.markup import Html, beside, folded, paragraph, plot, system_name, table
from dateline.report.plots import Bar, Ranks, interval_plot, rank_plot
from dateline.report.shell import written
from dateline.tasks.declarations import load as load_task

Table = tuple[str, str, list[Standing], Result | None]
"""Task, test set, standings, and the score of one annotator against the other."""
_KINDS = (*KINDS, SYSTEM)
_ABOUT = (
    "Every system's recorded predictions, scored on the same gold. Scores have 95% intervals. Ranks that a system may "
    "have, with 95% confidence, are a range where the data leave the order open."
)


def write_leaderboard(path: Path, tables: Iterable[Table]) -> Path:
    """Write the leaderboard through the safe writer; return its path.

    Args:
        path: the file.
        tables: what `dateline.publishing.leaderboard.tables` yields.

    Raises:
        InputError: the path can't be written to, or matplotlib is not installed.
    """
    return write_text(path, page(list(tables)))


def page(tables: Sequence[Table], *, home: str = "") -> str:
    """Write the leaderboard as an HTML page; on a site with a way back to its first page, `home`."""
    first: dict[str, str] = {}
    for task, data, _, _ in tables:
        first.setdefault(task, _name(task, data))
    links = "".join(f'<li><a href="#{name}">{escape(task)}</a></li>' for task, name in first.items())
    return written(
        "Leaderboard",
        over="DATELINE",
        home=home,
        head=[paragraph(_ABOUT, "facts"), folded("How to read it", *map(paragraph, _READING))],
        sections=[_filters(tables), *(_section(*one, number) for number, one in enumerate(tables))],
        scripts=("leaderboard.js",),
        links=f'<nav aria-label="Tasks"><ul>{links}</ul></nav>\n',
    )


def _filters(tables: Sequence[Table]) -> Html:
    kinds = {place.entry.kind for _, _, places, _ in tables for place in places}
    there = [kind for kind in KINDS if kind in kinds] + [SYSTEM] * any(top for *_, top in tables)
    choices = {
        "task": ("Task", list(dict.fromkeys((task, task) for task, *_ in tables))),
        "data": ("Test set", list(dict.fromkeys((data, data) for _, data, *_ in tables))),
        "kind": ("Kind of system", [(str(_KINDS.index(kind)), kind) for kind in there]),
    }
    fields = []
    for name, (label, listed) in choices.items():
        options = "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in listed)
        fields.append(
            f'<label><span>{label}</span><select name="{name}"><option value="">all</option>{options}</select></label>'
        )
    return Html(
        f'<form id="filters" hidden aria-label="What is shown">{"".join(fields)}'
        '<button type="reset">Show all</button><output id="count"></output></form>\n'
        '<p class="unseen" role="status" id="said"></p>\n'
    )


def _section(task: str, data: str, places: Sequence[Standing], top: Result | None, number: int) -> Html:
    first, declared = places[0].result, load_task(task)
    name, title = _name(task, data), f"{task} on {data}"
    scores, ranks = plots_of(places, top, number)
    pictures = [
        plot(scores, f"Each system's {first.primary}, with its 95% interval."),
        plot(ranks, "The ranks that each system may have, with 95% confidence."),
    ]
    listed = [
        table(title, *_rows(places, top), kind="standings"),
        *(paragraph(f"{caveat[0].upper()}{caveat[1:]}.", "note") for caveat in first.caveats),
        folded(f"Signatures of {title}", *_signatures(first, top)),
        folded(f"How to repeat {title}", *_repeat(task, data, places, top)),
    ]
    facts = paragraph(f"{declared.description} {first.size}.", "facts")
    body = [facts, beside(f"<div>{''.join(pictures)}</div>", f"<div>{''.join(listed)}</div>")]
    return Html(
        f'<section id="{name}" data-task="{escape(task)}" data-data="{escape(data)}" aria-labelledby="{name}-title">'
        f'<h2 id="{name}-title">{escape(task)} <span>on {escape(data)}</span></h2>\n{"".join(body)}</section>\n'
    )


def plots_of(places: Sequence[Standing], top: Result | None, number: int) -> tuple[str, str]:
    """Draw scores of systems and annotators with intervals, and the ranks of systems; `number` tells plots apart."""
    signs = {place.system: _KINDS.index(place.entry.kind) for place in places}
    bars = [_bar(place.system, place.result, signs[place.system]) for place in places]
    bars += [_bar(SYSTEM, top, _KINDS.index(SYSTEM))] if top else []
    ranks = [Ranks(place.system, *place.ranks, signs[place.system]) for place in places]
    scores = interval_plot(f"scores{number}", places[0].result.primary, bars, whole=True)
    return scores, rank_plot(f"ranks{number}", ranks)


def _bar(name: str, result: Result, number: int) -> Bar:
    score = result.scores[result.primary]
    return Bar(name, score.value, score.low, score.high, number)


def _rows(places: Sequence[Standing], top: Result | None) -> tuple[list[str], list[list[str]]]:
    """Give the header and rows of a table: those of the leaderboard with kinds, and the annotators last."""
    (system, *header), listed = rows(places, top)
    if top:
        listed = [*listed[1:], listed[0]]
    kinds = [place.entry.kind for place in places] + [SYSTEM] * bool(top)
    return [system, "kind", *header], [
        [system_name(name, _KINDS.index(kind)), _kind(kind), *cells]
        for kind, (name, *cells) in zip(kinds, listed, strict=True)
    ]


def _kind(kind: str) -> Html:
    """Name the kind of a system; the row of the annotators stays last, however a table is sorted."""
    more, said = (" data-last", "agreement") if kind == SYSTEM else ("", escape(kind))
    return Html(f'<span class="kind" data-kind="{_KINDS.index(kind)}"{more}>{said}</span>')


def _signatures(first: Result, top: Result | None) -> Iterator[Html]:
    yield paragraph("Scores with equal signatures can be compared.")
    for one in filter(None, (first, top)):
        yield Html(f'<pre tabindex="0"><code>{escape(one.signature)}</code></pre>\n')


def _repeat(task: str, data: str, places: Sequence[Standing], top: Result | None) -> Iterator[Html]:
    listed = [
        [place.system, place.entry.description, _commands(_scored(task, data, place), place.entry.remake)]
        for place in places
    ]
    if top:
        about = "Two AI annotators, B scored against A: the last lines that the scoring of any system prints."
        listed.append([SYSTEM, about, _commands(_scored(task, data, places[-1]))])
    header = ["system", "what it is", "score its predictions again; predict again"]
    yield table(f"each row of {task} on {data}", header, listed, kind="words repeat")


def _scored(task: str, data: str, place: Standing) -> str:
    """Give the command that scores a system's predictions."""
    path = place.entry.path
    shown = path.relative_to(root()) if path.is_relative_to(root()) else Path(BASELINES, *path.parts[-2:])
    return f"dateline score {task} {shown.as_posix()} --data {data}"


def _commands(*lines: str) -> Html:
    return Html("".join(f"<code>{escape(line)}</code>" for line in lines if line))


def _name(task: str, data: str) -> str:
    return f"{task}-{data.replace('/', '-')}"


_READING = (
    """A dot is the score of a system, the line its 95% interval. The form of the dot and its colour tell the kind of
    system. A bar is the range of ranks: systems whose bars overlap may change places on other articles.""",
    """Systems of one group are not significantly different from the first of it (paired permutation test, 5%, Holm's
    correction). Where there are too few units for a test, there are no groups.""",
    """“Without” a story: the score without the story that retells articles of news, whose facts a system selected on it
    knows.""",
    """“annotators (AI)” is the agreement of two AI annotators (large language models): not of people, no ceiling for
    systems, and in no rank or group.""",
)
