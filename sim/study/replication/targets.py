"""All replication targets of the evidence, in their order; none is left out."""

import time
from collections.abc import Iterator, Sequence

from sim.errors import InputError
from sim.study.replication import audiences, cascades, exposure, money, sizes
from sim.study.replication.finding import MET, NOT_MET, Target, TargetFinding

BAKSHY = "Bakshy, Hofman, Mason & Watts 2011"
GOEL_2012 = "Goel, Watts & Goldstein 2012"
TARGETS = (
    Target(1, "the best size has alpha g / (1 - g) followers", BAKSHY, "H", money.closed_form),
    Target(2, "limits of cost and influence", BAKSHY, "H", money.limits),
    Target(3, "ordinary influencers are the most cost-effective", BAKSHY, "H", money.headline),
    Target(4, "individuals cannot be predicted, portfolios can", BAKSHY, "H", exposure.portfolios),
    Target(5, "most cascades are tiny", GOEL_2012, "H", cascades.goel_bands),
    Target(6, "sizes and depths of cascades by R0", f"own calculation, {GOEL_2012}", "M", cascades.sir_table),
    Target(7, "large cascades are broadcasts", "Goel, Anderson, Hofman & Watts 2016", "H", cascades.broadcasts),
    Target(8, "influentials hardly start larger cascades", "Watts & Dodds 2007", "H", cascades.influentials),
    Target(9, "reinforcement: clustered networks spread farther", "Centola 2010", "H", cascades.clustering),
    Target(10, "a second friend, read in two ways", "Lee, Lazer & Riedl 2022", "H", exposure.reinforcement),
    Target(11, "independent exposures", "definition", "H", exposure.independence),
    Target(12, "hashtags: early peak, persistence by topic", "Romero, Meeder & Kleinberg 2011", "H", exposure.hashtags),
    Target(13, "attitude peaks near ten exposures", "Schmidt & Eisend 2015", "H", exposure.attitude),
    Target(14, "advertising is linear to fifty", "Johnson, Lewis & Reiley 2016", "H", exposure.advertising),
    Target(15, "engagement by tier on Instagram", "Markerly 2016, seven sources pooled", "M", sizes.instagram),
    Target(16, "engagement by tier on TikTok", "TIDES 2024", "H", sizes.tiktok),
    Target(17, "reach by tier on Instagram", "Minter 2019", "M", exposure.reach_bands),
    Target(18, "total engagement is an inverted U", "Wies, Bleier & Edeling 2023", "H", sizes.inverted_u),
    Target(
        19,
        "one creator's impressions hardly grow with followers",
        "Tian, Dew & Iyengar 2024",
        "H",
        exposure.views_by_followers,
    ),
    Target(20, "nanos sell more per dollar and follower", "Beichert et al. 2024", "H", money.beichert),
    Target(21, "audiences overlap as real ones", "climbers 2017, Twitch 2021", "H", audiences.overlaps),
    Target(22, "unique reach of a million slots", "closed form", "H", exposure.unique_reach),
    Target(23, "recruits by retention", "Traackr", "M", money.retention),
    Target(24, "sponsored posts cost audience", "Cheng & Zhang 2025", "H", money.reputation),
    Target(25, "elasticity of engagement to spend", "Leung et al. 2022", "H", money.spend),
    Target(26, "hubs win by contacts, not by persuasion", "Hinz et al. 2011", "H", cascades.seeding),
    Target(27, "fixed costs decide", "arithmetic", "H", money.fixed_costs),
)


def choose_targets(numbers: Sequence[int]) -> list[Target]:
    """The targets of these numbers, or all. Raises InputError."""
    unknown = [number for number in numbers if number not in {target.number for target in TARGETS}]
    if unknown:
        raise InputError(f"no replication target {unknown[0]}; they are 1 to {TARGETS[-1].number}")
    return [target for target in TARGETS if not numbers or target.number in numbers]


def findings(targets: Sequence[Target]) -> Iterator[TargetFinding]:
    """Compute target after target: a finding for each figure."""
    for target in targets:
        began = time.monotonic()
        for line in target.compute():
            spent = time.monotonic() - began
            began = time.monotonic()
            verdict = MET if line.is_met else NOT_MET
            yield TargetFinding(*target[:4], line.expected, line.ours, verdict, line.why, spent, line.numbers)
