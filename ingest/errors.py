"""What can go wrong while reading; every message says what to do next."""


class IngestError(Exception):
    """Something could not be read. The message is a sentence for the person who asked for it."""


class UnreadableFileError(IngestError):
    """A file is not what it should be, or can't be opened: nothing in it was read."""


class UnknownColumnsError(IngestError):
    """A table's columns could not be recognised, or a column that was named is not there."""
