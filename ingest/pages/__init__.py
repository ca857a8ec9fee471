"""Pages of a PDF: from pieces of text with positions to text in reading order."""
