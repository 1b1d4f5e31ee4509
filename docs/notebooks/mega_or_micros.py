# %% [markdown]
# # One mega or a thousand micros?
# With the same money: who wins, how sure is that, why, and when does it turn?

# %%
import sim

micros = sim.load("configs/micro_1000.toml", {"run.runs": 200})
mega = sim.load("configs/mega_1.toml", {"run.runs": 200})

# %% [markdown]
# Both strategies meet the same people with the same luck, so their runs compare one by one.

# %%
verdict = sim.compare([sim.run(micros, quiet=True), sim.run(mega, quiet=True)], quiet=True)
verdict

# %% [markdown]
# Why? Each mechanism is made equal on both sides, in all combinations.

# %%
sim.explain(micros, mega, quiet=True)

# %% [markdown]
# Managing a thousand people costs more than paying them. At how many hours per creator do both cost the same?

# %%
sim.flip(micros, mega, over=["creators.micro.management_hours"], between=(0.05, 5), quiet=True)

# %% [markdown]
# Reach tells another story than engagement: ask by another measure.

# %%
sim.compare([sim.run(micros, quiet=True), sim.run(mega, quiet=True)], measure="reach", quiet=True).sentence
