# %% [markdown]
# # What decides?
# Three numbers that nobody knows exactly, and two strategies: which number decides who wins, and when?

# %%
import sim

study = sim.sweep(
    ["configs/micro_20.toml", "configs/mega_1.toml"],
    vary={
        "creators.micro.management_hours": "0.2:6",
        "engagement.exponent": "-0.35:-0.05",
        "engagement.rate_1k": "0.02:0.1",
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
# Which of them decides, and how much is luck?

# %%
sim.sensitivity("results/what_decides_small.h5")

# %% [markdown]
# When do the twenty micros win? A rule, checked on points that did not make it.

# %%
sim.discover("results/what_decides_small.h5")
