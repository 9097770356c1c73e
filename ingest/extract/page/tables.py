"""Tables become lines of text: each row with the headings of its columns, so that it can be read alone."""

from __future__ import annotations

from lxml.html import HtmlElement, builder  # type: ignore[import-untyped]

from ingest.extract.draft import collapsed

# What is larger is a page laid out in a table, no table.
_MAX_CELL = 400
_MAX_SPAN = 30
_MAX_ROWS = 2_000


def spell_out_tables(tree: HtmlElement) -> None:
    """Replace tables with headings by a paragraph for each row; in others leave text alone in each cell."""
    for table in list(tree.iter("table")):
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table][:_MAX_ROWS]
        if table.find(".//table") is not None or not rows or table.getparent() is None:
            continue
        grid = _grid(rows)
        if any(len(text) > _MAX_CELL for line in grid for text in line):
            continue
        if len(grid) > 1 and len(grid[0]) > 1 and _is_heading(rows[0]):
            _replace(table, [_caption(table), *(_line(grid[0], line) for line in grid[1:])])
        else:
            _flatten(table)


def _is_heading(row: HtmlElement) -> bool:
    """Say whether a row names its columns: in `thead`, of `th`, or all in bold."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    named = [cell for cell in cells if _text(cell)]
    in_head = row.getparent() is not None and row.getparent().tag == "thead"
    return bool(named) and (in_head or all(cell.tag == "th" or _is_bold(cell) for cell in named))


def _is_bold(cell: HtmlElement) -> bool:
    return any(_text(bold) == _text(cell) for bold in cell.iter("b", "strong"))


def _grid(rows: list[HtmlElement]) -> list[list[str]]:
    """Return the texts of the cells; one that spans columns or rows stands in each of them."""
    grid: list[list[str]] = []
    carried: dict[int, tuple[str, int]] = {}
    for row in rows:
        line: list[str] = []
        for cell in (cell for cell in row if cell.tag in ("td", "th")):
            _carry(line, carried)
            for _ in range(_span(cell, "colspan")):
                if (below := _span(cell, "rowspan") - 1) > 0:
                    carried[len(line)] = (_text(cell), below)
                line.append(_text(cell))
        _carry(line, carried)
        grid.append(line)
    return grid


def _carry(line: list[str], carried: dict[int, tuple[str, int]]) -> None:
    while len(line) in carried:
        text, below = carried.pop(len(line))
        if below > 1:
            carried[len(line)] = (text, below - 1)
        line.append(text)


def _span(cell: HtmlElement, name: str) -> int:
    stated = (cell.get(name) or "").strip()
    return min(max(int(stated), 1), _MAX_SPAN) if stated.isascii() and stated.isdigit() else 1


def _text(element: HtmlElement) -> str:
    return collapsed(" ".join(element.itertext())) or ""


def _caption(table: HtmlElement) -> str:
    caption = table.find("caption")
    return "" if caption is None else _text(caption)


def _line(headings: list[str], cells: list[str]) -> str:
    """Return "Ticket, Price: Child 6 crowns", or "Ticket Child: Summer 6 crowns; Winter 5 crowns"."""
    pairs = [(head, cell) for head, cell in zip(headings, cells, strict=False) if cell]
    if len(pairs) < 2 or len({cell for _, cell in pairs}) == 1:  # a heading within the table
        return pairs[0][1] if pairs else ""
    if len(headings) == 2:
        return f"{', '.join(filter(None, headings))}: {cells[0]} {cells[1]}"
    (head, name), *rest = pairs
    return f"{head} {name}: ".lstrip() + "; ".join(f"{head} {cell}".lstrip() for head, cell in rest)


def _replace(table: HtmlElement, lines: list[str]) -> None:
    # A row with a stop is a sentence of its own to whoever reads the text.
    div = builder.DIV(
        *(builder.P(line if line.endswith((".", "!", "?")) else f"{line}.") for line in lines if line)
    )
    # trafilatura drops a figure with what is in it, also where that is a table.
    figure = next(table.iterancestors("figure"), None)
    place = table if figure is None or figure.getparent() is None else figure
    div.tail = place.tail
    place.getparent().replace(place, div)


def _flatten(table: HtmlElement) -> None:
    # trafilatura drops a list, and at times a paragraph, inside a cell.
    for cell in list(table.iter("td", "th")):
        if len(cell):
            text = _text(cell)
            for child in list(cell):
                cell.remove(child)
            cell.text = text
