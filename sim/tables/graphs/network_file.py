"""Files of networks: the format by content and name, and the edges in it by handle."""

import csv
import io
import re
from pathlib import Path

from sim.errors import InputError
from sim.scenario.files import split_sheet
from sim.tables import edge_list
from sim.tables.graphs.edges import Edges, NameFault, RawNetwork, settle_edges
from sim.tables.graphs.gml import read_gml
from sim.tables.graphs.markup import read_markup
from sim.tables.graphs.node_link import read_node_link
from sim.tables.graphs.pajek import read_pajek
from sim.tables.reading import textfile, workbook
from sim.tables.reading.sheet import sheet_of
from sim.text import quote

MOST_BYTES = 4_000_000_000
MOST_GRAPH_BYTES = 200_000_000  # nodes and edges one by one: some 20 bytes of memory for each byte
LISTS = (".csv", ".tsv", ".txt", ".tab", ".dat", ".edges", ".edgelist", ".ncol", ".adjlist", ".mtx", ".konect")
TABLES = (".xlsx", ".xlsm", ".xls", ".ods", ".parquet")
GRAPHS = {".graphml": "markup", ".xml": "markup", ".gexf": "markup", ".gml": "gml", ".net": "pajek", ".json": "json"}
ARCHIVES = (".gz", ".zip")
STARTS = {
    "markup": re.compile(r"<"),
    "json": re.compile(r"[{\[]"),
    "pajek": re.compile(r"\*(?:vertices|network)\b", re.IGNORECASE),
    "gml": re.compile(r"(?:[#\w][^\n\[]*\n)*\s*graph\s*\[", re.IGNORECASE),
    "list": re.compile(r"%%MatrixMarket|% *(?:sym|asym|bip)\b", re.IGNORECASE),
}
START = 4096  # bytes by which a format is known
READERS = {"json": read_node_link, "pajek": read_pajek, "gml": read_gml}


def read_edges(path: Path, is_undirected: bool = False, quantile: float = 0.5) -> Edges:
    """Read the edges of a network of any format, plain or in gzip or zip.

    is_undirected: take each both ways, whatever the file says; quantile: the place in the range, of a list that holds
    several shapes (`sim.scenario.networks.network_shapes`). Raises InputError naming file, line, column and
    value; FileProblem, MissingExtraError.
    """
    suffix = suffix_of(path)
    data = textfile.read_bytes(path, MOST_GRAPH_BYTES if suffix in GRAPHS else MOST_BYTES)
    kind = workbook.kind_of(data)
    if kind is not None:
        book = workbook.read_only(data, path, kind, sheet_of(path))
        found = edge_list.parse(_as_csv(book.rows), path, is_undirected)
        return found._replace(notes=[*book.notes, *found.notes])
    form = _format(data, suffix, path)
    if form == "list":
        return edge_list.parse(data, path, is_undirected, quantile)
    if len(data) > MOST_GRAPH_BYTES:
        raise InputError(f"{len(data):,} bytes; at most {MOST_GRAPH_BYTES:,} are read of this format", file=path)
    one_in = 1
    if form == "markup":
        network, one_in = read_markup(data, path)
    else:
        network = READERS[form](data, path)
    return _settle(network, is_undirected, path)._replace(one_in=one_in)


def suffix_of(path: Path) -> str:
    """The end of a name that says the format; of archives, what stands before .gz or .zip.

    >>> suffix_of(Path("follows.CSV.gz"))
    '.csv'
    """
    name = split_sheet(path)[0].name.lower()
    for archive in ARCHIVES:
        name = name.removesuffix(archive)
    return Path(name).suffix


def _format(data: bytes, suffix: str, path: Path) -> str:
    """The format by its first characters, else by the name. Raises InputError."""
    start = data[:START].replace(b"\0", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe \t\r\n").replace("\r", "")
    shown = next((form for form, pattern in STARTS.items() if pattern.match(start)), None)
    if suffix in GRAPHS:
        return GRAPHS[suffix] if shown in (None, "list") else str(shown)
    is_archive = path.suffix.lower() in ARCHIVES and not suffix
    if suffix in LISTS or suffix in TABLES or is_archive:
        return "list" if shown is None or (shown == "json" and not _is_json(data, shown)) else shown
    if shown is not None and (shown != "json" or _is_json(data, shown)):
        return shown
    known = " ".join((*LISTS, *GRAPHS, *TABLES))
    message = f"unknown kind of network {quote(suffix)}; known are {known}, each also with .gz or .zip"
    raise InputError(message, file=path)


def _is_json(data: bytes, shown: str | None) -> bool:
    return shown == "json" and b'"nodes"' in data[:MOST_GRAPH_BYTES].replace(b"\0", b"")


def _settle(network: RawNetwork, is_undirected: bool, path: Path) -> Edges:
    edges, two_kinds, notes = network
    if is_undirected:
        edges = edges._replace(is_mutual=True)
    try:
        return settle_edges(edges, two_kinds, notes)
    except NameFault as fault:
        raise InputError(str(fault), file=path, path=("node",)) from None


def _as_csv(rows: workbook.NumberedRows) -> bytes:
    """The rows of a workbook as lines, each at its number."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    written = 0
    for number, row in rows:
        text.write("\n" * (number - written - 1))
        writer.writerow([" ".join(cell.split()) for cell in row])
        written = number
    return text.getvalue().encode()
