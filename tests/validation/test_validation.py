"""The validator's own tests: each named check refuses a folder that breaks it, and what is valid gives no problem.

`valid/` is a small project of two invented articles. Each folder of `invalid/` is named for a check (a variant follows
a full stop) and holds the files that differ, with `case.toml`: which problems are expected, the named one first,
which files are taken away, and whether the real texts are given.
"""

import importlib.util
import random
import shutil
import tomllib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.corpus.articles import Article, source_articles
from dateline.corpus.gold import RECORDS, lines_of, read_annotation, write_layer
from dateline.document import LAYERS
from dateline.ontology import read_ontology
from dateline.validation import CHECKS, validate, validate_document

HERE = Path(__file__).parent
VALID = HERE / "valid"
CASES = sorted(path for path in (HERE / "invalid").iterdir() if path.is_dir())
ONTOLOGY = read_ontology(VALID / "annotations" / "ontology.toml")
GOLD = VALID / "annotations" / "gold" / "news" / "ferry"


def texts_of(root):
    """Read a test project's real texts."""
    return {path.stem: path.read_text(encoding="utf-8").removesuffix("\n") for path in (root / "texts").glob("*.txt")}


def ferry(*, masked=True) -> Article:
    """Return the larger article of the valid project."""
    article = next(source_articles(VALID, None if masked else texts_of(VALID)))
    assert article.id == "ferry"
    return article


def places(problems):
    """Reduce problems to what must not change: test, file, line and field."""
    return sorted((p.id, p.file, p.line or 0, p.field or "") for p in problems)


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_invalid_project_is_refused(folder, tmp_path):
    """A project with one fault gives that fault's check, with file, line and field, and nothing unexpected."""
    check = folder.name.partition(".")[0]
    if check == "bad-token" and importlib.util.find_spec("spacy") is None:
        pytest.skip("the pinned tokenizer is spaCy's")
    case = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    root = tmp_path / "project"
    shutil.copytree(VALID, root)
    shutil.copytree(folder, root, dirs_exist_ok=True)
    for name in case.get("removed", []):
        (root / name).unlink()
    problems = validate(root, texts_of(root) if case.get("real_text") else None)
    expected = sorted((p["test"], p["file"], p.get("line", 0), p.get("field", "")) for p in case["problems"])
    assert case["problems"][0]["test"] == check
    assert places(problems) == expected
    assert {(p.id, p.level) for p in problems} <= {(c.name, c.level) for c in CHECKS}


def test_every_check_has_an_invalid_folder():
    """No check is without a project that it refuses, and no folder without a check."""
    assert {folder.name.partition(".")[0] for folder in CASES} == {check.name for check in CHECKS}


def test_checks_are_told_apart_and_described():
    """Names are unique, and each check says in one sentence what holds."""
    names = [check.name for check in CHECKS]
    assert len(set(names)) == len(names)
    assert all(check.about.endswith((".", ").")) and check.level in {"error", "warning"} for check in CHECKS)


@pytest.mark.parametrize("real", [False, True])
def test_valid_project_has_no_problem(real):
    """The valid project passes every check, masked and with its real texts."""
    assert validate(VALID, texts_of(VALID) if real else None) == []


def test_real_text_of_one_article_is_enough():
    """Texts may be given for some articles only; the others are checked masked."""
    texts = {"ferry": texts_of(VALID)["ferry"].replace("claims", "Claims")}
    assert {p.id for p in validate(VALID, texts)} == {"bad-article-checksum", "bad-paragraph-checksum"}


def test_project_without_catalogue_or_annotations(tmp_path):
    """Before anything is annotated, with tokens and sentences alone, there is no problem, nor need of a catalogue."""
    root = tmp_path / "project"
    shutil.copytree(
        VALID, root, ignore=shutil.ignore_patterns("catalogue.jsonl", *(f"{x}.jsonl" for x in LAYERS), "ent*")
    )
    assert validate(root) == []


def test_all_problems_are_told_at_once(tmp_path):
    """A document that can't be read doesn't hide the problems of another, nor one bad line those of the next."""
    root = tmp_path / "project"
    shutil.copytree(VALID, root)
    news = root / "annotations" / "gold" / "news"
    (news / "ferry" / "quotes.jsonl").write_text('{"id": 1}\nnonsense\n', encoding="utf-8")
    lines = (news / "island" / "mentions.jsonl").read_text(encoding="utf-8")
    (news / "island" / "mentions.jsonl").write_text(lines.replace('"ORG"', '"Org"'), encoding="utf-8")
    assert places(validate(root)) == [
        ("bad-json", "annotations/gold/news/ferry/quotes.jsonl", 2, ""),
        ("bad-record", "annotations/gold/news/ferry/quotes.jsonl", 1, "id"),
        ("unknown-mention-type", "annotations/gold/news/island/mentions.jsonl", 1, "type"),
    ]


def test_hint_names_the_near_label(tmp_path):
    """A misspelt label gets the nearest one as a hint."""
    root = tmp_path / "project"
    shutil.copytree(VALID, root)
    path = root / "annotations" / "gold" / "news" / "island" / "events.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('"Seize"', '"Sieze"'), encoding="utf-8")
    assert [p.hint for p in validate(root)] == [None, "did you mean Seize?"]


def test_pass_stands_on_the_gold(tmp_path):
    """A pass has its own labels and no catalogue; the layers that it does not have are the gold's."""
    for layer in ("mentions", "entities"):
        text = (GOLD / f"{layer}.jsonl").read_text(encoding="utf-8")
        own = text.replace('"rebels"', '"the-rebels"').replace(',"catalogue":"norland"', "")
        (tmp_path / f"{layer}.jsonl").write_text(own, encoding="utf-8")
    records = read_annotation(tmp_path).entities
    write_layer(tmp_path, "entities", records)
    assert validate_document(ferry(), tmp_path, ONTOLOGY, base=GOLD) == []
    for layer in ("mentions", "entities"):
        (tmp_path / f"{layer}.jsonl").unlink()
    events = (GOLD / "events.jsonl").read_text(encoding="utf-8")
    (tmp_path / "events.jsonl").write_text(events.replace('"m2"', '"m40"'), encoding="utf-8")
    problems = validate_document(ferry(), tmp_path, ONTOLOGY, base=GOLD)
    assert places(problems) == [("unknown-id", f"{tmp_path.as_posix()}/events.jsonl", 2, "arguments[0].mention")]


def test_pass_is_not_blamed_for_the_gold(tmp_path):
    """Faults of the layers taken from the gold are the gold's, not the pass's."""
    base = tmp_path / "gold"
    shutil.copytree(GOLD, base)
    (base / "sentences.jsonl").write_text('{"start":1,"end":2}\n', encoding="utf-8")
    own = tmp_path / "pass"
    write_layer(own, "quotes", ())
    assert validate_document(ferry(), own, ONTOLOGY, base=base) == []
    assert validate_document(ferry(), base, ONTOLOGY) != []


def with_quote(folder, article, content, kind):
    """Write a copy of the gold whose only quote has the given contents and type; return the type check's verdict."""
    spans = [{"start": article.text.index(text), "end": article.text.index(text) + len(text)} for text in content]
    line = msgspec.json.encode({"id": "q1", "content": spans, "type": kind}).decode()
    (folder / "quotes.jsonl").write_text(line + "\n", encoding="utf-8")
    problems = validate_document(article, folder, ONTOLOGY, base=GOLD)
    return "bad-quote-type" not in {p.id for p in problems}


@pytest.mark.parametrize(
    ("text", "content", "kind"),
    [
        ("\u201cWe hold it,\u201d she said.", ["\u201cWe hold it,\u201d"], "direct"),
        ("'We can't go,' she said.", ["'We can't go,'"], "direct"),
        ('"We stay," she said. "We wait."', ['"We stay,"', '"We wait."'], "direct"),
        ('"We stay. It may be long.', ['"We stay. It may be long.'], "direct"),
        ('She said that "we stay".', ['that "we stay"'], "mixed"),
        ("The crews' boats aren't here, she said.", ["The crews' boats aren't here"], "indirect"),
        ("Ferry \u2018unsafe\u2019, says crew", ["\u2018unsafe\u2019"], "direct"),
    ],
)
def test_quotation_marks_decide_the_type(text, content, kind, tmp_path):
    """Of the three types only the one that the quotation marks show is accepted; apostrophes are no marks."""
    paragraph = msgspec.structs.replace(ferry().paragraphs[0], start=0, end=len(text))
    article = msgspec.structs.replace(ferry(), text=text, masked=False, paragraphs=(paragraph,))
    accepted = [k for k in ("direct", "indirect", "mixed") if with_quote(tmp_path, article, content, k)]
    assert accepted == [kind]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_moved_token_passes(tmp_path_factory, data):
    """Tokens cover a paragraph's characters exactly, so that no change of one offset goes unseen, even masked."""
    folder = tmp_path_factory.mktemp("moved")
    tokens = msgspec.to_builtins(read_annotation(GOLD).tokens)
    line = data.draw(st.integers(0, len(tokens) - 1))
    side = data.draw(st.sampled_from(["starts", "ends"]))
    offsets = list(tokens[line][side])
    index = data.draw(st.integers(0, len(offsets) - 1))
    offsets[index] += data.draw(st.integers(-9, 9).filter(bool))
    tokens[line][side] = offsets
    (folder / "tokens.jsonl").write_text(lines_of(msgspec.convert(tokens, list[RECORDS["tokens"]])), encoding="utf-8")
    assert validate_document(ferry(), folder, ONTOLOGY, base=GOLD) != []


@settings(max_examples=40, deadline=None)
@given(layer=st.sampled_from(["sentences", "entities", "mentions", "events", "quotes"]), seed=st.integers(0, 99))
def test_lines_have_one_order(tmp_path_factory, layer, seed):
    """Lines in any other order are refused, each file for itself; in their own order they pass."""
    folder = tmp_path_factory.mktemp("order")
    shutil.copytree(GOLD, folder, dirs_exist_ok=True)
    lines = (GOLD / f"{layer}.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    shuffled = random.Random(seed).sample(lines, len(lines))  # noqa: S311 - an order, not a secret
    (folder / f"{layer}.jsonl").write_text("".join(shuffled), encoding="utf-8")
    found = {p.file for p in validate_document(ferry(), folder, ONTOLOGY) if p.id == "bad-line-order"}
    assert found == (set() if shuffled == lines else {f"{folder.as_posix()}/{layer}.jsonl"})


OFFSETS = st.fixed_dictionaries({"start": st.integers(-3, 220), "end": st.integers(-3, 220)})
IDS = st.sampled_from(["a", "b", "c"])
TYPES = st.sampled_from(["PERSON", "ORG", "DATE", "Seize", "Nothing"])
MAYBE = st.none() | IDS
FILLERS = st.builds(lambda span, mention, role: {**span, "mention": mention, "role": role}, OFFSETS, MAYBE, TYPES)


def layer_of(**fields):
    """Make a strategy of a layer's lines: a span and the fields given, each by its strategy."""
    return st.lists(st.builds(lambda span, rest: {**span, **rest}, OFFSETS, st.fixed_dictionaries(fields)), max_size=4)


ANYTHING = st.fixed_dictionaries(
    {
        "tokens": st.lists(
            st.fixed_dictionaries({side: st.lists(st.integers(-3, 220), max_size=4) for side in ("starts", "ends")}),
            max_size=6,
        ),
        "sentences": layer_of(),
        "entities": layer_of(id=IDS, type=TYPES, catalogue=MAYBE),
        "mentions": layer_of(
            id=IDS, type=TYPES, level=st.sampled_from(["name", "nominal", "pronoun", "value"]), entity=MAYBE
        ),
        "events": layer_of(
            id=IDS,
            type=TYPES,
            polarity=st.sampled_from(["positive", "negative"]),
            realis=st.sampled_from(["actual", "other"]),
            event=IDS,
            story_event=MAYBE,
            arguments=st.lists(FILLERS, max_size=3),
        ),
        "quotes": layer_of(
            id=IDS,
            content=st.lists(OFFSETS, max_size=3),
            type=st.sampled_from(["direct", "indirect", "mixed"]),
            cue=st.none() | OFFSETS,
            sources=st.lists(FILLERS, max_size=2),
            speakers=st.lists(IDS, max_size=2),
            nested_in=MAYBE,
        ),
    }
)


@settings(max_examples=150, deadline=None)
@given(layers=ANYTHING, masked=st.booleans())
def test_whatever_can_be_read_is_judged(tmp_path_factory, layers, masked):
    """Records of any offsets, ids and labels give problems of known checks and true places, and no exception."""
    folder = tmp_path_factory.mktemp("anything")
    for layer, rows in layers.items():
        lines = [msgspec.json.encode(row).decode() + "\n" for row in rows]
        (folder / f"{layer}.jsonl").write_text("".join(lines), encoding="utf-8")
    problems = validate_document(ferry(masked=masked), folder, ONTOLOGY, {})
    assert problems
    assert {p.id for p in problems} <= {check.name for check in CHECKS}
    for problem in problems:
        length = len(layers[Path(problem.file).stem])
        # A file that lacks something at its end has the problem on the line after its last one.
        assert problem.line is None or 1 <= problem.line <= length + 1


def test_articles_of_a_story_may_share_what_its_file_lets_them(tmp_path):
    """The sentence that two articles share is refused unless their story names it among what outlets reuse."""
    root = tmp_path / "project"
    shutil.copytree(VALID, root)
    shutil.copytree(HERE / "invalid" / "repeated-sentence", root, dirs_exist_ok=True)
    assert [problem.id for problem in validate(root)] == ["repeated-sentence"]
    story = root / "corpus" / "stories" / "ropeway.toml"
    told = story.read_text(encoding="utf-8")
    story.write_text(f'{told}\n[reuse]\nagency = "The owner said they were safe."\n', encoding="utf-8")
    assert validate(root) == []
    story.write_text(f'{told}\n[reuse]\nagency = "The owner of the lift said they had been safe."\n', encoding="utf-8")
    assert [problem.id for problem in validate(root)] == ["repeated-sentence"]


def test_a_real_namesake_may_be_told_of_in_another_split(tmp_path):
    """A name that a test story invents is refused in train, unless the story in train says that it is real there."""
    root = tmp_path / "project"
    shutil.copytree(VALID, root)
    shutil.copytree(HERE / "invalid" / "repeated-name", root, dirs_exist_ok=True)
    assert {problem.id for problem in validate(root)} == {"repeated-name"}
    story = root / "corpus" / "stories" / "ropeway.toml"
    told = story.read_text(encoding="utf-8")
    story.write_text(told.replace('name = "Ana Wexcombe"', 'name = "Ana Wexcombe"\nreal = true'), encoding="utf-8")
    assert validate(root) == []
