"""Schemas that take any columns, for files that tests make up."""

from sim.store.reading.stored_schema import Schema
from sim.store.stored_result import RESOLVED_TEXT, SCENARIO_TEXT
from sim.store.study_file import KIND_NAME, STUDY_TEXT

ANYTHING = Schema(texts={SCENARIO_TEXT: None, RESOLVED_TEXT: None})
ANY_STUDY = Schema(KIND_NAME, texts={STUDY_TEXT: None})
