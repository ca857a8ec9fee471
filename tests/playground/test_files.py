"""Files are shared, described and downloaded as in Slack."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

from slack_sdk import WebClient

from bot.playground import BOT_TOKEN, Conversation, Person, Workspace
from tests.playground.conftest import refused


def download(url: str, token: str = BOT_TOKEN) -> tuple[str, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc)
    connection.request("GET", parts.path, headers={"Authorization": f"Bearer {token}"})
    response = connection.getresponse()
    assert response.status == 200
    body = response.read()
    connection.close()
    return str(response.headers["content-type"]), body


def test_an_uploaded_file_is_described_and_downloaded_with_the_bots_token(
    client: WebClient, ana: Person, support: Conversation
) -> None:
    message = ana.upload(support, "cv.pdf", b"%PDF-1.7 ...", text="My CV")
    assert message.subtype == "file_share"
    info = client.files_info(file=message.files[0])["file"]
    assert (info["name"], info["mimetype"], info["size"]) == ("cv.pdf", "application/pdf", 12)
    assert info["channels"] == [support.id]
    assert download(info["url_private_download"]) == ("application/pdf", b"%PDF-1.7 ...")
    assert download(info["url_private"])[1] == b"%PDF-1.7 ..."


def test_without_the_right_to_read_it_the_answer_is_a_log_in_page(
    client: WebClient, workspace: Workspace, ana: Person, support: Conversation
) -> None:
    message = ana.upload(support, "cv.pdf", b"%PDF-1.7 ...")
    url = client.files_info(file=message.files[0])["file"]["url_private_download"]
    assert download(url, "xoxb-wrong")[0].startswith("text/html")
    workspace.scopes.remove("files:read")
    content_type, body = download(url)
    assert content_type.startswith("text/html")
    assert b"Sign in" in body


def test_a_file_that_the_bot_cannot_see_is_not_found(
    client: WebClient, workspace: Workspace, ana: Person
) -> None:
    secret = workspace.add_channel("secret", members=[ana], private=True, with_bot=False)
    message = ana.upload(secret, "cv.pdf", b"%PDF-1.7 ...")
    for file in (message.files[0], "F0NOTTHERE"):
        with refused("file_not_found"):
            client.files_info(file=file)


def test_the_bot_uploads_a_file_into_a_thread(
    client: WebClient, ana: Person, support: Conversation
) -> None:
    root = ana.post(support, "Chart, please")
    answer = client.files_upload_v2(
        channel=support.id,
        thread_ts=root.ts,
        filename="chart.png",
        title="Chart",
        content=b"\x89PNG",
        initial_comment="Here it is",
    )
    shared = ana.sees(support, root.ts)[1]
    assert (shared.text, shared.files) == ("Here it is", (answer["file"]["id"],))
    info = client.files_info(file=shared.files[0])["file"]
    assert (info["title"], info["size"]) == ("Chart", 4)


def test_an_upload_is_completed_once_and_only_where_the_bot_is(
    client: WebClient, workspace: Workspace, support: Conversation
) -> None:
    elsewhere = workspace.add_channel("elsewhere", with_bot=False)
    started = client.files_getUploadURLExternal(filename="a.txt", length=1)
    files = [{"id": started["file_id"]}]
    with refused("channel_not_found"):
        client.files_completeUploadExternal(files=files, channel_id=elsewhere.id)
    client.files_completeUploadExternal(files=files, channel_id=support.id)
    with refused("file_not_found"):
        client.files_completeUploadExternal(files=files, channel_id=support.id)


def test_blocks_show_a_picture_of_the_bots_own_and_nothing_else(
    client: WebClient, ana: Person, support: Conversation
) -> None:
    picture = client.files_upload_v2(filename="chart.png", content=b"\x89PNG", alt_txt="A chart")
    words = client.files_upload_v2(filename="notes.txt", content=b"words")
    others = ana.upload(support, "photo.png", b"\x89PNG").files[0]

    def shows(file: str) -> dict[str, object]:
        block = {"type": "image", "slack_file": {"id": file}, "alt_text": "A chart"}
        return {"channel": support.id, "text": "A chart", "blocks": [block]}

    posted = client.chat_postMessage(**shows(picture["file"]["id"]))
    for file in (words["file"]["id"], others, "F0NOTTHERE"):
        with refused("invalid_blocks"):
            client.chat_postMessage(**shows(file))
        with refused("invalid_blocks"):
            client.chat_update(ts=posted["ts"], **shows(file))
    assert [m.files for m in ana.sees(support) if m.ts == posted["ts"]] == [()]


def test_the_bot_deletes_its_own_files_only(
    client: WebClient, workspace: Workspace, ana: Person, support: Conversation
) -> None:
    own = client.files_upload_v2(filename="chart.png", content=b"\x89PNG")["file"]["id"]
    client.files_delete(file=own)
    with refused("file_not_found"):
        client.files_delete(file=own)
    with refused("cant_delete_file"):
        client.files_delete(file=ana.upload(support, "photo.png", b"\x89PNG").files[0])
    workspace.scopes.remove("files:write")
    with refused("missing_scope"):
        client.files_delete(file=own)


def test_a_description_that_is_too_long_is_refused(client: WebClient) -> None:
    with refused("alt_txt_too_large"):
        client.files_getUploadURLExternal(filename="a.png", length=1, alt_txt="a" * 1001)
