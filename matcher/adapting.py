"""What a workspace's judgements teach the verdict, kept in the database."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.chunks import Part, part_text
from matcher.calibration import Calibration
from matcher.facts import Facts
from matcher.logistic import Logistic
from matcher.pairing import Pairing
from matcher.store import DocumentStore
from matcher.thresholds import proven

LATEST: Final = 2_000
"""Judgements that are looked at; older ones have had their say."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person said about two documents: whether they ask for the same."""

    first: str
    second: str
    same: bool


def adapted(
    shipped: Calibration,
    rows: npt.NDArray[np.float64],
    labels: npt.NDArray[np.float64],
    pairs: Sequence[tuple[str, str]],
) -> Calibration:
    """Return the calibration after it has seen judgements of a workspace.

    Args:
        shipped: where it starts from.
        rows: (n, k) features of the judged pairs.
        labels: (n,) 1 where people said that it is the same, 0 where they denied it.
        pairs: the ids of both documents of each.

    """
    return shipped.adapted_to(
        shipped.same.adapted(rows, labels), proven(shipped, rows, labels, pairs)
    )


class Adaptations:
    """The calibration of each workspace: the shipped one, moved by its judgements.

    Args:
        facts: where the moved coefficients are kept.
        shipped: where they start from. What was learnt from another start (of another reranker,
            or of another version of Akin) doesn't count.

    Attributes:
        start: a hash of what they start from: from another start all has to be learnt anew.

    """

    def __init__(self, facts: Facts, shipped: Calibration) -> None:
        self._facts = facts
        self.shipped = shipped
        start = [shipped.reader, shipped.same.as_json(), sorted(shipped.thresholds.items())]
        self.start = _hash(json.dumps(start))

    def of(self, team: str) -> Calibration:
        """Return the calibration of a workspace."""
        kept = self._facts.get(self._key(team))
        if kept is None:
            return self.shipped
        value = json.loads(kept)
        return self.shipped.adapted_to(Logistic.from_json(value["same"]), dict(value["thresholds"]))

    def says_sooner(self, team: str) -> bool:
        """Tell whether judgements prove that *same* can be said from lower probabilities on."""
        thresholds = self.of(team).thresholds
        return any(thresholds[p] < usual for p, usual in self.shipped.thresholds.items())

    def learn(
        self, team: str, judgements: Sequence[Judgement], store: DocumentStore, pairing: Pairing
    ) -> int:
        """Fit the workspace's coefficients to its judgements, always from the shipped ones on.

        Args:
            team: the workspace.
            judgements: all of its judgements, oldest first. Of those that were taken back since
                the last time, nothing stays.
            store: the documents; judgements on documents that are gone are left out.
            pairing: makes features of their texts.

        Returns:
            How many judgements counted.

        """
        latest = judgements[-LATEST:]
        ids = sorted({id_ for each in latest for id_ in (each.first, each.second)})
        documents = store.get(team, ids)
        known = [j for j in latest if j.first in documents and j.second in documents]
        texts = {id_: part_text(document, Part.TEXT) for id_, document in documents.items()}
        known = [j for j in known if texts[j.first].strip() and texts[j.second].strip()]
        rows = pairing.same(
            [(texts[j.first], texts[j.second]) for j in known],
            other_kind=[documents[j.first].kind is not documents[j.second].kind for j in known],
        )
        labels = np.array([float(j.same) for j in known])
        moved = adapted(self.shipped, rows, labels, [(j.first, j.second) for j in known])
        value = {"same": moved.same.as_json(), "thresholds": sorted(moved.thresholds.items())}
        self._facts.note({self._key(team): json.dumps(value)})
        return len(known)

    def _key(self, team: str) -> str:
        # Hashed: the column holds 32 characters, and a workspace's id may be longer.
        return f"same:{_hash(f'{team} {self.start}')}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
