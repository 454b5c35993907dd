from prometheus_client import CollectorRegistry, generate_latest

from desk.metrics import DeskMetrics


def test_two_desks_do_not_share_their_series() -> None:
    registries = [CollectorRegistry(), CollectorRegistry()]
    first, _ = [DeskMetrics(registry) for registry in registries]
    first.sign_ins.labels("wrong").inc()
    told = [generate_latest(registry).decode() for registry in registries]
    assert 'callwright_sign_ins_total{result="wrong"} 1.0' in told[0]
    assert 'result="wrong"' not in told[1]
    for name in ("callwright_live_clients", "callwright_listenings_total"):
        assert name in told[0]
