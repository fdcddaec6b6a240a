"""The demo's clock: the shop and its help server read one file, and the back office moves it."""

from datetime import timedelta

from mostrador.clock import FileClock


class MovableClock(FileClock):
    def move(self, by: timedelta) -> None:
        """Move time on, for whoever reads the file."""
        new = self._path.with_name(f"{self._path.name}.new")
        new.write_text(str(self._offset() + by.total_seconds()))
        new.replace(self._path)  # in one step: nobody reads half a number
