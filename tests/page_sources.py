"""The sources of the demo's page, as one number."""

import hashlib
from pathlib import Path

PAGE = Path(__file__).parents[1] / "bot" / "playground" / "page"
BUNDLE = PAGE.parent / "static"


def sources_digest() -> str:
    """Return a SHA-256 over all that the bundle is built from."""
    digest = hashlib.sha256()
    for path in sorted(PAGE.rglob("*")):
        if path.is_file() and "node_modules" not in path.parts:
            digest.update(f"{path.relative_to(PAGE)}\0".encode() + path.read_bytes())
    return digest.hexdigest()
