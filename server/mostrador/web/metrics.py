"""The figures that `/metrics` shows: of this app alone, nothing personal, by route."""

from prometheus_client import CollectorRegistry, Counter, Histogram

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "mostrador_requests", "Answers given.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "mostrador_request_seconds", "Time to answer.", ("route",), buckets=SECONDS, registry=self.registry
        )
