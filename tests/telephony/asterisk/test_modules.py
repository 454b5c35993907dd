"""Only the modules in use are loaded."""

from telephony.asterisk.modules import OPTIONAL, REQUIRED, wanted


def test_optional_modules_are_loaded_where_they_are() -> None:
    everything = wanted(frozenset(OPTIONAL), websocket=True, extra=())
    assert set(everything) == {*REQUIRED, *OPTIONAL}
    assert wanted(frozenset(), websocket=True, extra=()) == REQUIRED
    assert "res_pjsip_transport_websocket" not in wanted(
        frozenset(OPTIONAL), websocket=False, extra=()
    )


def test_extra_modules_come_once() -> None:
    names = wanted(frozenset(), websocket=False, extra=("app_queue", "app_dial"))
    assert names.count("app_dial") == 1
    assert names[-1] == "app_queue"


def test_whatever_is_said_pressed_and_written_has_its_module() -> None:
    needed = {"res_stasis_playback", "res_stasis_recording", "format_wav", "format_sln"}
    assert needed | {"res_rtp_asterisk", "res_pjsip_dtmf_info", "codec_resample"} <= set(REQUIRED)
    assert {"app_echo", "res_sorcery_memory", "res_srtp"} <= set(REQUIRED)


def test_nothing_for_strangers_or_shells_is_loaded() -> None:
    assert not {
        "res_pjsip_endpoint_identifier_anonymous",
        "func_shell",
        "app_system",
        "app_disa",
    } & {*REQUIRED, *OPTIONAL}
