"""Candidates: how much of what an opening asks for a résumé proves, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.resumes import Resume, ResumePassage
from matcher.encoder import TextEncoder
from matcher.evidence import CREDIT, ProofModel, Strength, content_words, neutral, strength
from matcher.gates import GateCheck, check
from matcher.requirements import Opening, Requirement
from matcher.reranker import Reranker

MUST_WEIGHT: Final = 1.0
NICE_WEIGHT: Final = 0.4

READ: Final = 4
"""Passages that are read together with each requirement, nearest first: of those that can prove it
and, apart from them, one that can name it."""

FAR: Final = 0.05
"""A passage whose cosine with a requirement is lower is not read: it proves nothing."""

SHOWN: Final = 0.5
"""The probability from which on a passage is quoted as evidence."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A requirement, and the passage that proves it best.

    Attributes:
        requirement: of the opening.
        probability: that the passage proves it, 0 to 1 in hundredths.
        strength: what sort of evidence it is; None where there is no passage at all.
        quote: the passage, as it stands there, contact data masked.
        page: where it stands, from 1; 0 without a passage.

    """

    requirement: Requirement
    probability: float = 0.0
    strength: Strength | None = None
    quote: str = ""
    page: int = 0

    @property
    def credit(self) -> float:
        """How much of the requirement counts as proven, 0 to 1."""
        return 0.0 if self.strength is None else self.probability * CREDIT[self.strength]

    @property
    def is_proven(self) -> bool:
        """Whether the passage is worth quoting as evidence."""
        return self.probability >= SHOWN and self.strength in (Strength.WORK, Strength.SAID)

    @property
    def is_named(self) -> bool:
        """Whether the requirement is named, without work that shows it."""
        return not self.is_proven and self.probability >= SHOWN


@dataclass(frozen=True, slots=True)
class Assessment:
    """A résumé held against an opening: 0 to 100, its proofs, and the gates, which don't count."""

    score: float
    proofs: tuple[Proof, ...]
    gates: tuple[GateCheck, ...]

    @property
    def proven(self) -> int:
        """How many requirements are proven."""
        return sum(proof.is_proven for proof in self.proofs)


@dataclass(frozen=True, slots=True)
class PreparedResume:
    """A résumé with the (n, d) unit vectors of its passages, to be held against many openings."""

    resume: Resume
    passages: tuple[ResumePassage, ...]
    texts: tuple[str, ...]
    vectors: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PreparedOpening:
    """An opening with the (n, d) unit vectors of its requirements."""

    opening: Opening
    texts: tuple[str, ...]
    vectors: npt.NDArray[np.float32]
    words: frozenset[str]


class CandidateRanker:
    """Holds résumés against openings. A score depends on the two alone, on nothing in any index.

    Args:
        encoder: finds the passages that may prove a requirement.
        reranker: decides; without one the cosine does.

    """

    def __init__(self, encoder: TextEncoder, reranker: Reranker | None) -> None:
        self._encoder = encoder
        self._reranker = reranker
        self._model = ProofModel.for_reader(reranker.fingerprint if reranker else "none")

    def prepare_resume(self, resume: Resume) -> PreparedResume:
        """Return a résumé with its vectors."""
        passages = tuple({neutral(p.text): p for p in reversed(resume.passages)}.values())[::-1]
        texts = tuple(neutral(passage.text) for passage in passages)
        return PreparedResume(resume, passages, texts, self._encoder.encode(texts))

    def prepare_opening(self, opening: Opening) -> PreparedOpening:
        """Return an opening with its vectors."""
        texts = tuple(neutral(requirement.text) for requirement in opening.requirements)
        words = content_words(f"{opening.title}\n{opening.text}")
        return PreparedOpening(opening, texts, self._encoder.encode(texts), words)

    def assess(
        self, opening: PreparedOpening, candidate: PreparedResume, today: date
    ) -> Assessment:
        """Return how a résumé meets an opening; `today` is until when present roles count."""
        proofs = self._proofs(opening, candidate)
        weights = [MUST_WEIGHT if p.requirement.must else NICE_WEIGHT for p in proofs]
        credit = sum(w * proof.credit for w, proof in zip(weights, proofs, strict=True))
        score = round(100 * credit / sum(weights), 1) if weights else 0.0
        gates = (check(gate, candidate.resume, today) for gate in opening.opening.gates)
        return Assessment(score, proofs, tuple(gates))

    def _proofs(self, opening: PreparedOpening, candidate: PreparedResume) -> tuple[Proof, ...]:
        requirements = opening.opening.requirements
        if not requirements or not candidate.passages:
            return tuple(Proof(requirement) for requirement in requirements)
        kinds = [strength(passage, opening.words) for passage in candidate.passages]
        cosines = opening.vectors @ candidate.vectors.T
        chosen = [(r, p) for r in range(len(requirements)) for p in _nearest(cosines[r], kinds)]
        if not chosen:
            return tuple(Proof(requirement) for requirement in requirements)
        readings = np.zeros((len(chosen), 2))
        if self._reranker is not None:
            pairs = [(opening.texts[r], candidate.texts[p]) for r, p in chosen]
            readings = self._reranker.read(pairs).astype(np.float64)
        near = np.array([cosines[r, p] for r, p in chosen], dtype=np.float64)
        probabilities = self._model.probabilities(near, readings)
        best: dict[int, Proof] = {}
        for (r, p), probability in zip(chosen, probabilities, strict=True):
            passage = candidate.passages[p]
            proof = Proof(requirements[r], float(probability), kinds[p], passage.text, passage.page)
            if r not in best or proof.credit > best[r].credit:
                best[r] = proof
        return tuple(best.get(r, Proof(each)) for r, each in enumerate(requirements))


def _nearest(cosines: npt.NDArray[np.float32], kinds: Sequence[Strength]) -> list[int]:
    """Return the passages that are worth reading together with a requirement."""
    order = [int(p) for p in np.argsort(-cosines, kind="stable") if cosines[p] >= FAR]
    able = [p for p in order if kinds[p] is not Strength.NAMED][:READ]
    return able + [p for p in order if kinds[p] is Strength.NAMED][:1]
