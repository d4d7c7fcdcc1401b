"""The sections on scores: headline, labels, precision and recall."""

from collections import Counter
from collections.abc import Iterator

from dateline.evaluation.results import Result, Score
from dateline.evaluation.rows import difference_rows, families, label_rows, metric_rows, system_rows
from dateline.report.findings import Findings
from dateline.report.markup import Html, bar, beside, folded, paragraph, plot, section, system_name, table
from dateline.report.plots import Bar, Rates, interval_plot, precision_recall_plot
from dateline.tables import points
from dateline.tasks.describe import metric_rows as meanings

_MOST_BARS = 12
_LINES = "each grey line joins points of one F1."


def headline(found: Findings) -> Html:
    """Show every metric of one system, or the primary metric of several and how they differ from the first."""
    results = found.report.results
    parts = list(_one(found, results[0]) if len(results) == 1 else _several(found))
    parts += [paragraph(f"{caveat[0].upper()}{caveat[1:]}.", "note") for caveat in results[0].caveats]
    parts.append(folded("What the metrics mean", table("metrics", *meanings(found.task), kind="words")))
    return section("scores", "Scores", *parts)


def _one(found: Findings, result: Result) -> Iterator[Html]:
    top = found.report.annotators
    shown = [name for name, *_ in families(result.scores)][:_MOST_BARS]
    bars = [_bar(name, result.scores[name]) for name in shown]
    caption = "Each metric with its 95% interval."
    yield beside(
        plot(interval_plot("scores", "score", bars), caption),
        table(f"{result.task} · {result.system} · {result.data}", *metric_rows(result, top)),
    )


def _several(found: Findings) -> Iterator[Html]:
    results, top = found.report.results, found.report.annotators
    first, primary = results[0], results[0].primary
    number = {one.system: place for place, one in enumerate(results)}
    ranked = sorted(results, key=lambda one: -(one.scores[primary].value or 0.0))
    bars = [_bar(one.system, one.scores[primary], number[one.system]) for one in ranked]
    header, rows = system_rows(results, top)
    signed = [[system_name(row[0], number[row[0]]) if row[0] in number else row[0], *row[1:]] for row in rows]
    yield beside(
        plot(interval_plot("scores", primary, bars), f"{primary} of each system with its 95% interval."),
        table(f"{first.task} · {first.data} ({first.size})", header, signed),
    )
    if found.report.differences:
        gaps = [Bar(one.system, one.value, one.low, one.high, number[one.system]) for one in found.report.differences]
        what = f"difference in {primary}"
        yield beside(
            plot(interval_plot("differences", what, gaps, zero=True), f"Each system minus {first.system}, in points."),
            table(f"{what} from {first.system}", *difference_rows(found.report.differences)),
        )
    for one in results:
        yield folded(f"All metrics of {one.system}", table(f"metrics of {one.system}", *metric_rows(one)))


def _bar(name: str, score: Score, number: int = 0) -> Bar:
    return Bar(name, score.value, score.low, score.high, number)


def labels(found: Findings) -> Html:
    """Show the scores of each label, or, in tasks without labels, how many annotations of each kind are all correct."""
    if not any(one.labels for one in found.report.results):
        return section("labels", "By kind", *_by_kind(found))
    rates = list(_label_rates(found))
    shown = _by_label(found)
    if rates:
        caption = f"Precision against recall of each label; {_LINES}"
        shown = beside(plot(precision_recall_plot("rates", rates, what="each label"), caption), shown)
    return section("labels", "By label", shown, *_all_figures(found))


def _by_label(found: Findings) -> Html:
    results = found.report.results
    if len(results) == 1:
        header, rows = label_rows(results[0].labels)
        values = [one.f1.value for one in results[0].labels.values()]
        barred = [[row[0], bar(value, row[1]), *row[2:]] for row, value in zip(rows, values, strict=True)]
        return table("F1 by label", header, barred)
    support = Counter[str]()
    for result in results:
        for label, one in result.labels.items():
            support[label] = max(support[label], one.support)
    listed = [
        [label, str(number), *(_label_bar(result, label, place) for place, result in enumerate(results))]
        for label, number in support.most_common()
    ]
    names = [system_name(one.system, place) for place, one in enumerate(results)]
    return table("F1 by label", ["label", "support", *names], listed)


def _label_bar(result: Result, label: str, number: int) -> Html:
    value = result.labels[label].f1.value if label in result.labels else None
    return bar(value, points(value), number)


def _all_figures(found: Findings) -> Iterator[Html]:
    """Yield precision, recall and interval of each label, by system, where the table above has no room for them."""
    results = found.report.results
    for result in results if len(results) > 1 else ():
        yield folded(f"All figures of {result.system}", table(f"labels of {result.system}", *label_rows(result.labels)))


def _by_kind(found: Findings) -> Iterator[Html]:
    gold = [item for item in found.items if item.case.gold is not None]
    if not gold:
        return
    sizes = Counter(item.case.row for item in gold)
    correct = [Counter(item.case.row for item in gold if item.right[place]) for place in range(len(found.systems))]
    rows = []
    for name, size in sizes.most_common():
        shares = [100 * right[name] / size for right in correct]
        rows.append([name, str(size), *(bar(share, f"{share:.1f}", place) for place, share in enumerate(shares))])
    names = [system_name(name, place) for place, name in enumerate(found.systems)]
    yield table("share of the gold annotations that are all correct, in per cent", ["kind", "gold", *names], rows)


def precision_recall(found: Findings) -> Html:
    """Show precision against recall of each metric that has both, in tasks without labels."""
    rates = [] if any(one.labels for one in found.report.results) else list(_metric_rates(found))
    if not rates:
        return Html()
    rows = [[system_name(one.name, one.series), points(one.precision), points(one.recall)] for one in rates]
    signs = f" (in order: {', '.join(found.systems)})" if len(found.systems) > 1 else ""
    data = table(f"precision and recall of each metric{signs}", ["metric", "precision", "recall"], rows)
    drawn = precision_recall_plot("rates", rates, what="each metric")
    caption = f"Precision against recall of each metric; {_LINES}"
    return section("precision-recall", "Precision and recall", beside(plot(drawn, caption), data))


def _label_rates(found: Findings) -> Iterator[Rates]:
    for place, result in enumerate(found.report.results):
        for name, one in result.labels.items():
            if one.precision is not None and one.recall is not None:
                yield Rates(name, one.precision, one.recall, one.support, place)


def _metric_rates(found: Findings) -> Iterator[Rates]:
    for place, result in enumerate(found.report.results):
        for order, (name, precision, recall) in enumerate(families(result.scores)):
            if precision and recall:
                x, y = result.scores[precision].value, result.scores[recall].value
                if x is not None and y is not None:
                    yield Rates(name.replace("_f1", ""), x, y, -order, place)
