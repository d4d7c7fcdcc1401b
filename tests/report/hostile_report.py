"""A report whose every field tries to break out of the page."""

import msgspec

from dateline.document import LAYERS, Document, Paragraph
from dateline.evaluation.error_analysis import Analysis
from dateline.evaluation.results import Difference, LabelScore, Reading, Report, Result, Score
from dateline.report.findings import Findings, joined
from dateline.tasks.declarations import load as load_task
from dateline.tasks.task_type import Case, Part

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;$x_1$"
TEXT = f"{HOSTILE}\nThey said {HOSTILE} again."


def hostile_findings():
    """Make findings of two systems on a hostile document."""
    document = Document(
        **dict.fromkeys(("part", "split", "outlet", "genre", "topic", "date", "license", "sha256"), HOSTILE),
        id=HOSTILE,
        story=HOSTILE,
        title=HOSTILE,
        provenance="user",
        masked=False,
        text=TEXT,
        paragraphs=(Paragraph(0, len(TEXT), "body"),),
        annotated_layers=LAYERS,
        **dict.fromkeys(("sentences", "tokens", "entities", "mentions", "events", "quotes"), ()),
    )
    end = len(HOSTILE)
    parts = (Part(HOSTILE, "gold", HOSTILE, 0, end), Part(HOSTILE, "predicted", HOSTILE, end + 1, end + 5))
    span = (end + 11, end + 20)
    cases = [
        Case(HOSTILE, HOSTILE, "label", span, span, HOSTILE, f"{HOSTILE}2", HOSTILE),
        Case(HOSTILE, HOSTILE, HOSTILE, (0, end), (0, 4), HOSTILE, HOSTILE, HOSTILE, parts),
        Case(HOSTILE, f"{HOSTILE}2", "spurious", None, (2, 9), None, f"{HOSTILE}2", HOSTILE),
    ]
    names = [HOSTILE, f"{HOSTILE} two"]
    analyses = [Analysis(HOSTILE, {HOSTILE: document}, tuple(cases[number:]), {}) for number in range(2)]
    score = Score(50.0, 40.0, 60.0, HOSTILE)
    label = LabelScore(precision=50.0, recall=50.0, f1=score, support=2, tp=1, fp=1, fn=1)
    reading = Reading((HOSTILE,), {HOSTILE: 1}, (HOSTILE,), {HOSTILE: {HOSTILE: 1}}, {HOSTILE: 1})
    results = [
        Result(
            task=HOSTILE,
            system=name,
            data=HOSTILE,
            units=1,
            unit="document",
            documents=1,
            primary="strict_f1",
            scores={"strict_f1": score, HOSTILE: score},
            labels={HOSTILE: label},
            detectable=None,
            signature=HOSTILE,
            caveats=(HOSTILE,),
            per_document={HOSTILE: 50.0},
            reading=reading,
        )
        for name in names
    ]
    facts = dict.fromkeys(("value", "low", "high", "p", "adjusted", "detectable"), 1.0)
    differences = (Difference(system=names[1], baseline=names[0], note=HOSTILE, **facts),)
    task = msgspec.structs.replace(load_task("ner"), description=HOSTILE)
    return Findings(
        task=task,
        report=Report(results=tuple(results), differences=differences),
        command=HOSTILE,
        documents={HOSTILE: document},
        analyses=tuple(analyses),
        items=tuple(joined(analyses)),
        unanalysed=None,
        by_story=False,
        stories={HOSTILE: HOSTILE},
    )
