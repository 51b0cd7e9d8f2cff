"""Another local time zone. The guest's C library knows only UTC, so what looks at the zone is replaced in Python.

Only runs in another world need it: in the usual one nothing is replaced.
"""

import datetime
import sys
import time
from typing import Any

_UTC = datetime.UTC


def move(minutes: int) -> None:
    """Make local time ``minutes`` east of Greenwich for ``time`` and ``datetime``."""
    _move_time(minutes * 60)
    _move_datetime(datetime.timezone(datetime.timedelta(minutes=minutes), "XST"))


def _move_time(shift: int) -> None:
    utc, now, text, asc = time.gmtime, time.time, time.strftime, time.asctime
    from calendar import timegm

    def localtime(seconds: Any = None) -> time.struct_time:
        parts = utc((now() if seconds is None else seconds) + shift)
        return time.struct_time((*parts[:9], "XST", shift))

    time.localtime = localtime
    time.mktime = lambda parts: float(timegm(tuple(parts)) - shift)
    time.strftime = lambda form, parts=None: text(form, localtime() if parts is None else parts)
    time.asctime = lambda parts=None: asc(localtime() if parts is None else parts)
    time.ctime = lambda seconds=None: asc(localtime(seconds))
    time.timezone = time.altzone = -shift
    time.tzname = ("XST", "XST")


def _move_datetime(local: datetime.timezone) -> None:
    plain, plain_date = datetime.datetime, datetime.date

    class Kind(type):
        """Makes values that the library itself creates instances too."""

        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, cls.__base__)  # type: ignore[arg-type]

    class Moved(plain, metaclass=Kind):  # type: ignore[misc, valid-type]
        def __repr__(self) -> str:
            return "datetime." + plain.__repr__(self)

        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            moment = super().now(_UTC)
            return moment.astimezone(tz) if tz else moment.astimezone(local).replace(tzinfo=None)

        @classmethod
        def today(cls) -> Any:
            return cls.now()

        @classmethod
        def fromtimestamp(cls, timestamp: float, tz: datetime.tzinfo | None = None) -> Any:
            moment = super().fromtimestamp(timestamp, _UTC)
            return moment.astimezone(tz) if tz else moment.astimezone(local).replace(tzinfo=None)

        def timestamp(self) -> float:
            return float(plain.timestamp(self if self.tzinfo else self.replace(tzinfo=local)))

        def astimezone(self, tz: datetime.tzinfo | None = None) -> Any:
            aware = self if self.tzinfo else self.replace(tzinfo=local)
            return plain.astimezone(aware, tz or local)

    class MovedDate(plain_date, metaclass=Kind):  # type: ignore[misc, valid-type]
        def __repr__(self) -> str:
            return "datetime." + plain_date.__repr__(self)

        @classmethod
        def today(cls) -> Any:
            return cls.fromordinal(Moved.now().toordinal())

        @classmethod
        def fromtimestamp(cls, timestamp: float) -> Any:
            return cls.fromordinal(Moved.fromtimestamp(timestamp).toordinal())

    for made, name in ((Moved, "datetime"), (MovedDate, "date")):
        made.__name__ = made.__qualname__ = name
        made.__module__ = "datetime"
        setattr(sys.modules["datetime"], name, made)
