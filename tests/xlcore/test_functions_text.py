"""Text functions, by formula, with the results of Excel's own pages and of its known edge cases."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from xlcore.values import CALC, DIV0, NA, VALUE

Compute = Callable[..., object]

CASES = [
    ('=LEN("Phoenix, AZ")', 11.0),
    ('=LEN("     One   ")', 11.0),
    ("=LEN(A1)", 0.0),
    ("=LEN(12.50)", 4.0),
    ("=LEN(TRUE)", 4.0),
    ('=LEN("Bút Sơn")', 7.0),
    ('=LEFT("Sale Price",4)', "Sale"),
    ('=LEFT("Sweden")', "S"),
    ('=LEFT("Sweden",)', ""),
    ('=LEFT("a",-1)', VALUE),
    ('=RIGHT("Sale Price",5)', "Price"),
    ('=RIGHT("abc",0)', ""),
    ('=RIGHT("abc",9)', "abc"),
    ('=MID("Fluid Flow",1,5)', "Fluid"),
    ('=MID("Fluid Flow",7,20)', "Flow"),
    ('=MID("Fluid Flow",20,5)', ""),
    ('=MID("abc",0,1)', VALUE),
    ('=MID("abc",1,-1)', VALUE),
    ("=MID(1/2,2,1)", "."),
    ('=REPLACE("abcdefghijk",6,5,"*")', "abcde*k"),
    ('=REPLACE("2009",3,2,"10")', "2010"),
    ('=REPLACE("abc",9,1,"x")', "abcx"),
    ('=SUBSTITUTE("Sales Data","Sales","Cost")', "Cost Data"),
    ('=SUBSTITUTE("Quarter 1, 2011","1","2",3)', "Quarter 1, 2012"),
    ('=SUBSTITUTE("aaa","a","b",4)', "aaa"),
    ('=SUBSTITUTE("aAa","a","x")', "xAx"),
    ('=SUBSTITUTE("abc","","x")', "abc"),
    ('=SUBSTITUTE("abc","a","x",0)', VALUE),
    ('=FIND("M","Miriam McGovern")', 1.0),
    ('=FIND("m","Miriam McGovern")', 6.0),
    ('=FIND("M","Miriam McGovern",3)', 8.0),
    ('=FIND("","abc",4)', 4.0),
    ('=FIND("","abc",5)', VALUE),
    ('=FIND("*","a*b")', 2.0),
    ('=FIND("x","abc")', VALUE),
    ('=SEARCH("e","Statements",6)', 7.0),
    ('=SEARCH("margin","Profit Margin")', 8.0),
    ('=SEARCH("M?rg","Profit Margin")', 8.0),
    ('=SEARCH("o*M","Profit Margin")', 3.0),
    ('=SEARCH("~?","what?")', 5.0),
    ('=SEARCH("","abc")', 1.0),
    ('=SEARCH("ĐỒNG","tỷ đồng")', 4.0),
    ('=EXACT("word","word")', True),
    ('=EXACT("Word","word")', False),
    ('=REPT("*-",3)', "*-*-*-"),
    ('=REPT("a",2.9)', "aa"),
    ('=REPT("a",-1)', VALUE),
    ('=REPT("a",32768)', VALUE),
    ('=UPPER("đạt và vượt ß")', "ĐẠT VÀ VƯỢT ß"),
    ('=LOWER("ĐẠT E. E. Cummings")', "đạt e. e. cummings"),
    ('=PROPER("this is a TITLE")', "This Is A Title"),
    ('=PROPER("2-cent\'s worth")', "2-Cent'S Worth"),
    ('=PROPER("76BudGet")', "76Budget"),
    ('=PROPER("thị trấn bút sơn")', "Thị Trấn Bút Sơn"),
    ('=TRIM("  First   Quarter Earnings ")', "First Quarter Earnings"),
    ('=LEN(TRIM(" a"&UNICHAR(160)))', 2.0),
    ('=CLEAN(CHAR(9)&"Monthly report"&CHAR(10))', "Monthly report"),
    ('=CONCATENATE("a",1,TRUE,"b")', "a1TRUEb"),
    ('=CONCATENATE("a",1/0)', DIV0),
    ("=CODE(CHAR(65))", 65.0),
    ("=CHAR(128)", "€"),
    ("=CHAR(0)", VALUE),
    ("=CHAR(256)", VALUE),
    ('=CODE("!")', 33.0),
    ('=CODE("ộ")', 63.0),
    ('=CODE("")', VALUE),
    ("=UNICHAR(66)", "B"),
    ("=UNICHAR(7897)", "ộ"),
    ("=UNICHAR(0)", VALUE),
    ("=UNICHAR(55296)", VALUE),
    ('=UNICODE("ộ")', 7897.0),
    ('=T("Rainfall")', "Rainfall"),
    ("=T(19)", ""),
    ("=T(TRUE)", ""),
    ("=T(1/0)", DIV0),
    ('=TEXT(1234.567,"$#,##0.00")', "$1,234.57"),
    ('=TEXT("1234.5","0.00")', "1234.50"),
    ('=TEXT("abc","0.00")', "abc"),
    ('=TEXT(TRUE,"0")', "TRUE"),
    ('=TEXT(A1,"0")', "0"),
    ('=TEXT(-1,"yyyy")', VALUE),
    ('=TEXT(DATE(2023,7,5),"dd/mm/yyyy")', "05/07/2023"),
    ('=TEXT(1/0,"0")', DIV0),
    ('=VALUE("$1,000")', 1000.0),
    ('=VALUE("16:48:00")-VALUE("12:00:00")', 0.2),
    ('=VALUE("")', VALUE),
    ("=VALUE(A1)", 0.0),
    ("=VALUE(TRUE)", VALUE),
    ('=VALUE("7/5")', 45112.0),
    ('=NUMBERVALUE("2.500,27",",",".")', 2500.27),
    ('=NUMBERVALUE("3.5%")', 0.035),
    ('=NUMBERVALUE("9%%")', 0.0009),
    ('=NUMBERVALUE(" 1 2 . 5 ")', 12.5),
    ('=NUMBERVALUE("")', 0.0),
    ('=NUMBERVALUE("1.2.3")', VALUE),
    ('=NUMBERVALUE("1.5,0",".",",")', VALUE),
    ('=NUMBERVALUE("1/2")', VALUE),
    ("=FIXED(1234.567,1)", "1,234.6"),
    ("=FIXED(1234.567,-1)", "1,230"),
    ("=FIXED(-1234.567,-1,TRUE)", "-1230"),
    ("=FIXED(44.332)", "44.33"),
    ("=FIXED(4,-1)", "0"),
    ("=FIXED(5,-1)", "10"),
    ("=FIXED(-0.001)", "0.00"),
    ("=DOLLAR(1234.567,2)", "$1,234.57"),
    ("=DOLLAR(-1234.567,-2)", "($1,200)"),
    ("=DOLLAR(-0.123,4)", "($0.1230)"),
    ('=TEXTBEFORE("Red riding hood\'s, red hood","hood")', "Red riding "),
    ('=TEXTBEFORE("Little Red Riding Hood\'s red hood","red",2)', NA),
    ('=TEXTBEFORE("Little Red Riding Hood\'s red hood","red",-1)', "Little Red Riding Hood's "),
    ('=TEXTBEFORE("Little Red Riding Hood\'s red hood","red",1,1)', "Little "),
    ('=TEXTBEFORE("Marcus Aurelius"," ",,,1)', VALUE),
    ('=TEXTBEFORE("Socrates"," ",1,0,1)', "Socrates"),
    ('=TEXTBEFORE("Socrates"," ",1,0,0,"none")', "none"),
    ('=TEXTBEFORE("a-b,c",{",","-"})', "a"),
    ('=TEXTAFTER("Red riding hood\'s, red hood","hood")', "'s, red hood"),
    ('=TEXTAFTER("a-b-c","-",2)', "c"),
    ('=TEXTAFTER("a-b-c","-",-2)', "b-c"),
    ('=TEXTAFTER("abc","-")', NA),
    ('=TEXTAFTER("abc","")', "abc"),
    ('=TEXTSPLIT("abc","")', VALUE),
    ("=VALUETOTEXT(1234.01234)", "1234.01234"),
    ('=VALUETOTEXT("He""y",1)', '"He""y"'),
    ("=ARRAYTOTEXT({1,TRUE;3,#N/A})", "1, TRUE, 3, #N/A"),
    ('=ARRAYTOTEXT({1,"a";3,4},1)', '{1,"a";3,4}'),
]


@pytest.mark.parametrize(("formula", "expected"), CASES, ids=[f for f, _ in CASES])
def test_formulas(compute: Compute, formula: str, expected: object) -> None:
    value = compute(formula)
    assert value == (pytest.approx(expected) if isinstance(expected, float) else expected)
    assert type(value) is type(expected)


JOINED = {"A1": [["Hà", "Nội", None], [1.5, True, ""]]}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=CONCAT(A1:C2)", "HàNội1.5TRUE"),
        ('=TEXTJOIN(", ",TRUE,A1:C2)', "Hà, Nội, 1.5, TRUE"),
        ('=TEXTJOIN("-",FALSE,A1:C2)', "Hà-Nội--1.5-TRUE-"),
        ('=TEXTJOIN({",",";"},TRUE,A1:C2)', "Hà,Nội;1.5,TRUE"),
        ('=TEXTJOIN(",",TRUE,A1:C1,1/0)', DIV0),
        ('=CONCAT("a",A:A)', "aHà1.5"),
    ],
)
def test_joining_ranges(compute: Compute, formula: str, expected: object) -> None:
    assert compute(formula, JOINED) == expected


def test_splitting(compute: Compute) -> None:
    assert compute('=TEXTSPLIT("a,b;c",",",";")', shape=(2, 2)) == [["a", "b"], ["c", NA]]
    assert compute('=TEXTSPLIT("a,,b",",",,TRUE)', shape=(1, 2)) == [["a", "b"]]
    assert compute('=TEXTSPLIT("axbXc","x",,,1)', shape=(1, 3)) == [["a", "b", "c"]]
    assert compute('=TEXTSPLIT("a;b",,";")', shape=(2, 1)) == [["a"], ["b"]]
    assert compute('=TEXTSPLIT("a",",",";",,,"")', shape=(1, 1)) == [["a"]]
    assert compute('=TEXTSPLIT("",",",,TRUE)', shape=(1, 1)) == [[CALC]]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('=1/2&""', "0,5"),
        ('=TEXT(1234.5,"#.##0,00")', "1.234,50"),
        ('=VALUE("4.150")', 4150.0),
        ('=VALUE("5/7/2023")', 45112.0),
        ("=FIXED(1234.567,1)", "1.234,6"),
        ("=DOLLAR(-1234.567)", "-1.234,57 ₫"),
        ('=NUMBERVALUE("4.150,5")', 4150.5),
        ("=MID(1/2,2,1)", ","),
    ],
)
def test_vietnamese_computer(compute: Compute, formula: str, expected: object) -> None:
    assert compute(formula, locale="vi-VN") == expected
