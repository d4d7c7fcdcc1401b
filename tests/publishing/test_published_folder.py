"""The published folder: complete by itself, described, ready to train on, and the same gold in every form."""

import json
import os
import re
import subprocess
import sys

import msgspec
import pyarrow.parquet as pq
import pytest
import yaml

import dateline
from dateline.baselines.llm.prompts import parse
from dateline.corpus.load import load_folder
from dateline.corpus.sources import mask
from dateline.formats.bio import decode
from dateline.publishing.citation import Citation, read_citation
from dateline.publishing.instructions import answer, prompt
from dateline.tasks.declarations import load, names
from dateline.tasks.views import typed_spans

LINK = re.compile(r"\]\(([^)#\s]*)(?:#[^)]*)?\)")
TABLES = ("ner", "coref", "events", "quotes", "instructions")


@pytest.fixture(scope="module")
def folder(project):
    """The dataset folder."""
    return project / "corpus"


@pytest.fixture(scope="module")
def card(folder):
    """The facts at the head of the card."""
    return yaml.safe_load((folder / "README.md").read_text(encoding="utf-8").split("---\n")[1])


def rows(folder, table, split):
    """Read a split of a flat table as plain rows."""
    return pq.ParquetFile(folder / "tables" / table / f"{split}.parquet").read().to_pylist()


def test_no_link_leads_outside(folder):
    """Every relative link of every page leads to a file inside the folder."""
    broken = []
    for page in folder.rglob("*.md"):
        for link in LINK.findall(page.read_text(encoding="utf-8")):
            target = (page.parent / link).resolve()
            if "://" not in link and not (target.exists() and target.is_relative_to(folder.resolve())):
                broken.append((page.relative_to(folder).as_posix(), link))
    assert broken == []


def test_all_that_belongs_to_the_data_is_there(folder, project):
    """Guidelines, labels, catalogue, licence and citation are those of the project."""
    for name, source in {
        "ontology.toml": "annotations/ontology.toml",
        "catalogue.jsonl": "annotations/catalogue.jsonl",
        "CITATION.cff": "CITATION.cff",
        "LICENSE": "LICENSE-DATA",
        "guidelines/mentions.md": "annotations/guidelines/mentions.md",
    }.items():
        if not (project / source).exists():
            pytest.skip("not a checkout")
        assert (folder / name).read_bytes() == (project / source).read_bytes()
    assert {"CHANGES.md", "croissant.json", "eval.yaml"} <= {path.name for path in folder.iterdir()}
    text = (folder / "README.md").read_text(encoding="utf-8")
    for heading in ("Data statement", "Datasheet", "Contact", "Licence", "Citation", "Versions"):
        assert f"\n## {heading}\n" in text


def test_the_card_gives_rows_and_sizes_of_every_split(folder, card):
    """Configurations, splits, rows and bytes are those of the files."""
    infos = {info["config_name"]: info for info in card["dataset_info"]}
    assert [config["config_name"] for config in card["configs"]] == list(infos)
    assert set(TABLES) < set(infos)
    for config in card["configs"]:
        info = infos[config["config_name"]]
        files = [folder / file["path"] for file in config["data_files"]]
        read = [pq.ParquetFile(path).read() for path in files]
        assert [split["name"] for split in info["splits"]] == [file["split"] for file in config["data_files"]]
        assert [split["num_examples"] for split in info["splits"]] == [table.num_rows for table in read]
        assert info["dataset_size"] == sum(table.nbytes for table in read)
        assert info["download_size"] == sum(path.stat().st_size for path in files)
        assert [feature["name"] for feature in info["features"]] == read[0].column_names


def test_the_benchmark_declaration_names_what_can_be_loaded(folder, card):
    """Every task of eval.yaml is a task of ours on a configuration and split that exist."""
    declared = yaml.safe_load((folder / "eval.yaml").read_text(encoding="utf-8"))
    splits = {c["config_name"]: {file["split"] for file in c["data_files"]} for c in card["configs"]}
    assert {task["id"].removesuffix(f"-{task['config']}") for task in declared["tasks"]} == set(names())
    assert all(task["split"] in splits[task["config"]] for task in declared["tasks"])


def test_load_dataset_reads_every_configuration(folder, card, tmp_path):
    """Each configuration loads offline with its splits, and passes the checks of `datasets`."""
    code = (
        "import sys\nfrom datasets import load_dataset\n"
        "for name in sys.argv[2:]:\n"
        "    found = load_dataset(sys.argv[1], name)\n"
        "    print(name, sum(len(split) for split in found.values()))"
    )
    configs = [config["config_name"] for config in card["configs"]]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": str(tmp_path)}
    command = [sys.executable, "-c", code, str(folder), *configs]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    counted = {info["config_name"]: sum(s["num_examples"] for s in info["splits"]) for info in card["dataset_info"]}
    assert dict(line.split() for line in done.stdout.splitlines()) == {k: str(v) for k, v in counted.items()}


def test_words_stand_beside_the_offsets(folder):
    """Every span of an article with text has its words; of a masked one it has none."""
    for part in ("open", "news"):
        (path, *_) = sorted((folder / "data" / part).glob("*.parquet"))
        for row in pq.ParquetFile(path).read().to_pylist():
            spans = [*row["mentions"], *row["events"], *(one for e in row["events"] for one in e["arguments"])]
            spans += [one for q in row["quotes"] for one in (*q["content"], *q["sources"], *filter(None, [q["cue"]]))]
            for span in spans:
                assert span["text"] == (None if row["masked"] else row["text"][span["start"] : span["end"]])


def test_the_loader_ignores_the_words(folder):
    """`dateline.load` gives the documents that the gold gives."""
    loaded = {document.id: document for document in load_folder(folder)}
    assert all(loaded[document.id] == document for document in dateline.load("open"))


def test_tags_are_the_gold_of_ner(folder):
    """Decoded tags at their tokens' offsets are the names and values of the annotated paragraphs."""
    labels = yaml.safe_load((folder / "README.md").read_text(encoding="utf-8").split("---\n")[1])["dataset_info"]
    (info,) = (one for one in labels if one["config_name"] == "ner")
    (column,) = (one for one in info["features"] if one["name"] == "ner_tags")
    tags = list(column["list"]["class_label"]["names"].values())
    assert tags[:3] == ["O", "B-PERSON", "I-PERSON"]
    for split, documents in {"test": dateline.load("open/test"), "news_test": dateline.load("news")}.items():
        found = {document.id: set() for document in documents}
        for row in rows(folder, "ner", split):
            ends = [start + len(token) for start, token in zip(row["starts"], row["tokens"], strict=True)]
            for span in decode([tags[tag] for tag in row["ner_tags"]]):
                found[row["document"]].add((row["starts"][span.start], ends[span.end - 1], span.type))
        for document in documents:
            assert found[document.id] == {(s.start, s.end, s.type) for s in typed_spans(document).entities}


def test_tables_have_a_row_for_each_annotation(folder):
    """Mentions of entities, events and quotes are counted as in the gold."""
    for split, part in {"train": "open/train", "validation": "open/validation", "news_test": "news"}.items():
        documents = dateline.load(part)
        counts = {
            "coref": sum(mention.entity is not None for d in documents for mention in d.mentions),
            "events": sum(len(d.events) for d in documents),
            "quotes": sum(len(d.quotes) for d in documents),
        }
        assert {table: len(rows(folder, table, split)) for table in counts} == counts


def test_masked_articles_show_no_words(folder):
    """Tokens of masked articles are masked, all other words null, and they are asked no questions."""
    for row in rows(folder, "ner", "news_test"):
        assert all(token == mask(token) for token in row["tokens"])
    assert {row["text"] for row in rows(folder, "coref", "news_test")} == {None}
    assert {row["sentence_text"] for row in rows(folder, "events", "news_test")} == {None}
    assert {row["content_text"] for row in rows(folder, "quotes", "news_test")} == {None}
    assert not (folder / "tables" / "instructions" / "news_test.parquet").exists()


@pytest.mark.parametrize("name", [name for name in names() if name != "event-coref"])
def test_an_answer_is_read_back_as_the_gold(name, tmp_path):
    """Answers, read as a language model's, score 100%, save speakers that only an ambiguous pronoun names."""
    task, documents = load(name), dateline.load("open/validation")
    records = []
    for document in documents:
        record, dropped = parse(task, document, answer(task, document, prompt(task, 1, document)))
        assert sum(dropped.values()) == 0
        records.append(record)
    path = tmp_path / "answers.jsonl"
    path.write_bytes(msgspec.json.Encoder().encode_lines(records))
    score = dateline.score(name, path, data="open/validation", resamples=10).scores[task.primary].value
    assert score == pytest.approx(100) if name != "attribution" else score > 97


def test_croissant_is_valid_and_gives_records(folder):
    """Mlcroissant validates the description without a problem, and reads records of every set from the files."""
    mlcroissant = pytest.importorskip("mlcroissant")
    described = mlcroissant.Dataset(jsonld=str(folder / "croissant.json"))
    assert described.metadata.ctx.issues.errors == set()
    assert described.metadata.ctx.issues.warnings == set()
    facts = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))
    assert facts["conformsTo"][0] == "http://mlcommons.org/croissant/1.1"
    assert sum(key.startswith("rai:") for key in facts) >= 15
    for record_set in facts["recordSet"]:
        name = record_set["name"]
        record = next(iter(described.records(name)))
        assert {field["name"] for field in record_set["field"]} <= set(record)
    first = next(iter(described.records("events")))
    path = min((folder / "tables" / "events").glob("*.parquet"))
    row = pq.ParquetFile(path).read().to_pylist()[0]
    assert first["events/start"] == row["start"]
    assert [one["events/arguments/role"].decode() for one in first["events/arguments"]] == [
        one["role"] for one in row["arguments"]
    ]


def test_croissant_has_every_column(folder, card):
    """Record sets, fields and sub-fields are the configurations, columns and nested columns of the card."""
    facts = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))

    def below(features):
        for feature in features:
            nested = feature.get("list", feature.get("struct"))
            yield feature["name"], tuple(below(nested)) if isinstance(nested, list) else ()

    def fields(listed):
        for field in listed:
            yield field["name"].rpartition("/")[2], tuple(fields(field.get("subField", ())))

    described = {record["name"]: tuple(fields(record["field"])) for record in facts["recordSet"]}
    assert described == {info["config_name"]: tuple(below(info["features"])) for info in card["dataset_info"]}


def test_the_citation_is_one_everywhere(folder):
    """Version and title of CITATION.cff are in card, BibTeX and Croissant, and the version is the package's."""
    cited = read_citation(folder / "CITATION.cff")
    assert cited.bibtex in (folder / "README.md").read_text(encoding="utf-8")
    assert json.loads((folder / "croissant.json").read_text(encoding="utf-8"))["version"] == cited.version
    assert cited.version == dateline.__version__
    with_url = msgspec.structs.replace(cited, url="https://example.org/dataset")
    assert "url = {https://example.org/dataset}" in with_url.bibtex
    assert isinstance(with_url, Citation)


def test_links_of_the_readme_work_on_the_package_index(project):
    """What the wheel shows there has no link into the repository, and its words."""
    if not (project / "pyproject.toml").exists():
        pytest.skip("not a checkout")
    command = [sys.executable, "-m", "hatchling", "metadata", "readme"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True)  # noqa: S603
    shown = json.loads(done.stdout)["text"] if done.stdout.startswith("{") else done.stdout
    assert [link for link in LINK.findall(shown) if "://" not in link] == []
    assert "adding a task, metric, format, baseline or article" in shown
