"""A map: vectors in two dimensions, what is alike side by side."""

from typing import Final

import numpy as np
import numpy.typing as npt

from matcher.clustering import FEWEST_NEIGHBOURS, centred, drawn_together
from matcher.cosines import largest
from matcher.encoder import Vectors

Places = npt.NDArray[np.float64]

PLACED: Final = 2_000
"""How many vectors are placed by t-SNE, which takes seconds a thousand; the others go among
them."""

_PERPLEXITY: Final = 25.0
_BESIDE: Final = 3
_FEWEST: Final = 5
_BLOCK: Final = 1024


def project(vectors: Vectors) -> Places:
    """Return the places of vectors on a map: (n, 2), from 0 to 1.

    By t-SNE (van der Maaten and Hinton 2008) from where the two principal components are. Of many
    vectors an even choice is placed so, and each other one between the nearest of them.

    Args:
        vectors: (n, dimensions) float32, of unit length.

    """
    from sklearn.manifold import TSNE  # noqa: PLC0415 - seconds to import, for a page alone

    if len(vectors) < _FEWEST:
        return np.column_stack([np.linspace(0.2, 0.8, len(vectors)), np.full(len(vectors), 0.5)])
    drawn = drawn_together(centred(vectors), FEWEST_NEIGHBOURS)
    chosen = np.unique(np.linspace(0, len(drawn) - 1, PLACED).round().astype(int))
    some = drawn[chosen]
    # Equal vectors have no components to begin with.
    spread = bool(np.ptp(some, axis=0).max() > 0)
    places = TSNE(
        perplexity=min(_PERPLEXITY, (len(some) - 1) / 3),
        init="pca" if spread else "random",
        random_state=0,
    ).fit_transform(some)
    found = np.zeros((len(vectors), 2))
    for start in range(0, len(drawn), _BLOCK):
        nearest, cosines = largest(drawn[start : start + _BLOCK] @ some.T, _BESIDE)
        weights = np.maximum(cosines, 1e-6) ** 8
        weights /= weights.sum(axis=1, keepdims=True)
        found[start : start + _BLOCK] = np.einsum("nk,nkd->nd", weights, places[nearest])
    found[chosen] = places
    low, high = found.min(axis=0), found.max(axis=0)
    shares: Places = (found - low) / np.maximum(high - low, 1e-9)
    return shares
