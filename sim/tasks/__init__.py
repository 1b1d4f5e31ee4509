"""Everything that can be asked: a file per verb, with a request, the function that answers it, and the answer.

Requests are light, so that `sim --help` stays quick: the floors below are imported when a task runs.
"""
