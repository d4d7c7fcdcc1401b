"""Annotating texts with all layers of the linear pipeline, beside spaCy's recogniser and a plain use of scikit-learn.

Run with `pytest tests/benchmarks/test_bench_annotate.py --benchmark-enable --benchmark-timer=time.process_time`.
"""

import pytest

from dateline.baselines.features.batch import Batch
from dateline.baselines.features.sequences import sentences_of
from dateline.baselines.features.words import shape, stem
from dateline.baselines.models import make
from dateline.baselines.pipeline.pipeline import STEPS, annotate, load_pipeline, train
from dateline.corpus.load import load
from dateline.corpus.segmentation import document_of
from dateline.formats.bio import best_sequence, spans_of


@pytest.fixture(scope="module")
def learnt():
    """The documents that all models learn from."""
    return load("open/test")


@pytest.fixture(scope="module")
def folder(learnt, tmp_path_factory):
    """The folder of a pipeline of all layers."""
    return train(learnt, "open/test", tmp_path_factory.mktemp("annotate") / "model")


@pytest.fixture(scope="module")
def models(folder):
    """A pipeline of all layers."""
    return load_pipeline(folder)


@pytest.fixture(scope="module")
def texts():
    """Names and texts of the invented articles, which are about 19,000 words."""
    return [(document.id, document.text) for document in load("open")]


def measure(benchmark, texts, function):
    """Run a benchmark and note how many words it does in a second."""
    words = sum(len(text.split()) for _, text in texts)
    found = benchmark(function)
    if benchmark.stats:
        benchmark.extra_info["words_per_second"] = words / benchmark.stats.stats.median
    return found


def read(texts):
    """Make documents of texts: paragraphs, sentences, tokens."""
    return [document_of(name, text) for name, text in texts]


def plain_features(words, known):
    """Describe each token of a sentence in a dictionary."""
    padded = ["<s>", "<s>", *words, "</s>", "</s>"]
    rows = []
    for index, word in enumerate(words):
        lower = word.lower()
        row = {"bias": 1, "first": index == 0, "known": known.get(word, "-"), "stem": stem(word)}
        row |= {f"prefix{n}": lower[:n] for n in (2, 3)} | {f"suffix{n}": lower[-n:] for n in (2, 3, 4)}
        row |= {f"word{offset}": padded[index + 2 + offset].lower() for offset in range(-2, 3)}
        row |= {f"shape{offset}": shape(padded[index + 2 + offset]) for offset in range(-2, 3)}
        rows.append(row | {"pair-": f"{row['word-1']} {lower}", "pair+": f"{lower} {row['word1']}"})
    return rows


def plain_mentions(finder, documents):
    """Find outermost mentions with a dictionary for each token and a call of scikit-learn for each sentence."""
    tagger = finder.models[0]
    found = []
    for document in documents:
        spans = []
        for tokens in sentences_of(document):
            rows = plain_features([document.span_text(token) for token in tokens], finder.known)
            scores = tagger.model.predict_log_proba(tagger.vectorizer.transform(rows))
            spans += spans_of(tokens, best_sequence(scores, [str(tag) for tag in tagger.model.classes_]))
        found.append([(span.start, span.end) for span in spans])
    return found


@pytest.mark.slow
@pytest.mark.benchmark(group="load")
def test_bench_load(benchmark, folder):
    """Models from their files, without the import of scikit-learn."""
    assert set(benchmark.pedantic(load_pipeline, [folder], rounds=3, warmup_rounds=1)) == set(STEPS)


@pytest.mark.slow
@pytest.mark.benchmark(group="annotate")
def test_bench_annotate_ours(benchmark, models, texts):
    """Ours: from texts to documents with mentions, coreference, events, arguments, quotes and speakers."""
    found = measure(benchmark, texts, lambda: list(annotate(models, read(texts))))
    assert len(found) == len(texts)
    assert all(document.mentions and document.events for document in found)


@pytest.mark.slow
@pytest.mark.benchmark(group="annotate")
def test_bench_annotate_spacy(benchmark, learnt, texts):
    """The peer: spaCy's recogniser of names alone, one layer of ours, trained on the same documents."""
    recogniser = make("spacy-ner", epochs=2).fit(learnt)
    assert len(measure(benchmark, texts, lambda: recogniser.predict(read(texts)))) == len(texts)


@pytest.mark.slow
@pytest.mark.benchmark(group="annotate")
def test_bench_annotate_plain(benchmark, models, texts):
    """The peer: one of our taggers, used as it is usually done; it finds the same mentions."""
    finder = models["coref"].finder
    found = measure(benchmark, texts, lambda: plain_mentions(finder, read(texts)))
    ours = finder.find(Batch(read(texts)))
    assert all(set(plain) <= {mention.key for mention in some} for plain, some in zip(found, ours, strict=True))
