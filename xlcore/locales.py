"""The computer's locale as a parameter of a recalculation: decimal and group signs, list sign, date order."""

from __future__ import annotations

from typing import Final

from xlcore.records import Record


class Locale(Record):
    """How a computer reads and writes numbers and dates; ``date_order`` is ``"mdy"``, ``"dmy"`` or ``"ymd"``.

    ``date1904`` is the workbook's: wherever a text is read as a date, it counts from 1904.
    """

    __slots__ = ("tag", "decimal", "group", "list_sign", "date_order", "date_sign", "currency", "date1904")

    def __init__(
        self,
        tag: str,
        decimal: str,
        group: str,
        list_sign: str,
        date_order: str,
        date_sign: str = "/",
        currency: str = "$",
        date1904: bool = False,
    ) -> None:
        self.tag = tag
        self.decimal = decimal
        self.group = group
        self.list_sign = list_sign
        self.date_order = date_order
        self.date_sign = date_sign
        self.currency = currency
        self.date1904 = date1904

    def from_1904(self) -> Locale:
        """The same in a workbook that counts its days from 1904."""
        return Locale(**{name: getattr(self, name) for name in self.__slots__} | {"date1904": True})

    def __hash__(self) -> int:
        return hash(self.tag)  # it is part of the key under which every criterion is looked up


EN_US: Final = Locale("en-US", ".", ",", ",", "mdy")
VI_VN: Final = Locale("vi-VN", ",", ".", ";", "dmy", currency="₫")

LOCALES: Final[dict[str, Locale]] = {
    "en-us": EN_US,
    "vi-vn": VI_VN,
    "en-gb": Locale("en-GB", ".", ",", ",", "dmy", currency="£"),
    "de-de": Locale("de-DE", ",", ".", ";", "dmy", ".", "€"),
    "fr-fr": Locale("fr-FR", ",", "\u202f", ";", "dmy", currency="€"),
}


def locale_of(decimal: str, group: str, list_sign: str, date_order: str, date_sign: str, currency: str) -> Locale:
    """The locale of a program that uses these signs: one that we know, where they are all its own.

    Another one is named by its signs. What only a language says, such as the names of months, is then Vietnamese where
    the decimal sign is the comma, and English where it is the point.
    """
    signs = (decimal, group, list_sign, date_order, date_sign, currency)
    for known in LOCALES.values():
        if signs == (known.decimal, known.group, known.list_sign, known.date_order, known.date_sign, known.currency):
            return known
    return Locale(f"{'vi' if decimal == ',' else 'en'}-x{''.join(signs)}", *signs)


def locale_named(tag: str) -> Locale:
    """The locale with BCP-47 ``tag``; ``KeyError`` when it is not one we know."""
    return LOCALES[tag.lower().replace("_", "-")]
