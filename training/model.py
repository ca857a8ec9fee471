"""The network that is trained: BERT's standard classifier, and heads that only training needs."""

from pathlib import Path
from typing import Final

import torch
from safetensors.torch import load_file
from torch import nn
from transformers import AutoConfig, BertForSequenceClassification

from training.tokens import Batch

OUTPUTS: Final = 2
"""*same* (asks the same) and *relevant* (answers or helps)."""


class PairReader(nn.Module):
    """Reads two texts together.

    It starts with the encoder's own weights. The classifier starts at zero, so that the correction
    it gives is none at first. `alignment` tells for every token, and `likeness` for the pair, how
    near the other text comes: the warm-up's task.

    Args:
        folder: the encoder's.
        layers: of the encoder, at which tokens are compared.
        start: weights that an earlier run has written (`model.safetensors`), to go on from.

    """

    def __init__(self, folder: Path, *, layers: int = 3, start: Path | None = None) -> None:
        super().__init__()
        config = AutoConfig.from_pretrained(str(folder))
        config.num_labels = OUTPUTS
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
        self.reader = BertForSequenceClassification.from_pretrained(str(folder), config=config)
        for parameter in self.reader.bert.embeddings.parameters():
            parameter.requires_grad = False
        nn.init.zeros_(self.reader.classifier.weight)
        nn.init.zeros_(self.reader.classifier.bias)
        if start is not None:
            former = {key: value.float() for key, value in load_file(start).items()}
            self.reader.load_state_dict(former)
        self.alignment = nn.Linear(config.hidden_size, layers)
        self.likeness = nn.Linear(config.hidden_size, 1)

    def read(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the states of the tokens, (n, length, d), and of the pair, (n, d)."""
        out = self.reader.bert(
            input_ids=batch.ids, attention_mask=batch.mask, token_type_ids=batch.types
        )
        return out.last_hidden_state, out.pooler_output

    def correction(self, batch: Batch) -> torch.Tensor:
        """Return (n, 2) logits: what reading together adds to the cosine."""
        _, pooled = self.read(batch)
        logits: torch.Tensor = self.reader.classifier(pooled).float()
        return logits
