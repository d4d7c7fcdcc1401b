"""Agreement as tables for people."""

from collections.abc import Iterator, Mapping

from dateline.annotation.agreement.figures import Agreement, Figure, LayerAgreement
from dateline.tables import percent, plain_table


def agreement_tables(result: Agreement) -> list[str]:
    """Make a table for each layer and for each of its breakdowns; labels that never occur are left out."""
    tables = []
    for name, layer in result.layers.items():
        tables.append(_figures(name, layer))
        tables += [_labels(f"{name}, {kind}", labels) for kind, labels in layer.breakdown.items()]
    return tables


def summary_rows(results: Mapping[str, Agreement]) -> tuple[list[str], list[list[str]]]:
    """Give the header and the rows of one table with the figures of all layers, and those of mentions by level.

    Args:
        results: the agreement of each part, by its name; the parts are shown side by side.
    """
    header = ["agreement", *(cell for part in results for cell in (part, "items of A, B"))]
    parts = [dict(_summary(result)) for result in results.values()]
    labels = dict.fromkeys(label for figures in parts for label in figures)
    return header, [[label, *(cell for figures in parts for cell in _pair(figures.get(label)))] for label in labels]


def _summary(result: Agreement) -> Iterator[tuple[str, Figure]]:
    for name, layer in result.layers.items():
        for label, figure in layer.figures.items():
            yield f"{name}: {_words(label)}", figure
        for level, figures in layer.breakdown.get("levels", {}).items():
            for label, figure in figures.items():
                yield f"{name}, {level}: {_words(label)}", figure


def _pair(figure: Figure | None) -> tuple[str, str]:
    return (percent(figure.value), f"{figure.a}, {figure.b}") if figure else ("-", "")


def _cells(label: str, figure: Figure) -> list[str]:
    return [label, percent(figure.value), str(figure.a), str(figure.b), str(figure.both)]


def _figures(name: str, layer: LayerAgreement) -> str:
    rounds = ", ".join(sorted(set(layer.rounds.values())))
    title = f"{name} · {rounds} ({len(layer.rounds)} documents)"
    rows = [_cells(_words(figure_name), figure) for figure_name, figure in layer.figures.items()]
    return plain_table(title, ["figure", "agreement", "A", "B", "both"], rows)


def _labels(title: str, labels: Mapping[str, Mapping[str, Figure]]) -> str:
    names = list(next(iter(labels.values()), {}))
    rows = []
    for label, figures in labels.items():
        first = figures[names[0]]
        if first.a or first.b:
            values = (percent(figures[name].value) for name in names)
            rows.append([label, *values, str(first.a), str(first.b), str(first.both)])
    return plain_table(title, ["label", *map(_words, names), "A", "B", "both"], rows)


def _words(name: str) -> str:
    for plain, written in _SPELLED.items():
        name = name.replace(plain, written)
    return name.replace("_", " ")


_SPELLED = {"_f1": " F1", "conll": "CoNLL", "muc": "MUC", "b3": "B3", "ceafe": "CEAFe", "ac_plus": "AC+"}
