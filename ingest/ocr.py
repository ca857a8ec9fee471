"""Reading of scans: pages to pictures, pictures to lines, by what the extra `ocr` brings.

pypdfium2 renders the pages; RapidOCR finds and reads the lines, with models that come in its
package, so that nothing is downloaded.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Final

from ingest.pages.lines import Line

_DOTS: Final = 200
"""Per inch, at which pages are rendered: smaller loses small print, larger takes longer."""

_POINTS: Final = 72
_LEAST_SURE: Final = 0.5


def can_read() -> bool:
    """Say whether the libraries are installed."""
    return find_spec("rapidocr_onnxruntime") is not None and find_spec("pypdfium2") is not None


def lines_of_scan(data: bytes) -> Iterator[list[Line]]:
    """Yield the lines of each page of a scan, places in points from the lower left corner."""
    import numpy as np  # noqa: PLC0415
    import pypdfium2  # type: ignore[import-not-found, import-untyped, unused-ignore]  # noqa: PLC0415
    import rapidocr_onnxruntime as rapidocr  # type: ignore[import-not-found, import-untyped, unused-ignore]  # noqa: PLC0415

    engine = rapidocr.RapidOCR(intra_op_num_threads=2, inter_op_num_threads=1)
    document = pypdfium2.PdfDocument(data)
    scale = _DOTS / _POINTS
    for page in document:
        picture = page.render(scale=scale).to_numpy()
        found, _ = engine(np.ascontiguousarray(picture[:, :, :3]))
        height = picture.shape[0] / scale
        yield [
            _line(box, text, scale, height)
            for box, text, sure in found or ()
            if float(sure) >= _LEAST_SURE and text.strip()
        ]


def _line(box: list[list[float]], text: str, scale: float, height: float) -> Line:
    xs = [point[0] / scale for point in box]
    ys = [point[1] / scale for point in box]
    size = 0.75 * (max(ys) - min(ys))
    return Line(text.strip(), min(xs), max(xs), height - max(ys) + 0.2 * size, size)
