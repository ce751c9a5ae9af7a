"""Workbooks as other programs write them, for libs/services/ingestion/src/reading/excel. Needs openpyxl and XlsxWriter."""

import datetime as dt
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.styles import Font

folder = Path(__file__).parents[2] / "libs/services/ingestion/src/reading/excel/fixtures"

# openpyxl: shared strings, an empty and a hidden sheet first, a merged title, an empty column, dates, texts with leading zeros.
book = openpyxl.Workbook()
book.active.title = "Empty"
hidden = book.create_sheet("Hidden")
hidden.sheet_state = "hidden"
hidden.append(["secret", "value"])
hidden.append([1, 2])
sheet = book.create_sheet("Clients 2026")
sheet["B2"] = "Clients of the shop"
sheet["B2"].font = Font(bold=True)
sheet.merge_cells("B2:G2")
for column, name in enumerate(["zip", "born", "visits", "basket", "active", "note"], start=2):
    sheet.cell(4, column, name)
rows = [
    ("00501", dt.datetime(1984, 2, 29), 3, 1.5, True, "plain"),
    ("01001", dt.datetime(1999, 12, 31, 23, 59, 59), 0, -0.25, False, 'quote " and, comma'),
    ("90210", None, 12, 1e-7, True, "line\nbreak"),
]
for at, row in enumerate(rows):
    for column, value in enumerate(row, start=2):
        sheet.cell(5 + 2 * at, column, value)  # every other row is empty
book.save(folder / "openpyxl.xlsx")

# XlsxWriter: the system of 1904, formulas with values, errors, inline strings (constant memory), rich texts.
book = xlsxwriter.Workbook(folder / "xlsxwriter-1904.xlsx", {"date_1904": True, "constant_memory": True})
sheet = book.add_worksheet("Data")
day = book.add_format({"num_format": "dd/mm/yyyy"})
money = book.add_format({"num_format": '#,##0.00 "days"'})
hours = book.add_format({"num_format": "[h]:mm"})
for column, name in enumerate(["day", "sum", "ratio", "hours"]):
    sheet.write(0, column, name)
for row in range(1, 4):
    sheet.write_datetime(row, 0, dt.datetime(2020, 1, row), day)
    sheet.write_formula(row, 1, f"={row}*2", money, row * 2)
    sheet.write_formula(row, 2, "=1/0" if row == 2 else "=1/2", None, "#DIV/0!" if row == 2 else 0.5)
    sheet.write_number(row, 3, row / 2, hours)
book.close()
