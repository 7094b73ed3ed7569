"""The running text of a word processor's file, with its marks of paragraphs, cells and rows, to lines.

Belongs here: what .doc and .rtf share: both write a table as paragraphs that end with the mark of a cell.
"""

PARAGRAPH, IN_CELL, CELL, ROW = "\r", "\x0e", "\x07", "\x00"
"""The ends of a paragraph, of one within a cell, of a cell, of a row of a table."""


def lines(text: str) -> str:
    """Lines of the text: a paragraph or a row of a table each, cells parted by tabs."""
    told: list[str] = []
    for row in text.split(ROW):
        before, mark, cells = row.rpartition(PARAGRAPH)
        told += [line for line in before.split(PARAGRAPH) if line.strip()] if mark else []
        if CELL in cells:
            parts = cells.removesuffix(CELL).split(CELL)
            told.append("\t".join(" ".join(part.replace(IN_CELL, " ").split()) for part in parts))
        elif cells.strip():
            told.append(cells.replace(IN_CELL, "\n"))
    return "\n".join(told)
