"""In which precision the network computes: bfloat16 where the device is faster in it."""

import torch

from matcher.pretrained import faster_dtype


def autocast(device: str) -> torch.autocast:
    """Return the context in which losses are computed."""
    enabled = device != "cpu" or faster_dtype() == "bfloat16"
    return torch.autocast(device, dtype=torch.bfloat16, enabled=enabled)
