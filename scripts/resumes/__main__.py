"""Set the sample résumés: `python -m scripts.resumes`, written to bot/playground/content/resumes.

The PDFs are in the repository, since reportlab is not needed to run Akin; a test sets them again
and compares.
"""

import io
import json
from pathlib import Path

from scripts.resumes.layouts import set_resume

PEOPLE = Path(__file__).parent / "people"
WRITTEN = Path(__file__).parents[2] / "bot" / "playground" / "content" / "resumes"


def resumes() -> dict[str, bytes]:
    """Return the PDFs by their file names."""
    found = {}
    for file in sorted(PEOPLE.glob("*.json")):
        person = json.loads(file.read_text(encoding="utf-8"))
        written = io.BytesIO()
        set_resume(person, written)
        found[person["file"]] = written.getvalue()
    return found


def main() -> None:
    """Write them."""
    WRITTEN.mkdir(exist_ok=True)
    for name, content in resumes().items():
        (WRITTEN / name).write_bytes(content)
    print(f"{len(resumes())} résumés in {WRITTEN}")


if __name__ == "__main__":
    main()
