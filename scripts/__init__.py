"""What makes parts of the repository that are kept in it, run by hand."""
