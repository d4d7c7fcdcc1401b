"""Readers of GUM's files: words with offsets and heads, WebAnno TSV, OntoGUM's brackets."""

import pytest

from dateline.annotation.human.ontogum import read_ontogum
from dateline.corpus.gum import plain_text
from dateline.errors import InputError
from dateline.interchange.corpora.labels import check_words
from dateline.interchange.corpora.webanno import read_webanno
from dateline.interchange.corpora.words import covered, head_of, words
from gum_files import HEAD, Span, Word, conllu, ontogum, tsv, write_gum

SENTENCES = [
    [Word("Halm", 2, "PROPN"), Word("sells", 0, "VERB"), Word("docks", 2, "NOUN")],
    [
        Word("The", 2, "DET"),
        Word("town", 3, "NOUN"),
        Word("kept", 0, "VERB"),
        Word("its", 5, "PRON"),
        Word("pier", 3, "NOUN"),
    ],
]
SPANS = [
    Span(0, 1, "place", 1),
    Span(2, 3, "object", 2),
    Span(3, 5, "place", 1),
    Span(6, 7, "place", 1),
    Span(6, 8, "object", 3),
]


def test_words_have_the_offsets_of_the_plain_text():
    """Every form is found at its offsets, over sentences and paragraphs; heads count through the document."""
    text = plain_text(conllu(SENTENCES))
    found = words(conllu(SENTENCES), "made up")
    assert [text[word.start : word.end] for word in found] == [word.form for s in SENTENCES for word in s]
    assert [word.head for word in found] == [1, -1, 1, 4, 5, -1, 7, 5]
    assert head_of(found, 3, 5) == 4
    assert head_of(found, 3, 4) == 3
    assert covered(found, found[3].start + 1, found[4].end) == (3, 5)
    assert covered(found, len(text), len(text) + 1) is None


def test_multiword_tokens_are_words_and_empty_nodes_are_none():
    """A contraction is two words next to each other; a node 1.1 is left out."""
    forms = ["Boats", "do", "n't", "(", "ever", ")", "wait", "."]
    rows = [f"{index}\t{form}\t_\tX\t_\t_\t{7 % index}\tdep\t_\t_" for index, form in enumerate(forms, 1)]
    rows[1:1] = ["1.1\tgo\t_\tX\t_\t_\t_\t_\t_\t_", "2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_"]
    text = "\n".join(["# newpar", "# newpar_block = p (1 s)", "# text = Boats don't (ever) wait.", *rows, ""])
    assert [(word.start, word.end) for word in words(text, "made up")] == [
        (0, 5), (6, 8), (8, 11), (12, 13), (13, 17), (17, 18), (19, 23), (23, 24)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [("\tdocks\t", "\tdock5\t", "bad-token"), ("\t_\t_\t2\t", "\t_\t_\tx\t", "bad-source")],
)
def test_a_changed_dependency_file_is_refused(old, new, problem):
    """A word that is not in its sentence, and a head that is no number, are named with their line."""
    with pytest.raises(InputError, match=rf"made up:\d+: .*\[{problem}\]"):
        words(conllu(SENTENCES).replace(old, new), "made up")


def test_webanno_spans_types_and_clusters(tmp_path):
    """Nested spans, singletons and chains come back as they were written."""
    write_gum(tmp_path, SENTENCES, SPANS)
    labels = read_webanno(tmp_path / "coref" / "GUM_news_docks.tsv")
    assert list(labels.forms) == [word.form for sentence in SENTENCES for word in sentence]
    assert [(one.first, one.last, one.type) for one in labels.mentions] == [
        (0, 1, "place"), (2, 3, "object"), (3, 5, "place"), (6, 8, "object"), (6, 7, "place")
    ]  # fmt: skip
    clusters = {(one.first, one.last): one.cluster for one in labels.mentions}
    assert clusters[0, 1] == clusters[3, 5] == clusters[6, 7]
    assert len(set(clusters.values())) == 3


def read(tmp_path, rows, head=HEAD):
    """Read rows of cells as WebAnno TSV."""
    path = tmp_path / "made.tsv"
    path.write_text(head + "#Text=x\n" + "".join("\t".join(row) + "\t\n" for row in rows), encoding="utf-8")
    return read_webanno(path)


def row(place, form, types="_", kinds="_", targets="_"):
    """Make the cells of a word."""
    return (place, "0-1", form, types, "_", "_", "_", "_", kinds, targets)


def test_bridging_is_no_identity(tmp_path):
    """Of `bridge`, `bridge:aggr` and `ana`, only the last joins; several links of one word go in pairs."""
    rows = [
        row("1-1", "Ada", "person[1]", "bridge:aggr|ana", "1-2[2_1]|1-3[3_1]"),
        row("1-2", "they", "person[2]", "bridge", "1-4[4_2]"),
        row("1-3", "she", "person[3]"),
        row("1-4", "heads", "object[4]"),
    ]
    clusters = [one.cluster for one in read(tmp_path, rows).mentions]
    assert clusters[0] == clusters[2]
    assert len(set(clusters)) == 3


def test_spans_without_numbers_are_single_words(tmp_path):
    """A word's only span has no number; links call it 0. Neighbours of one type stay apart."""
    rows = [row("1-1", "Ada", "person", "coref", "1-3[0_0]"), row("1-2", "Ivo", "person"), row("1-3", "she", "person")]
    found = read(tmp_path, rows).mentions
    assert [(one.first, one.last) for one in found] == [(0, 1), (1, 2), (2, 3)]
    assert found[0].cluster == found[2].cluster != found[1].cluster


def test_columns_are_found_by_the_head_of_the_file(tmp_path):
    """Other features before and behind `entity` change its place."""
    head = "#FORMAT=WebAnno TSV 3.3\n#T_SP=x.Referent|infstat|entity\n#T_RL=x.Coref|note|type|BT_x.Referent\n\n"
    rows = [
        ("1-1", "0-1", "A\\|B", "new[1]", "place[1]", "_", "coref", "1-2[2_1]"),
        ("1-2", "2-3", "it", "giv[2]", "place[2]", "_", "_", "_"),
    ]
    labels = read(tmp_path, rows, head)
    assert list(labels.forms) == ["A|B", "it"]
    assert [one.type for one in labels.mentions] == ["place", "place"]
    assert len({one.cluster for one in labels.mentions}) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1-1\t0-1\tx\n", r":1: does not begin with"),
        ("#FORMAT=WebAnno TSV 3.2\n#T_SP=x|kind\n", r"declares no span layer"),
        (HEAD + "Ada\t_\n", r":6: is no line of a word"),
        (HEAD + "1-1\t0-1\tAda\t_\n", r":6: has 4 columns, 10 are declared"),
        (HEAD + "\t".join(row("1-1", "Ada", "person[1]", "coref", "_")) + "\n", r":6: a link leads nowhere"),
        (HEAD + "\t".join(row("1-1", "Ada", "person[1]", "coref", "there")) + "\n", r":6: a link leads nowhere"),
        (HEAD + "\t".join(row("1-1", "Ada", "person[1]", "coref", "1-9[2_1]")) + "\n", r":6: a link leads nowhere"),
    ],
)
def test_wrong_webanno_is_refused(tmp_path, text, told):
    """The line is named, and what is wrong with it."""
    path = tmp_path / "made.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        read_webanno(path)


def test_ontogum_brackets(tmp_path):
    """Brackets give spans and clusters, nested ones too."""
    path = tmp_path / "made.conll"
    path.write_text(ontogum(SENTENCES, SPANS), encoding="utf-8")
    labels = read_ontogum(path)
    assert sorted((one.first, one.last) for one in labels.mentions) == sorted((s.first, s.last) for s in SPANS)
    assert len({one.cluster for one in labels.mentions}) == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [("0\tAda\n", r"made.conll:1: is no line"), ("0\tAda\t(1\n", r"made.conll:1: .*\[bad-bracket\]")],
)
def test_wrong_ontogum_is_refused(tmp_path, text, told):
    """A line without brackets' column, and a bracket that is never closed."""
    path = tmp_path / "made.conll"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        read_ontogum(path)


def test_missing_and_unreadable_files_are_refused(tmp_path):
    """The message says how to name the folder."""
    with pytest.raises(InputError, match=r"missing-source.*DATELINE_GUM"):
        read_webanno(tmp_path / "none.tsv")
    (tmp_path / "latin.tsv").write_bytes(b"#FORMAT=\xe9")
    with pytest.raises(InputError, match=r"bad-source-encoding"):
        read_webanno(tmp_path / "latin.tsv")


def test_labels_must_have_the_words_of_the_dependency_file(tmp_path):
    """Another word, and another number of words, are told with the place."""
    listed = words(conllu(SENTENCES), "made up")
    path = tmp_path / "made.tsv"
    path.write_text(tsv(SENTENCES, SPANS).replace("\ttown\t", "\tcity\t"), encoding="utf-8")
    with pytest.raises(InputError, match=r"made.tsv:\d+: the word 'city' is 'town'"):
        check_words(read_webanno(path), listed, path)
    path.write_text(tsv(SENTENCES[:1], SPANS[:2]), encoding="utf-8")
    with pytest.raises(InputError, match=r"has 3 words, the dependency file 8"):
        check_words(read_webanno(path), listed, path)
