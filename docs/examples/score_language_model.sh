#!/usr/bin/env bash
# Score what a language model wrote: JSON Lines that quote words instead of counting offsets.
#
#     bash docs/examples/score_language_model.sh
#
# `dateline ask MODEL --task quotes --url URL --out answers.jsonl` writes such a file. Here a short one is written by hand.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/answers.jsonl" <<'JSON'
{"id": "opera-fund-harbor-times", "entities": [{"text": "Monday", "type": "DATE"}, {"text": "nowhere to be found", "type": "ORG"}]}
JSON

dateline check ner model="$folder/answers.jsonl" --allow-missing
dateline score ner model="$folder/answers.jsonl" --allow-missing --format csv > "$folder/scores.csv"
head -3 "$folder/scores.csv"
