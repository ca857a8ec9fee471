"""What people said about pairs is kept, counted, and told in the order in which they said it."""

import pytest
from sqlalchemy.engine import Engine

from bot.state import Judgements, Stand
from bot.views.answers import Outcome
from matcher.adapting import Judgement


@pytest.fixture
def judgements(engine: Engine) -> Judgements:
    return Judgements(engine)


def test_all_judgements_of_a_workspace_come_oldest_first(judgements: Judgements) -> None:
    judgements.put("T1", ("b", "a"), Outcome.SAME, "U1", "C1")
    judgements.put("T1", ("c", "d"), Outcome.DIFFERENT, "U1", "G1")
    judgements.put("T2", ("x", "y"), Outcome.SAME, "U2", "C2")
    first, second = Judgement("a", "b", same=True), Judgement("c", "d", same=False)
    assert judgements.everything("T1") == [first, second]

    judgements.put("T1", ("a", "b"), Outcome.DIFFERENT, "U2", "C1")
    assert judgements.everything("T1") == [second, Judgement("a", "b", same=False)]


def test_where_judgements_stand_changes_with_each_that_is_made_or_taken_back(
    judgements: Judgements,
) -> None:
    assert judgements.stand("T1") == Stand(0, None)
    judgements.put("T1", ("a", "b"), Outcome.SAME, "U1", "C1")
    one = judgements.stand("T1")
    judgements.put("T1", ("a", "b"), Outcome.DIFFERENT, "U1", "C1")
    again = judgements.stand("T1")
    judgements.put("T1", ("c", "d"), Outcome.SAME, "U1", "C1")
    two = judgements.stand("T1")
    judgements.take_back("T1", ("c", "d"))
    assert (one.count, again.count, two.count) == (1, 1, 2)
    assert one.latest is not None
    assert again.latest is not None
    assert two.latest is not None
    assert one.latest < again.latest < two.latest
    assert judgements.stand("T1") == again
