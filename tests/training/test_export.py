"""The exported folder: what others load, and that it says what the trained model said."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from sentence_transformers import CrossEncoder
from torch import nn
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from training.export import LEAST_SCALE, MAX_TOKENS, export
from training.model import PairReader
from training.tokens import PairTokenizer, collate

PAIRS = [
    ("The printer on the second floor jams", "Paper gets stuck in the printer"),
    ("How do I reset my password?", "Open Settings, then Security. " * 30),
    ("wifi", "?"),
]
SCALES = (0.5, 0.25)
FLOAT16 = 0.02


@pytest.fixture(scope="module")
def model(base: Path) -> PairReader:
    """A reader that says something: its classifier is no longer zero."""
    torch.manual_seed(0)
    made = PairReader(base).eval()
    nn.init.normal_(made.reader.classifier.weight, std=0.3)
    nn.init.normal_(made.reader.classifier.bias)
    return made


@pytest.fixture(scope="module")
def said(model: PairReader, base: Path) -> np.ndarray:
    """What the model adds, by the scales."""
    tokenizer = PairTokenizer(base)
    first = tokenizer.encode([a for a, _ in PAIRS], MAX_TOKENS)
    second = tokenizer.encode([b for _, b in PAIRS], MAX_TOKENS)
    with torch.no_grad():
        found = model.correction(collate(list(zip(first, second, strict=True))))
    assert float(found.abs().max()) > 0.5
    return np.asarray(found.numpy() * np.array(SCALES))


@pytest.fixture(scope="module")
def folder(model: PairReader, base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("exported") / "some" / "model"
    export(model, base, made, scales=SCALES)
    return made


def test_transformers_loads_it_and_it_says_the_same(folder: Path, said: np.ndarray) -> None:
    loaded = AutoModelForSequenceClassification.from_pretrained(
        str(folder), dtype=torch.float32
    ).eval()
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    assert tokenizer.model_max_length == MAX_TOKENS
    inputs = tokenizer(
        [a for a, _ in PAIRS], [b for _, b in PAIRS], padding=True, return_tensors="pt"
    )
    with torch.no_grad():
        logits = loaded(**inputs).logits.numpy()
    assert logits == pytest.approx(said, abs=FLOAT16)
    assert loaded.config.id2label == {0: "same", 1: "relevant"}


def test_sentence_transformers_loads_it_and_it_says_the_same(
    folder: Path, said: np.ndarray
) -> None:
    loaded = CrossEncoder(str(folder), device="cpu", model_kwargs={"dtype": torch.float32})
    scores = loaded.predict(PAIRS, activation_fn=nn.Identity(), show_progress_bar=False)
    assert scores == pytest.approx(said, abs=FLOAT16)


def test_the_weights_are_float16_and_the_warm_ups_heads_are_left_out(folder: Path) -> None:
    with safe_open(folder / "model.safetensors", framework="pt") as file:
        names = set(file.keys())
        assert {file.get_tensor(name).dtype for name in names} == {torch.float16}
        assert file.get_tensor("classifier.weight").shape == (2, 384)
        assert file.metadata() == {"format": "pt"}
    assert not [name for name in names if "alignment" in name or "likeness" in name]
    assert json.loads((folder / "config.json").read_text())["dtype"] == "float16"
    weights = (folder / "model.safetensors").read_bytes()
    assert (folder / "SHA256").read_text() == f"{hashlib.sha256(weights).hexdigest()}\n"


def test_the_scale_is_in_the_classifier_and_never_nothing(
    model: PairReader, base: Path, tmp_path: Path
) -> None:
    export(model, base, tmp_path, scales=(0.3, 0.0))
    with safe_open(tmp_path / "model.safetensors", framework="pt") as file:
        weight, bias = file.get_tensor("classifier.weight"), file.get_tensor("classifier.bias")
    whole = model.reader.classifier.weight.detach(), model.reader.classifier.bias.detach()
    for row, scale in enumerate((0.3, LEAST_SCALE)):
        assert torch.equal(weight[row], (whole[0][row] * scale).half())
        assert float(bias[row]) == pytest.approx(float(whole[1][row]) * scale, rel=1e-3)


def test_nothing_of_this_machine_is_in_the_folder(folder: Path, base: Path) -> None:
    assert sorted(file.name for file in folder.iterdir()) == [
        "SHA256",
        "config.json",
        "model.safetensors",
        "special_tokens_map.json",
        "tokenizer.json",
        "tokenizer_config.json",
    ]
    for name in ("config.json", "tokenizer_config.json"):
        text = (folder / name).read_text()
        assert str(base) not in text
        assert "site-packages" not in text
