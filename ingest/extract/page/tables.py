"""Tables become lines of text: each row with the headings of its columns, so that it can be read alone."""

from __future__ import annotations

from lxml.html import HtmlElement, builder  # type: ignore[import-untyped]

from ingest.extract.draft import collapsed

# What is larger is a page laid out in a table, no table.
_MAX_CELL = 400
_MAX_SPAN = 30
_MAX_ROWS = 2_000
_ROLES = {
    "table": "table", "grid": "table", "row": "tr", "columnheader": "th", "rowheader": "th", "cell": "td",
    "gridcell": "td",
}  # fmt: skip


def spell_out_tables(tree: HtmlElement) -> None:
    """Replace tables with headings by a paragraph for each row; in others leave text alone in each cell."""
    _tag_by_roles(tree)
    for terms in list(tree.iter("dl")):
        _spell_out_terms(terms)
    for table in reversed(list(tree.iter("table"))):  # those inside of others first
        holds = table.find(".//table") is not None or table.find(".//h1") is not None
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table][:_MAX_ROWS]
        if not rows or table.getparent() is None:
            continue
        grid = _grid(rows)
        is_frame = holds or table.get("role") in ("presentation", "none") or max(map(len, grid)) == 1
        if is_frame or any(len(text) > _MAX_CELL for line in grid for text in line):
            _lay_out(table)
            continue
        titles = next((at for at, line in enumerate(grid) if len(set(line)) > 1), 0)
        first = _body_start(rows[titles:], grid[titles:]) + titles
        if first > titles and len(grid[titles]) > 1:
            headings = [
                " ".join(dict.fromkeys(column)).strip() for column in zip(*grid[titles:first], strict=False)
            ]
            above = [_caption(table), *(line[0] for line in grid[:titles] if line)]
            _replace(table, [*above, *(_line(headings, line) for line in grid[first:])])
        else:
            _flatten(table)


def _tag_by_roles(tree: HtmlElement) -> None:
    """Make tables of what is one by its roles alone, of boxes and spans."""
    for element in tree.xpath("//*[@role='table' or @role='grid']/descendant-or-self::*[@role]"):
        element.tag = _ROLES.get(element.get("role"), element.tag)


def _spell_out_terms(terms: HtmlElement) -> None:
    """Replace a list of terms by a paragraph for each value, "Paper: every second Tuesday"."""
    told: list[str] = []
    names: list[str] = []
    parts = list(terms.iter("dt", "dd"))
    if terms.getparent() is None or any(len(_text(part)) > _MAX_CELL for part in parts):
        return
    for before, part in zip([None, *parts], parts, strict=False):
        if part.tag == "dt":
            names = [*(names if before is not None and before.tag == "dt" else []), _text(part).rstrip(":")]
        else:
            told.append(f"{', '.join(names)}: {_text(part)}" if names else _text(part))
    if told:
        _replace(terms, told)


def _body_start(rows: list[HtmlElement], grid: list[list[str]]) -> int:
    """Return where the rows below the headings begin, 0 where there are no headings."""
    if len(rows) < 2 or not (_is_heading(rows[0]) or _has_empty_corner(grid)):
        return 0
    spans = max((_span(cell, "rowspan") for cell in rows[0]), default=1)
    named = next((at for at, row in enumerate(rows) if not _is_named(row)), len(rows))
    # Where every row is of headings, the first one is theirs.
    return max(spans, named if named < len(rows) else 1, 1) if spans < len(rows) else 1


def _lay_out(table: HtmlElement) -> None:
    """Make boxes of a table that a page is laid out in: trafilatura would run its cells together."""
    for each in list(table.iter("table", "thead", "tbody", "tfoot", "tr", "td", "th")):
        each.tag = "div"


def _is_heading(row: HtmlElement) -> bool:
    """Say whether a row names its columns: in `thead`, of `th`, or all in bold."""
    named = [cell for cell in row if cell.tag in ("td", "th") and _text(cell)]
    return _is_named(row) or (bool(named) and all(map(_is_bold, named)))


def _is_named(row: HtmlElement) -> bool:
    """Say whether a row is of headings by its tags."""
    named = [cell for cell in row if cell.tag in ("td", "th") and _text(cell)]
    in_head = row.getparent() is not None and row.getparent().tag == "thead"
    return bool(named) and (in_head or all(cell.tag == "th" for cell in named))


def _has_empty_corner(grid: list[list[str]]) -> bool:
    """Say whether the first row names the columns to the right of those that name the rows."""
    (corner, *heads), *below = [line or [""] for line in grid]
    return not corner and all(heads) and len(heads) > 1 and all(line[0] for line in below)


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
