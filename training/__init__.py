"""How Akin's reranker is made: `python -m training DATA --output FOLDER`, see README.md."""
