"""The queues as they were last told: kept in memory, so that a thousand watchers cost no look at the database."""

from mostrador.domain.queue import Queue


class Queues:
    def __init__(self) -> None:
        self._told: dict[str, Queue] = {}

    def tell(self, shop: str, queue: Queue) -> bool:
        """Keep it; True when it is not what was told before."""
        is_new = self._told.get(shop) != queue
        self._told[shop] = queue
        return is_new

    def forget_others(self, shops: list[str]) -> None:
        """Nothing goes on in any other shop."""
        self._told = {shop: queue for shop, queue in self._told.items() if shop in shops}

    def of(self, shop: str) -> Queue | None:
        return self._told.get(shop)
