"""Files of networks: the format by content and name, archives, workbooks, and any graph in any dress."""

import gzip
import io
import json
import zipfile
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.tables.graphs import network_file
from sim.tables.graphs.network_file import read_edges, suffix_of
from tests.ties import fault, read, ties_of

GRAPHML = "<graphml><graph edgedefault='directed'><edge source='ann' target='bea'/></graph></graphml>"
GML = 'graph [ directed 1 node [ id 0 label "ann" ] node [ id 1 label "bea" ] edge [ source 0 target 1 ] ]'
JSON = '{"directed": true, "nodes": ["ann", "bea"], "links": [{"source": "ann", "target": "bea"}]}'
PAJEK = "*Vertices 2\n1 ann\n2 bea\n*Arcs\n1 2\n"
LIST = "follower,followee\nann,bea\n"


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("f.CSV", ".csv"), ("f.csv.gz", ".csv"), ("f.net.zip", ".net"), ("f.zip", ""), ("a.b.gml", ".gml")],
)
def test_the_end_of_a_name(name, suffix):
    assert suffix_of(Path(name)) == suffix


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (GRAPHML, ("f.graphml", "f.xml", "f.txt", "f.dat", "f")),
        (GML, ("f.gml", "f.txt", "f")),
        (JSON, ("f.json", "f.txt", "f")),
        (PAJEK, ("f.net", "f.txt", "f.paj")),
        (LIST, ("f.csv", "f.txt", "f.tsv", "f.edges", "f.edgelist", "f.ncol")),
        ("% asym unweighted\n1 2\n", ("out.konect", "out.petster-friendships", "f.txt")),
        ("%%MatrixMarket matrix coordinate pattern general\n2 2 1\n1 2\n", ("f.mtx", "f.edges", "f.wgt")),
    ],
)
def test_a_format_is_known_by_content_and_by_name(tmp_path, content, names):
    expected = [("1", "2")] if content[0] == "%" else [("ann", "bea")]
    for name in names:
        assert ties_of(read(tmp_path, content, name)) == expected
        assert ties_of(read(tmp_path, content.encode("utf-16"), name)) == expected


@pytest.mark.parametrize("content", [GRAPHML, GML, JSON, PAJEK, "follower followee\nann bea\n"])
def test_archives(tmp_path, content):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("network", content)
    for name in ("f.txt.zip", "f.zip"):
        assert ties_of(read(tmp_path, archive.getvalue(), name)) == [("ann", "bea")]
    assert ties_of(read(tmp_path, gzip.compress(content.encode(), mtime=0), "f.txt.gz")) == [("ann", "bea")]


@pytest.mark.parametrize("content", [GRAPHML, GML, JSON, PAJEK, LIST])
def test_ties_both_ways_by_hand(tmp_path, content):
    assert ties_of(read(tmp_path, content, "f.txt", True)) == [("ann", "bea"), ("bea", "ann")]


def test_parquet(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pyarrow.table({"weight": [0.5, None], "target": ["bea", "bea"], "source": ["ann", "Cat, Jo"]})
    parquet.write_table(table, tmp_path / "f.parquet")
    assert ties_of(read_edges(tmp_path / "f.parquet")) == [("Cat, Jo", "bea"), ("ann", "bea")]


def test_the_rows_of_a_workbook_keep_their_numbers():
    rows = [(2, ["follower", "followee"]), (5, ["Jo\nSmith", "a,b"])]
    assert network_file._as_csv(iter(rows)).decode() == '\nfollower,followee\n\n\nJo Smith,"a,b"\n'


@pytest.mark.parametrize("name", ["f.pickle", "f.npy", "f"])
def test_other_kinds_of_files_are_refused(tmp_path, name):
    assert fault(tmp_path, "1,2\n", name) == (
        f'{name}: unknown kind of network "{Path(name).suffix}"; known are .csv .tsv .txt .tab .dat .edges .edgelist '
        ".ncol .adjlist .mtx .konect .graphml .xml .gexf .gml .net .json .xlsx .xlsm .xls .ods .parquet, each also "
        "with .gz or .zip"
    )


def test_a_gzip_bomb_is_not_expanded(tmp_path, monkeypatch):
    monkeypatch.setattr(network_file, "MOST_BYTES", 1000)
    monkeypatch.setattr(network_file, "MOST_GRAPH_BYTES", 1000)
    for name in ("f.csv.gz", "f.gml.gz"):
        bomb = gzip.compress(b"1,2\n" * 300, mtime=0)
        assert fault(tmp_path, bomb, name) == f"{name}: expands to more than 1,000 bytes; refused"


def test_graphs_beyond_their_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(network_file, "MOST_GRAPH_BYTES", 50)
    assert fault(tmp_path, GRAPHML, "f.graphml") == f"f.graphml: {len(GRAPHML)} bytes; at most 50 are read"
    assert fault(tmp_path, GRAPHML, "f.txt") == f"f.txt: {len(GRAPHML)} bytes; at most 50 are read of this format"


# Any graph in any dress

HANDLES = st.sampled_from(["ann_1", "bea.b2", "Jo3", "x4", "zoë5", "dot-6", "eve7", "a_very_long_handle_of_somebody_8"])
GRAPHS = st.lists(st.tuples(HANDLES, HANDLES), min_size=1, max_size=12, unique=True)


def as_list(pairs, separator, header, quote, end):
    rows = [header.split(), *pairs] if header else pairs
    return end.join(separator.join(f"{quote}{cell}{quote}" for cell in row) for row in rows) + end


@st.composite
def lists(draw, pairs):
    separator = draw(st.sampled_from([",", ";", "\t", "|", " ", "  ", ", ", " \t"]))
    header = draw(st.sampled_from(["follower followee", "Source Target", "from_id to_id", "who whom", ""]))
    above = draw(st.sampled_from(["", "# made today\n", "\n", "# Directed graph\n"]))
    quote, end = draw(st.sampled_from(['"', ""])), draw(st.sampled_from(["\n", "\r\n", " \n", "\n\n"]))
    text = above + as_list(pairs, separator, header, quote, end)
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))), "f.txt"


def as_pajek(pairs):
    names = sorted({name for pair in pairs for name in pair})
    arcs = "".join(f"{names.index(a) + 1} {names.index(b) + 1}\n" for a, b in pairs)
    vertices = "".join(f'{number} "{name}"\n' for number, name in enumerate(names, 1))
    return f"*Vertices {len(names)}\n{vertices}*Arcs\n{arcs}"


def as_matrix(pairs):
    names = sorted({name for pair in pairs for name in pair})
    rows = [[name, *(str(int((name, other) in pairs)) for other in names)] for name in names]
    return "\n".join(",".join(row) for row in [["", *names], *rows])


FORMATS = {
    "f.graphml": lambda pairs: "\n".join(nx.generate_graphml(nx.DiGraph(pairs))),
    "f.gexf": lambda pairs: "\n".join(nx.generate_gexf(nx.DiGraph(pairs))),
    "f.gml": lambda pairs: "\n".join(nx.generate_gml(nx.DiGraph(pairs))),
    "f.json": lambda pairs: json.dumps(nx.node_link_data(nx.DiGraph(pairs), edges="edges")),
    "f.net": as_pajek,
    "f.adjlist": lambda pairs: "\n".join(nx.generate_adjlist(nx.DiGraph(pairs))),
    "f.edgelist": lambda pairs: "\n".join(nx.generate_edgelist(nx.DiGraph(pairs))),
    "f.csv": as_matrix,
}


@st.composite
def written(draw):
    pairs = draw(GRAPHS)
    name = draw(st.sampled_from(["", *FORMATS]))
    if not name:
        return pairs, *draw(lists(pairs))
    if name == "f.csv" and len({end for pair in pairs for end in pair}) < 2:
        name = "f.net"
    return pairs, FORMATS[name](pairs).encode(), name


ANYTHING = settings(
    max_examples=200, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@ANYTHING
@given(written())
def test_a_graph_in_any_dress_comes_back(tmp_path, graph):
    pairs, content, name = graph
    assert ties_of(read(tmp_path, content, name)) == sorted(pairs)


@ANYTHING
@given(content=st.binary(max_size=60), name=st.sampled_from([*FORMATS, "f.txt", "f.zip", "f.mtx"]))
def test_any_bytes_are_a_network_or_an_input_error(tmp_path, content, name):
    path = tmp_path / name
    path.write_bytes(content)
    try:
        found = read_edges(path)
    except InputError as error:
        assert str(error).startswith(str(path))
        assert str(error).isprintable()
        return
    assert found.names is None or found.names == list(dict.fromkeys(found.names))
