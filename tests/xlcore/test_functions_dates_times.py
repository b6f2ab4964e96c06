"""Date and time functions, by formula, with the results of Excel's own pages and of its known quirks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from xlcore.values import NUM, VALUE

Compute = Callable[..., object]

CASES = [
    ("=DATE(2008,1,1)", 39448.0),
    ("=DATE(1899,12,31)", 693962.0),
    ("=DATE(10000,1,1)", NUM),
    ("=DATE(2023,2.9,1)", 44958.0),
    ("=TIME(12,0,0)", 0.5),
    ("=TIME(16,48,10)", 0.700115740740741),
    ("=TIME(27,0,0)", 0.125),
    ("=TIME(0,750,0)", 0.520833333333333),
    ("=TIME(0,-1,0)", NUM),
    ("=TIME(32768,0,0)", NUM),
    ('=DATEVALUE("8/22/2011")', 40777.0),
    ('=DATEVALUE("22-MAY-2011")', 40685.0),
    ('=DATEVALUE("2011/02/23")', 40597.0),
    ('=DATEVALUE("5-JUL")', 45112.0),
    ('=DATEVALUE("2011-02-23 18:00")', 40597.0),
    ('=DATEVALUE("40777")', VALUE),
    ('=DATEVALUE("hôm nay")', VALUE),
    ('=TIMEVALUE("2:24 AM")', 0.1),
    ('=TIMEVALUE("22-Aug-2011 6:35 AM")', 0.274305555),
    ("=TODAY()", 45112.0),
    ("=NOW()", 45112.0 + 18.5 / 24),
    ("=YEAR(60)", 1900.0),
    ("=MONTH(60)", 2.0),
    ("=DAY(60)", 29.0),
    ("=DAY(0)", 0.0),
    ('=YEAR("7/5/2008")', 2008.0),
    ("=YEAR(-1)", NUM),
    ("=HOUR(0.75)", 18.0),
    ('=HOUR("7/18/2011 7:45")', 7.0),
    ("=MINUTE(0.7)", 48.0),
    ('=SECOND("4:48:18 PM")', 18.0),
    ("=SECOND(-1)", NUM),
    ("=WEEKDAY(39492)", 5.0),
    ("=WEEKDAY(39492,2)", 4.0),
    ("=WEEKDAY(39492,3)", 3.0),
    ("=WEEKDAY(39492,11)", 4.0),
    ("=WEEKDAY(39492,14)", 1.0),
    ("=WEEKDAY(39492,17)", 5.0),
    ("=WEEKDAY(39492,4)", NUM),
    ("=WEEKDAY(1)", 1.0),
    ("=WEEKNUM(DATE(2012,3,9))", 10.0),
    ("=WEEKNUM(DATE(2012,3,9),2)", 11.0),
    ("=WEEKNUM(DATE(2023,1,1),2)", 1.0),
    ("=WEEKNUM(DATE(2023,1,1),21)", 52.0),
    ("=WEEKNUM(DATE(2023,1,1),3)", NUM),
    ("=ISOWEEKNUM(DATE(2012,3,9))", 10.0),
    ("=ISOWEEKNUM(DATE(2020,12,31))", 53.0),
    ("=ISOWEEKNUM(DATE(2024,12,30))", 1.0),
    ("=EDATE(DATE(2011,1,15),1)", 40589.0),
    ("=EDATE(DATE(2011,1,15),-1)", 40527.0),
    ("=EDATE(DATE(2024,1,31),1)", 45351.0),
    ("=EDATE(DATE(1900,1,15),-1)", NUM),
    ("=EOMONTH(DATE(2011,1,1),1)", 40602.0),
    ("=EOMONTH(DATE(2011,1,1),-3)", 40482.0),
    ("=EOMONTH(1,1)", 60.0),
    ('=DAYS("15-MAR-2021","1-FEB-2021")', 42.0),
    ("=DAYS(1.9,3.1)", -2.0),
    ("=DAYS360(DATE(2011,1,30),DATE(2011,2,1))", 1.0),
    ("=DAYS360(DATE(2011,1,1),DATE(2011,12,31))", 360.0),
    ("=DAYS360(DATE(2011,1,1),DATE(2011,2,1))", 30.0),
    ("=DAYS360(DATE(2011,2,28),DATE(2011,3,31))", 30.0),
    ("=DAYS360(DATE(2011,1,31),DATE(2011,12,31),TRUE)", 330.0),
    ('=DATEDIF(DATE(2001,1,1),DATE(2003,1,1),"Y")', 2.0),
    ('=DATEDIF(DATE(2001,6,1),DATE(2002,8,15),"D")', 440.0),
    ('=DATEDIF(DATE(2001,6,1),DATE(2002,8,15),"YD")', 75.0),
    ('=DATEDIF(DATE(2001,6,1),DATE(2002,8,15),"md")', 14.0),
    ('=DATEDIF(DATE(2001,6,16),DATE(2002,8,15),"M")', 13.0),
    ('=DATEDIF(DATE(2001,6,16),DATE(2002,8,15),"YM")', 1.0),
    ('=DATEDIF(DATE(2014,1,31),DATE(2014,3,1),"MD")', -2.0),
    ('=DATEDIF(2,1,"D")', NUM),
    ('=DATEDIF(1,2,"X")', NUM),
    ("=NETWORKDAYS(DATE(2012,10,1),DATE(2013,3,1))", 110.0),
    ("=NETWORKDAYS(DATE(2012,10,1),DATE(2013,3,1),DATE(2012,11,22))", 109.0),
    ("=NETWORKDAYS(DATE(2012,10,1),DATE(2013,3,1),A1:A3)", 107.0),
    ("=NETWORKDAYS(DATE(2013,3,1),DATE(2012,10,1))", -110.0),
    ("=NETWORKDAYS.INTL(DATE(2006,1,1),DATE(2006,1,31))", 22.0),
    ("=NETWORKDAYS.INTL(DATE(2006,2,28),DATE(2006,1,31))", -21.0),
    ('=NETWORKDAYS.INTL(DATE(2006,1,1),DATE(2006,2,1),7,{"1/2/2006","1/16/2006"})', 22.0),
    ('=NETWORKDAYS.INTL(DATE(2006,1,1),DATE(2006,2,1),"0010001",{"1/2/2006","1/16/2006"})', 20.0),
    ('=NETWORKDAYS.INTL(1,9,"1111111")', 0.0),
    ('=NETWORKDAYS.INTL(1,9,"11")', VALUE),
    ("=NETWORKDAYS.INTL(1,9,8)", NUM),
    ("=WORKDAY(DATE(2008,10,1),151)", 39933.0),
    ("=WORKDAY(DATE(2008,10,1),151,B1:B3)", 39938.0),
    ("=WORKDAY(DATE(2023,7,8),-1)", 45114.0),
    ("=WORKDAY(DATE(2023,7,8),0)", 45115.0),
    ("=WORKDAY.INTL(DATE(2012,1,1),90,11)", 41013.0),
    ("=WORKDAY.INTL(DATE(2012,1,1),30,17)", 40944.0),
    ('=WORKDAY.INTL(1,1,"1111111")', VALUE),
    ("=YEARFRAC(DATE(2012,1,1),DATE(2012,7,30))", 0.58055556),
    ("=YEARFRAC(DATE(2012,1,1),DATE(2012,7,30),1)", 0.57650273),
    ("=YEARFRAC(DATE(2012,1,1),DATE(2012,7,30),3)", 0.57808219),
    ("=YEARFRAC(DATE(2012,7,30),DATE(2012,1,1),2)", 211 / 360),
    ("=YEARFRAC(DATE(2011,1,31),DATE(2011,3,31),4)", 60 / 360),
    ("=YEARFRAC(DATE(2000,1,1),DATE(2003,1,1),1)", 1096 / 365.25),
    ("=YEARFRAC(1,2,5)", NUM),
    ("=EOMONTH(44987,TRUE)", VALUE),
    ("=EDATE(TRUE,1)", VALUE),
    ("=NETWORKDAYS(1,TRUE)", VALUE),
    ('=EDATE("1/15/2011",1)', 40589.0),
    ("=YEAR(TRUE)", 1900.0),
]

# Holidays of Excel's pages: 22 November and 4 December 2012, 21 January 2013; 26 November and 4 December 2008,
# 21 January 2009.
CELLS = {"A1": [41235, 41247, 41295], "B1": [39778, 39786, 39834]}


@pytest.mark.parametrize(("formula", "expected"), CASES, ids=[f for f, _ in CASES])
def test_formulas(compute: Compute, formula: str, expected: object) -> None:
    value = compute(formula, CELLS)
    assert value == (pytest.approx(expected, rel=1e-8) if isinstance(expected, float) else expected)


def test_vietnamese_computer_reads_the_day_first(compute: Compute) -> None:
    assert compute('=DATEVALUE("5/7/2023")', locale="vi-VN") == 45112.0
    assert compute('=MONTH("5/7/2023")', locale="vi-VN") == 7.0


def test_1904_system(compute: Compute) -> None:
    assert compute("=DATE(1904,1,1)", date1904=True) == 0.0
    assert compute("=YEAR(0)", date1904=True) == 1904.0
    assert compute("=TODAY()", date1904=True) == 45112.0 - 1462
    assert compute("=WEEKDAY(0)", date1904=True) == 6.0
