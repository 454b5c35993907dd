import configparser

from switchboard.bench import app_queue


def test_both_queues_ring_the_same_phones_at_their_best() -> None:
    text = app_queue.queues(("2001", "2002", "2003"), few=2, ring_s=15)
    parser = configparser.ConfigParser(strict=False, delimiters=("=",))
    options = [line for line in text.splitlines() if not line.startswith("member")]
    parser.read_string("\n".join(options))
    assert set(parser.sections()) == {"general", "bench-all", "bench-few"}
    for name in ("bench-all", "bench-few"):
        queue = parser[name]
        assert (queue["wrapuptime"], queue["ringinuse"], queue["retry"]) == ("0", "no", "1")
        assert queue["timeout"] == "15"
    sections = text.split("[bench-few]")
    assert sections[0].count("member => PJSIP/") == 3
    assert sections[1].count("member => PJSIP/") == 2


def test_the_numbers_lead_to_their_queues_without_waiting_for_audio() -> None:
    lines = app_queue.dialplan().splitlines()
    assert f"exten => {app_queue.ALL_PHONES},1,Answer(,i)" in lines
    assert " same => n,Queue(bench-few)" in lines
    assert "app_queue" in app_queue.MODULES
