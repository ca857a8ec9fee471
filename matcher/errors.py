"""What can go wrong in matching, in sentences for the person who runs Akin."""


class MatcherError(Exception):
    """An expected failure; its message says what was wrong and what to do."""


class DataFolderInUseError(MatcherError):
    """Another process owns the embedded data folder."""


class EncoderMismatchError(MatcherError):
    """The index was built with another encoder than the one that is set."""


class ModelUnavailableError(MatcherError):
    """A model's files are missing or are not what they should be."""


class DatabaseUnavailableError(MatcherError):
    """The SQL database can't be opened or brought to the present schema."""


class IndexUnavailableError(MatcherError):
    """The vector index can't be reached and can't be rebuilt by itself."""


class CalibrationError(MatcherError):
    """A reranker's scores can't be turned into probabilities."""
