"""The sources: verified by checksum, restored whole or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.corpus.sources import (
    Manifest,
    Source,
    SourceArticle,
    SourceParagraph,
    digest,
    load_manifest,
    mask,
    restore,
    restore_files,
)
from dateline.errors import InputError, TextNeededError

LINES = [
    "Ferry strike ends",
    "Crews in Port Amsel went back to work on Monday.",
    "",
    "Talks\u00a0go on, the union said.",
]
TEXT = "\n".join(LINES)


def _manifest() -> Manifest:
    paragraphs, start = [], 0
    for number, line in enumerate(LINES, start=1):
        if line:
            kind = "headline" if number == 1 else "body"
            paragraphs.append(SourceParagraph(number, start, start + len(line), kind, digest(line)))
        start += len(line) + 1
    facts = {"genre": "report", "topic": "conflict", "date": "2031-05-04", "first_line": 1, "last_line": 4}
    article = SourceArticle(id="ferry", sha256=digest(TEXT), paragraphs=tuple(paragraphs), **facts)
    source = Source(
        file="ferry.txt", sha256=digest(TEXT), publisher="a paper", date="2031-05", rights="none", articles=(article,)
    )
    return Manifest((source,))


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        TEXT.encode() + b"\n",
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode() + b"\r\n",
    ],
)
def test_line_endings_and_a_byte_order_mark_are_accepted(tmp_path, raw):
    """A copy that differs only so gives the same text."""
    (tmp_path / "ferry.txt").write_bytes(raw)
    assert restore(_manifest(), tmp_path) == {"ferry": TEXT}


@pytest.mark.parametrize(
    ("text", "test", "line", "words"),
    [
        (TEXT.replace("Monday", "Sunday"), "bad-source", 2, "paragraph 2 of article 'ferry'"),
        (TEXT.replace("\u00a0", " "), "bad-source", 4, "paragraph 3 of article 'ferry'"),
        ("\n".join(LINES[:2]), "bad-source-length", 4, "paragraph 3"),
        ("", "bad-source", 1, "paragraph 1"),
        (TEXT + "\nOne line more.", "bad-source", None, "outside its articles"),
    ],
)
def test_an_edited_file_is_refused_at_its_first_wrong_paragraph(tmp_path, text, test, line, words):
    """The error names file, line and paragraph, and nothing is written."""
    (tmp_path / "ferry.txt").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        restore_files(_manifest(), tmp_path, tmp_path / "out")
    (problem,) = caught.value.problems
    assert (problem.id, problem.line) == (test, line)
    assert words in problem.message
    assert problem.file == str(tmp_path / "ferry.txt")
    assert not (tmp_path / "out").exists()


def test_a_file_in_another_encoding_is_refused(tmp_path):
    """Bytes that are not UTF-8 are named with their line."""
    (tmp_path / "ferry.txt").write_bytes(TEXT.encode("utf-16"))
    with pytest.raises(InputError) as caught:
        restore(_manifest(), tmp_path)
    assert caught.value.problems[0].id == "bad-source-encoding"


def test_a_missing_file_says_that_text_is_needed(tmp_path):
    """The hint tells how to supply it."""
    with pytest.raises(TextNeededError) as caught:
        restore(_manifest(), tmp_path)
    (problem,) = caught.value.problems
    assert problem.id == "missing-source"
    assert "--seeds" in str(problem)


def test_restored_files_verify_again(tmp_path):
    """What restore wrote is accepted as a source."""
    (tmp_path / "ferry.txt").write_bytes(TEXT.replace("\n", "\r\n").encode())
    (path,) = restore_files(_manifest(), tmp_path, tmp_path / "out")
    assert path.read_text(encoding="utf-8") == TEXT
    assert restore(_manifest(), tmp_path / "out") == {"ferry": TEXT}


@given(st.text())
def test_masking_keeps_length_and_white_space(text):
    """A mask has the shape of its text and none of its characters."""
    masked = mask(text)
    assert len(masked) == len(text)
    assert all(c in ("_", original) for c, original in zip(masked, text, strict=True))


def test_the_real_sources_verify(project, texts):
    """Every article's text has the manifest's checksum and its mask is the committed one."""
    articles = load_manifest(project / "seeds" / "manifest.toml").articles
    assert list(texts) == list(articles)
    for name, (_, article) in articles.items():
        assert digest(texts[name]) == article.sha256
        assert (project / "seeds" / "masked" / f"{name}.txt").read_text(encoding="utf-8") == mask(texts[name]) + "\n"
