"""Source files from elsewhere: a copy of GUM in a zip, or its public repository."""

import hashlib
import http.client
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dateline.corpus.sources import Manifest, restore_files
from dateline.errors import refuse

COMMIT = "72ce5ac14978a324c2fd18d49484e65292cbe316"
URL = f"https://raw.githubusercontent.com/amir-zeldes/gum/{COMMIT}"
_TIMEOUT = 30  # seconds without a byte
_ATTEMPTS = 3
_MOST_BYTES = 16 << 20  # of a file of GUM


@contextmanager
def unpacked(manifest: Manifest, given: Path) -> Iterator[Path]:
    """Give the folder of GUM: the one given, or that of the files a zip holds.

    Raises:
        InputError: the zip can't be read, or lacks a file.
    """
    if given.is_dir():
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="dateline-") as name:
        folder = Path(name)
        try:
            with zipfile.ZipFile(given) as archive:
                members = {member.filename: member for member in archive.infolist()}
                for source in manifest.sources:
                    found = next((m for n, m in sorted(members.items()) if n.endswith(f"/{source.file}")), None)
                    found = members.get(source.file, found)
                    if found is None:
                        raise refuse("missing-source", f"has no {source.file}", file=str(given))
                    path = folder / source.file
                    path.parent.mkdir(parents=True, exist_ok=True)
                    if found.file_size > _MOST_BYTES:
                        raise refuse("bad-source", f"holds {source.file} with {found.file_size} bytes", file=str(given))
                    path.write_bytes(archive.read(found))
        except (
            OSError,
            EOFError,
            RuntimeError,
            zipfile.BadZipFile,
            zlib.error,
        ) as error:  # also locked
            raise refuse("bad-source", f"is no zip that can be read ({error})", file=str(given)) from error
        yield folder


def download_files(
    manifest: Manifest, out: Path, *, url: str = URL, progress: Callable[[str, int, int], None] | None = None
) -> list[Path]:
    """Fetch the files of a manifest, verify them, and put them into `out`; files fetched before are not fetched again.

    Args:
        manifest: the source files, relative to the repository.
        out: the folder for the verified files.
        url: the repository at the pinned commit.
        progress: is told how many files are there, and of how many.

    Raises:
        InputError: a file can't be fetched, or is not the original; the others stay for the next run.
    """
    waiting = Path(tempfile.gettempdir()) / f"dateline-gum-{hashlib.sha256(url.encode()).hexdigest()[:12]}"
    for number, source in enumerate(manifest.sources, start=1):
        path = waiting / source.file
        if not path.exists():
            data = _fetch(f"{url}/{source.file}")
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(".partial")
            partial.write_bytes(data)
            partial.replace(path)
        if progress:
            progress("files", number, len(manifest.sources))
    try:
        return restore_files(manifest, waiting, out)
    except ValueError:
        for source in manifest.sources:  # what was fetched is not the original: fetch it again next time
            (waiting / source.file).unlink(missing_ok=True)
        raise


def _fetch(url: str) -> bytes:
    for attempt in range(_ATTEMPTS):
        try:
            with urllib.request.urlopen(url, timeout=_TIMEOUT) as response:  # noqa: S310 - the scheme is ours or the test's
                data: bytes = response.read()
                expected = response.headers.get("Content-Length")
                if expected is None or int(expected) == len(data):
                    return data
                reason = "the connection was cut"
        except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
            reason = str(error)
        time.sleep(0.5 * attempt)
    raise refuse("missing-source", f"can't be fetched ({reason})", file=url, hint="try again: files that came are kept")
