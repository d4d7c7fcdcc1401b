"""The language-model adapter, against a local server that behaves and misbehaves."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from dateline.baselines.llm.client import Endpoint, LanguageModel
from dateline.baselines.llm.plan import Plan
from dateline.baselines.llm.prompts import prompt, prompt_path
from dateline.document import Document, Paragraph, Quote, Span
from dateline.errors import InputError
from dateline.tasks.declarations import load as load_task
from dateline.tasks.declarations import names as task_ids

TEXT = "Fire in Larkmouth\nIlse Varga said the quay was lost."
GOOD = '{"entities": [{"text": "Larkmouth", "type": "GPE", "paragraph": 1}]}'


def document(name="fire", text=TEXT):
    """Make an article of a headline and a paragraph."""
    facts = dict.fromkeys(("part", "split", "story", "outlet", "genre", "topic", "date", "provenance", "license"), "x")
    empty = dict.fromkeys(("sentences", "tokens", "entities", "mentions", "events"), ())
    cut = text.index("\n")
    paragraphs = (Paragraph(0, cut, "headline"), Paragraph(cut + 1, len(text), "body"))
    start = text.index("the quay")
    quotes = (Quote(id="q1", content=(Span(start, len(text) - 1),), type="indirect"),)
    fixed = {"id": name, "text": text, "title": None, "sha256": "0", "masked": False, "annotated_layers": ("quotes",)}
    return Document(**facts | empty | fixed, paragraphs=paragraphs, quotes=quotes)


def reply(content, *, finish="stop", refusal=None):
    """Make the body of an answer."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    choice = {"index": 0, "finish_reason": finish, "message": message}
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    return {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice], "usage": usage}


@pytest.fixture
def server():
    """Start a server that gives the answers listed, the last one for ever, and keeps what it was asked."""
    asked: list[dict] = []
    answers: list = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            status, body = answer if isinstance(answer, tuple) else (200, answer)
            if body == "drip":
                self.send_response(200)
                self.end_headers()
                for _ in range(100):
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.1)
                return
            if body == "sleep":
                time.sleep(1.0)
                body = reply(GOOD)
            data = body.encode("utf-8", "replace") if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            for name, value in getattr(http, "headers", {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    http.asked, http.answers = asked, answers
    yield http
    http.shutdown()


def model(server, task="ner", cache=None, **settings):
    """Make an adapter for the server."""
    url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    return LanguageModel(Endpoint(model="m", url=url, retries=0, **settings), Plan(load_task(task)), cache=cache)


def test_an_answer_becomes_a_quoted_record(server):
    """The answer's items are those of the record, and tokens and cost are counted."""
    server.answers[:] = [reply(GOOD)]
    asking = model(server, price_in=2.0, price_out=10.0)
    (record,) = asking.predict([document()])
    assert [(e.text, e.type, e.paragraph) for e in record.entities] == [("Larkmouth", "GPE", 1)]
    assert (asking.usage.tokens_in, asking.usage.tokens_out) == (100, 10)
    assert asking.usage.cost == pytest.approx(0.0003)
    assert server.asked[0]["temperature"] == 0


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (reply("no json here"), "malformed"),
        (reply('{"entities": [{"text": "Larkmouth"}]}'), "malformed"),
        (reply("[1, 2]"), "malformed"),
        (reply('{"entities": [{"text": "Lark', finish="length"), "truncated"),
        (reply(None, refusal="I won't."), "refused"),
        (reply("  "), "refused"),
        ((500, "{}"), "endpoint: 500"),
        ((429, "{}"), "endpoint: 429"),
    ],
)
def test_a_bad_answer_is_asked_for_again(server, bad, reason):
    """One bad answer costs a second request; nothing but bad ones gives an empty record and a counted failure."""
    server.answers[:] = [bad, reply(GOOD)]
    asking = model(server)
    (record,) = asking.predict([document()])
    assert len(record.entities) == 1
    assert dict(asking.usage.again) == {reason: 1}
    server.answers[:] = [bad]
    giving_up = model(server, attempts=2)
    (record,) = giving_up.predict([document()])
    assert record.entities == []
    assert dict(giving_up.usage.failed) == {reason: 1}


def test_a_malformed_answer_is_shown_to_the_model(server):
    """The second request holds the first answer and what is wrong with it."""
    server.answers[:] = [reply("oops"), reply(GOOD)]
    model(server).predict([document()])
    assert [m["role"] for m in server.asked[1]["messages"]] == ["user", "assistant", "user"]
    assert server.asked[1]["messages"][1]["content"] == "oops"


def test_half_a_surrogate_is_replaced(server):
    """What escapes in JSON can say and no file can hold is replaced, so that the prediction can be written."""
    server.answers[:] = [reply(r'{"entities": [{"text": "\ud83d", "type": "GPE"}]}')]
    (record,) = model(server).predict([document()])
    assert [entity.text for entity in record.entities] == ["?"]


def test_a_slow_endpoint_times_out(server):
    """An answer that takes too long counts as none."""
    server.answers[:] = [(200, "sleep")]
    asking = model(server, timeout=0.2, attempts=1)
    assert asking.predict([document()])[0].entities == []
    assert dict(asking.usage.failed) == {"time-out": 1}


def test_repeated_items_and_fences_are_forgiven(server):
    """An answer that loops, or is fenced, is read all the same."""
    item = '{"text": "Larkmouth", "type": "GPE", "paragraph": 1}'
    server.answers[:] = [reply('```json\n{"entities": [' + ", ".join([item] * 50) + "]}\n```")]
    assert len(model(server).predict([document()])[0].entities) == 1


def test_the_cache_goes_on_after_a_break(server, tmp_path):
    """Answers are kept one by one; a cut-off last line and another prompt are no obstacle."""
    cache = tmp_path / "cache.jsonl"
    server.answers[:] = [reply(GOOD)]
    first = model(server, cache=cache)
    first.predict([document("a"), document("b", TEXT.replace("lost", "gone"))])
    with cache.open("ab") as file:
        file.write(b'{"key": "cut o')
    again = model(server, cache=cache)
    assert again.predict([document("a")]) == first.predict([document("a")])
    assert (again.usage.cached, again.usage.asked, len(server.asked)) == (1, 0, 2)


def test_failures_are_not_kept(server, tmp_path):
    """What failed is asked again in the next run."""
    cache = tmp_path / "cache.jsonl"
    server.answers[:] = [reply("oops")]
    model(server, cache=cache, attempts=1).predict([document()])
    server.answers[:] = [reply(GOOD)]
    assert len(model(server, cache=cache).predict([document()])[0].entities) == 1


def test_speakers_are_given_by_number(server):
    """For attribution the contents are given; what stands in the text is quoted, other names stay names."""
    server.answers[:] = [reply('{"speakers": [{"quote": 1, "speaker": "Ilse Varga"}]}')]
    (record,) = model(server, "attribution").predict([document()])
    assert record.quotes[0].speaker.text == "Ilse Varga"
    server.answers[:] = [reply('{"speakers": [{"quote": 2, "speaker": "Ilse Varga"}]}')]
    asking = model(server, "attribution", attempts=1)
    asking.predict([document()])
    assert dict(asking.usage.failed) == {"malformed": 1}


def test_events_get_the_key_of_their_cluster(server):
    """Keys that two articles share make one cluster across them."""
    events = '{"events": [{"text": "Fire", "type": "Disaster", "cluster": "disaster-larkmouth", "paragraph": 1}]}'
    server.answers[:] = [reply(events)]
    (record,) = model(server, "event-coref").predict([document()])
    assert record.events[0].cluster == "disaster-larkmouth"


def test_every_task_has_a_prompt():
    """A task without one could not be put to a language model."""
    assert all(prompt_path(load_task(task), 1).is_file() for task in task_ids())


@pytest.mark.parametrize("task", task_ids())
def test_every_prompt_can_be_filled(task):
    """A prompt shows the text with its paragraphs numbered, and leaves no placeholder."""
    text = prompt(load_task(task), 1, document())
    assert "[1] Fire in Larkmouth" in text
    assert "$" not in text


def test_an_unknown_prompt_is_refused():
    """The versions that there are stand in the message."""
    with pytest.raises(InputError, match=r"ner\.v1"):
        LanguageModel(Endpoint(model="m", url="http://localhost"), Plan(load_task("ner"), 99))


@pytest.mark.parametrize(
    "body",
    [
        {"choices": [{"message": None}]},
        {"choices": [{"finish_reason": "stop"}]},
        {"choices": [None]},
        {"choices": {}},
        {"choices": "none"},
        {"choices": []},
        {},
        [],
        [1, 2],
        "null",
        "3",
        '"text"',
        "<html><body>Bad gateway</body></html>",
        "plain text",
        "",
        "[" * 50_000,
        '{"a":' * 50_000,
        {**reply(GOOD), "choices": [{"message": {"content": 7}}]},
        {**reply(GOOD), "choices": [{"message": {"content": ["x", 3, None, {"text": None}]}}]},
        {**reply(GOOD), "choices": [{"message": {"content": {"text": "x"}}}]},
        {**reply("\ud800 {"), "usage": "many"},
    ],
)
def test_no_body_is_a_crash(server, tmp_path, body):
    """Whatever a server sends, the document is counted as failed and the run goes on."""
    server.answers[:] = [(200, body)]
    log = tmp_path / "log.jsonl"
    asking = model(server, attempts=1, cache=log)
    assert list(asking.stream([document()])) == [None]
    assert asking.usage.failed.total() == 1


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": None}, {"prompt_tokens": -1}, {"prompt_tokens": "9"}, 5])
def test_usage_may_be_missing(server, usage):
    """An answer counts though the endpoint counts no tokens, or counts them strangely."""
    server.answers[:] = [{**reply(GOOD), "usage": usage}]
    asking = model(server)
    assert len(asking.predict([document()])[0].entities) == 1
    assert asking.usage.tokens_in == 0


def test_a_content_of_parts_is_read(server):
    """A content that is a list of text parts is their text."""
    parts = [{"type": "text", "text": GOOD[:20]}, {"type": "text", "text": GOOD[20:]}]
    server.answers[:] = [{**reply(""), "choices": [{"message": {"content": parts}}]}]
    assert len(model(server).predict([document()])[0].entities) == 1


@pytest.mark.parametrize(
    "answer",
    [
        f"<think>Is {{this}} right? [1]</think>{GOOD}",
        f"<think>```json\n[]\n```</think>\n```json\n{GOOD}\n```",
        f"no closing</think> {GOOD}",
        f"Here you are:\n\n{GOOD}\n\nI hope this helps!",
        f"```JSON\n{GOOD}\n```",
        f"```json\n{GOOD}",
        f"```\n{GOOD}\n```\nThat's all.",
        GOOD[:-1] + ', "confidence": 0.9, "notes": []}',
        GOOD.replace('"paragraph": 1', '"paragraph": 1, "reason": "a town"'),
        GOOD[len('{"entities": ') : -1],
        GOOD.replace("}]", "},]"),
        f"{GOOD}\n\nAgain: {GOOD}",
    ],
)
def test_answers_are_read_as_models_give_them(server, answer):
    """Thoughts, prose, fences, extra fields, bare lists and trailing commas are no obstacle."""
    server.answers[:] = [reply(answer)]
    (record,) = model(server, attempts=1).predict([document()])
    assert [entity.text for entity in record.entities] == ["Larkmouth"]


def test_different_answers_in_one_are_ambiguous(server):
    """Of two different values none is chosen."""
    server.answers[:] = [reply(f"{GOOD} or {GOOD.replace('GPE', 'LOC')}")]
    asking = model(server, attempts=1)
    assert list(asking.stream([document()])) == [None]


def test_unknown_labels_are_dropped_and_counted(server):
    """The rest of the answer stays, and the scorer takes the file."""
    events = [
        {"text": "Fire", "type": "Disaster", "polarity": "maybe", "arguments": [{"text": "Larkmouth", "role": "city"}]},
        {"text": "lost", "type": "Losing"},
    ]
    server.answers[:] = [reply(json.dumps({"events": events}))]
    asking = model(server, "event-arguments", attempts=1)
    (record,) = asking.predict([document()])
    assert [(event.text, event.polarity, event.arguments) for event in record.events] == [("Fire", None, [])]
    assert dict(asking.usage.dropped) == {"polarity 'maybe'": 1, "role 'city'": 1, "type 'Losing'": 1}
    server.answers[:] = [reply('{"clusters": [[], [{"text": "Larkmouth"}]]}')]
    (record,) = model(server, "coref", attempts=1).predict([document()])
    assert len(record.clusters) == 1


def test_every_answer_is_logged_with_its_cost(server, tmp_path):
    """Bad answers cost too; a later run knows what all runs cost."""
    log = tmp_path / "log.jsonl"
    server.answers[:] = [reply("oops"), reply(GOOD)]
    model(server, cache=log, price_in=1000.0).predict([document()])
    lines = [json.loads(line) for line in log.read_bytes().splitlines()]
    assert [(line["answer"], line.get("outcome", "answered")) for line in lines] == [
        ("oops", "malformed"),
        (GOOD, "answered"),
    ]
    later = model(server, cache=log, price_in=1000.0)
    later.predict([document()])
    assert later.usage.cost == 0
    assert later.usage.cost_of_all_runs == pytest.approx(0.2)


def test_what_is_retryable_is_sent_again(server, monkeypatch):
    """429 waits as long as it is told to; 400 is final."""
    waited = []
    monkeypatch.setattr("dateline.baselines.llm.client.time.sleep", waited.append)
    url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.answers[:] = [(429, "{}"), (503, "{}"), (200, reply(GOOD))]
    server.headers = {"Retry-After": "7"}
    asking = LanguageModel(Endpoint(model="m", url=url, retries=3), Plan(load_task("ner")))
    assert len(asking.predict([document()])[0].entities) == 1
    assert waited == [7.0, 7.0]
    server.answers[:] = [(400, "{}")]
    final = LanguageModel(Endpoint(model="m", url=url, retries=3, attempts=1), Plan(load_task("ner")))
    assert list(final.stream([document()])) == [None]
    assert dict(final.usage.failed) == {"endpoint: 400": 1}


def test_a_dripping_server_is_bounded(server):
    """The time limit is for the whole reply, not for each byte."""
    server.answers[:] = [(200, "drip")]
    start = time.monotonic()
    asking = model(server, timeout=0.5, attempts=1)
    assert list(asking.stream([document()])) == [None]
    assert dict(asking.usage.failed) == {"time-out": 1}
    assert time.monotonic() - start < 5


def test_a_dead_endpoint_gives_no_prediction():
    """Nobody listens: the document fails, quickly."""
    asking = LanguageModel(
        Endpoint(model="m", url="http://127.0.0.1:9/v1", retries=0, attempts=1), Plan(load_task("ner"))
    )
    assert list(asking.stream([document()])) == [None]
    assert dict(asking.usage.failed) == {"no connection": 1}
