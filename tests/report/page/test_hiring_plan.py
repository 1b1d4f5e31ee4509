"""The page of a hiring plan: its question, its answer, and nothing that names from files could do."""

from sim.report.page.hiring_plan import clean, html
from sim.report.style.table import TextTable


def test_the_question_has_the_budget_and_the_hours(hiring_plan):
    assert "Whom to hire for 900 USD?" in html(hiring_plan, [], "")
    with_hours = hiring_plan._replace(question=hiring_plan.question._replace(hours=12.5))
    assert "Whom to hire for 900 USD and 12.5 hours?" in html(with_hours, [], "")


def test_notes_and_the_command_are_there_and_harmless(hiring_plan):
    page = html(hiring_plan, ["a <note>"], "sim optimize \x1b<x>")
    assert "a &lt;note&gt;" in page
    assert "&lt;x&gt;" in page
    assert "\x1b" not in page


def test_names_have_no_control_characters():
    table = TextTable("h", ("a", "b"), [("x\x1b[31m", "y\u202e")], ["n"])
    assert not any(letter in "".join(clean(table).rows[0]) for letter in "\x1b\u202e")
