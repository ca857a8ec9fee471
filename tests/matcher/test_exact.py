"""Comparing with every vector finds what the graph finds, and the rest."""

from typing import Any

import numpy as np
import pytest
from chromadb.api.models.Collection import Collection
from chromadb.api.types import QueryResult

from ingest.documents import PUBLIC, Kind
from matcher import Matcher
from matcher.changes import CollectionKey
from matcher.exact import exact_cosines
from tests.matcher.samples import document, numbered

KEY = CollectionKey("local", PUBLIC, Kind.TICKET)


def test_the_nearest_of_all_are_found_with_their_best_cosine(matcher: Matcher) -> None:
    matcher.add(numbered(600))
    vectors = matcher.encoder.encode(["number17", "letter39595 number5"])
    found = exact_cosines(matcher.store.chunks, KEY, vectors, 3)
    assert 3 <= len(found) <= 6
    assert {"d17#0", "d5#0"} <= found.keys()
    by_hand = matcher.encoder.encode(["number5 letter39595"])[0]
    cosine, asked = found["d5#0"]
    assert abs(cosine - float(np.max(vectors @ by_hand))) < 1e-6
    assert asked == 1
    graph = {h.document: (h.cosine, h.asked) for h in matcher.index.query(KEY, vectors, 3)}
    assert graph.keys() == {id_.removesuffix("#0") for id_ in found}
    for id_, (cosine, asked) in found.items():
        in_graph, asked_there = graph[id_.removesuffix("#0")]
        assert abs(in_graph - cosine) < 1e-3
        assert asked_there == asked


def test_channels_restrict_it_and_nothing_is_nothing(matcher: Matcher) -> None:
    vectors = matcher.encoder.encode(["printer"])
    assert exact_cosines(matcher.store.chunks, KEY, vectors, 5) == {}
    matcher.add([document("a", channel="C1"), document("b", channel="C2")])
    assert exact_cosines(matcher.store.chunks, KEY, vectors, 5, ["C2"]).keys() == {"b#0"}
    assert exact_cosines(matcher.store.chunks, KEY, vectors, 5, []) == {}


def test_a_small_collection_is_complete_though_the_graph_has_lost_an_entry(
    matcher: Matcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One entry in some thousands loses its links when Chroma writes over others; no test can make
    # it do so, so that the loss alone is played here.
    matcher.add(numbered(130))
    whole = Collection.query

    def lost(collection: Collection, *, n_results: int, **asked: Any) -> QueryResult:
        found = whole(collection, n_results=n_results + 1, **asked)
        for row, ids in enumerate(found["ids"]):
            kept = [place for place, id_ in enumerate(ids) if id_ != "d17#0"][:n_results]
            ids[:] = [ids[place] for place in kept]
            distances = found["distances"]
            assert distances is not None
            distances[row] = [distances[row][place] for place in kept]
        return found

    monkeypatch.setattr(Collection, "query", lost)
    (nearest, *_) = matcher.index.query(KEY, matcher.encoder.encode([numbered(1, 17)[0].text]), 5)
    assert nearest.document == "d17"
