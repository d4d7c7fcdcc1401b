"""The sections on errors in numbers: outcomes, confusions, and systems compared annotation by annotation."""

from collections import Counter
from collections.abc import Iterator, Mapping

from dateline.evaluation.error_analysis import MISSED, SPURIOUS
from dateline.report.blocks import Window
from dateline.report.findings import NOT_PREDICTED, Findings, outcome_counts
from dateline.report.markup import Html, find, folded, paragraph, section, side_by_side, system_name, table
from dateline.tasks.outcomes import COLUMNS, outcome_rows

_MOST_LABELS = 24  # of a confusion matrix: the most frequent ones
_MOST_SYSTEMS = 6  # whose outcomes are set against those of the first
_MOST_PATTERNS = 32
NO_LABEL = "(no label)"
_CHOSEN = "Choose a number to see the errors that it counts."


def outcomes(found: Findings) -> Html:
    """Show what became of the gold annotations, and which labels are confused, by system."""
    if not found.analyses:
        return Html()
    parts = [paragraph(_CHOSEN, "note")]
    for number, system in enumerate(found.systems):
        tables = [_outcomes(found, number), *_confusions(found, number)]
        parts += tables if number == 0 else [folded(f"The same of {system}", *tables)]
    meant = [[name, about] for name, about in COLUMNS.items()]
    parts.append(folded("What the outcomes mean", table("outcomes", ["outcome", "meaning"], meant, kind="words")))
    return section("outcomes", "Outcomes", *parts)


def _outcomes(found: Findings, number: int) -> Html:
    counted = outcome_counts(found.items, number)
    header, rows = outcome_rows(counted)
    system = found.systems[number]
    linked = [
        [
            row[0],
            *(
                find(int(cell), f"{row[0]}, {column}", {"system": number, "row": row[0], "outcome": column})
                if cell and column in COLUMNS and column != "correct"
                else cell
                for column, cell in zip(header[1:], row[1:], strict=True)
            ),
        ]
        for row in rows
    ]
    return table(f"outcomes of {system}", ["kind", *header[1:]], linked, kind="matrix")


def _confusions(found: Findings, number: int) -> Iterator[Html]:
    """Yield the confusion matrix: of the labels of the errors themselves, where they have any."""
    analysis = found.analyses[number]
    labelled = [case for case in analysis.cases if case.label or case.predicted_label]
    pairs = Counter(
        (_label(case.label, case.gold, SPURIOUS), _label(case.predicted_label, case.predicted, MISSED))
        for case in labelled
    )
    counted: Mapping[tuple[str, str], int] = pairs or analysis.pairs
    if not counted:
        return
    sizes = Counter[str]()
    for (gold, predicted), times in counted.items():
        for name in {gold, predicted} - {SPURIOUS, MISSED}:
            sizes[name] += times
    names = sorted(name for name, _ in sizes.most_common(_MOST_LABELS))
    more = f"; the {len(names)} most frequent of {len(sizes)} labels" if len(sizes) > len(names) else ""
    totals = Counter[str]()
    for (gold, _), times in counted.items():
        totals[gold] += times
    rows = []
    for gold in [*names, SPURIOUS]:
        cells: list[str] = [gold]
        for predicted in [*names, MISSED]:
            times = counted.get((gold, predicted), 0)
            share = times / totals[gold] if totals[gold] else 0.0
            query = _confusion_query(number, gold, predicted)
            if not times:
                cells.append("")
            elif pairs and gold != predicted and NO_LABEL not in {gold, predicted}:
                cells.append(find(times, f"gold {gold}, predicted {predicted}", query, share))
            else:
                cells.append(Html(f'<span class="shade" style="--v:{share:.2f}">{times}</span>'))
        rows.append(cells)
    caption = f"confusion matrix of {found.systems[number]}: gold down, predicted across{more}"
    yield table(caption, ["gold", *names, MISSED], rows, kind="matrix")


def _label(label: str | None, place: Window | None, absent: str) -> str:
    return absent if place is None else label or NO_LABEL


def _confusion_query(number: int, gold: str, predicted: str) -> dict[str, str | int]:
    if gold == SPURIOUS:
        return {"system": number, "row": predicted, "outcome": "spurious"}
    if predicted == MISSED:
        return {"system": number, "row": gold, "outcome": "missed"}
    return {"system": number, "row": gold, "label": predicted}


def comparison(found: Findings) -> Html:
    """Show who got right what the others missed."""
    if len(found.analyses) < 2:  # noqa: PLR2004
        return Html()
    others = range(1, min(len(found.systems), _MOST_SYSTEMS))
    tables = side_by_side(_patterns(found), *(_against(found, other) for other in others))
    return section("comparison", "Systems compared", paragraph(_CHOSEN, "note"), tables)


def _patterns(found: Findings) -> Html:
    """Count annotations by which systems are right."""
    counted = Counter(item.right for item in found.items)
    systems = range(len(found.systems))
    rows = []
    for right, number in counted.most_common(_MOST_PATTERNS):
        signs = ["right" if one else "wrong" for one in right]
        query = {f"outcome{place}": sign for place, sign in enumerate(signs)}
        told = ", ".join(f"{name} {sign}" for name, sign in zip(found.systems, signs, strict=True))
        cells = [Html(f'<span class="{sign}">{"✓" if sign == "right" else "✗"} {sign}</span>') for sign in signs]
        share = f"{100 * number / len(found.items):.1f}"
        rows.append([*cells, str(number) if all(right) else find(number, told, query), share])
    more = f"; the {_MOST_PATTERNS} most frequent of {len(counted)}" if len(counted) > _MOST_PATTERNS else ""
    header = [*(system_name(found.systems[place], place) for place in systems), "annotations", "%"]
    return table(f"who is right: gold annotations and spurious predictions{more}", header, rows, kind="patterns")


def _against(found: Findings, other: int) -> Html:
    """Set the outcomes of a system against those of the first."""
    counted = Counter((item.outcomes[0], item.outcomes[other]) for item in found.items)
    names = [name for name in (*COLUMNS, NOT_PREDICTED) if any(name in pair for pair in counted)]
    first, second = found.systems[0], found.systems[other]
    rows = []
    for one in names:
        cells: list[str] = [one]
        for two in names:
            number = counted[one, two]
            told = f"{first}: {one}, {second}: {two}"
            wrong = {one, two} - {"correct", NOT_PREDICTED}
            query = {"outcome0": one, f"outcome{other}": two}
            cells.append(find(number, told, query) if number and wrong else str(number or ""))
        rows.append(cells)
    return table(f"outcomes of {first} (rows) and {second} (columns)", [first, *names], rows, kind="matrix")
