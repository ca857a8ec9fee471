"""Candidates: how much of what an opening asks for a résumé proves, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.resumes import Resume, ResumePassage
from matcher.encoder import TextEncoder
from matcher.evidence import CREDIT, Strength, content_words, is_title, neutral, strength
from matcher.gates import GateCheck, check
from matcher.proof_model import ProofModel, centre, specificity
from matcher.requirements import Opening, Requirement

MUST_WEIGHT: Final = 1.0
NICE_WEIGHT: Final = 0.4

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
    """A résumé, to be held against many openings.

    Attributes:
        resume: as it was read.
        passages: of it, each text once.
        vectors: (n, d), unit vectors of the passages.
        offered: (n, d), these as they are compared with requirements.

    """

    resume: Resume
    passages: tuple[ResumePassage, ...]
    vectors: npt.NDArray[np.float32]
    offered: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PreparedOpening:
    """An opening with the (n, d) unit vectors of its requirements, and the (d,) one of it all.

    Both as they are compared; `words` are the content words of its title and text.
    """

    opening: Opening
    vectors: npt.NDArray[np.float32]
    whole: npt.NDArray[np.float32]
    words: frozenset[str]


class CandidateRanker:
    """Holds résumés against openings. A score depends on the two alone, on nothing in any index.

    The encoder decides which passage proves a requirement. The shipped reranker, made for questions
    and answers, tells proofs from near misses no better than chance (`training.proofs` prints it).

    Args:
        encoder: for passages and requirements.
        model: how sure a proof is; by default the one that is shipped for the encoder.

    """

    def __init__(self, encoder: TextEncoder, model: ProofModel | None = None) -> None:
        self._encoder = encoder
        self._model = model or ProofModel.shipped(encoder.fingerprint)

    @cached_property
    def _typical(self) -> npt.NDArray[np.float32]:
        typical = self._encoder.encode([neutral(text) for text in self._model.typical])
        return self._model.passages(typical)

    def prepare_resume(self, resume: Resume) -> PreparedResume:
        """Return a résumé with its vectors."""
        by_text = {neutral(p.text): p for p in reversed(resume.passages)}
        texts, passages = tuple(by_text)[::-1], tuple(by_text.values())[::-1]
        vectors = self._encoder.encode(texts)
        return PreparedResume(resume, passages, vectors, self._model.passages(vectors))

    def prepare_opening(self, opening: Opening) -> PreparedOpening:
        """Return an opening with its vectors."""
        texts = tuple(neutral(requirement.text) for requirement in opening.requirements)
        vectors = self._encoder.encode([*texts, neutral(_without_gates(opening))])
        words = content_words(f"{opening.title}\n{opening.text}")
        asked, whole = self._model.passages(vectors[:-1]), self._model.wholes(vectors[-1])
        return PreparedOpening(opening, asked, whole, words)

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
        near = float(self._model.wholes(told(candidate, kinds)) @ opening.whole)
        probabilities = self._model.probabilities(self._specific(opening, candidate), near)
        worth = probabilities * np.array([CREDIT[kind] for kind in kinds])
        return tuple(
            Proof(
                requirement,
                float(probabilities[r, p]),
                kinds[p],
                candidate.passages[p].text,
                candidate.passages[p].page,
            )
            for r, requirement in enumerate(requirements)
            for p in [int(worth[r].argmax())]
        )

    def _specific(
        self, opening: PreparedOpening, candidate: PreparedResume
    ) -> npt.NDArray[np.float64]:
        offered = candidate.offered.T
        return specificity(opening.vectors @ offered, self._typical @ offered)


def _without_gates(opening: Opening) -> str:
    """Return what an opening says but for its gates, which are shown apart and never counted."""
    text = opening.text
    for gate in opening.gates:
        text = text.replace(gate.text, "")
    # What else stood in such a line, like the work that somebody did for so many years.
    more = (each.text for each in opening.requirements if each.text not in text)
    lines = (line for line in text.splitlines() if any(map(str.isalnum, line)))
    return "\n".join((opening.title, *more, *lines))


def told(candidate: PreparedResume, kinds: Sequence[Strength]) -> npt.NDArray[np.float32]:
    """Return the (d,) unit vector in the middle of what a résumé tells.

    Lists, claims and the opening's own words don't count, so nobody comes nearer by copying them;
    the titles of roles do. A longer passage says more than a short one, but not in proportion.

    Args:
        candidate: with n passages.
        kinds: (n,) what sort of evidence they are, for the opening in question.

    """
    counts = np.array([
        kind is not Strength.NAMED or is_title(passage)
        for passage, kind in zip(candidate.passages, kinds, strict=True)
    ])  # fmt: skip
    lengths = np.array([len(passage.text.split()) for passage in candidate.passages])
    return centre(candidate.vectors, np.sqrt(lengths) * counts)
