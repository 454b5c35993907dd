"""The tables of people."""

from storage.tables_people import audit, people, recovery_codes, second_factors, sign_ins, teams
from vocabulary.people import SecondFactor, Team
from vocabulary.records import AuditRow, Person, SignIn


def test_rows_have_a_column_for_every_field() -> None:
    assert set(SignIn.__struct_fields__) == set(sign_ins.columns.keys())
    assert set(Person.__struct_fields__) - {"second_factor"} <= set(people.columns.keys())
    assert set(SecondFactor.__struct_fields__) - {"codes_left"} == set(
        second_factors.columns.keys()
    )
    assert set(AuditRow.__struct_fields__) <= set(audit.columns.keys())
    assert set(Team.__struct_fields__) - {"supervisors"} == set(teams.columns.keys())


def test_nothing_here_holds_a_secret_that_works_by_itself() -> None:
    assert set(recovery_codes.columns.keys()) == {"person", "code"}
    assert "token" not in sign_ins.columns
