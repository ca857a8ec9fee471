"""Adapters: what an encoder's vectors lack for one purpose, as a small learnt map."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Adapter:
    """A residual map of low rank: x + x · down · up, of unit length again.

    With `up` at zero it changes nothing, so training begins at what the encoder knows and only adds
    to it (Houlsby et al. 2019, “Parameter-Efficient Transfer Learning for NLP”; here on the pooled
    vectors, and linear).

    Attributes:
        down: (d, r).
        up: (r, d).

    """

    down: Array
    up: Array

    def adapt(self, vectors: Array) -> Array:
        """Return (…, d) unit vectors for (…, d) unit vectors."""
        moved = vectors + (vectors @ self.down) @ self.up
        lengths = np.linalg.norm(moved, axis=-1, keepdims=True)
        found: Array = (moved / np.maximum(lengths, 1e-6)).astype(np.float32)
        return found
