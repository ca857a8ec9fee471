"""What the page is sent, and what it can ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.playground import BOT_USER_ID, Misused, Person, Refused, Workspace
from bot.playground.front import Candidate, Front, Glimpse, Try
from bot.playground.front.acts import carry_out
from bot.playground.front.desk import Desk
from bot.playground.front.tries import answered
from bot.playground.keeping import load, save


@pytest.fixture
def ana(workspace: Workspace) -> Person:
    return workspace.add_user("ana", admin=True)


@pytest.fixture
def gus(workspace: Workspace) -> Person:
    return workspace.add_user("gus", guest=True)


@pytest.fixture
def front(workspace: Workspace, ana: Person, gus: Person) -> Front:
    workspace.add_channel("help", members=[ana, gus])
    workspace.add_channel("secret", members=[ana], private=True)
    tries = [Try("a ticket", "write one", "secret", "ana", answered(with_file=False))]
    return Front(workspace, person="ana", channel="secret", tries=tries)


def test_a_desk_tells_of_everything_once(front: Front, ana: Person) -> None:
    desk = Desk(ana, front)
    first = desk.take()
    assert {channel["name"] for channel in first["channels"]} == {"help", "secret"}
    assert desk.take() == {}
    message = ana.post("help", "hello")
    assert [m["text"] for m in desk.take()["messages"]["put"]] == ["hello"]
    ana.edit(message, "hello you")
    assert [m["text"] for m in desk.take()["messages"]["put"]] == ["hello you"]
    ana.delete(message)
    assert desk.take()["messages"] == {
        "put": [],
        "gone": [{"channel": message.channel, "ts": message.ts}],
    }


def test_a_guests_desk_holds_nothing_of_a_private_channel(
    front: Front, workspace: Workspace, ana: Person, gus: Person
) -> None:
    desk = Desk(gus, front)
    ana.upload("secret", "plan.pdf", b"%PDF", "the plan")
    said = ana.post("help", "who knows the plan?")
    hidden = ana.sees("secret")[0]
    scores = {"cosine": 0.5}
    candidates = (
        Candidate(hidden.channel, hidden.ts, scores, "same", agreeing=("HV-5031",)),
        Candidate(said.channel, said.ts, scores, "same"),
    )
    front.glimpses.note(Glimpse(said.channel, said.ts, "", "searched", {}, candidates))
    front.glimpses.note(Glimpse(hidden.channel, hidden.ts, "", "searched", {}, candidates))
    front.glimpses.note(Glimpse(said.channel, "", ana.id, "searched", {}, candidates))
    told = desk.take()
    words = str(told)
    for secret in ("secret", "the plan'", "plan.pdf", "HV-5031", hidden.channel, hidden.ts):
        assert secret not in words, secret
    [glimpse] = told["glimpses"]
    assert [each["ts"] for each in glimpse["candidates"]] == [said.ts]
    assert (told["tries"], told["beginning"]) == ([], "")
    # What was deleted is not shown either.
    ana.delete(said)
    assert desk.take()["glimpses"] == []
    with pytest.raises(Refused, match="file_not_found"):
        gus.file(hidden.files[0])
    with pytest.raises(Refused, match="channel_not_found"):
        gus.message("secret", hidden.ts)
    assert ana.file(hidden.files[0]).name == "plan.pdf"
    assert workspace.files


def test_what_a_page_asks_for_is_done_as_its_person(front: Front, ana: Person, gus: Person) -> None:
    where = front.workspace.conversation("help").id
    ts = carry_out(front, ana, {"do": "post", "channel": where, "text": "hello"})["ts"]
    carry_out(front, gus, {"do": "react", "channel": where, "ts": ts, "name": "eyes"})
    assert ana.message(where, ts).reactions[0].users == (gus.id,)
    with pytest.raises(Refused, match="cant_update_message"):
        carry_out(front, gus, {"do": "edit", "channel": where, "ts": ts, "text": "mine"})
    with pytest.raises(Misused, match="nothing called"):
        carry_out(front, ana, {"do": "post_as_anybody"})
    with pytest.raises(Misused, match="no sample"):
        carry_out(front, ana, {"do": "sample", "channel": where, "file": "/etc/passwd"})
    dm = carry_out(front, ana, {"do": "direct"})["channel"]
    assert front.workspace.conversations[dm].members == {ana.id, BOT_USER_ID}


def test_a_workspace_that_is_kept_is_the_same_afterwards(
    front: Front, workspace: Workspace, ana: Person, tmp_path: Path
) -> None:
    ana.upload("secret", "plan.pdf", bytes(range(256)), "the plan")
    reply = ana.post("secret", "yes", ana.sees("secret")[0].ts)
    ana.react(reply, "eyes")
    save(workspace, tmp_path / "workspace.json", ["a ticket"])
    again = Workspace()
    assert load(again, tmp_path / "workspace.json") == ["a ticket"]
    assert again.users == workspace.users
    assert again.conversations == workspace.conversations
    assert again.files == workspace.files
    assert again.person("ana").sees("secret") == ana.sees("secret")
    assert again.add_user("new").id not in workspace.users
    (tmp_path / "workspace.json").write_text("{")
    with pytest.raises(Misused, match="can't be read"):
        load(Workspace(), tmp_path / "workspace.json")


def test_what_furnished_the_workspace_is_nobodys_try(workspace: Workspace, ana: Person) -> None:
    """Whoever has the page open while the demo makes itself ready finds nothing ticked off."""
    help_ = workspace.add_channel("help", members=[ana])
    said = Try("say it", "", "help", "ana", lambda w, ts: any(w.timelines[help_.id].since(ts)))
    front = Front(workspace, person="ana", channel="help", tries=[said])
    desk = Desk(ana, front)

    ana.post("help", "our new opening")
    assert [each["done"] for each in desk.take()["tries"]] == [True]
    front.tries.begin()
    workspace.notify()
    assert [each["done"] for each in desk.take()["tries"]] == [False]

    ana.post("help", "hello")
    assert [each["done"] for each in desk.take()["tries"]] == [True]
