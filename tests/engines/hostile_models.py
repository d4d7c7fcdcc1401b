"""A pipeline that is loaded in no time, and fails or dies on some documents."""

import os
import signal
from pathlib import Path

from dateline.records import QuotesRecord

FAIL, DIE, DIE_ONCE = "this text fails", "this text kills", "this text kills once"


class Hostile:
    """A model that finds no quotes, and stumbles over what some documents say."""

    def __init__(self, folder):
        """Remember in a folder who has died."""
        self.folder = Path(folder)

    def predict(self, batch):
        """Find nothing; fail, or kill the process, where a text asks for it."""
        for document in batch:
            if FAIL in document.text:
                message = "no such word"
                raise ValueError(message)
            died = self.folder / document.id
            if DIE_ONCE in document.text and not died.exists():
                died.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            if document.text.endswith(DIE):
                with died.open("a") as file:
                    file.write("x")
                os.kill(os.getpid(), signal.SIGKILL)
        return [QuotesRecord(document.id, []) for document in batch]


def hostile(folder):
    """Load the pipeline."""
    return {"quotes": Hostile(folder)}
