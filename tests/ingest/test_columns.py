import pytest

from ingest.columns import column_guess


@pytest.mark.parametrize(
    ("header", "guess"),
    [
        (["ID", "Title", "Body"], {"id": "ID", "title": "Title", "text": "Body"}),
        (["ticket_id", "Short Description", "Close-Notes"], {
            "id": "ticket_id", "title": "Short Description", "resolution": "Close-Notes"
        }),
        (["Betreff", "Beschreibung", "Lösung"], {
            "title": "Betreff", "text": "Beschreibung", "resolution": "Lösung"
        }),
        (["question", "answer"], {"text": "question", "resolution": "answer"}),
        (["question", "details", "answer"], {
            "title": "question", "text": "details", "resolution": "answer"
        }),
        (["name", "subject", "opened", "user"], {
            "title": "subject", "created": "opened", "author": "user"
        }),
        (["Ticket", "Summary", "Message"], {
            "id": "Ticket", "title": "Summary", "text": "Message"
        }),
        (["ticket"], {"text": "ticket"}),
        (["foo", "", " "], {}),
        ([], {}),
    ],
)  # fmt: skip
def test_usual_names_are_recognised(header: list[str], guess: dict[str, str]) -> None:
    assert column_guess(header) == guess
