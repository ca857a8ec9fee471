"""Train the reranker: `python -m training DATA --output FOLDER [--recipe NAME]`.

Started again with the same output folder it goes on where it was.
"""

import argparse
import json
import math
import random
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch

from matcher import archives
from matcher.calibration import FOLDER
from matcher.encoder import Encoder
from matcher.pretrained import bundled_folder
from training import answers, correction, held_out, judged, requirements, triples, warmup
from training.development import Development, Own, development
from training.export import export
from training.labelled import Example, Labelled, VectorSource
from training.loop import Stage, train
from training.model import PairReader
from training.neighbours import encode, nearest
from training.public_sets import PublicSets
from training.recipes import RECIPES, LabelledStage, Recipe
from training.texts import Texts, unlabelled
from training.tokens import PairTokenizer, Tokens, by_length

HERE = Path(__file__).parent
CALIBRATION = FOLDER / "triples.jsonl"
CALIBRATION_ARCHIVES = FOLDER / "archives"
MEASURE = HERE.parent / "benchmarks" / "triples.jsonl"
KEPT_ARCHIVES = (
    CALIBRATION_ARCHIVES,
    HERE / "trackers",
    MEASURE.parent / "archives",
    MEASURE.parent / "trackers",
)

OWN = ("triples", "answers", "judged", "archives", "retyped")
BATCH_TOKENS = 2_200
QUERY_TOKENS = 60
PASSAGE_TOKENS = 110
NEIGHBOURS = 39
LOOKS = 6
HELD = 0.25
"""Mined pairs for each that the warm-up uses, on which the correction is to stay zero."""


@dataclass(slots=True)
class Run:
    """A run: its recipe, its folder, and what it reads."""

    recipe: Recipe
    folder: Path
    sets: PublicSets
    device: str
    encoder: Encoder
    tokenizer: PairTokenizer
    start: Path | None

    def vectors(self) -> VectorSource:
        """Return the source of vectors, with what an earlier start has encoded already."""
        return VectorSource(self.encoder.encode, self.folder / "vectors")


def warm_up(run: Run, model: PairReader) -> tuple[warmup.Mined, list[int]]:
    """Run the warm-up; return its pairs, and those rows that it did not use."""
    recipe = run.recipe
    count = recipe.warmup_pairs or 150_000
    texts: Texts = unlabelled(run.sets, recipe.seed)
    vectors = encode(run.encoder, texts.alone, run.folder / "alone.npy")
    near_file = run.folder / "near.npy"
    if near_file.exists():
        near = np.load(near_file)
    else:
        near = nearest(vectors, vectors, NEIGHBOURS + 1)[:, 1:]
        np.save(near_file, near)
    alone = run.tokenizer.encode(texts.alone, QUERY_TOKENS)
    together = list(
        zip(
            run.tokenizer.encode([a for a, _ in texts.together], QUERY_TOKENS),
            run.tokenizer.encode([b for _, b in texts.together], PASSAGE_TOKENS),
            strict=True,
        )
    )
    held = int(count * HELD)
    mined = warmup.mine(alone, near, together, count + held, recipe.seed)
    lengths = [len(mined.texts[a]) + len(mined.texts[b]) + 3 for a, b in mined.pairs]
    if recipe.warmup_pairs and run.start is None:
        teacher = warmup.Teacher(bundled_folder(), run.device)
        batches = list(by_length(lengths[:count], BATCH_TOKENS, random.Random(recipe.seed)))
        train(
            model,
            Stage("warmup", batches, recipe.warmup_rate),
            lambda rows: warmup.loss(
                model, teacher, [_texts(mined, row) for row in rows], run.device,
                alignment=recipe.alignment,
            ),
            run.folder,
        )  # fmt: skip
    return mined, list(range(count, count + held))


def labelled_examples(run: Run, vectors: VectorSource) -> list[Example]:
    """Return the labelled pairs, without what stands in the sets that are measured."""
    own = triples.read(HERE / "triples")
    kept_archives = [archive for folder in KEPT_ARCHIVES for archive in archives.read(folder)]
    kept_own: list[Sequence[str]] = [
        *(t.texts for t in (*triples.read(CALIBRATION), *triples.read(MEASURE))),
        *(problem.messages for archive in kept_archives for problem in archive.problems),
    ]
    measured = held_out.measured_texts(run.sets, kept_own)
    helping = [
        answer
        for answer in answers.read(HERE / "answers.jsonl")
        if not held_out.is_for_calibration(answer.question)
    ]
    proven = requirements.read(HERE / "requirements.jsonl")
    proven = [row for row in proven if not held_out.is_for_proofs(row.requirement)]
    helping += requirements.as_answers(proven, run.recipe.seed)
    near = [pair for pair in judged.read(judged.JUDGED, run.sets) if pair.is_learnt]
    learnt = archives.read(HERE / "archives")
    made = Labelled(run.sets, own, helping, near, vectors, run.recipe.seed, learnt)
    examples = made.all(run.recipe.sources)
    known = vectors.of(measured)
    texts = list(dict.fromkeys(text for e in examples for text in (e.first, e.second)))
    leaking = {
        text
        for text, leaks in zip(texts, held_out.leaks(vectors.of(texts), known), strict=True)
        if leaks
    }
    kept = [e for e in examples if e.first not in leaking and e.second not in leaking]
    report(run, "examples.json", {
        "leaking texts": len(leaking),
        "pairs left out": len(examples) - len(kept),
        **{source: sum(e.source == source for e in kept)
           for source in sorted({e.source for e in kept})},
    })  # fmt: skip
    return kept


def rows_of(
    run: Run, stage: LabelledStage, examples: list[Example], mined: warmup.Mined, held: list[int],
    vectors: VectorSource,
) -> correction.Rows:  # fmt: skip
    """Return the examples and held pairs of a stage as arrays."""
    rng = random.Random(f"{run.recipe.seed} {stage.name}")
    own = [example for example in examples if example.source in OWN]
    others = [example for example in examples if example.source not in OWN]
    examples = rng.sample(others, int(stage.share * len(others)))
    for source, repeats in stage.repeats.items():
        rows = [example for example in own if example.source == source]
        whole, part = divmod(repeats, 1)
        examples += rows * int(whole) + rng.sample(rows, int(part * len(rows)))
    firsts = run.tokenizer.encode([e.first for e in examples], PASSAGE_TOKENS)
    seconds = run.tokenizer.encode([e.second for e in examples], PASSAGE_TOKENS)
    pairs: list[tuple[Tokens, Tokens]] = []
    for example, first, second in zip(examples, firsts, seconds, strict=True):
        # What asks the same does so both ways round; what answers does not.
        turned = math.isnan(example.relevant) and rng.random() < 0.5
        pairs.append((second, first) if turned else (first, second))
    cosines = (
        vectors.of([e.first for e in examples]) * vectors.of([e.second for e in examples])
    ).sum(axis=1)
    wanted = min(len(held), int(len(examples) * stage.held))
    pairs += [_texts(mined, row) for row in held[:wanted]]
    unknown = [float("nan")] * wanted
    return correction.Rows(
        pairs,
        np.concatenate([cosines, np.zeros(wanted)]).astype(np.float32),
        np.array(
            [[*(e.same for e in examples), *unknown], [*(e.relevant for e in examples), *unknown]],
            dtype=np.float32,
        ).T,
        np.array([*(e.weight for e in examples), *[1.0] * wanted], dtype=np.float32),
        np.array([False] * len(examples) + [True] * wanted),
        np.array([*(e.certain for e in examples), *[False] * wanted]),
    )


def learn(run: Run, model: PairReader, mined: warmup.Mined, held: list[int]) -> tuple[float, float]:
    """Run the labelled stage; leave the model at its best look, and return the two weights."""
    vectors = run.vectors()
    kept = [
        answer
        for answer in answers.read(HERE / "answers.jsonl")
        if held_out.is_for_calibration(answer.question)
    ]
    near = [pair for pair in judged.read(judged.JUDGED, run.sets) if not pair.is_learnt]
    looks = development(
        run.sets,
        Own(triples.read(CALIBRATION), kept, near, archives.read(CALIBRATION_ARCHIVES)),
        vectors,
        run.recipe.seed,
    )  # fmt: skip
    examples = labelled_examples(run, vectors)
    for each in looks:
        vectors.of(text for pair in each.pairs for text in pair)
    vectors.save()
    best_file = run.folder / "best.pt"
    for number, stage in enumerate(run.recipe.stages):
        rows = rows_of(run, stage, examples, mined, held, vectors)
        lengths = [len(a) + len(b) + 3 for a, b in rows.pairs]
        rng = random.Random(run.recipe.seed + number)
        batches = list(by_length(lengths, BATCH_TOKENS, rng))
        report(run, f"{stage.name}.json", {"pairs": len(rows.pairs), "tokens": sum(lengths)})

        def look(step: int, name: str = stage.name) -> bool:
            _look(run, model, looks, vectors, f"{name} {step}", best_file)
            return False

        train(
            model,
            Stage(stage.name, batches, stage.rate),
            partial(_loss, run, stage, model, rows),
            run.folder,
            looks=LOOKS,
            look=look,
        )
    best = torch.load(best_file, map_location="cpu", weights_only=True)
    model.load_state_dict(best["model"])
    return float(best["same"]), float(best["relevant"])


def _loss(
    run: Run, stage: LabelledStage, model: PairReader, rows: correction.Rows, batch: list[int]
) -> tuple[torch.Tensor, dict[str, float]]:
    return correction.loss(model, rows, batch, run.device, hold=stage.hold, trust=stage.trust)


def _look(
    run: Run, model: PairReader, sets: list[Development], vectors: VectorSource, step: str,
    best_file: Path,
) -> None:  # fmt: skip
    """Measure; keep the weights if they are the best so far, by the rule of `choose`."""
    model.eval()
    table = correction.figures(model, run.tokenizer, sets, vectors, run.device)
    model.train()
    choice = correction.choose(table, {each.name: each.column for each in sets})
    known = -1.0
    if best_file.exists():
        known = float(torch.load(best_file, map_location="cpu", weights_only=True)["merit"])
    line = {"step": step, **asdict(choice), **{
        name: [round(value, 4) for value in values] for name, values in table.items()
    }}  # fmt: skip
    print(json.dumps(line), flush=True)
    with (run.folder / "looks.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n")
    if choice.merit > known:
        torch.save({"model": model.state_dict(), **asdict(choice)}, best_file)


def _texts(mined: warmup.Mined, row: int) -> tuple[Tokens, Tokens]:
    first, second = mined.pairs[row]
    return mined.texts[first], mined.texts[second]


def report(run: Run, name: str, figures: dict[str, float]) -> None:
    """Print figures of the run, and keep them in its folder."""
    print(json.dumps(figures), flush=True)
    (run.folder / name).write_text(json.dumps(figures, indent=1) + "\n")


def main() -> None:
    """Train and export."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("data", type=Path, help="the folder of public sets")
    parser.add_argument("--output", type=Path, required=True, help="for checkpoints and the model")
    parser.add_argument("--recipe", choices=sorted(RECIPES), default="shipped")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument(
        "--start", type=Path, metavar="MODEL.SAFETENSORS",
        help="go on from the weights of an earlier run instead of warming up",
    )  # fmt: skip
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        sys.exit(f"There is no folder {arguments.data}; it should hold the public sets.")
    recipe = RECIPES[arguments.recipe]
    folder: Path = arguments.output
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.seed)
    encoder = Encoder()
    run = Run(
        recipe, folder, PublicSets(arguments.data), arguments.device, encoder,
        PairTokenizer(bundled_folder()), arguments.start,
    )  # fmt: skip
    model = PairReader(bundled_folder(), start=arguments.start).to(run.device)
    mined, held = warm_up(run, model)
    scales = learn(run, model, mined, held)
    encoder.close()
    export(model, bundled_folder(), folder / "model", scales=scales)
    print(f"The model is in {folder / 'model'}.")


if __name__ == "__main__":
    main()
