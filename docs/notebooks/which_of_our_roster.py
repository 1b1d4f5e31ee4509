# %% [markdown]
# # Which of our own creators?
# A roster of 40 creators (invented ones), 1,000 USD and 30 hours. Whom do we hire?

# %%
import sim

plan = sim.optimize("configs/my_roster.csv", budget=1000, hours=30, most_posts=1, runs=20, quiet=True)
plan

# %% [markdown]
# The plan is a scenario like any other: it can be run, compared and changed. It draws what we do not know 20
# times, with 20 runs of luck each.

# %%
played = sim.run(plan.scenario, runs=20, quiet=True)
played

# %% [markdown]
# Twice the money, to see what it buys:

# %%
more = sim.optimize("configs/my_roster.csv", budget=2000, hours=30, most_posts=1, runs=20, quiet=True)
sim.compare([played, sim.run(more.scenario, runs=20, quiet=True)], measure="engagers", quiet=True)
