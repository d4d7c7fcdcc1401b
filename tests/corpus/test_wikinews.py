"""The part `wikinews`: plain text of GUM's files, restored from a folder, a zip or the repository, and its splits."""

import random
import threading
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from dateline.corpus.download import download_files, unpacked
from dateline.corpus.gum import paragraphs, plain_text
from dateline.corpus.load import load
from dateline.corpus.sources import load_manifest, restore, restore_files
from dateline.errors import InputError, TextNeededError

CONLLU = """# newdoc id = GUM_news_ferry
# newpar
# newpar_block = head (1 s)
# text = Ferry strike ends
1\tFerry\t_
# newpar
# newpar_block = p (1 s)
# text = Monday, May 4, 2031
# newpar
# newpar_block = p (4 s) | figure rend:::"The quay (old)" (2 s) | caption (2 s)
# text = Crews at the quay.
# text = Image: A. Brandt.
# text = Crews went back to work.
# text = Talks go on.
# newpar
# newpar_block = figure (2 s) | caption (2 s) | quote (1 s)
# text = "We are tired."
# text = A sailor
# newpar
# newpar_block = head (1 s)
# text = Sources
# newpar
# newpar_block = list type:::"unordered" (1 s) | item (1 s) | p (1 s)
# text = The Courier, May 3
"""


def test_blocks_become_paragraphs():
    """Kinds follow the innermost block; credits, the date line and the sources are found."""
    assert [(paragraph.kind, paragraph.text) for paragraph in paragraphs(CONLLU)] == [
        ("headline", "Ferry strike ends"),
        ("byline", "Monday, May 4, 2031"),
        ("caption", "Crews at the quay."),
        ("credit", "Image: A. Brandt."),
        ("body", "Crews went back to work. Talks go on."),
        ("body", '"We are tired."'),
        ("caption", "A sailor"),
        ("link", "Sources"),
        ("link", "The Courier, May 3"),
    ]
    assert plain_text(CONLLU).split("\n\n")[0] == "Ferry strike ends"


def test_the_split_is_the_recorded_draw():
    """Four articles are validation, by the draw that the manifest tells."""
    ids = sorted(document.id for document in load("wikinews"))
    assert len(ids) == 24
    drawn = sorted(random.Random(20261126).sample(ids, 4))  # noqa: S311 - a draw, no secret
    assert sorted(document.id for document in load("wikinews/validation")) == drawn


def test_masked_and_real_texts_agree(wikinews):
    """Every text is verified by checksum, and the gold sentences and tokens fit it."""
    for document in load("wikinews"):
        assert len(wikinews[document.id]) == len(document.text)
        assert all(wikinews[document.id][s.start : s.end].strip() for s in document.sentences)


@pytest.fixture
def manifest(project):
    """The manifest of the part."""
    return load_manifest(project / "seeds" / "wikinews.toml")


@pytest.fixture
def server(gum):
    """Serve GUM's folder; count what is asked for."""
    asked = []

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            if http.broken:
                http.broken.pop()
                self.send_response(200)
                self.send_header("Content-Length", "100000")
                self.end_headers()
                self.wfile.write(b"cut off")
                return
            super().do_GET()

        def log_message(self, *_):
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(gum)))
    http.asked, http.broken = asked, []
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield http
    http.shutdown()


def test_a_folder_or_a_zip_is_restored(manifest, gum, wikinews, tmp_path):
    """Both give verified copies, from which the texts come again."""
    archive = tmp_path / "gum.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for source in manifest.sources:
            packed.write(gum / source.file, f"gum-11.1.0/{source.file}")
    for number, given in enumerate((gum, archive)):
        with unpacked(manifest, given) as folder:
            assert len(restore_files(manifest, folder, tmp_path / str(number))) == 24
        assert restore(manifest, tmp_path / str(number)) == wikinews
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("README", "nothing")
    with pytest.raises(InputError, match="missing-source"), unpacked(manifest, archive):
        pass


def test_files_are_fetched_verified_and_resumed(manifest, server, wikinews, tmp_path, monkeypatch):
    """A cut connection is tried again; what came stays; nothing is fetched twice."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    url = f"http://127.0.0.1:{server.server_address[1]}"
    server.broken += [1]
    seen = []
    placed = download_files(manifest, tmp_path / "gum", url=url, progress=lambda *told: seen.append(told))
    assert len(placed) == 24
    assert len(server.asked) == 25
    assert seen[-1] == ("files", 24, 24)
    assert restore(manifest, tmp_path / "gum") == wikinews
    download_files(manifest, tmp_path / "again", url=url)
    assert len(server.asked) == 25
    with pytest.raises(InputError, match="can't be fetched"):
        download_files(manifest, tmp_path / "none", url="http://127.0.0.1:9")


def test_a_missing_copy_is_told(manifest, tmp_path):
    """An empty folder is no copy of GUM."""
    with pytest.raises(TextNeededError):
        restore(manifest, tmp_path)
