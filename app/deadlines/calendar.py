"""Business days at a place: its weekends and public holidays.

The holidays come from the `holidays` library (190 ms to import, so only when a day is asked for).
Where it does not know the place, weekends alone are left out, and `words` says so.
"""

from __future__ import annotations

import functools
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from app.base.text import _
from app.deadlines.periods import end_of_day, local_day, zone_of

if TYPE_CHECKING:
    from holidays import HolidayBase

_DAY = timedelta(days=1)
_SATURDAY = 5
_FAR = 3_660
"""No place closes for ten years on end: a search for a business day stops there."""


class BusinessCalendar:
    """The business days of a country (ISO 3166-1) or one of its parts (ISO 3166-2 without it).

    `zone` is the IANA zone in which its days begin and end.
    """

    def __init__(self, country: str, subdivision: str = "", zone: str = "UTC") -> None:
        self.country = country.upper()
        self.subdivision = subdivision.upper()
        self.zone = zone_of(zone)
        self._business: dict[date, bool] = {}

    @property
    def zone_name(self) -> str:
        """The IANA name of its zone."""
        return str(self.zone)

    @functools.cached_property
    def knows_holidays(self) -> bool:
        """Whether the holidays of the country are known; else only weekends are left out."""
        return self._holidays is not None

    @functools.cached_property
    def words(self) -> str:
        """Whose days these are, and what is not known about them."""
        if not self.country:
            return _("Weekends are left out; no country is stated, so that holidays are not known")
        if not self.knows_holidays:
            return _("Weekends are left out; the holidays of {country} are not known here").format(
                country=self.country
            )
        if self.subdivision and not self._knows_subdivision:
            return _(
                "Weekends and holidays of {country} are left out; those of its part {part} are "
                "not known here"
            ).format(country=self.country, part=self.subdivision)
        place = f"{self.country}-{self.subdivision}" if self.subdivision else self.country
        return _("Weekends and public holidays of {place} are left out").format(place=place)

    def is_business_day(self, day: date) -> bool:
        """Whether people work there on that day."""
        known = self._business.get(day)
        if known is None:
            found = self._holidays
            known = day.weekday() < _SATURDAY if found is None else bool(found.is_working_day(day))
            self._business[day] = known
        return known

    def holiday_name(self, day: date) -> str:
        """What is celebrated on that day, in the library's words; "" for none."""
        return str(self._holidays.get(day) or "") if self._holidays is not None else ""

    def next_business_day(self, day: date) -> date:
        """The first business day after `day`."""
        return self.add_business_days(day, 1)

    def business_day_on_or_before(self, day: date) -> date:
        """`day` itself where it is a business day, else the last one before it."""
        return day if self.is_business_day(day) else self.add_business_days(day, -1)

    def business_day_on_or_after(self, day: date) -> date:
        """`day` itself where it is a business day, else the first one after it."""
        return day if self.is_business_day(day) else self.add_business_days(day, 1)

    def add_business_days(self, day: date, count: int) -> date:
        """The `count`-th business day after `day`, before it for a negative count.

        Zero gives `day` itself. Raises ValueError where the calendar ends first.
        """
        step = _DAY if count > 0 else -_DAY
        left, idle = abs(count), 0
        while left:
            if day in (date.min, date.max) or idle > _FAR:
                raise ValueError("the calendar has no such business day")
            day += step
            idle += 1
            if self.is_business_day(day):
                left -= 1
                idle = 0
        return day

    def end_after_business_days(self, start: datetime, count: int) -> datetime:
        """The end of the `count`-th business day after the day of `start`, UTC."""
        day = self.add_business_days(local_day(start, self.zone_name), count)
        return end_of_day(day, self.zone_name)

    @functools.cached_property
    def _holidays(self) -> HolidayBase | None:
        import holidays

        if self._parts is None:
            return None
        if self._knows_subdivision:
            return holidays.country_holidays(self.country, subdiv=self.subdivision)
        return holidays.country_holidays(self.country)

    @functools.cached_property
    def _parts(self) -> list[str] | None:
        """The parts of the country whose holidays are known; None for an unknown country."""
        from holidays import list_supported_countries

        return list_supported_countries(include_aliases=True).get(self.country)

    @functools.cached_property
    def _knows_subdivision(self) -> bool:
        return self.subdivision in (self._parts or ())
