"""What the desk counts for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class DeskMetrics:
    """The desk's own series, in the registry that it is given."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.requests = Counter(
            "callwright_http_requests",
            "Requests answered, by route and status.",
            ("method", "route", "status"),
            registry=registry,
        )
        self.seconds = Histogram(
            "callwright_http_request_seconds",
            "Time from a request's head to its answer's end.",
            ("route",),
            registry=registry,
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30),
        )
        self.sign_ins = Counter(
            "callwright_sign_ins",
            "Tries to sign in, by result: opened, wrong or slowed.",
            ("result",),
            registry=registry,
        )
        self.listenings = Counter(
            "callwright_listenings", "Recordings that somebody began to hear.", registry=registry
        )
        self.live_clients = Gauge(
            "callwright_live_clients", "Screens on the live board now.", registry=registry
        )
        self.live_slow = Counter(
            "callwright_live_slow",
            "Screens that were cut off because they did not keep up.",
            registry=registry,
        )
