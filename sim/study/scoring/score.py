"""Score campaigns that have happened against the results that promised them."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.store.stored_result import Attribute, StoredResult
from sim.study.scoring.measure_score import MEASURES_SCORED, MeasureScore, promised_sample
from sim.study.scoring.over_campaigns import LEAST_CAMPAIGNS, MeasureOverCampaigns, over_campaigns
from sim.tables.actuals import Actuals


class ScoredResult(NamedTuple):
    """A result that promised something, and where it came from."""

    file: str
    draws: int
    runs: int  # per draw
    attributes: dict[str, Attribute]  # provenance: seed, versions, commit, scenario


class ScoredCampaign(NamedTuple):
    """A campaign that has happened."""

    name: str
    result: str  # file
    followers: float  # nan where they are not known
    scores: tuple[MeasureScore, ...]


class Scorecard(NamedTuple):
    """Campaigns against what was promised."""

    campaigns: tuple[ScoredCampaign, ...]
    over: tuple[MeasureOverCampaigns, ...]  # a measure that two campaigns or more have
    results: tuple[ScoredResult, ...]
    notes: tuple[str, ...]


def score(actuals: Actuals, load: Callable[[str], StoredResult]) -> Scorecard:
    """Score all campaigns. load: the result that a row names; each is read once. Raises InputError, FileProblem."""
    scores: list[tuple[MeasureScore, ...]] = [()] * actuals.size
    results = []
    for file in dict.fromkeys(actuals.result):
        places = [place for place, name in enumerate(actuals.result) if name == file]
        stored = load(file)
        for place, found in zip(places, scores_by(stored, file, actuals, places), strict=True):
            scores[place] = found
        results.append(ScoredResult(file, stored.arrays["draw"].size, stored.arrays["run"].size, stored.attributes))
    campaigns = tuple(
        ScoredCampaign(*row)
        for row in zip(actuals.campaign, actuals.result, actuals.followers.tolist(), scores, strict=True)
    )
    return Scorecard(campaigns, measures_over(campaigns), tuple(results), actuals.notes)


def scores_by(stored: StoredResult, file: str, actuals: Actuals, places: list[int]) -> list[tuple[MeasureScore, ...]]:
    """Score the campaigns of one result."""
    wanted = [name for name, values in actuals.measured.items() if not np.isnan(values[places]).all()]
    promised = [promised_sample(name, stored, file) for name in wanted]
    return [
        tuple(
            sample.score(float(value))
            for sample in promised
            if not np.isnan(value := actuals.measured[sample.name][place])
        )
        for place in places
    ]


def measures_over(campaigns: tuple[ScoredCampaign, ...]) -> tuple[MeasureOverCampaigns, ...]:
    """Score each measure that two campaigns or more have."""
    found = []
    for name in MEASURES_SCORED:
        held = [(each, campaign) for campaign in campaigns for each in campaign.scores if each.name == name]
        if len(held) >= LEAST_CAMPAIGNS:
            followers = np.array([campaign.followers for _, campaign in held])
            found.append(over_campaigns([each for each, _ in held], followers))
    return tuple(found)
