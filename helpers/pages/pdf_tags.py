"""What Typst leaves out of a tagged PDF, row headers of tables, and what it calls otherwise: their last rows.

Typst can mark cells as headers of their row, but only behind a switch that its Python package does not have. So the
first cell of each row becomes one here, after Typst: with its scope and an id, and named by the others in its row as
Typst names the headers of their columns. The last rows of a table, which our templates set as its foot so that they
stand on one page, become rows as the others are.
"""

import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, Object, String


def with_row_headers(document: bytes) -> bytes:
    """The document with the first cell of every table row, those of its foot too, tagged as its header.

    The same bytes for the same input.
    """
    with pikepdf.open(io.BytesIO(document)) as pdf:
        root = pdf.Root.StructTreeRoot
        ids = NameTree(root.IDTree) if "/IDTree" in root else NameTree.new(pdf)
        for table in elements(root, "/Table"):
            _join_foot(table)
        rows = (row for body in elements(root, "/TBody") for row in elements(body, "/TR"))
        for number, row in enumerate(rows):
            _name_row(row, f"row-{number:05}", ids)
        root.IDTree = ids.obj
        stream = io.BytesIO()
        pdf.save(stream, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return stream.getvalue()


def pages_of(document: bytes) -> int:
    """How many pages a document has."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        return len(pdf.pages)


def elements(node: Object, kind: str) -> Iterator[Object]:
    """The structure elements of a kind below a node, in order; not those inside of others of the kind."""
    for kid in _kids(node):
        if kid.get("/S") == kind:
            yield kid
        else:
            yield from elements(kid, kind)


def _kids(node: Object) -> list[Object]:
    """The structure elements right below a node; its content is left out."""
    kids = node.get("/K", Array())
    listed = list(kids) if isinstance(kids, Array) else [kids]
    return [kid for kid in listed if isinstance(kid, Dictionary) and "/S" in kid]


def _join_foot(table: Object) -> None:
    """The rows of the foot of a table, where it has one, at the end of its body."""
    parts = {str(part.S): part for part in _kids(table)}
    body, foot = parts.get("/TBody"), parts.get("/TFoot")
    if body is None or foot is None:
        return
    rows = _kids(foot)
    for row in rows:
        row.P = body
    body.K = Array([*_kids(body), *rows])
    table.K = Array([part for part in _kids(table) if Name.TFoot != part.S])


def _name_row(row: Object, id: str, ids: NameTree) -> None:
    cells = _kids(row)
    if not cells or cells[0].S != Name.TD:
        return
    head = cells[0]
    head.S, head.ID = Name.TH, String(id)
    _table_attributes(head).Scope = Name.Row
    ids[id] = head
    for cell in cells[1:]:
        attributes = _table_attributes(cell)
        attributes.Headers = Array([*attributes.get("/Headers", Array()), String(id)])


def _table_attributes(cell: Object) -> Object:
    """What a cell says of itself as part of a table; added when it says nothing."""
    listed = cell.get("/A", Array())
    if not isinstance(listed, Array):
        listed = Array([listed])
    for attributes in listed:
        if attributes.get("/O") == Name.Table:
            return attributes
    own = Dictionary(O=Name.Table)
    cell.A = Array([*listed, own])
    return _table_attributes(cell)
