"""The data folder, and the one process that owns it."""

import os
from pathlib import Path

from filelock import FileLock, Timeout

from matcher.errors import DataFolderInUseError


class DataFolder:
    """A folder with Akin's files, held by one process at a time.

    Two processes on one embedded Chroma folder lose vectors without an error, so the second one
    is refused. The lock is the operating system's: it ends with the process, however that ends.

    Raises:
        DataFolderInUseError: another process holds the folder, or it can't be written to.

    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
            # Not of one thread: who closes a matcher may be another one than who opened it.
            self._lock = FileLock(path / "akin.lock", timeout=0, thread_local=False)
            self._lock.acquire()
        except Timeout:
            raise DataFolderInUseError(
                f"The data folder {path} is in use by another Akin process{_owner(path)}. "
                "Stop that one first, or use its own commands in Slack (`/akin find`). To run "
                "several processes, set AKIN_DATABASE_URL (PostgreSQL) and AKIN_CHROMA_URL."
            ) from None
        except OSError as error:
            raise DataFolderInUseError(
                f"The data folder {path} can't be written to ({error.strerror}). "
                "Set AKIN_DATA to a folder that can."
            ) from error
        # Beside the lock, not in it: some systems forbid reading a locked file.
        (path / "akin.pid").write_text(f"{os.getpid()}\n")

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.path / "akin.db"

    @property
    def index(self) -> Path:
        """Chroma's folder."""
        return self.path / "index"

    def release(self) -> None:
        """Let another process have the folder."""
        (self.path / "akin.pid").unlink(missing_ok=True)
        self._lock.release()


def _owner(path: Path) -> str:
    try:
        return f" (process {int((path / 'akin.pid').read_text())})"
    except (OSError, ValueError):
        return ""
