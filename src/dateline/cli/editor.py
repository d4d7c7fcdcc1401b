"""Let the user edit a text in an editor of her choice."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from dateline.errors import refuse


def edited(text: str, name: str) -> Path:
    """Open a text in $VISUAL or $EDITOR; return the file as it was saved, which is kept.

    Args:
        text: what to edit.
        name: the name of the file, in a new temporary folder.

    Raises:
        InputError: there is no such editor, or it ended with an error.
    """
    path = Path(tempfile.mkdtemp(prefix="dateline-correct-")) / name
    path.write_text(text, encoding="utf-8")
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        subprocess.run([*shlex.split(editor), str(path)], check=True)  # noqa: S603 - the editor that the user names
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        hint = "set EDITOR, or edit the file and give it by --from"
        raise refuse("bad-editor", f"{editor!r} can't be used: {error}", file=str(path), hint=hint) from error
    return path
