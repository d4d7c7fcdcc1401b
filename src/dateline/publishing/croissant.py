"""croissant.json: the dataset described in Croissant 1.1, with the vocabulary for responsible AI.

Fields follow the columns, nested ones as sub-fields. https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html
and https://docs.mlcommons.org/croissant/docs/croissant-rai-spec.html define the terms.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dateline.document import Document
from dateline.publishing.citation import Citation, real_dates
from dateline.publishing.configurations import Configuration

Json = dict[str, Any]
_CONTEXT: Json = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{
        name: f"cr:{name}"
        for name in (
            *("annotation", "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field"),
            *("fileObject", "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath"),
            *("key", "md5", "parentField", "path", "readLines", "recordSet", "references", "regex", "repeated"),
            *("replace", "samplingRate", "sdVersion", "separator", "source", "subField", "transform", "unArchive"),
        )
    },
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
}
_CONFORMS = ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
_LICENSES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}
_TYPES = {"string": "sc:Text", "int32": "cr:Int32", "int64": "cr:Int64", "bool": "sc:Boolean"}
_RAI: Json = {
    "dataCollection": (
        "The part open was written for this corpus by an AI system, from story files and style sheets; the parts news "
        "and wikinews are articles of news publishers and of Wikinews, masked, restored from files that users have."
    ),
    "dataCollectionType": ["Synthetic data generation", "Secondary data analysis"],
    "dataPreprocessingProtocol": [
        "Real text is masked: every character that is not white space is replaced by an underscore.",
        "Tokens are those of spaCy's blank English tokenizer; sentences were proposed by a program and corrected.",
    ],
    "dataAnnotationProtocol": [
        (
            "Two annotators worked on every layer of a document independently, by the guidelines in guidelines/; an "
            "adjudicator settled every disagreement with the text."
        )
    ],
    "dataAnnotationPlatform": ["Quoted-text working files and the command line of DATELINE"],
    "dataAnnotationAnalysis": [
        "Agreement of the two annotators is reported by layer and label in README.md, with a gold audit of a sample."
    ],
    "annotationsPerItem": "2 independent annotations, and an adjudication",
    "annotatorDemographics": ["None: annotators and adjudicators are AI systems (large language models), not people."],
    "machineAnnotationTools": ["Large language models as annotators and adjudicators"],
    "dataBiases": [
        "One kind of annotator made all labels, and one writer all of the part open; their blind spots are shared.",
        "The part news is from three publishers and a few months of 2021, and on one country.",
    ],
    "dataLimitations": [
        "The parts are small, so that intervals of scores are wide.",
        "Invented text has shorter sentences and repeats itself less than real news.",
    ],
    "dataUseCases": [
        (
            "Training, validation and testing of named entity recognition, coreference, event extraction and quotation "
            "attribution. Not to be used as a source of facts: invented stories are untrue."
        )
    ],
    "dataSocialImpact": "An openly licensed benchmark on which several news tasks can be compared on the same text.",
    "personalSensitiveInformation": [
        (
            "The part news names real people as their publishers printed them; its text is masked here. No real person "
            "appears in an invented story."
        )
    ],
    "dataReleaseMaintenancePlan": (
        "Wrong labels are reported in the repository, corrected with a recorded reason, and published as a new "
        "version; earlier versions stay loadable by their tags. CHANGES.md lists every correction."
    ),
}


def croissant(folder: Path, documents: Sequence[Document], found: Sequence[Configuration], citation: Citation) -> str:
    """Describe a dataset folder.

    Args:
        folder: the folder, with the files that the configurations name.
        documents: all documents.
        found: its configurations.
        citation: title, version, authors and licence.
    """
    facts: Json = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": _CONFORMS,
        "name": "DATELINE",
        "description": citation.abstract,
        "url": citation.url or "README.md",
        "version": citation.version,
        "datePublished": citation.date_released.isoformat(),
        "creator": [{"@type": "sc:Organization", "name": author.name} for author in citation.authors],
        "license": [_LICENSES[name] for name in citation.license if name in _LICENSES],
        "keywords": list(citation.keywords),
        "inLanguage": ["en"],
        "isLiveDataset": False,
        "citeAs": citation.bibtex,
        **{f"rai:{name}": value for name, value in _RAI.items()},
        "rai:dataCollectionTimeframe": list(real_dates(documents)),
        "distribution": [entry for one in found for entry in _files(folder, one)],
        "recordSet": [_record_set(one) for one in found],
    }
    return json.dumps(facts, indent=1, ensure_ascii=False) + "\n"


def _files(folder: Path, one: Configuration) -> list[Json]:
    """Describe the Parquet files of a configuration, and the set of them that its records come from."""
    files = [
        {
            "@type": "cr:FileObject",
            "@id": split.path,
            "name": split.path,
            "contentUrl": split.path,
            "contentSize": f"{split.size} B",
            "encodingFormat": "application/x-parquet",
            "sha256": hashlib.sha256((folder / split.path).read_bytes()).hexdigest(),
        }
        for split in one.splits
    ]
    folder_of_splits = one.splits[0].path.rpartition("/")[0]
    together: Json = {  # without `containedIn`: the files lie beside croissant.json
        "@type": "cr:FileSet",
        "@id": f"{one.name}-files",
        "name": f"{one.name}-files",
        "encodingFormat": "application/x-parquet",
        "includes": f"{folder_of_splits}/*.parquet",
    }
    return [*files, together]


def _record_set(one: Configuration) -> Json:
    return {
        "@type": "cr:RecordSet",
        "@id": one.name,
        "name": one.name,
        "description": f"A record is {one.about}.",
        "field": [_field(one.name, name, kind, (name,)) for name, kind in one.features.items()],
    }


def _field(above: str, name: str, kind: Any, path: tuple[str, ...], lists: int = 0) -> Json:  # noqa: ANN401
    """Describe a column, or a field inside one.

    Args:
        above: the id of what holds the field.
        name: its name.
        kind: its feature type.
        path: the column and the names below it.
        lists: how many lists of the path the field is inside of. Croissant has no path into a list inside a list: such
            fields are described without a source, and read as nothing; the flat tables have them at the first level.
    """
    from datasets import ClassLabel, List

    facts: Json = {"@type": "cr:Field", "@id": f"{above}/{name}", "name": f"{above}/{name}"}
    if isinstance(kind, List):
        facts |= {"isArray": True, "arrayShape": "-1"}
        kind = kind.feature
    if isinstance(kind, Mapping):
        within = lists + ("isArray" in facts)
        inner = [_field(facts["@id"], key, one, (*path, key), within) for key, one in kind.items()]
        return {**facts, "subField": inner}
    if isinstance(kind, ClassLabel):
        facts["description"] = "; ".join(f"{number} is {label}" for number, label in enumerate(kind.names))
    facts["dataType"] = _TYPES[kind.dtype]
    if lists > 1:
        return facts
    column, *below = path
    source: Json = {"fileSet": {"@id": f"{above.partition('/')[0]}-files"}, "extract": {"column": column}}
    if below:
        source["transform"] = {"jsonPath": ".".join(below)}
    return {**facts, "source": source}
