"""Score a spaCy pipeline on the test split of `open`, and take the scores into pandas.

    python docs/examples/score_spacy.py

Any pipeline with a component that sets `doc.ents` will do, such as `spacy.load("en_core_web_sm")`. This one needs no
download: it finds countries and weekdays by a list of words.
"""

import spacy

import dateline

nlp = spacy.blank("en")
ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
ruler.add_patterns([{"label": "DATE", "pattern": day} for day in days])
ruler.add_patterns([{"label": "GPE", "pattern": name} for name in ("Afghanistan", "Britain", "the United States")])

docs = []
for document in dateline.load("open/test"):
    doc = nlp(document.text)
    doc.user_data["id"] = document.id  # how the scorer knows which document it is
    docs.append(doc)

result = dateline.score("ner", docs)
print(result)
print(result.to_pandas().round(2))
print(result.labels_to_pandas().loc[["DATE", "GPE"], ["precision", "recall", "f1", "support"]].round(2))
