"""A sheet of a workbook: notes, heads that stay in sight, and rows whose numbers are numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.export import plain, safe

Cell = str | float | int | None


def number_format(digits: int) -> str:
    """How a column of numbers shows ``digits`` decimals."""
    return "#,##0" + ("." + "0" * digits if digits else "")


def written(cell: Cell, digits: int | None, language: str) -> str:
    """The same cell in a table of text: numbers with ``digits`` decimals (whole where ``None``)."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    return plain(float(cell), language, digits or 0)


def write_sheet(
    sheet: Worksheet,
    said: Sequence[str],
    heads: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    formats: Mapping[int, str],
) -> None:
    """Fill an empty sheet: ``said`` above the table, bold ``heads``, then ``rows``. ``formats`` are
    the number formats of columns, counted from 0."""
    for line, note in enumerate(said, 1):
        sheet.cell(line, 1, safe(note)).alignment = Alignment(wrap_text=False)
    top = len(said) + 2
    for column, head in enumerate(heads, 1):
        cell = sheet.cell(top, column, safe(head))
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = 24 if column == 2 else 16
    for line, row in enumerate(rows, top + 1):
        for column, value in enumerate(row):
            cell = sheet.cell(line, column + 1, value)
            if isinstance(value, str):
                cell.data_type = "s"  # never a formula
            elif column in formats:
                cell.number_format = formats[column]
    sheet.freeze_panes = sheet.cell(top + 1, 3 if len(heads) > 8 else 2)
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(heads))}{top + max(len(rows), 1)}"
