# %% [markdown]
# # One mega or a thousand micros?
# With the same money: who wins, how sure is that, why, and when does it turn?
#
# The shipped scenarios draw what we do not know: 50 draws, with 20 runs of luck each. Here it is 4 runs, to be quick.

# %%
import sim

micros = sim.load("configs/micro_1000.toml", {"run.runs": 4})
mega = sim.load("configs/mega_1.toml", {"run.runs": 4})

# %% [markdown]
# Both strategies meet the same people with the same luck, and the same draws, so their runs compare one by one.

# %%
verdict = sim.compare([sim.run(micros, quiet=True), sim.run(mega, quiet=True)], quiet=True)
verdict

# %% [markdown]
# Why? Each mechanism is made equal on both sides, in random orders. It is over ten draws alone, so intervals are wide:
# management is most of it, but not even that is sure.

# %%
sim.explain(micros, mega, quiet=True)

# %% [markdown]
# Managing a thousand people costs more than paying them. At how many hours per creator does the answer turn? With 25
# draws; ten, which are usual, leave intervals without end here.

# %%
sim.flip(micros, mega, over=["creators.micro.management_hours"], between=(0.05, 5), draws=25, runs=2, quiet=True)

# %% [markdown]
# Reach tells another story than engagement: the micros reach more people. Ask by another measure.

# %%
sim.compare([sim.run(micros, quiet=True), sim.run(mega, quiet=True)], measure="reach", quiet=True).sentence
