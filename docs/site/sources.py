"""Files of the project as Markdown: pages as they are, notebooks, and example programs."""

import ast
import json
import re
from pathlib import Path


def markdown(path: Path, title: str) -> str:
    """Give a file as Markdown.

    Args:
        path: the file.
        title: the heading of a program; other pages have their own.

    Raises:
        ValueError: there is no way to show a file of this kind.
    """
    text = path.read_text(encoding="utf-8")
    readers = {".md": _page, ".ipynb": _notebook, ".py": _program, ".sh": _script}
    if path.suffix not in readers:
        message = f"{path}: expected one of {', '.join(readers)}"
        raise ValueError(message)
    shown = readers[path.suffix](text)
    return shown if path.suffix in {".md", ".ipynb"} else f"# {title}\n\n{shown}"


def _page(text: str) -> str:
    """Leave out front matter, which is for the hub, and comments, which are for programs."""
    body = re.sub(r"\A---\n.*?\n---\n", "", text, count=1, flags=re.DOTALL)
    return re.sub(r"^<!--.*?-->\n?", "", body, flags=re.MULTILINE)


def _notebook(text: str) -> str:
    parts = []
    for cell in json.loads(text)["cells"]:
        written = "".join(cell["source"])
        parts.append(f"```python\n{written}\n```" if cell["cell_type"] == "code" else written)
    return "\n\n".join(parts) + "\n"


def _program(text: str) -> str:
    """Show a program under what its docstring says."""
    said = ast.get_docstring(ast.parse(text)) or ""
    return _example(said, text.split('"""', 2)[2].strip(), "python")


def _script(text: str) -> str:
    """Show a script under what the comments of its head say; directives for a scheduler stay in the script."""
    lines = text.splitlines()
    head = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    said = [line for line in lines[:head] if re.match(r"#( |$)", line)]
    directives = [line for line in lines[:head] if line not in said]
    return _example("\n".join(line[2:] for line in said).strip("\n"), "\n".join([*directives, *lines[head:]]), "bash")


def _example(said: str, code: str, language: str) -> str:
    return f"{said}\n\n```{language}\n{code}\n```\n"
