"""Small graphs with edges one by one, and means of many runs."""

import math

from hypothesis import strategies as st

from sim.spreading.spread import graph_of

FAR = 5.64  # standard errors: false alarms of one in 1e6 over all tests of a file


def agrees(values, mean, sd):
    return abs(values.mean() - mean) <= FAR * sd / math.sqrt(values.size) + 1e-12


@st.composite
def graphs(draw, n_nodes=8, most=24, least=0):
    pairs = [(one, other) for one in range(n_nodes) for other in range(n_nodes) if one != other]
    edges = draw(st.lists(st.sampled_from(pairs), unique=True, min_size=least, max_size=most))
    return n_nodes, edges


def made(n_nodes, edges):
    return graph_of([one for one, _ in edges], [other for _, other in edges], n_nodes)
