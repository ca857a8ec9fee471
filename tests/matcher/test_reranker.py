"""Reading query and text together: numbers, order, turns with the encoder, and what is refused."""

import json
import logging
import random
import shutil
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from matcher import CrossReader, Encoder
from matcher.errors import ModelUnavailableError
from matcher.pretrained import bundled_folder, file_sha256
from matcher.pretrained_reranker import bundled_reranker_folder, load_reranker, to_bfloat16
from matcher.reranker import BATCH_SIZE, Logits

CLOSE = 1e-4
"""In float32 the company in a batch changes the last digits only."""

ROUNDED = 0.15
"""In bfloat16 these random weights, much larger than trained ones, change the second."""

TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")
LABELS = ("same", "relevant")


def write_reranker(folder: Path, labels: tuple[str, ...] = LABELS, kind: str = "Bert") -> Path:
    """Write a tiny model with random weights that uses the encoder's tokenizer."""
    import transformers  # noqa: PLC0415

    sizes: dict[str, Any] = {
        "vocab_size": 30_522,
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "max_position_embeddings": 512,
        "initializer_range": 0.5,
        "id2label": dict(enumerate(labels)),
        "label2id": {label: number for number, label in enumerate(labels)},
    }
    if kind != "Bert":
        sizes["type_vocab_size"] = 1
    torch.manual_seed(5)
    config = getattr(transformers, f"{kind}Config")(**sizes)
    model = getattr(transformers, f"{kind}ForSequenceClassification")(config)
    model.half().save_pretrained(folder)
    for name in TOKENIZER_FILES:
        shutil.copy(bundled_folder() / name, folder / name)
    if kind != "Bert":
        settings = {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_input_names": ["input_ids", "attention_mask"],
            "model_max_length": 512,
            "pad_token": "[PAD]",
        }
        (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    return folder


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reranker with the labels that the one on board has."""
    return write_reranker(tmp_path_factory.mktemp("reranker"))


@pytest.fixture(scope="session")
def reader(folder: Path) -> Iterator[CrossReader]:
    reader = CrossReader(str(folder), dtype="float32")
    yield reader
    reader.close()


@pytest.fixture
def changed(folder: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    copy = tmp_path / "changed"
    shutil.copytree(folder, copy)
    return copy


def made_up(count: int, seed: int = 3) -> list[tuple[str, str]]:
    chance = random.Random(seed)
    words = ["relay", "restarts", "invoice", "late", "dashboard", "freezes", "why", "every", "7"]
    return [
        (
            " ".join(chance.choices(words, k=chance.randint(1, 20))),
            " ".join(chance.choices(words, k=chance.randint(0, 120))),
        )
        for _ in range(count)
    ]


def by_hand(folder: Path, query: str, text: str) -> Logits:
    """Read one pair with transformers alone."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer  # noqa: PLC0415

    model = AutoModelForSequenceClassification.from_pretrained(folder).float().eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    # As lists: for a lone pair it takes an empty text to be none.
    inputs = tokenizer(
        [query], [text], truncation="longest_first", max_length=512, return_tensors="pt"
    )
    with torch.inference_mode():
        logits: Logits = model(**inputs).logits[0].numpy()
    return logits


# -- reading


def test_a_pair_gives_the_models_own_logits(reader: CrossReader, folder: Path) -> None:
    for query, text in [("why is it late", "the invoice is late"), ("relay", ""), ("", "🙂 好")]:
        logits = reader.read([(query, text)])
        assert logits.shape == (1, 2)
        assert logits.dtype == np.float32
        assert np.allclose(logits[0], by_hand(folder, query, text), atol=CLOSE)


def test_query_and_text_are_not_the_same_to_the_model(reader: CrossReader) -> None:
    one, other = reader.read([("relay restarts", "invoice"), ("invoice", "relay restarts")])
    assert not np.allclose(one, other, atol=100 * CLOSE)


def test_no_pairs_have_no_logits(reader: CrossReader) -> None:
    assert reader.read([]).shape == (0, 2)


def test_a_single_pair_is_refused_because_its_texts_would_be_taken_for_pairs(
    reader: CrossReader,
) -> None:
    with pytest.raises(TypeError, match=r"read\(\[\(query, text\)\]\)"):
        reader.read(("my query", "a text"))  # type: ignore[arg-type]


def test_the_order_of_pairs_is_kept_whatever_their_length(reader: CrossReader) -> None:
    pairs = made_up(2 * BATCH_SIZE + 5)
    together = reader.read(pairs)
    alone = np.concatenate([reader.read([pair]) for pair in pairs])
    assert np.allclose(together, alone, atol=CLOSE)
    assert np.ptp(together, axis=0).min() > 100 * CLOSE


def test_many_threads_at_once_each_get_their_own_logits(reader: CrossReader) -> None:
    requests = [made_up(n % 7 + 1, seed=n) for n in range(30)]
    with ThreadPoolExecutor(15) as callers:
        results = list(callers.map(reader.read, requests))
    alone = [reader.read([pair]) for pairs in requests for pair in pairs]
    assert np.allclose(np.concatenate(results), np.concatenate(alone), atol=CLOSE)


def test_bfloat16_says_nearly_the_same_and_does_not_tie(folder: Path, reader: CrossReader) -> None:
    rounded = CrossReader(str(folder), dtype="bfloat16")
    try:
        pairs = list(dict.fromkeys(made_up(100)))
        logits = rounded.read(pairs)
        exact = reader.read(pairs)
    finally:
        rounded.close()
    assert logits.dtype == np.float32
    assert np.abs(logits - exact).max() < ROUNDED * np.ptp(exact)
    assert np.abs(logits - exact).max() > 0
    # Eight bits can't tell so many apart.
    assert len(np.unique(logits[:, 0])) == len(np.unique(exact[:, 0]))
    assert rounded.fingerprint == reader.fingerprint


def test_the_last_layer_keeps_its_weights_in_bfloat16(folder: Path) -> None:
    model = load_reranker(str(folder)).model
    before = {key: weight.clone() for key, weight in model.state_dict().items()}
    to_bfloat16(model)
    kept = {key for key, weight in model.state_dict().items() if weight.dtype == torch.float32}
    assert kept == {"classifier.weight", "classifier.bias"}
    assert all(torch.equal(model.state_dict()[key], before[key]) for key in kept)


def test_lone_surrogates_and_nul_are_read_like_unknown_characters(reader: CrossReader) -> None:
    broken = reader.read([("half an emoji \ud83d", "a \x00 in a text")])
    assert np.allclose(broken, reader.read([("half an emoji \ufffd", "a \ufffd in a text")]))


# -- long pairs


def test_the_longer_text_of_a_long_pair_is_cut_and_the_log_says_so(
    reader: CrossReader, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    long, longer = "word " * 600 + "relay", "relay " + "word " * 1000
    short = ("why", "a short one")
    with caplog.at_level(logging.WARNING):
        logits = reader.read([("why", long), short, (longer, "late"), (longer, long)])
    assert reader.max_tokens == 512
    (record,) = caplog.records
    assert record.getMessage() == (
        "3 of 4 pairs are longer than the 512 tokens that the reranker reads: "
        "1679 tokens were left out, at most 1093 of one pair."
    )
    assert np.allclose(logits[0], by_hand(folder, "why", long), atol=CLOSE)
    assert np.allclose(logits[1], by_hand(folder, *short), atol=CLOSE)
    assert np.allclose(logits[2], by_hand(folder, longer, "late"), atol=CLOSE)
    assert np.allclose(logits[3], by_hand(folder, longer, long), atol=CLOSE)


def test_a_pair_that_just_fits_is_not_cut_and_each_that_does_not_is_told_of(
    reader: CrossReader, caplog: pytest.LogCaptureFixture
) -> None:
    for count, cut in ((509, False), (510, True), (510, True), (509, False)):
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            reader.read([("relay " * 9, "word " * (count - 9))])
        assert bool(caplog.records) is cut


# -- the thread


def test_encoder_and_reader_take_turns_on_one_thread(
    encoder: Encoder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = CrossReader(str(folder), dtype="float32", thread=encoder.thread)
    assert shared._batches is not None
    threads: dict[str, set[int]] = {"encoder": set(), "reader": set()}
    inside = threading.Semaphore(1)
    for name, batches in (("encoder", encoder._batches), ("reader", shared._batches)):

        def forward(items: Any, name: str = name, real: Any = batches.forward) -> Any:
            threads[name].add(threading.get_ident())
            assert inside.acquire(blocking=False)
            try:
                return real(items)
            finally:
                inside.release()

        monkeypatch.setattr(batches, "forward", forward)
    pairs = made_up(20)
    with ThreadPoolExecutor(4) as callers:
        vectors = [callers.submit(encoder.encode, [text for _, text in pairs]) for _ in range(4)]
        logits = [callers.submit(shared.read, pairs) for _ in range(4)]
        assert {each.result().shape for each in vectors} == {(20, 384)}
        assert all(np.allclose(each.result(), logits[0].result(), atol=CLOSE) for each in logits)
    assert threads["encoder"] == threads["reader"] == {encoder.thread._thread.ident}
    monkeypatch.undo()
    shared.close()
    with pytest.raises(RuntimeError, match="closed"):
        shared.read([("a", "b")])
    assert encoder.encode(["the encoder goes on"]).shape == (1, 384)


def test_closing_frees_the_model_although_the_thread_lives_on(
    encoder: Encoder, folder: Path
) -> None:
    shared = CrossReader(str(folder), dtype="float32", thread=encoder.thread)
    shared.read([("a", "b")])
    assert shared._batches is not None
    gone = threading.Event()
    weakref.finalize(shared._batches, gone.set)
    shared.close()
    assert gone.wait(30)


def test_a_closed_reader_has_ended_its_own_thread(folder: Path) -> None:
    own = CrossReader(str(folder), dtype="float32")
    assert own.read([("a", "b")]).shape == (1, 2)
    own.close()
    own.close()
    assert not own._thread._thread.is_alive()
    with pytest.raises(RuntimeError, match="closed"):
        own.read([("a", "b")])


def test_a_pair_that_the_model_cant_read_fails_alone(folder: Path, changed: Path) -> None:
    # A word that the tokenizer knows and the model doesn't.
    tokenizer = Tokenizer.from_file(str(changed / "tokenizer.json"))
    tokenizer.add_tokens(["qqpoison"])
    tokenizer.save(str(changed / "tokenizer.json"))
    reader = CrossReader(str(changed), dtype="float32")
    try:
        with ThreadPoolExecutor(3) as callers:
            requests = [("a", "fine"), ("a", "qqpoison"), ("a", "good")]
            futures = [callers.submit(reader.read, [pair]) for pair in requests]
        assert np.allclose(futures[0].result(), by_hand(folder, "a", "fine"), atol=CLOSE)
        assert np.allclose(futures[2].result(), by_hand(folder, "a", "good"), atol=CLOSE)
        with pytest.raises(IndexError):
            futures[1].result()
    finally:
        reader.close()


# -- models


def test_labels_may_stand_in_either_order(folder: Path, tmp_path: Path) -> None:
    turned = CrossReader(str(write_reranker(tmp_path, ("relevant", "same"))), dtype="float32")
    try:
        # The weights are the same ones, so that only the columns differ.
        assert np.allclose(
            turned.read([("why", "late")])[0, ::-1], by_hand(folder, "why", "late"), atol=CLOSE
        )
    finally:
        turned.close()


@pytest.mark.parametrize("kind", ["Bert", "DistilBert", "Roberta"])
def test_a_model_with_one_label_gives_it_in_both_columns(tmp_path: Path, kind: str) -> None:
    one = CrossReader(str(write_reranker(tmp_path, ("score",), kind)), dtype="float32")
    try:
        logits = one.read([("why", "late"), ("relay", "the relay restarts")])
        assert logits.shape == (2, 2)
        assert (logits[:, 0] == logits[:, 1]).all()
        assert logits[0, 0] != logits[1, 0]
    finally:
        one.close()


@pytest.mark.parametrize("labels", [("yes", "no"), ("same", "relevant", "other"), ("a", "b", "c")])
def test_a_model_with_other_labels_is_refused(tmp_path: Path, labels: tuple[str, ...]) -> None:
    write_reranker(tmp_path, labels)
    with pytest.raises(ModelUnavailableError, match="two named same and relevant") as refusal:
        CrossReader(str(tmp_path))
    assert f"labels {', '.join(labels)}" in str(refusal.value)
    assert "AKIN_RERANKER" in str(refusal.value)


def test_an_encoder_is_refused_as_a_reranker() -> None:
    with pytest.raises(ModelUnavailableError, match="one label"):
        CrossReader(str(bundled_folder()))


def test_a_model_without_a_trained_classifier_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "encoder"
    shutil.copytree(bundled_folder(), copy)
    config = json.loads((copy / "config.json").read_text())
    config["id2label"] = {"0": "score"}
    (copy / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelUnavailableError, match=r"lacks weights \(classifier\.bias"):
        CrossReader(str(copy))


def test_a_folder_that_holds_no_model_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="AKIN_RERANKER to a folder, or unset it"):
        CrossReader(str(tmp_path))


def test_weights_that_cant_be_read_are_refused(changed: Path) -> None:
    weights = changed / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])
    with pytest.raises(ModelUnavailableError, match="can't be loaded"):
        CrossReader(str(changed))


def test_a_model_is_known_by_a_hash_of_its_weights(reader: CrossReader, tmp_path: Path) -> None:
    other = CrossReader(str(write_reranker(tmp_path, ("score",))), dtype="float32")
    other.close()
    assert len(reader.fingerprint) == len(other.fingerprint) == 64
    assert reader.fingerprint != other.fingerprint


# -- the one on board


def test_the_published_one_can_be_loaded_and_reads() -> None:
    published = CrossReader()
    try:
        logits = published.read([("why is it late", "the invoice is late"), ("a", "b" * 99)])
        assert logits.shape == (2, 2)
        assert np.isfinite(logits).all()
        assert published.max_tokens == 512
        sha256 = (bundled_reranker_folder() / "SHA256").read_text().strip()
        assert published.fingerprint == sha256
    finally:
        published.close()


@pytest.fixture
def on_board(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A reranker that lies where the one on board lies."""
    bundled = tmp_path / "akin-reranker"
    shutil.copytree(folder, bundled)
    (bundled / "SHA256").write_text(f"{file_sha256(bundled / 'model.safetensors')}\n")
    monkeypatch.setattr("matcher.pretrained_reranker._WEIGHTS", tmp_path)
    return bundled


def test_the_one_on_board_is_known_by_the_published_hash(on_board: Path, folder: Path) -> None:
    reader = CrossReader(dtype="float32")
    try:
        assert reader.name == "akin-reranker"
        assert reader.fingerprint == file_sha256(folder / "model.safetensors")
        assert np.allclose(
            reader.read([("why", "late")])[0], by_hand(folder, "why", "late"), atol=CLOSE
        )
    finally:
        reader.close()


def test_damaged_weights_on_board_are_refused(on_board: Path) -> None:
    weights = on_board / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[len(content) // 2] ^= 1
    weights.write_bytes(content)
    with pytest.raises(ModelUnavailableError, match="install Akin again"):
        CrossReader()


@pytest.mark.parametrize("name", ["model.safetensors", "SHA256"])
def test_missing_files_on_board_are_named(on_board: Path, name: str) -> None:
    (on_board / name).unlink()
    with pytest.raises(ModelUnavailableError, match="missing"):
        CrossReader()
