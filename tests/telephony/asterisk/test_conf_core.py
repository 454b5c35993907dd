"""Asterisk's own files say what the settings say, and no more is open than needed."""

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from telephony.asterisk.conf_core import core_files, entity_id, run_dir
from telephony.asterisk.runtime import Runtime
from telephony.asterisk.settings import AsteriskSettings, Extras

SETTINGS = AsteriskSettings(home=Path("/srv/cw"))
RUNTIME = Runtime(
    argv=("asterisk",),
    version="22.10.1",
    module_dir=Path("/m"),
    sounds=MappingProxyType({}),
    moh_dir=None,
    rest_api_dir=Path("/r"),
    documentation_dir=Path("/d"),
    origin="path",
    modules=frozenset(),
)


def test_http_is_on_loopback_without_pages() -> None:
    text = core_files(SETTINGS, RUNTIME, 18000, "pw")["http.conf"]
    for line in ("bindaddr = 127.0.0.1", "bindport = 18000", "sessionlimit = 500"):
        assert line in text
    assert "enable_static = no" in text
    assert "enable_status = no" in text


def test_every_folder_is_ours_and_nothing_is_dangerous() -> None:
    text = core_files(SETTINGS, RUNTIME, 18000, "pw")["asterisk.conf"]
    folders = [line.split(" = ")[1] for line in text.splitlines() if line.startswith("ast")]
    outside = [f for f in folders if not f.startswith("/srv/cw/asterisk") and f.startswith("/")]
    assert outside == ["/m"]
    assert "live_dangerously = no" in text
    assert "transmit_silence = yes" in text


def test_the_log_follows_its_level() -> None:
    files = core_files(replace(SETTINGS, log_level="warning"), RUNTIME, 1, "pw")
    assert "messages = error,warning\n" in files["logger.conf"]


def test_extra_modules_and_queues_are_passed_on() -> None:
    settings = replace(SETTINGS, extras=Extras(queues="[q]\n", modules=("app_queue",)))
    files = core_files(settings, RUNTIME, 1, "pw")
    assert "load = app_queue.so" in files["modules.conf"]
    assert files["modules.conf"].index("autoload = no") < files["modules.conf"].index("load = ")
    assert files["queues.conf"].endswith("[q]\n")


def test_each_home_has_an_id_of_its_own() -> None:
    one, other = (entity_id(AsteriskSettings(home=Path(home))) for home in ("/a", "/b"))
    assert one != other
    assert int(one.split(":")[0], 16) & 0b11 == 0b10


def test_a_deep_home_has_a_short_socket() -> None:
    deep = replace(SETTINGS, home=Path("/srv/" + "x" * 120))
    assert run_dir(SETTINGS) == Path("/srv/cw/asterisk/run")
    assert len(str(run_dir(deep) / "asterisk.ctl")) <= 107


def test_passwords_of_pages_are_kept_in_memory_before_those_in_files() -> None:
    text = core_files(SETTINGS, RUNTIME, 1, "pw")["sorcery.conf"]
    assert "[res_pjsip]\nauth = memory\nauth = config,pjsip.conf,criteria=type=auth\n" in text
