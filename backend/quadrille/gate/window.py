"""Where moving windows are kept: in this process, in bounded memory."""

import threading
import time
from collections import OrderedDict

from limits.storage import MemoryStorage
from limits.storage.memory import Entry

MOST_KEYS = 100_000
"""Windows at once, some 100 bytes for each and 16 for each request in it; the one longest unused goes first."""


class BoundedMemory(MemoryStorage):
    """The library's windows, without the thread of its own with which it visits all of them every 10 ms.

    An old entry goes when its window is next looked at, an old window when there are too many.
    """

    def __init__(self) -> None:
        super().__init__()
        # Its first visit would drop what is counted while it looks: it is over before anything is.
        self.timer.cancel()
        self.timer.join()
        self.events = OrderedDict()
        self._lock = threading.Lock()

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Whether `amount` more fit into the window of the last `expiry` seconds; they are counted then."""
        with self._lock:
            entries = self.events.setdefault(key, [])
            self.events.move_to_end(key)  # type: ignore[attr-defined]
            start = time.time() - expiry
            # Newest first, as the library reads them.
            while entries and entries[-1].atime < start:
                entries.pop()
            if len(entries) + amount > limit:
                return False
            entries[:0] = [Entry(expiry)] * amount
            while len(self.events) > MOST_KEYS:
                self.events.popitem(last=False)  # type: ignore[call-arg]
            return True
