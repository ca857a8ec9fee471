"""PDFs made for tests: what stands where is said in points from the lower left corner."""

import io
from collections.abc import Callable, Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

Place = tuple[float, float, str]


def pdf(*pages: Sequence[Place] | Callable[[Canvas], object], **options: object) -> bytes:
    """A PDF of A4 pages in Helvetica 10, each a list of places or a function that draws it."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=True, **options)
    for page in pages:
        canvas.setFont("Helvetica", 10)
        if callable(page):
            page(canvas)
        else:
            for x, y, text in page:
                canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def column(x: float, top: float, texts: Sequence[str], leading: float = 13) -> list[Place]:
    """Lines one below the other."""
    return [(x, top - leading * number, text) for number, text in enumerate(texts)]
