# %% [markdown]
# # What decides?
# Twenty creators with 50,000 followers each, or one with a million, for the same money. Three numbers that nobody knows
# exactly: which of them decides who wins, and when? `"known"` takes the range that the scenario or its platform has.

# %%
import sim

study = sim.sweep(
    ["configs/mid_20.toml", "configs/mega_1.toml"],
    vary={
        "creators.mid.management_hours": "known",
        "engagement.exponent": "known",
        "engagement.rate_1k": "known",
    },
    design="latin_hypercube",
    points=100,
    runs=20,
    out="results/what_decides_small.h5",
    force=True,
    quiet=True,
)
study

# %% [markdown]
# Which of them decides, and how much is luck? Each creator's own level is luck here: one draw of levels for each run.

# %%
sim.sensitivity("results/what_decides_small.h5")

# %% [markdown]
# The twenty win at most points. When does the mega? A rule, checked on points that did not make it.

# %%
sim.discover("results/what_decides_small.h5", wins="B")
