"""The picture of a network: readable, the same every time, and nothing in it lies on something else."""

import subprocess
import sys
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from sim.errors import FileProblem
from sim.report.pictures import network_picture, strokes
from sim.world import audience_overlap, build
from tests.scenes import ONE_COMMUNITY, audiences, scene

ONE = ({"name": "mega", "count": 1, "followers": 2_000.0},)
NAMES = tuple(f"niche {number}" for number in range(1, 21))
SCENES = {
    "twenty": {},
    "one creator": {"creators": ONE},
    "no creators": {"creators": ({"name": "micro", "count": 0, "followers": 10.0},)},
    "only fakes": {"creators": ({"name": "micro", "count": 3, "followers": 0.0},)},
    "one community": {"world": {"communities": ONE_COMMUNITY}},
    "one of both": {"creators": ONE, "world": {"communities": ONE_COMMUNITY}},
    "long names": {"creators": ({"name": "x" * 90, "count": 3, "followers": 100.0},), "world": {"people": 500}},
    "long names, one community": {
        "creators": ({"name": "x" * 90, "count": 40, "followers": 50.0, "followers_sd": 1.0},),
        "world": {"people": 2_000, "communities": ONE_COMMUNITY},
    },
    "asked": {"world": {"shared_audience": {"share": 0.3, "among": {"creators": 20, "followers": 100}}}},
    "unlike sizes": {"world": {"communities": {"size_exponent": 2.0}}},
    "one giant": {"world": {"people": 200_000, "communities": {
        "generator": "connected_caveman_graph", "parameters": {"l": 5, "k": 5}, "niches": NAMES[:5],
        "size_exponent": 3.0,
    }}},
    "many niches": {"world": {"communities": {"parameters": {"l": 20, "k": 2, "p_in": 1.0, "p_out": 0.1},
                                              "niches": NAMES}}},
    "seldom shared": {"world": {"people": 500_000, "following_share": 1.0},
                      "creators": ({"name": "micro", "count": 100, "followers": 15.0},)},
    "a sample": {"world": {"people": 2_000_000, "sample_one_in": 100},
                 "creators": ({"name": "micro", "count": 20, "followers": 10_000.0, "followers_sd": 1.0},)},
}  # fmt: skip


def made(name="twenty", **further):
    scenario = scene(**SCENES[name] | further)
    world = build.build(scenario, Path())
    return scenario, world, audience_overlap.measure(world.link_start, world.link_person, world.n_people)


def texts(svg):
    found = [element for element in ElementTree.fromstring(svg).iter() if element.tag.endswith("}text")]
    return " | ".join("".join(element.itertext()) for element in found)


@pytest.mark.parametrize("name", SCENES)
def test_every_text_has_its_own_place_inside_the_picture(name):
    figure = network_picture.figure(*made(name))
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    shown = [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
    level = [text for text in shown if text.get_rotation() in (0.0, 90.0)]  # of others the box is far too large
    boxes = [(text.get_text(), text.get_window_extent(canvas.get_renderer())) for text in level]
    assert len(boxes) > 5
    for text, box in boxes:
        assert box.x0 >= 0, text
        assert box.x1 <= figure.bbox.x1, text
        assert box.y0 >= 0, text
        assert box.y1 <= figure.bbox.y1, text
    for (one, left), (other, right) in combinations(boxes, 2):
        across = min(left.x1, right.x1) - max(left.x0, right.x0)
        upright = min(left.y1, right.y1) - max(left.y0, right.y0)
        assert across <= 1.0 or upright <= 1.0, (one, other)


@pytest.mark.parametrize("name", SCENES)
def test_every_form_is_written_and_svg_is_xml(name, tmp_path):
    for form, begins in ((".png", b"\x89PNG"), (".pdf", b"%PDF"), (".SVG", b"<?xml")):
        path = tmp_path / f"net{form}"
        network_picture.save(*made(name), path)
        assert path.read_bytes().startswith(begins)
    assert "Network of small | seed 20261" in texts(path.read_bytes())
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_the_same_world_gives_the_same_bytes(form):
    assert network_picture.render(*made(), form) == network_picture.render(*made(), form)


def test_it_says_what_the_network_says():
    scenario, world, measured = made("asked")
    told = texts(network_picture.render(scenario, world, measured, "svg"))
    counts = np.unique(np.concatenate(list(audiences(world).values())), return_counts=True)[1]
    one, two, more = int((counts == 1).sum()), int((counts == 2).sum()), int((counts > 2).sum())
    assert one
    assert two
    assert f"{one:,} follow 1 creator ({strokes.percent(one / counts.size)})" in told
    assert f"{two:,} follow 2 ({strokes.percent(two / counts.size)})" in told
    assert f"{more:,} follow 3 or more" in told
    assert "20 creators among 10 communities in 2 niches" in told
    assert "beauty" in told
    assert "tech" in told
    assert f"mean: {strokes.percent(float(measured.of_smaller.mean()))}" in told
    assert f"asked for 30%, achieved {strokes.percent(world.shared_achieved)}" in told


def test_counts_are_of_real_people():
    scenario, world, measured = made("a sample")
    told = texts(network_picture.render(scenario, world, measured, "svg"))
    counts = np.unique(world.link_person, return_counts=True)[1]
    assert f"{100 * int((counts == 1).sum()):,} follow 1 creator" in told
    assert "one person in 100 is simulated, counts are of real people" in told
    assert "of 2,000,000 people follow at least one of the creators" in told


def test_where_most_pairs_share_nobody_the_mean_is_left_of_all_shares():
    scenario, world, measured = made("seldom shared")
    shares = measured.of_smaller
    assert 0.0 < shares.mean() < shares[shares > 0.0].min()
    axes = network_picture.figure(scenario, world, measured).axes[2]
    label = next(text for text in axes.texts if text.get_text().startswith("mean: "))
    assert 0.0 < label.xy[0] < 1.0


def test_one_creator_shares_with_nobody():
    told = texts(network_picture.render(*made("one creator"), "svg"))
    assert "mega-00001: 2,000 followers" in told
    assert "Nobody follows more than one creator" in told
    assert "There is no other creator to share with" in told


def test_one_community_shows_creators_and_the_pair_that_shares_most():
    scenario, world, measured = made("one community")
    told = texts(network_picture.render(scenario, world, measured, "svg"))
    rows = audiences(world)
    shared = {pair: np.intersect1d(rows[pair[0]], rows[pair[1]]).size for pair in combinations(rows, 2)}
    assert f"share most: {max(shared.values())} follower" in told
    best = [pair for pair, size in shared.items() if size == max(shared.values())]
    assert any(f"“{one}” and “{other}”" in told or f"“{other}” and “{one}”" in told for one, other in best)


@pytest.mark.parametrize("handle", ["<b>&\"'", "$x^$", "\\frac{", "a\x00\x1b[31m\x08\ufffe", "漢字 😀", "\ud800"])
def test_hostile_names_harm_nothing(handle):
    for name in ("one community", "one creator"):
        scenario, world, measured = made(name)
        world = world._replace(creator_handle=(handle, *world.creator_handle[1:]))
        drawn = texts(network_picture.render(scenario, world, measured, "svg"))
        kept = "".join(letter for letter in handle if letter not in "\x00\x1b\x08\ufffe\ud800")
        assert kept in drawn
    assert network_picture.render(scenario, world, measured, "png")


def test_a_real_network_shows_its_creators(tmp_path):
    """Account a<n> is followed by the first 2,000 / n people."""
    edges = [f"p{person},a{account}" for account in range(1, 41) for person in range(2_000 // account)]
    (tmp_path / "follows.csv").write_text("follower,followed\n" + "\n".join(edges))
    scenario = scene(world={"network": "follows.csv"}, creators=({"name": "top", "network_top": 30},))
    world = build.build(scenario, tmp_path)
    measured = audience_overlap.measure(world.link_start, world.link_person, world.n_people)
    drawn = texts(network_picture.render(scenario, world, measured, "svg"))
    assert "a1 · 2,000" in drawn
    assert "the 24 most followed are shown" in drawn


def test_an_unknown_kind_is_refused_before_drawing(tmp_path):
    with pytest.raises(FileProblem) as caught:
        network_picture.save(*made(), tmp_path / "net.gif")
    assert str(caught.value) == f"{tmp_path / 'net.gif'}: pictures end in .svg, .png, .pdf"
    with pytest.raises(FileProblem, match="is a folder"):
        (tmp_path / "net.svg").mkdir()
        network_picture.save(*made(), tmp_path / "net.svg")


def test_drawing_leaves_matplotlib_as_it_was():
    import matplotlib

    before = dict(matplotlib.rcParams)
    network_picture.render(*made(), "svg")
    assert dict(matplotlib.rcParams) == before


def test_matplotlib_is_not_imported_before_it_is_needed():
    code = "import sys, sim.report.pictures.network_picture; sys.exit('matplotlib' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])
