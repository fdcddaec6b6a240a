"""Surveys' results in the console: what is shown, what is refused, and the table that is taken along."""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from mostrador.storage import members
from mostrador.storage.schema import audit, survey_answer
from mostrador.web.result_sheets import FORMULA, cell, line
from office import Office
from respondents import MADRID, SCORE, WHY, Respondent, answers, asks, crowd

EXPORT = "/console/surveys/svy_after/export"


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    with Office(migrated_sqlite_url, tmp_path) as office:
        office.write(lambda tx: asks(tx, office.shop, at=office.now()))
        yield office


def said(office: Office, *given: dict[str, object]) -> None:
    people = [Respondent(office.now() - timedelta(hours=n), each) for n, each in enumerate(given, 1)]
    office.write(lambda tx: answers(tx, office.shop, "svy_after", people))


def exported(office: Office, role: str, **fields: str) -> list[dict[str, str]]:
    """The table as a spreadsheet reads it, by whoever has this role."""
    somebody = office.at_work(f"{role}@loza.example", role)  # type: ignore[arg-type]
    answer = somebody.posts(EXPORT, **fields)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="svy_after.csv"'
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def test_a_supervisor_reads_the_figure_its_interval_and_the_sum_it_comes_from(office: Office):
    said(office, *[{SCORE.key: 9}] * 8, *[{SCORE.key: 7}] * 3, *[{SCORE.key: 2}] * 4)
    page = office.at_work("eva@loza.example", "supervisor").gets("/console/surveys/svy_after/results").text
    assert '<b class="num">+27</b>' in page
    assert "With 95% confidence, −16 to +61 · 15 answers" in page
    assert "100 · (8 − 4) / 15 = +27" in page
    assert "fewer than 10" not in page.partition("results-grid")[2].partition("</section>")[0]


def test_under_ten_answers_a_figure_is_greyed_and_says_why(office: Office):
    said(office, *[{SCORE.key: 9}] * 9)
    page = office.at_work("eva@loza.example", "supervisor").gets("/console/surveys/svy_after/results").text
    assert '<div class="headline few">' in page
    assert "fewer than 10" in page


def test_a_period_that_does_not_work_is_said_beside_its_field(office: Office):
    eva = office.at_work("eva@loza.example", "supervisor")
    answer = eva.gets("/console/surveys/svy_after/results?from=2026-02-31&to=2026-01-01")
    assert answer.status_code == 422
    assert 'id="wrong-from"' in answer.text
    assert "Give the day as 2026-09-14." in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "grain=hour&by=shoe_size&question=qst_gone",
        "dimension=agent&value=%27%22%3E%3Csvg%20onload%3Dx",
        "after=x",
        "q=%00",
    ],
)
def test_what_is_on_no_list_is_left_as_usual_or_refused(office: Office, query: str):
    said(office, {SCORE.key: 9, WHY.key: "Gracias"})
    eva = office.at_work("eva@loza.example", "supervisor")
    for page in ("results", "comments"):
        answer = eva.gets(f"/console/surveys/svy_after/{page}?{query}")
        assert answer.status_code in {200, 400, 422}
        assert "<svg onload" not in answer.text


def test_no_agent_of_another_shop_is_named(office: Office):
    stranger = office.hires("zoe@bombillas.example", shop=office.other_shop)
    eva = office.at_work("eva@loza.example", "supervisor")
    assert "Zoe" not in eva.gets(f"/console/surveys/svy_after/results?dimension=agent&value={stranger}").text


def test_an_administrator_takes_along_what_everybody_answered(office: Office):
    office.write(lambda tx: answers(tx, office.shop, "svy_after", crowd(700, until=office.now(), days=60)))
    rows = exported(office, "administrator")
    assert len(rows) == 700
    stored = office.read(lambda tx: tx.execute(select(survey_answer)).all())
    scores = {row.invitation_id: str(row.number) for row in stored if row.question == SCORE.key}
    assert {row["invitation"]: row["Would you recommend us?"] for row in rows} == scores
    words = {row.invitation_id: row.text for row in stored if row.question == WHY.key}
    assert {row["invitation"]: row["Why?"].removeprefix("'") for row in rows if row["Why?"]} == words
    assert all(row["email"].endswith("@example.com") for row in rows)
    times = [
        datetime.fromisoformat(row["answered_at"]) for row in rows
    ]  # as text, the hour that comes twice in autumn is not in order
    assert times == sorted(times)


def test_a_supervisor_takes_along_scores_without_words_and_addresses(office: Office):
    said(office, {SCORE.key: 9, WHY.key: "Llamad al 600 000 000"})
    [row] = exported(office, "supervisor")
    assert row["Would you recommend us?"] == "9"
    assert "email" not in row
    assert "Why?" not in row
    assert "600" not in str(row)


def test_an_export_is_of_its_period_alone(office: Office):
    office.write(lambda tx: answers(tx, office.shop, "svy_after", crowd(40, until=office.now(), days=20)))
    first = (office.now().astimezone(MADRID) - timedelta(days=5)).date().isoformat()
    rows = exported(office, "administrator", **{"from": first})
    assert rows
    assert all(row["answered_at"] >= first for row in rows)


def test_the_audit_log_says_who_took_what_along(office: Office):
    said(office, {SCORE.key: 9})
    exported(office, "administrator")
    exported(office, "supervisor")
    found = office.read(lambda tx: tx.execute(select(audit).where(audit.c.action == "results.exported")).all())
    assert [(row.subject, row.fields) for row in found] == [
        ("svy_after", ["scores", "texts", "email"]),
        ("svy_after", ["scores"]),
    ]


def test_a_formula_in_a_comment_stays_text_in_a_spreadsheet(office: Office):
    said(office, {SCORE.key: 0, WHY.key: "=cmd|' /C calc'!A0"}, {SCORE.key: 1, WHY.key: "-2+3"})
    assert {row["Why?"] for row in exported(office, "administrator")} == {"'=cmd|' /C calc'!A0", "'-2+3"}


def test_whoever_is_removed_meanwhile_takes_nothing_along(office: Office):
    said(office, {SCORE.key: 9})
    eva = office.at_work("eva@loza.example", "supervisor")
    member = office.read(lambda tx: members.find(tx, office.shop, eva.agent))
    office.write(lambda tx: members.remove_member(tx, member, at=office.now()))
    assert eva.posts(EXPORT).status_code == 401
    assert office.read(lambda tx: tx.execute(select(audit).where(audit.c.action == "results.exported")).all()) == []


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_what_a_spreadsheet_would_calculate_gets_an_apostrophe(first: str):
    assert cell(f"{first}1+1") == f"'{first}1+1"
    assert cell(f"1{first}1") == f"1{first}1"


@given(st.text())
def test_no_cell_begins_a_formula_and_none_loses_a_character(text: str):
    assert not cell(text).startswith(FORMULA)
    assert cell(text).removeprefix("'") == text.removeprefix("'") or text.startswith(FORMULA)
    if "\0" not in text and "\r" not in text and not text.startswith("'"):
        [row] = csv.reader(StringIO(line([text, "x"]), newline=""))
        assert row == [cell(text), "x"]
