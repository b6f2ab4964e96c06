"""The number-format language, case by case; Excel's documented examples first."""

from __future__ import annotations

import pytest

from xlcore.locales import EN_US, LOCALES, VI_VN
from xlcore.numberformat import format_number, nearest_ratio
from xlcore.values import DIV0, VALUE, Value

DOCUMENTED = [
    # Microsoft's page of TEXT
    (1234.567, "$#,##0.00", "$1,234.57"),
    (0.285, "0.0%", "28.5%"),
    (4.34, "# ?/?", "4 1/3"),
    (12200000.0, "0.00E+00", "1.22E+07"),
    (1234567898.0, "[<=9999999]###-####;(###) ###-####", "(123) 456-7898"),
    (5551234.0, "[<=9999999]###-####;(###) ###-####", "555-1234"),
    (1234.0, "0000000", "0001234"),
    (123456.0, "##0° 00' 00''", "12° 34' 56''"),
    # Microsoft's page of number format codes
    (1234.59, "####.#", "1234.6"),
    (8.9, "#.000", "8.900"),
    (0.631, "0.#", "0.6"),
    (12.0, "#.0#", "12.0"),
    (1234.568, "#.0#", "1234.57"),
    (44.398, "???.???", " 44.398"),
    (102.65, "???.???", "102.65 "),
    (2.8, "???.???", "  2.8  "),
    (12000.0, "#,###", "12,000"),
    (12000.0, "#,", "12"),
    (12200000.0, "0.0,,", "12.2"),
    (12.0, "00000", "00012"),
    (5.25, "# ???/???", "5   1/4  "),
    (12345.0, "##0.0E+0", "12.3E+3"),
    (0.08, "#%", "8%"),
    (2.8, "#%", "280%"),
]

NUMBERS = [
    (1.005, "0.00", "1.01"),
    (2.5, "0", "3"),
    (-2.5, "0", "-3"),
    (0.285, "0%", "29%"),
    (-0.4, "0", "-0"),
    (0.0, "#", ""),
    (0.5, "#.##", ".5"),
    (5.0, "0.", "5."),
    (0.0, "#.##", "."),
    (12.5, ".00", "12.50"),
    (5.0, "0.??", "5.  "),
    (5.0, "0.0#", "5.0"),
    (1.25, "0.0#0", "1.250"),
    (1.2, "0.#0", "1.20"),
    (1234567.0, "#,##0", "1,234,567"),
    (5.0, "0,000", "0,005"),
    (1234.5, "?,???.??", "1,234.5 "),
    (1e6, '#,##0.0,,"M"', "1.0M"),
    (1499.0, "0,", "1"),
    (1500.0, "0,", "2"),
    (7.0, "00-00", "00-07"),
    (-5.0, "$0", "-$5"),
    (-5.0, '"abc"', "-abc"),
    (5.0, '0 "đồng"', "5 đồng"),
    (5.0, r"0\m", "5m"),
    (5.0, "0 kg", "5 kg"),
    (5.0, "0_)", "5 "),
    (5.0, "* 0", "5"),
    (123456789012345678.0, "0", "123456789012346000"),
    (1e-300, "0.00", "0.00"),
    (5.0, "", ""),
    (5.0, "[Red]0.0", "5.0"),
    (5.0, "[Color 12]0", "5"),
]

SECTIONS = [
    (-5.0, "0;(0)", "(5)"),
    (5.0, "0;(0)", "5"),
    (0.0, '0;-0;"none"', "none"),
    (5.0, ";;;", ""),
    (-5.0, "0;", ""),
    ("abc", '0;-0;0;"<"@">"', "<abc>"),
    ("abc", "0", "abc"),
    ("abc", "@@", "abcabc"),
    ("abc", ";;;", ""),
    (5.0, "@", "5"),
    (1 / 3, "@", "0.333333333333333"),
    (5.0, '0.0;"-"0.0;@', "5.0"),
    (15.0, '[>=10]"big";[>=5]"mid";0', "big"),
    (7.0, '[>=10]"big";[>=5]"mid";0', "mid"),
    (-3.0, '[>=10]"big";[>=5]"mid";0', "-3"),
    (-3.0, "[<0]0;0", "3"),
    (2300000.0, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "2.3M"),
    (2300.0, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "2.3K"),
    (True, "0", "TRUE"),
    (None, "0.0", "0.0"),
]

GENERAL = [
    (1 / 3, "General", "0.333333333"),
    (123456.789012, "General", "123456.789"),
    (12345678901.0, "General", "12345678901"),
    (123456789012.0, "General", "1.23457E+11"),
    (0.00001234567, "General", "1.23457E-05"),
    (0.00012345678, "General", "0.000123457"),
    (0.1 + 0.2, "general", "0.3"),
    (-1.5, 'General" đồng"', "-1.5 đồng"),
    (0.0, "General", "0"),
]

EXPONENTS_AND_FRACTIONS = [
    (0.000123, "0.0E-0", "1.2E-4"),
    (123.0, "0.0E-0", "1.2E2"),
    (999.96, "##0.0E+0", "1.0E+3"),
    (9.9999, "0.00E+0", "1.00E+1"),
    (0.0, "0.00E+00", "0.00E+00"),
    (-1234.0, "0.0E+00", "-1.2E+03"),
    (4.34, "# ?/8", "4 3/8"),
    (0.5, "# ?/?", " 1/2"),
    (0.5, "0 ?/?", "0 1/2"),
    (0.5, "?/?", "1/2"),
    (1.5, "?/?", "3/2"),
    (5.0, "# ?/?", "5    "),
    (0.0, "# ?/?", "0    "),
    (0.99, "# ?/?", "1    "),
    (-1.75, "# ?/?", "-1 3/4"),
    (0.3, "# ??/100", " 30/100"),
]

DATES = [
    (45000.75, "dd/mm/yyyy hh:mm", "15/03/2023 18:00"),
    (45000.75, "dddd, mmmm d, yyyy h:mm AM/PM", "Wednesday, March 15, 2023 6:00 PM"),
    (45000.75, "ddd mmm yy", "Wed Mar 23"),
    (45000.0, "mmmmm", "M"),
    (45000.0, "yyyy-m-d", "2023-3-15"),
    (45000.0, "bbbb", "2566"),
    (45000.0, '"Ngày" dd "tháng" mm "năm" yyyy', "Ngày 15 tháng 03 năm 2023"),
    (0.5, "h AM/PM", "12 PM"),
    (0.0, "h:mm a/p", "12:00 a"),
    (0.5, "h:mm:ss A/P", "12:00:00 P"),
    (1.5, "[h]:mm", "36:00"),
    (1.5, "[mm]", "2160"),
    (1.5, "[ss]", "129600"),
    (45000.123456, "mm:ss.00", "57:46.60"),
    (0.00001, "[s].000", "0.864"),
    (0.99999999, "d h:mm:ss", "1 0:00:00"),
    (0.999, "h:mm", "23:58"),
    (60.0, "d/m/yyyy", "29/2/1900"),
    (0.0, "d/m/yyyy", "0/1/1900"),
    (45000.0, "[$-409]mmmm", "March"),
    (45000.0, "[$-42A]dddd, d mmmm yyyy", "Thứ Tư, 15 Tháng Ba 2023"),
    (45000.75, "[$-vi-VN]h:mm AM/PM", "6:00 CH"),
    (45000.0, "[$-F800]dddd", "Wednesday"),
    (45000.0, "m", "3"),
    (45000.0, "yyyy;@", "2023"),
]

# The rarer corners, with what Excel itself wrote in workbooks of other projects' tests.
CORNERS = [
    (0.75, r"#\:#/#", "3/4"),
    (23.75, r"#\:#=/=#", "23:3=/=4"),
    (0.0, r"#\:#=/=?", "0      "),
    (1.0, r"?\:#=/=0", "1      "),
    (1.0, r"0\:#=/=0", "1"),
    (0.0, r"0\:0=/=#", "0:0=/=1"),
    (0.0, r"#\:0=/=#", "0=/=1"),
    (0.0, r"?\:0=/=#", "0:0=/=1"),
    (0.0, r"#\:? ?0#/000", ":0  00/001"),
    (0.75, r"?\:?=/=#", "  3=/=4"),
    (-0.75, r"#\:?=/=#", "- 3=/=4"),
    (0.75, r"0\:?=/=?", "0:3=/=4"),
    (23.75, r"#\:? ?=/=#", "2:3 3=/=4"),
    (-3.75, "#_#/#", "-15 /4"),
    (123456.789, "#,e-#", "1e5"),
    (1.23456789e-05, "#%e-#", "1%e-5"),
    (123456.789, "|0.0|e+|0|", "|1.2|e|+5|"),
    (0.0, "#.#E+???", "0.E+  0"),
    (-123456.789, "0,000000.0000E-0", "-0,123,456.7890E0"),
    (3.14159, "s:m [hh]", "53:23 75"),
    (3.14159, "[s] ss", "271433 271433"),
    (-3.14159, "[h]:m:s.000", "-75:23:53.376"),
    (-10.0, '0;[=-10]"B-"0;0', "B-10"),
]

EVERY = CORNERS + DOCUMENTED + NUMBERS + SECTIONS + GENERAL + EXPONENTS_AND_FRACTIONS + DATES


@pytest.mark.parametrize(("value", "code", "text"), EVERY, ids=[f"{v!r} {c}" for v, c, _ in EVERY])
def test_formats(value: Value, code: str, text: str) -> None:
    assert format_number(value, code) == text


@pytest.mark.parametrize("code", ['0"abc', "0;0;0;0;0", "[abc]0", "0[", "0\\", "yyyy0", "y@", "0E+"])
def test_malformed_codes(code: str) -> None:
    assert format_number(5.0, code) == VALUE


def test_errors_and_dates_outside_the_calendar() -> None:
    assert format_number(DIV0, "0") == DIV0
    assert format_number(-1.0, "yyyy") == VALUE
    assert format_number(3e6, "yyyy") == VALUE


def test_signs_of_the_locale() -> None:
    assert format_number(1234567.5, "#.##0,00", VI_VN) == "1.234.567,50"
    assert format_number(1234567.5, "#,##0.00", VI_VN, code_locale=EN_US) == "1.234.567,50"
    assert format_number(45000.0, "mmmm", VI_VN) == "Tháng Ba"
    assert format_number(45000.0, "dd/mm/yyyy", LOCALES["de-de"]) == "15.03.2023"
    assert format_number(0.5, "ss,0", VI_VN) == "00,0"


def test_currency_of_a_locale() -> None:
    assert format_number(1234.5, "#,##0 [$₫-42A]") == "1,235 ₫"
    assert format_number(-1234.5, "[$€-2] #,##0.00") == "-€ 1,234.50"
    assert format_number(5.0, "[$USD] 0") == "USD 5"


def test_1904_system() -> None:
    assert format_number(0.0, "yyyy-mm-dd", date1904=True) == "1904-01-01"


@pytest.mark.parametrize("number", [0.3, 0.142857, 3.14159265, 0.9999, 0.0101, 2.0, 0.5])
def test_the_nearest_fraction_is_the_nearest(number: float) -> None:
    best = min(abs(round(number * d) / d - number) for d in range(1, 100))
    top, bottom = nearest_ratio(number, 99)
    assert bottom <= 99
    assert abs(top / bottom - number) == pytest.approx(best, abs=1e-15)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("0." + "0" * 5000, "#VALUE!"),  # a code has at most 255 characters
        ("# ?/?" + "%" * 200, None),  # so large that no number is left
        ("# ?/" + "9" * 250, None),
        ("0." + "0" * 250, None),
    ],
)
def test_codes_beyond_reason_end_without_a_fault(code: str, shown: str | None) -> None:
    for value in (5.0, -1e300, 1e-300, 45000.75):
        found = format_number(value, code)
        assert shown is None or str(found) == shown
