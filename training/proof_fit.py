"""The fit of the proof model: coefficients and adapters, by what recruiters said.

A grade stands for the share of an opening that is proven (SHARES). The loss is the cross-entropy of
scores with these shares, and beside it that of each opening's order (ListNet's, Cao et al. 2007,
“Learning to Rank: From Pairwise Approach to Listwise Approach”) with gains of 2^grade - 1. Adapters
are drawn to zero, and the passages' also learn from requirements, each to be nearer to its proof
than to the near misses and to the proofs of others (InfoNCE, van den Oord et al. 2018).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import torch
from torch import nn
from torch.nn.functional import cross_entropy, normalize

from matcher.adapters import Adapter
from matcher.proof_model import ProofModel
from training.pools import Pool

SHARES: Final = torch.tensor([0.02, 0.3, 0.65, 0.9])
"""By grade, the share of an opening that counts as proven: nobody's résumé proves all of it."""

START: Final = (-5.8, 0.54, 6.6)
STEPS: Final = 60
RATE: Final = 0.01
COEFFICIENTS_RATE: Final = 0.05
SPREAD: Final = 0.05
"""The standard deviation that an adapter's `down` starts with; `up` starts at zero."""

ORDER: Final = 0.3
"""How much of the loss is the order's; the rest is the shares', times SHARES_WEIGHT."""

SHARES_WEIGHT: Final = 5.0
STEEPNESS: Final = 1.5
"""Of the order's softmax, over the log-odds of scores."""

DECAY: Final = 0.02
"""What the square of an adapter's change costs."""

OWN: Final = 0.1
"""The weight of the requirements' loss."""

DRAWN: Final = 256
"""Requirements a step."""

SHARPNESS: Final = 1.5
"""Of the requirements' softmax, over specificities."""


@dataclass(frozen=True, slots=True)
class Requirements:
    """(n, d) unit vectors of requirements, of a proof and of a near miss of each."""

    asked: torch.Tensor
    proofs: torch.Tensor
    misses: torch.Tensor

    def __len__(self) -> int:
        return len(self.asked)

    def some(self, rows: torch.Tensor) -> "Requirements":
        """Return those of some rows."""
        return Requirements(self.asked[rows], self.proofs[rows], self.misses[rows])


class _Residual(nn.Module):
    def __init__(self, width: int, rank: int, generator: torch.Generator) -> None:
        super().__init__()
        self.down = nn.Parameter(torch.randn(width, rank, generator=generator) * SPREAD)
        self.up = nn.Parameter(torch.zeros(rank, width))

    def forward(self, vectors: torch.Tensor) -> torch.Tensor:
        return normalize(vectors + (vectors @ self.down) @ self.up, dim=-1)

    def change(self) -> torch.Tensor:
        return ((self.down @ self.up) ** 2).sum()

    def adapter(self) -> Adapter:
        # As they are shipped.
        down, up = (each.detach().half().float().numpy() for each in (self.down, self.up))
        return Adapter(down, up)


class ProofFit(nn.Module):
    """The proof model while it is fitted.

    Args:
        typical: (t, d) unit vectors of the typical requirements.
        rank: of the adapters; 0 for none.

    """

    def __init__(self, typical: torch.Tensor, rank: int) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(0)
        width = typical.shape[1]
        self.typical = typical
        self.coefficients = nn.Parameter(torch.tensor(START))
        self.of_wholes = _Residual(width, rank, generator) if rank else nn.Identity()
        self.of_passages = _Residual(width, rank, generator) if rank else nn.Identity()

    def specific(self, asked: Sequence[torch.Tensor], offered: torch.Tensor) -> list[torch.Tensor]:
        """Return the specificities of passages, (…, p, d), for requirements, (m, d) each.

        One tensor, (…, m, p), for each tensor of requirements.
        """
        offered = self.of_passages(offered)
        cohort = offered @ self.of_passages(self.typical).T
        means = cohort.mean(-1)[..., None, :]
        deviations = cohort.std(-1, correction=0).clamp(1e-3)[..., None, :]
        turned = offered.transpose(-1, -2)
        return [(self.of_passages(each) @ turned - means) / deviations for each in asked]

    def shares(self, pool: Pool) -> list[torch.Tensor]:
        """Return for each opening of a pool (n,) the shares of it that the résumés prove."""
        intercept, passage, whole = self.coefficients
        specific = self.specific([each.requirements for each in pool.openings], pool.passages)
        found = []
        for asked, specificities in zip(pool.openings, specific, strict=True):
            near = (self.of_wholes(asked.told) * self.of_wholes(asked.whole)).sum(-1)
            logits = intercept + passage * specificities + whole * near[:, None, None]
            worth = (torch.sigmoid(logits) * asked.credits[:, None, :]).amax(-1)
            found.append((worth @ asked.weights).clamp(1e-4, 1 - 1e-4))
        return found

    def model(self, typical: Sequence[str]) -> ProofModel:
        """Return the fitted model, with the texts of the typical requirements."""
        intercept, passage, whole = self.coefficients.tolist()
        adapters = [
            each.adapter() if isinstance(each, _Residual) else None
            for each in (self.of_passages, self.of_wholes)
        ]
        return ProofModel(intercept, passage, whole, tuple(typical), *adapters)


def fit(pools: Sequence[Pool], own: Requirements, typical: torch.Tensor, *, rank: int) -> ProofFit:
    """Fit on pools and on requirements of our own; the same on every run of one machine."""
    found = ProofFit(typical, rank)
    generator = torch.Generator().manual_seed(0)
    others = [each for name, each in found.named_parameters() if name != "coefficients"]
    optimizer = torch.optim.Adam([
        {"params": [found.coefficients], "lr": COEFFICIENTS_RATE},
        {"params": others, "lr": RATE},
    ])  # fmt: skip
    for _ in range(STEPS):
        loss = _pools_loss(found, pools)
        if rank:
            drawn = torch.randperm(len(own), generator=generator)[:DRAWN]
            loss = loss + OWN * _own_loss(found, own.some(drawn))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return found


def _pools_loss(found: ProofFit, pools: Sequence[Pool]) -> torch.Tensor:
    losses = []
    for pool in pools:
        for asked, shares in zip(pool.openings, found.shares(pool), strict=True):
            wanted = SHARES[asked.grades]
            entropy = -(wanted * shares.log() + (1 - wanted) * (1 - shares).log()).mean()
            gains = 2.0**asked.grades - 1
            order = torch.log_softmax(STEEPNESS * torch.logit(shares), 0)
            listed = -(gains / gains.sum() * order).sum()
            losses.append(ORDER * listed + (1 - ORDER) * SHARES_WEIGHT * entropy)
    changes = [m.change() for m in found.modules() if isinstance(m, _Residual)]
    loss: torch.Tensor = torch.stack(losses).mean() + DECAY * sum(changes, torch.zeros(()))
    return loss


def _own_loss(found: ProofFit, own: Requirements) -> torch.Tensor:
    (specific,) = found.specific([own.asked], torch.cat([own.proofs, own.misses]))
    return cross_entropy(SHARPNESS * specific, torch.arange(len(own)))
