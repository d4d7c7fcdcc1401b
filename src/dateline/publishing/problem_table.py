"""Every error and every validation check with its meaning: what `dateline problems` prints."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from dateline.errors import nearest, refuse
from dateline.files import write_text
from dateline.tables import markdown_table

_SUPPLY = "name its folder by --seeds, DATELINE_SEEDS or DATELINE_GUM"
ERRORS: Mapping[str, tuple[str, str]] = {
    "bad-ann-file": ("one .ann file where a folder is expected", "name the folder with a .ann file for every document"),
    "bad-bracket": ("coreference brackets don't match", "close every bracket that is opened, by the same number"),
    "bad-build": ("corpus/ is not what sources and gold give", "run `dateline build` and commit the result"),
    "bad-cas": ("the file is no UIMA CAS", "export it from INCEpTION as UIMA CAS JSON or XMI"),
    "bad-cluster": ("work on a Ray cluster failed", "run it again: what is done is kept"),
    "bad-columns": ("a line has other columns than its header", "export the file again"),
    "bad-commit": ("a repository of the hub changed in the meantime", "look at the change, then run it again"),
    "bad-compression": ("the file is compressed", "decompress it first"),
    "bad-connection": (
        "the hub or the Ray cluster can't be reached, or is busy",
        "check HF_ENDPOINT or --address, and run it again",
    ),
    "bad-corpus": (
        "a file is not in the layout of its corpus",
        "the message names the line; see docs/guides/convert.md",
    ),
    "bad-crosswalk": ("the task has no labels to map", "leave --crosswalk out"),
    "bad-dataset": (
        "a folder's Parquet files hold no documents",
        "name a folder that `dateline build` or `annotate` wrote",
    ),
    "bad-document": ("a document can't be annotated", "the others are; the message says how the model failed"),
    "bad-docbin": ("the file is no DocBin of spaCy", "write it with `DocBin.to_disk`"),
    "bad-editor": ("the editor can't be used", "set EDITOR, or give the edited file by --from"),
    "bad-encoding": ("a file or a line is not UTF-8", "save the file as UTF-8"),
    "bad-entity": ("the mentions of an entity name two types or catalogue entries of it", "give one"),
    "bad-file": ("more problems than are listed", "correct those listed, then check again"),
    "bad-file-access": ("the file can't be read", "check its permissions"),
    "bad-file-change": ("a file changed while it was read", "wait until it is complete, then try again"),
    "bad-file-name": ("several files may be the one of a document", "call one like the document"),
    "bad-folder": ("a folder without .ann files where predictions are expected", "name a file, or a brat folder"),
    "bad-format": ("the file is in a format that can't hold what is asked for", "the message says which can"),
    "bad-front-matter": ("the front matter of an article can't be read", "copy that of another article"),
    "bad-gold": ("a gold file is not enough for the task", "score on a part of the corpus"),
    "bad-id": ("an id is too long", "at most 1,000 characters"),
    "bad-integer": ("an offset is not a whole number", "give code points as integers"),
    "bad-json": ("a line is not a JSON object", "one JSON object a line, nothing else"),
    "bad-length": ("a span is not a pair", "write it as [start, end]"),
    "bad-link": ("a link between annotations is not as it should be", "the message says what"),
    "bad-line-length": ("a line is longer than 16 MiB", "one document a line"),
    "bad-lock": ("another run is writing the same output", "wait, or name another output"),
    "bad-line": ("no brat line begins like this", "T, E, R, *, A, M, N or # lines"),
    "bad-model": ("a file of trained models is missing, changed, or not to be trusted", "train the models again"),
    "bad-model-version": ("models were trained with another release of a package", "train again, or install it"),
    "bad-offset": ("an offset is negative", "offsets are 0 or more"),
    "bad-offset-range": ("an offset is beyond the text", "count code points, not bytes or UTF-16 units"),
    "bad-options": ("two options exclude each other", "give one of them"),
    "bad-output": ("an output can't be written, or may not be written there", "name a new folder"),
    "bad-paragraph-space": ("a paragraph is empty or has white space at its edges", "trim it"),
    "bad-parquet": ("a Parquet file can't be read", "write it anew"),
    "bad-parts": ("predictions are for documents of several parts", "say which are scored by --data"),
    "bad-predictions": ("a Python object can't be scored", "give a path, or a list of records, documents or Docs"),
    "bad-record": ("a field is missing, unknown or of another type", "the field is named; see the format's page"),
    "bad-repository": ("a repository's name is none, or real text would be open to all", "the message says which"),
    "bad-sample-size": ("a sample is larger than what it is drawn from", "draw fewer"),
    "bad-schema-version": ("a file was written by a newer release", "install a newer release"),
    "bad-setting": ("a setting has a value that is not one of its choices", "the message lists the choices"),
    "bad-signature": ("a score can't be compared with the signature given", "the message says in what they differ"),
    "bad-source": (
        "a source file is not the original",
        "use an unedited copy; the message names the paragraph",
    ),
    "bad-source-encoding": ("a source file is not UTF-8", "use an unedited copy"),
    "bad-source-length": ("a source file is cut off", "use a complete copy"),
    "bad-span": ("a span can't be counted: empty, negative or too large", "0 <= start < end"),
    "bad-span-edge": ("a span starts or ends on white space (warning)", "trim it: no gold span does"),
    "bad-span-length": ("a span is empty", "the end is exclusive: one character is [start, start + 1)"),
    "bad-span-order": ("the end of a span is before its start", "give start, then end"),
    "bad-span-overlap": ("spans overlap in a flat task", "keep one of them"),
    "bad-span-parts": ("a span has several parts", "join them, or annotate one"),
    "bad-tag": ("a tag or bracket of CoNLL columns can't be read", "O, or a prefix, a hyphen and a label"),
    "bad-tag-sequence": ("a tag continues nothing, under --tags strict", "correct it, or use --tags conlleval"),
    "bad-tagging": ("spans can't be written as tags", "they may not overlap, or leave the tokens"),
    "bad-task": ("a baseline or a view is for another task", "the message says which"),
    "bad-text": ("words differ from the text at their offsets", "use the text as it is"),
    "bad-tsv": ("the file is no WebAnno TSV", "export it as WebAnno TSV v3.x"),
    "bad-token": ("a token is not the document's", "use the tokens of the corpus"),
    "bad-token-count": ("more or fewer tokens than the document has", "use the tokens of the corpus"),
    "bad-toml": ("a file is not TOML", "the line is named"),
    "bad-training-part": (
        "a model would be evaluated on stories that it has learnt from",
        "learn from another part, or say --allow-leak",
    ),
    "bad-type": ("a value is of another type", "the message says what was expected"),
    "missing-access": (
        "the hub wants a token, or a token with more rights",
        "`hf auth login`, or set HF_TOKEN",
    ),
    "missing-argument": ("an argument is missing", "see --help"),
    "missing-change": ("an edited layer is the gold as it is", "edit it, or leave it"),
    "missing-corpus": ("a folder has no files of the corpus", "name the folder that holds them"),
    "missing-dataset": ("a folder holds no dataset", "name a folder with data/PART/SPLIT.parquet"),
    "missing-decision": ("a disagreement has no decision", "add it to the decisions file"),
    "missing-document": ("documents have no record", "add empty records, or say --allow-missing"),
    "missing-document-id": ("a document has no id", "name it as the format's page says"),
    "missing-document-ids": ("no document has an id; they are taken in order (warning)", "name them"),
    "missing-field": ("a required field is missing", "add it"),
    "missing-file": ("there is no such file", "check the path"),
    "missing-gpu": ("a Ray cluster has fewer GPUs than asked for", "ask for fewer, or name another cluster"),
    "missing-layer": ("no document has the layer that the task needs", "`dateline stats PART` says what is there"),
    "missing-marker": ("a file lacks the markers of a generated table", "put both back, each on a line of its own"),
    "missing-package": ("a Python package is not installed", "the message has the command"),
    "missing-passes": ("a document was not annotated by two annotators", "name another document or layer"),
    "missing-prediction": ("the file has no record of the document", "name another document"),
    "missing-project": (
        "the command changes a project, and the folder is none",
        "run it in a clone, or name one by --root",
    ),
    "missing-reason": ("a correction has no reason", "give it by --reason"),
    "missing-record": ("a later seed has no record to be added to", "record the first seed; the hint is the command"),
    "missing-records": ("the file is empty", "one record for every document"),
    "missing-scheme": ("a gold file's labels fit two label schemes", "say which by --gold-labels"),
    "missing-setting": ("a declaration lacks a setting", "add it; the message says what it means"),
    "missing-source": ("a source file is not there", _SUPPLY),
    "missing-source-text": ("real text is needed and masked here", _SUPPLY),
    "missing-span": ("a list of spans is empty", "at least one span"),
    "missing-story": ("a document belongs to no story", "give ids as STORY/DOCUMENT"),
    "missing-task": ("a Label Studio file has no task of the document", "export the project as JSON"),
    "missing-text": ("a row has no text", "add the field `text`"),
    "repeated-content": ("a content has more speakers than quotes", "one speaker a quote"),
    "repeated-document": ("a document has two records", "one record a document"),
    "repeated-id": ("an id is given twice", "give each its own"),
    "repeated-key": ("an object of JSON has a key twice", "give it once"),
    "repeated-mention": ("a mention is in two clusters", "each mention once, in one cluster"),
    "repeated-role": ("a quote has two cues", "give it one"),
    "repeated-revision": ("a published version has this tag with other files", "raise the version"),
    "repeated-seed": ("a declaration has a seed twice", "leave one out"),
    "repeated-span": ("a span is given twice", "each span once, with one label"),
    "repeated-submission": ("two submissions have one name", "rename one"),
    "repeated-system": ("two prediction files have one name", "rename one"),
    "unknown-baseline": ("there is no such baseline", "the nearest name is suggested"),
    "unknown-content": ("a content is not one of those given", "copy the gold contents unchanged"),
    "unknown-corpus": ("there is no such corpus to convert", "the message lists them"),
    "unknown-crosswalk": ("there is no such label scheme", "the names are listed"),
    "unknown-document": ("a document is not one of those expected", "the nearest name is suggested"),
    "unknown-field": ("a field is not known", "the nearest name is suggested"),
    "unknown-format": ("there is no such format for interchange", "`dateline formats` lists them"),
    "unknown-id": ("an id refers to nothing", "add what it names, or correct it"),
    "unknown-label": ("a label is not one of the task's", "the nearest label is suggested; see --labels"),
    "unknown-layer": ("there is no such layer", "mentions, events or quotes"),
    "unknown-metric": ("a declaration names a metric that its type lacks", "the nearest name is suggested"),
    "unknown-model": ("there is no such model, or a folder holds none", "the nearest name is suggested"),
    "unknown-names": ("a corpus does not tell which entities are names", "leave --names out"),
    "unknown-option": ("an option has no such value", "the values are listed"),
    "unknown-paragraph-kind": ("a paragraph has an unknown kind", "the kinds are listed"),
    "unknown-part": ("there is no such part or split", "the nearest name is suggested"),
    "unknown-problem": ("there is no error or check of this name", "`dateline problems` lists all"),
    "unknown-prompt": ("there is no prompt for the task and version", "the prompts are listed"),
    "unknown-repository": ("the hub has no such dataset", "check the name; a private one needs HF_TOKEN"),
    "unknown-revision": ("a repository has no such tag, branch or commit", "its page lists the revisions"),
    "unknown-round": ("there is no such round of annotation", "the nearest name is suggested"),
    "unknown-scheme": ("a gold file's labels are in neither scheme of a crosswalk", "leave --labels out"),
    "unknown-seed": ("the baseline does not declare the seed", "the hint lists those that it declares"),
    "unknown-setting": ("there is no such setting, or it has no such value", "the nearest name is suggested"),
    "unknown-source": (
        "nothing in it is understood as text",
        "a folder of .txt files, .txt, .jsonl or a dataset",
    ),
    "unknown-story": ("an article's story has no file", "add corpus/stories/STORY.toml"),
    "unknown-system": ("a label scheme is given for a system that there is not", "the message suggests a name"),
    "unknown-task": ("there is no such task", "the nearest name is suggested"),
    "unknown-task-type": ("there is no such task type", "the nearest name is suggested"),
    "unknown-text": ("quoted text is not in the paragraph", "copy it exactly; say which occurrence"),
    "unknown-trigger": ("a trigger is not one of the gold's, which are given", "copy span and type of gold triggers"),
    "unknown-type": ("a label is not one that is counted", "the labels are listed"),
}
"""What each error means and what to do; a test compares the ids with those that the code uses."""

_HEAD = """# Errors and validation checks

Written by `dateline problems --write docs/reports`. Every message ends with one of these ids in brackets. The first
word of an id says what is wrong: something is `unknown`, `missing`, `repeated` or `bad`.
"""


def rows(name: str | None = None) -> tuple[list[list[str]], list[list[str]]]:
    """Return the rows of the errors (id, meaning, what to do) and of the checks (id, level, what holds).

    Args:
        name: one id; all by default.

    Raises:
        InputError: there is no error or check of this name.
    """
    from dateline.validation import CHECKS

    errors = [[key, *told] for key, told in sorted(ERRORS.items()) if name in {None, key}]
    checks = [
        [check.name, check.level, check.about]
        for check in sorted(CHECKS, key=lambda check: check.name)
        if name in {None, check.name}
    ]
    if not errors and not checks:
        known = frozenset(ERRORS) | {check.name for check in CHECKS}
        raise refuse("unknown-problem", f"there is no error or check {name!r}", hint=nearest(name or "", known))
    return errors, checks


def write_problems(folder: Path) -> Path:
    """Write the table of all errors and checks; return its path."""
    return write_text(folder / "problems.md", "\n".join(_page()))


def _page() -> Iterator[str]:
    errors, checks = rows()
    yield _HEAD
    yield "## Errors\n"
    yield markdown_table(["id", "meaning", "what to do"], [[f"`{key}`", *rest] for key, *rest in errors], right=False)
    yield "\n## Validation checks\n\nRun by `dateline validate` on the gold; `error` stops a release.\n"
    listed = [[f"`{key}`", *rest] for key, *rest in checks]
    yield markdown_table(["id", "level", "what holds where it passes"], listed, right=False)
    yield ""
