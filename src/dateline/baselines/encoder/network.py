"""A network: an encoder that gives every word of a text a vector, and small heads on top, trained together."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal, NamedTuple, TypeVar

from dateline.baselines.encoder.texts import LOOKS, Text
from dateline.baselines.encoder.training import (
    Recipe,
    fine_tune,
    load_encoder,
    load_weights,
    seed_all,
    train_heads,
    weights_of,
)

T = TypeVar("T")
_INNER = 128  # width of the middle layer of heads
_AT_ONCE = 16  # windows that are encoded at once


class Head(NamedTuple):
    """A head by its sizes.

    Attributes:
        kind: `linear` over words; `deep` over words and more numbers, with a layer between; `sum` of numbers with
            weights that are one at first; `pair` over two vectors, their product and features.
        outputs: how many scores it gives.
        features: how many features a pair may have; how many numbers there are beside the vector of a word.
    """

    kind: Literal["linear", "deep", "sum", "pair"]
    outputs: int
    features: int = 0


class Network:
    """An encoder and heads; what is learnt is in `fit`, and what vectors mean is up to the tasks."""

    def __init__(self, recipe: Recipe) -> None:
        """Choose how it is fine-tuned."""
        self.recipe = recipe
        self.heads: dict[str, Head] = {}
        self.tokenizer: Any = None
        self.encoder: Any = None
        self.modules: Any = None
        self._pieces: dict[tuple[str, ...], tuple[list[int], list[int | None]]] = {}
        self._layers: dict[int, Any] | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Give settings and weights as plain data."""
        weights = None if self.encoder is None else weights_of(self.encoder, self.modules)
        heads = {name: tuple(head) for name, head in self.heads.items()}
        return {"recipe": self.recipe._asdict(), "heads": heads, "weights": weights}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take them back."""
        self.__init__(Recipe(**state["recipe"]))  # type: ignore[misc]  # an empty object is filled
        if state["weights"] is not None:
            self.make({name: Head(*head) for name, head in state["heads"].items()})
            load_weights(state["weights"], self.encoder, self.modules)

    def make(self, heads: Mapping[str, Head]) -> None:
        """Load the encoder and make heads with random weights."""
        from torch import nn

        seed_all(self.recipe.seed)
        self.heads = dict(heads)
        self.tokenizer, self.encoder = load_encoder(self.recipe.encoder)
        width = self.encoder.config.hidden_size
        made = {name: _module(head, width, self.recipe.dropout) for name, head in heads.items()}
        looks = nn.Embedding(LOOKS, width)
        # Where heads learn alone they learn from the encoder as it is, and looks change nothing before it learns too.
        nn.init.normal_(looks.weight, std=0.0 if self.recipe.heads_first else 0.02)
        mixed = {}
        if self.recipe.mixed:
            mixed["layers"] = nn.Linear(self.encoder.config.num_hidden_layers + 1, 1, bias=False)
            nn.init.zeros_(mixed["layers"].weight)
        self.modules = nn.ModuleDict({**made, **mixed, "looks": looks}).to(self.encoder.device)

    def fit(self, examples: Sequence[T], loss_of: Callable[[T], Any]) -> None:
        """Train encoder and heads on examples; first the heads alone where the recipe says so."""
        if self.recipe.heads_first:
            self.fit_heads(examples, loss_of, self.recipe.heads_first)
        if self.recipe.epochs:
            fine_tune(self.encoder, self.modules, examples, loss_of, self.recipe)
        self._pieces.clear()

    def fit_heads(self, examples: Sequence[T], loss_of: Callable[[T], Any], epochs: int) -> None:
        """Train heads on examples, from the encoder as it is."""
        self._layers = {}
        train_heads(self.modules, examples, loss_of, self.recipe, epochs)
        self._layers = None

    def vectors(self, text: Text) -> Any:  # noqa: ANN401 - a tensor
        """Return a vector for each word: the average of its subwords. Shape words x width."""
        from torch.nn import functional

        layers = self._of_layers(text)
        if self.recipe.mixed:
            vectors = (layers * self.modules["layers"].weight.softmax(1)[0, :, None]).sum(1)
        else:
            vectors = layers[:, 0]
        return functional.dropout(vectors, self.recipe.dropout, training=self.modules.training)

    def _of_layers(self, text: Text) -> Any:  # noqa: ANN401
        """Return words x layers x width; while heads learn alone every text is encoded once."""
        import torch

        if self._layers is None:
            return self._encoded_text(text)
        if id(text) not in self._layers:
            with torch.no_grad():
                self._layers[id(text)] = self._encoded_text(text)
        return self._layers[id(text)]

    def _encoded_text(self, text: Text) -> Any:  # noqa: ANN401
        import torch

        config = self.encoder.config
        layers = config.num_hidden_layers + 1 if self.recipe.mixed else 1
        windows = list(text.windows(self.recipe.window))
        found = [torch.zeros((0, layers, config.hidden_size), device=self.encoder.device)]
        for start in range(0, len(windows), _AT_ONCE):
            found += [self._encoded(text, windows[start : start + _AT_ONCE])]
        return torch.cat(found)

    def _encoded(self, text: Text, windows: Sequence[tuple[int, int]]) -> Any:  # noqa: ANN401
        import torch

        pieces = [self._piece(tuple(text.words[first:last])) for first, last in windows]
        longest = max(len(ids) for ids, _ in pieces)
        begin = windows[0][0]
        size = windows[-1][1] - begin
        ids = torch.full((len(pieces), longest), self.tokenizer.pad_token_id)
        word = torch.full((len(pieces), longest), size)  # marks and padding belong to one word too many
        for row, ((found, owners), (first, _)) in enumerate(zip(pieces, windows, strict=True)):
            ids[row, : len(found)] = torch.tensor(found)
            word[row, : len(found)] = torch.tensor([size if w is None else w + first - begin for w in owners])
        seen = ids != self.tokenizer.pad_token_id
        looks = torch.tensor([*text.looks[begin : begin + size], 0])
        if self.encoder.training and self.recipe.hidden:
            unseen = torch.rand(size + 1) < self.recipe.hidden
            unseen[size] = False
            ids[unseen[word]] = self.tokenizer.mask_token_id
        ids, word, seen, looks = (tensor.to(self.encoder.device) for tensor in (ids, word, seen, looks))
        inputs = self.encoder.get_input_embeddings()(ids).detach() + self.modules["looks"](looks[word])
        with _half(ids.device, self.modules.training):
            made = self.encoder(inputs_embeds=inputs, attention_mask=seen, output_hidden_states=self.recipe.mixed)
        chosen = made.hidden_states if self.recipe.mixed else [made.last_hidden_state]
        states = torch.stack([state.float() for state in chosen], dim=2).flatten(0, 1)
        sums = states.new_zeros((size + 1, *states.shape[1:])).index_add(0, word.flatten(), states)
        counts = torch.bincount(word.flatten(), minlength=size + 1).clamp(min=1)
        return (sums / counts[:, None, None])[:size]

    def _piece(self, words: tuple[str, ...]) -> tuple[list[int], list[int | None]]:
        """Split words into subwords: their numbers, and the word of each; remembered while training."""
        found = self._pieces.get(words)
        if found is None:
            made = self.tokenizer(list(words), is_split_into_words=True, truncation=True)
            found = made["input_ids"], made.word_ids()
            if self.encoder.training:
                self._pieces[words] = found
        return found

    def pair_scores(self, name: str, one: Any, two: Any, features: Any) -> Any:  # noqa: ANN401
        """Return the scores of pairs.

        Args:
            name: the head.
            one: vectors of the first of each pair, shape pairs x width.
            two: of the second.
            features: a sparse array, shape pairs x features.
        """
        import torch

        head = self.modules[name]
        at, offsets, values = (torch.from_numpy(a) for a in (features.indices, features.indptr[:-1], features.data))
        device = self.encoder.device
        bags = head["bags"](
            at.long().to(device), offsets.long().to(device), per_sample_weights=values.float().to(device)
        )
        with _half(device, self.modules.training):
            return head["layers"](torch.cat([one, two, one * two, bags], dim=-1)).float()


def _half(device: Any, training: bool) -> Any:  # noqa: ANN401, FBT001 - a torch device
    """Compute in half precision while training, where the processor has it: that takes a third of the time.

    What is predicted does not depend on the batch in full precision.
    """
    import torch

    return torch.autocast(device.type, torch.bfloat16, enabled=training and _has_half(device.type))


@lru_cache
def _has_half(device: str) -> bool:
    """Tell whether a device multiplies bfloat16; processors that only emulate it take up to twelve times as long."""
    import torch

    known: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()  # which earlier releases lack
    return device != "cpu" or bool(known.get("avx512_bf16") or known.get("amx_bf16"))


def _module(head: Head, width: int, dropout: float) -> Any:  # noqa: ANN401
    from torch import nn

    if head.kind == "linear":
        return nn.Linear(width, head.outputs)
    if head.kind == "sum":
        weights = nn.Linear(head.features, head.outputs, bias=False)
        nn.init.ones_(weights.weight)
        return weights
    if head.kind == "deep":
        inner = nn.Linear(width + head.features, _INNER)
        drop = nn.Dropout(dropout)
        return nn.Sequential(drop, inner, nn.ReLU(), drop, nn.Linear(_INNER, head.outputs))
    bags = nn.EmbeddingBag(head.features + 1, _INNER, mode="sum")
    nn.init.normal_(bags.weight, std=0.02)
    layers = (
        nn.Dropout(dropout),
        nn.Linear(3 * width + _INNER, _INNER),
        nn.ReLU(),
        nn.Dropout(dropout),
        nn.Linear(_INNER, head.outputs),
    )
    return nn.ModuleDict({"bags": bags, "layers": nn.Sequential(*layers)})


def span_vectors(vectors: Any, ranges: Sequence[tuple[int, int]]) -> Any:  # noqa: ANN401
    """Average the vectors of the words of each span; shape spans x width."""
    import torch

    sums = torch.cat([vectors.new_zeros((1, vectors.shape[1])), vectors.cumsum(0)])
    first, last = (torch.tensor(side, device=vectors.device, dtype=torch.long) for side in zip(*ranges, strict=True))
    return (sums[last] - sums[first]) / (last - first)[:, None]


def ranking_loss(scores: Any, groups: Sequence[tuple[int, int]], right: Any) -> Any:  # noqa: ANN401
    """Return the mean negative log-probability of a right choice among the candidates of each group, or none.

    None has the score 0, and is right where no candidate is.

    Args:
        scores: a score for each candidate.
        groups: the first candidate of each group, and the one after the last.
        right: whether each candidate is right.
    """
    import torch

    if not groups or not len(scores):
        return scores.sum() * 0
    first, last = torch.tensor(groups, device=scores.device).T[:, :, None]
    places = first + torch.arange(int((last - first).max()), device=scores.device)
    there = places < last
    places = places.clamp(max=len(scores) - 1)
    never = float("-inf")
    none = scores.new_zeros((len(groups), 1))
    good = there & right[places]
    every = torch.cat([none, scores[places].masked_fill(~there, never)], 1)
    chosen = torch.cat([~good.any(1, keepdim=True), good], 1)
    return (every.logsumexp(1) - every.masked_fill(~chosen, never).logsumexp(1)).mean()


def choices(scores: Any, groups: Sequence[tuple[int, int]]) -> list[int | None]:  # noqa: ANN401
    """Return the best candidate of each group, or None where none is likelier: what `ranking_loss` teaches.

    Args:
        scores: an array with a score for each candidate.
        groups: as in `ranking_loss`.
    """
    best = [first + int(scores[first:last].argmax()) if last > first else None for first, last in groups]
    return [None if place is None or scores[place] <= 0 else place for place in best]


def stretches(sizes: Sequence[int]) -> list[tuple[int, int]]:
    """Return where groups of these sizes begin and end, one after the other."""
    ends = [0]
    for size in sizes:
        ends.append(ends[-1] + size)
    return list(pairwise(ends))
