"""Layouts of résumés: one column, two, a sidebar, a table, a timeline, a scan, a locked file."""

import io
from collections.abc import Callable, Iterator
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.colors import Color, HexColor, black, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfgen.canvas import Canvas

Person = dict[str, Any]

WIDTH, HEIGHT = A4
MARGIN: Final = 52.0
BOTTOM: Final = 56.0
BODY: Final = 9.5
PASSWORD: Final = "not-known-to-akin"  # noqa: S105 - locks a sample that nobody is to open
GREY: Final = HexColor("#555555")
BLUE: Final = HexColor("#1f3a5f")


class Column:
    """Writes downwards between two edges; goes on at the top of the next page where one ends."""

    def __init__(
        self, canvas: Canvas, x: float, width: float, top: float,
        turn: Callable[[], float] | None = None,
    ) -> None:  # fmt: skip
        self.canvas = canvas
        self.x, self.width, self.y = x, width, top
        self._turn = turn

    def write(
        self, text: str, *, font: str = "Helvetica", size: float = BODY, color: Color = black,
        indent: float = 0.0, before: float = 0.0, bullet: str = "",
    ) -> None:  # fmt: skip
        """Write a paragraph, wrapped."""
        self.y -= before
        for number, line in enumerate(simpleSplit(text, font, size, self.width - indent)):
            self._room(1.3 * size)
            self.canvas.setFont(font, size)
            self.canvas.setFillColor(color)
            if bullet and number == 0:
                self.canvas.drawString(self.x + indent - 10, self.y, bullet)
            self.canvas.drawString(self.x + indent, self.y, line)
            self.y -= 1.3 * size

    def beside(self, text: str, *, size: float = BODY, color: Color = GREY) -> None:
        """Write at the right edge, on the line that was written last."""
        self.canvas.setFont("Helvetica", size)
        self.canvas.setFillColor(color)
        self.canvas.drawRightString(self.x + self.width, self.y + 1.3 * size, text)

    def heading(self, text: str, *, rule: bool = True, color: Color = BLUE) -> None:
        """Write a section's heading, not at the very foot of a page."""
        self._room(60)
        self.write(text, font="Helvetica-Bold", size=11.5, color=color, before=9)
        if rule:
            self.canvas.setStrokeColor(color)
            self.canvas.line(self.x, self.y + 9, self.x + self.width, self.y + 9)
            self.y -= 3

    def _room(self, height: float) -> None:
        if self.y - height < BOTTOM and self._turn is not None:
            self.y = self._turn()


def set_resume(person: Person, file: io.BytesIO) -> None:
    """Set a person's résumé as its `layout` says."""
    encrypt = None
    if person["layout"] == "encrypted":
        encrypt = StandardEncryption(PASSWORD, "owner", canPrint=0, strength=128)
    canvas = Canvas(file, pagesize=A4, invariant=True, encrypt=encrypt)
    _LAYOUTS[person["layout"]](canvas, person)
    canvas.save()


def _contact(person: Person) -> Iterator[str]:
    yield person["email"]
    yield person["phone"]
    yield person["address"]
    yield from person["links"]
    if person["born"]:
        yield f"Born {person['born']}"


def _head(column: Column, person: Person) -> None:
    column.write(person["name"], font="Helvetica-Bold", size=22, color=BLUE)
    if person["headline"]:
        column.write(person["headline"], size=12, color=GREY)
    column.write("  |  ".join(_contact(person)), size=8.5, before=2)


def _entry(column: Column, entry: dict[str, Any]) -> None:
    column.write(entry["title"], font="Helvetica-Bold", before=4)
    column.beside(entry["dates"])
    if entry["place"]:
        column.write(entry["place"], font="Helvetica-Oblique", color=GREY)
    for point in entry["points"]:
        column.write(point, indent=12, bullet="•")


def _section(column: Column, section: dict[str, Any], *, rule: bool = True) -> None:
    column.heading(section["heading"], rule=rule)
    for entry in section.get("entries", ()):
        _entry(column, entry)
    if items := section.get("items"):
        if all(len(item) < 28 for item in items):
            column.write(" • ".join(items))
        else:
            for item in items:
                column.write(item, indent=12, bullet="•")


def _one_column(canvas: Canvas, person: Person) -> None:
    def turn() -> float:
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(GREY)
        canvas.drawCentredString(WIDTH / 2, 30, f"{person['name']} · {canvas.getPageNumber()}")
        canvas.showPage()
        return HEIGHT - MARGIN

    column = Column(canvas, MARGIN, WIDTH - 2 * MARGIN, HEIGHT - 66, turn)
    _head(column, person)
    if person["summary"]:
        column.write(person["summary"], before=8)
    for section in person["sections"]:
        _section(column, section)
    turn()


def _two_columns(canvas: Canvas, person: Person) -> None:
    """The longest section left, the others right; headings over both; drawn row by row."""
    head = Column(canvas, MARGIN, WIDTH - 2 * MARGIN, HEIGHT - 66)
    _head(head, person)
    if person["summary"]:
        head.write(person["summary"], before=6)
    wide = 0.6 * (WIDTH - 2 * MARGIN)
    longest = max(person["sections"], key=lambda section: len(json_length(section)))
    right_x = MARGIN + wide + 22
    top = head.y - 8
    pages = {"left": 0}

    def turn() -> float:
        canvas.showPage()
        pages["left"] += 1
        return HEIGHT - MARGIN

    right = Column(canvas, right_x, WIDTH - MARGIN - right_x, top)
    for section in person["sections"]:
        if section is not longest:
            for entry in section.get("entries", ()):
                entry["place"] = ", ".join(filter(None, (entry["place"], entry["dates"])))
                entry["dates"] = ""
            _section(right, section, rule=False)
    _section(Column(canvas, MARGIN, wide, top, turn), longest, rule=False)
    canvas.showPage()


def json_length(section: dict[str, Any]) -> str:
    """Return all that a section says, to compare how long sections are."""
    return "".join(str(value) for value in section.values())


def _sidebar(canvas: Canvas, person: Person) -> None:
    """Contact, skills and languages in a dark strip at the left; the career beside it."""
    strip = 178.0

    def paint() -> float:
        canvas.setFillColor(HexColor("#22384f"))
        canvas.rect(0, 0, strip, HEIGHT, stroke=0, fill=1)
        return HEIGHT - MARGIN

    def turn() -> float:
        canvas.showPage()
        return paint()

    paint()
    side = Column(canvas, 20, strip - 36, HEIGHT - 60)
    side.heading("CONTACT", rule=False, color=white)
    for line in _contact(person):
        side.write(line, size=8, color=white)
    main = Column(canvas, strip + 22, WIDTH - strip - 62, HEIGHT - 66, turn)
    main.write(person["name"].upper(), font="Helvetica-Bold", size=20, color=BLUE)
    main.write(person["headline"], size=11, color=GREY)
    if person["summary"]:
        main.heading("PROFILE")
        main.write(person["summary"])
    for section in person["sections"]:
        if "items" in section:
            side.heading(section["heading"].upper(), rule=False, color=white)
            for item in section["items"]:
                side.write(item, size=8.5, color=white)
        else:
            _section(main, section | {"heading": section["heading"].upper()})
    canvas.showPage()


def _table(canvas: Canvas, person: Person) -> None:
    """Dates in a column of their own at the left, as tables of careers have them."""

    def turn() -> float:
        canvas.showPage()
        return HEIGHT - MARGIN

    column = Column(canvas, MARGIN, WIDTH - 2 * MARGIN, HEIGHT - 66, turn)
    _head(column, person)
    if person["summary"]:
        column.write(person["summary"], before=6)
    for section in person["sections"]:
        column.heading(section["heading"])
        for entry in section.get("entries", ()):
            column.write(", ".join(filter(None, (entry["title"], entry["place"]))),
                         font="Helvetica-Bold", indent=110, before=4)  # fmt: skip
            canvas.setFont("Helvetica", BODY)
            canvas.setFillColor(GREY)
            canvas.drawString(MARGIN, column.y + 1.3 * BODY, entry["dates"])
            for point in entry["points"]:
                column.write(point, indent=122, bullet="–")
        for item in section.get("items", ()):
            column.write(item, indent=110)
    canvas.showPage()


def _timeline(canvas: Canvas, person: Person) -> None:
    """A line with dots at the left, the dates above each entry."""

    def turn() -> float:
        canvas.showPage()
        return HEIGHT - MARGIN

    column = Column(canvas, MARGIN + 20, WIDTH - 2 * MARGIN - 20, HEIGHT - 66, turn)
    _head(column, person)
    if person["summary"]:
        column.write(person["summary"], before=6)
    for section in person["sections"]:
        column.heading(section["heading"], rule=False)
        for entry in section.get("entries", ()):
            column.write(entry["dates"], size=8.5, color=GREY, before=5)
            canvas.setFillColor(BLUE)
            canvas.circle(MARGIN + 6, column.y + 14, 3, stroke=0, fill=1)
            column.write(f"{entry['title']} | {entry['place']}", font="Helvetica-Bold")
            for point in entry["points"]:
                column.write(point, indent=12, bullet="•")
        if items := section.get("items"):
            column.write(", ".join(items))
    canvas.showPage()


def _scanned(canvas: Canvas, person: Person) -> None:
    """A picture of a page, a little askew, as an office copier makes them."""
    scale = 2
    page = Image.new("L", (int(WIDTH) * scale, int(HEIGHT) * scale), 247)
    draw = ImageDraw.Draw(page)
    large, small = (ImageFont.load_default(size * scale) for size in (20, 10))
    draw.text((60 * scale, 50 * scale), person["name"], font=large, fill=20)
    y = 84 * scale
    for line in _lines_of(person):
        for part in simpleSplit(line, "Helvetica", 10.5, WIDTH - 2 * MARGIN):
            draw.text((60 * scale, y), part, font=small, fill=20)
            y += 14 * scale
    askew = page.rotate(0.4, fillcolor=247)
    canvas.drawImage(ImageReader(askew), 0, 0, WIDTH, HEIGHT)
    canvas.showPage()


def _lines_of(person: Person) -> Iterator[str]:
    yield person["headline"]
    yield ", ".join(_contact(person))
    yield person["summary"]
    for section in person["sections"]:
        yield ""
        yield section["heading"].upper()
        for entry in section.get("entries", ()):
            yield f"{entry['title']}, {entry['place']}   {entry['dates']}"
            yield from (f"- {point}" for point in entry["points"])
        yield from section.get("items", ())


_LAYOUTS: Final[dict[str, Callable[[Canvas, Person], None]]] = {
    "one_column": _one_column,
    "two_columns": _two_columns,
    "sidebar": _sidebar,
    "table": _table,
    "timeline": _timeline,
    "scanned": _scanned,
    "encrypted": _one_column,
    "stuffed": _one_column,
}
