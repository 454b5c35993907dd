"""Every fault is one line that says what and how to mend."""

from telephony.asterisk.faults import AsteriskFault, SettingsRefused, StartFailed


def test_the_text_has_the_fault_and_the_mend() -> None:
    assert str(AsteriskFault("It is broken.", "Mend it.")) == "It is broken. Mend it."
    assert str(SettingsRefused("SIP port", "0 is none.", "Use 5060.")) == (
        "SIP port: 0 is none. Use 5060."
    )


def test_a_failed_start_keeps_the_log_out_of_the_line() -> None:
    failed = StartFailed("It ended.", "See the log.", tail="a\nb\n")
    assert "\n" not in str(failed)
    assert failed.tail == "a\nb\n"
