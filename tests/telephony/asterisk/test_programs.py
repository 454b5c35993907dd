"""Other programs are run without a shell and without input."""

import subprocess

import pytest

from telephony.asterisk import programs


def test_arguments_are_not_a_shells() -> None:
    assert programs.run(["echo", "$HOME; ls"]).stdout == "$HOME; ls\n"


def test_input_is_empty_and_bytes_that_are_no_text_do_no_harm() -> None:
    assert programs.run(["cat"]).stdout == ""
    assert programs.run(["printf", r"\377x"]).stdout.endswith("x")


def test_a_program_that_fails_says_nothing() -> None:
    assert programs.said(["false"]) == ""
    assert programs.said(["/no/such/program"]) == ""
    with pytest.raises(subprocess.TimeoutExpired):
        programs.run(["sleep", "5"], timeout_s=0.05)
    assert programs.said(["sleep", "5"], timeout_s=0.05) == ""
