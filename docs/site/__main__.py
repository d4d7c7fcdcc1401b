"""Build the documentation site: `python -m docs.site` writes local/site, without a network.

It gathers the pages (plan.py), writes those that are generated, and builds all of them with MkDocs in strict mode; the
corpus browser and the page of the leaderboard lie beside them. Its pages, search included, work from a server and when
they are opened as files.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from docs.site.assembly import assemble
from docs.site.plan import ROOT

from dateline.files import output_folder

KIND = "documentation site"


class BuildError(RuntimeError):
    """What MkDocs warned of."""


def build(target: Path, *, force: str = "") -> Path:
    """Build the site into a folder.

    Args:
        target: a new or empty folder, or one that was built before.
        force: the name of the folder, given again: replace it although it is not an output of ours.

    Raises:
        InputError: the folder may not be replaced.
        BrokenLinkError: a page links to a file that isn't there.
        BuildError: a link or an anchor leads nowhere, or a page can't be built.
    """
    with tempfile.TemporaryDirectory(prefix="dateline-site-") as scratch:
        work = Path(scratch)
        assemble(work)
        settings = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}  # what the theme advertises
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(work / "mkdocs.yml")]
        done = subprocess.run(command, cwd=work, env=settings, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise BuildError(done.stderr)
        index = work / "site" / "search" / "search_index.json"
        index.with_suffix(".js").write_text(f"var __index = {index.read_text(encoding='utf-8')}", encoding="utf-8")
        with output_folder(target, KIND, force=force) as folder:
            shutil.copytree(work / "site", folder, dirs_exist_ok=True)
    return target


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m docs.site", description="Build the documentation site.")
    parser.add_argument("--out", type=Path, default=ROOT / "local" / "site", help="the folder (default: local/site)")
    parser.add_argument("--force", default="", help="the folder's name again: replace it whatever it holds")
    options = parser.parse_args()
    sys.stdout.write(f"wrote {build(options.out, force=options.force) / 'index.html'}\n")
