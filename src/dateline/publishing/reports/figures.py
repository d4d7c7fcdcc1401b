"""Pictures that come out byte for byte the same at every run."""

from io import BytesIO
from pathlib import Path
from typing import Any

from dateline.files import write_bytes

_SIZE = (7.0, 3.6)  # inches


def figure(size: tuple[float, float] = _SIZE, panels: int = 1) -> Any:  # noqa: ANN401 - matplotlib has no usable types
    """Return a figure of this size in inches and its axes, an array of them if there are several panels."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "dateline"  # the same ids at every run
    from matplotlib import pyplot as plt

    drawn, axes = plt.subplots(1, panels, figsize=size, layout="constrained", squeeze=False)
    for one in axes.flat:
        one.spines[["top", "right"]].set_visible(False)
    return drawn, axes[0, 0] if panels == 1 else axes[0]


def save(path: Path, drawn: Any) -> None:  # noqa: ANN401
    """Write a figure as SVG and close it."""
    from matplotlib import pyplot as plt

    picture = BytesIO()
    drawn.savefig(picture, format="svg", metadata={"Date": None})
    write_bytes(path, picture.getvalue())
    plt.close(drawn)
