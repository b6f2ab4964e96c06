"""Formulas that ask for more than there is: length, depth, names in circles, work without end."""

from __future__ import annotations

from typing import Final

from tests.security.hostile import COMPUTED, PLAIN_ROWS, Hostile, book, formulas, named
from tests.workbook.xlsxparts import parts, sheet, zipped
from xlcore.refs import column_name


def doubling(count: int) -> str:
    """Names each of which is the one before twice."""
    return named(N0="1", **{f"N{n}": f"N{n - 1}+N{n - 1}" for n in range(1, count)})


def long_formula(piece: str, sign: str) -> str:
    return sign.join([piece] * ((8192 + len(sign)) // (len(piece) + len(sign))))


def wide(*texts: str) -> str:
    """A row of 16,384 cells, and formulas below it."""
    cells = "".join(f'<c r="{column_name(col)}1"><v>{col}</v></c>' for col in range(1, 16_385))
    below = (f'<row r="{row}"><c r="A{row}"><f>{text}</f><v>7</v></c></row>' for row, text in enumerate(texts, 100))
    return f'<row r="1">{cells}</row>' + "".join(below)


def sharing(count: int) -> str:
    """One long formula that so many cells share."""
    text = long_formula("A1", "+")
    first = f'<row r="1"><c r="B1"><f t="shared" ref="B1:B{count}" si="0">{text}</f><v>1</v></c></row>'
    more = (f'<row r="{n}"><c r="B{n}"><f t="shared" si="0"/><v>1</v></c></row>' for n in range(2, count + 1))
    return first + "".join(more)


MANY: Final = "1" * 5000

FORMULAS = [
    Hostile(
        "formulas",
        "a formula of 8,192 characters shared by 500 cells",
        lambda: book(sharing(500)),
        COMPUTED,
        costly=True,
    ),
    Hostile("formulas", "8,192 characters of additions", lambda: formulas(long_formula("1", "+")), COMPUTED),
    Hostile("formulas", "8,192 characters of signs", lambda: formulas("-" * 8191 + "1"), COMPUTED, "#SYNTAX"),
    Hostile("formulas", "8,192 characters of percents", lambda: formulas("1" + "%" * 8191), COMPUTED),
    Hostile("formulas", "8,192 characters of one text", lambda: formulas('"' + "x" * 8190 + '"'), COMPUTED),
    Hostile(
        "formulas",
        "8,192 characters of joined ranges",
        lambda: formulas(f"SUM({long_formula('A1:B2', ',')[:8000].rpartition(',')[0]})"),
        COMPUTED,
    ),
    Hostile(
        "formulas",
        "a formula of 10,000,000 characters",
        lambda: formulas(("1+" * 5_000_000) + "1"),
        COMPUTED,
        "#SYNTAX",
        costly=True,
    ),
    Hostile("formulas", "4,000 brackets", lambda: formulas("(" * 4000 + "1" + ")" * 4000), COMPUTED, "#SYNTAX"),
    Hostile(
        "formulas", "1,600 nested functions", lambda: formulas("ABS(" * 1600 + "1" + ")" * 1600), COMPUTED, "#SYNTAX"
    ),
    Hostile("formulas", "240 nested IFs", lambda: formulas("IF(A1=1," * 240 + "1" + ",2)" * 240), COMPUTED),
    Hostile("formulas", "a name that is itself", lambda: formulas("Vong", names=named(Vong="Vong+1")), COMPUTED),
    Hostile(
        "formulas", "names in a circle", lambda: formulas("Mot", names=named(Mot="Hai", Hai="Ba", Ba="Mot")), COMPUTED
    ),
    Hostile(
        "formulas",
        "70 names, each the one before twice (2^69 terms)",
        lambda: formulas("N69", names=doubling(70)),
        COMPUTED,
    ),
    Hostile(
        "formulas",
        "a LAMBDA that calls itself twice, for ever",
        lambda: formulas("Mai(1)", names=named(Mai="_xlfn.LAMBDA(_xlpm.n,Mai(_xlpm.n+1)+Mai(_xlpm.n+1))")),
        COMPUTED,
        "#TOO-MUCH",
        costly=True,
    ),
    Hostile(
        "formulas",
        "30,000 names one within the other",
        lambda: formulas("N29999", names=named(N0="1", **{f"N{n}": f"N{n - 1}+1" for n in range(1, 30_000)})),
        COMPUTED,
    ),
    Hostile(
        "formulas", "17 billion numbers", lambda: formulas("SUM(_xlfn.SEQUENCE(1048576,16384))"), COMPUTED, "#TOO-MUCH"
    ),
    Hostile(
        "formulas",
        "a table of a million by a million",
        lambda: formulas("SUM(ROW(A:A)*COLUMN(1:1))", "SUM(ROW(A:A)*TRANSPOSE(ROW(A:A)))"),
        COMPUTED,
        "#TOO-MUCH",
    ),
    Hostile(
        "formulas",
        "a product of matrices of 1,000 by 1,000",
        lambda: formulas("SUM(MMULT(_xlfn.SEQUENCE(1000,1000),_xlfn.SEQUENCE(1000,1000)))"),
        COMPUTED,
        "#TOO-MUCH",
    ),
    Hostile(
        "formulas",
        "100,000 texts of 32,767 letters in one formula",
        lambda: formulas('SUM(LEN(_xlfn.MAP(_xlfn.SEQUENCE(100000),_xlfn.LAMBDA(_xlpm.x,REPT("a",32767)))))'),
        COMPUTED,
        "#TOO-MUCH",
    ),
    Hostile(
        "formulas",
        "100,000 numbers behind 32,000 letters",
        lambda: formulas('SUM(LEN(REPT("a",32000)&ROW(1:100000)))', 'COUNTA(ROW(1:100000)&REPT("a",32000))'),
        COMPUTED,
        "#TOO-MUCH",
    ),
    Hostile(
        "formulas",
        "20,000 cells of 32,760 letters each",
        lambda: formulas('REPT("a",32760)&ROW()', count=20_000),
        COMPUTED,
        "#TOO-MUCH",
        costly=True,
    ),
    Hostile(
        "formulas",
        "wildcards over 32,767 letters",
        lambda: formulas('SEARCH("*a*a*a*a*a*a*a*b",REPT("a",32767))'),
        COMPUTED,
    ),
    Hostile(
        "formulas",
        "a regular expression that tries all ways",
        lambda: formulas('_xlfn.REGEXTEST(REPT("a",32767)&"b","(a+)+$")'),
        COMPUTED,
    ),
    Hostile(
        "formulas",
        "an XPath of predicates within predicates",
        lambda: formulas('_xlfn.FILTERXML("<a>"&REPT("<b/>",6000)&"</a>","//b[//b[//b]]")'),
        COMPUTED,
        "#TOO-MUCH",
        costly=True,
    ),
    Hostile(
        "formulas",
        "FILTERXML of entities that expand",
        lambda: formulas('_xlfn.FILTERXML("<!DOCTYPE a [<!ENTITY x ""y"">]><a>&x;</a>","//a")'),
        COMPUTED,
    ),
    Hostile("formulas", "a working day 10^9 days away", lambda: formulas("WORKDAY(1,1E9)"), COMPUTED),
    Hostile(
        "formulas",
        "orders, periods and counts of 10^9",
        lambda: formulas(
            "BESSELJ(0.5,1E8)", "VDB(1E9,1,1E9,1,1E9)", "COMBIN(1E9,5E8)", "HYPGEOM.DIST(1E8,5E8,5E8,1E9,TRUE)"
        ),
        COMPUTED,
        "#TOO-MUCH",
    ),
    Hostile(
        "formulas",
        "numbers at the edge of what there is",
        lambda: formulas(
            "GAMMA.INV(1E-300,1E300,1E300)",
            "2^1023*2",
            "MROUND(1E17,1E-300)",
            "DOLLARDE(1E18,1.7E308)",
            "CONFIDENCE.T(5E-324,1,3)",
        ),
        COMPUTED,
    ),
    Hostile(
        "formulas",
        "a text of 5,000 digits and a fraction",
        lambda: formulas('REPT("9",5000)&" 1/2"+0', '(REPT("9",5000)&" 1/2")+0'),
        COMPUTED,
    ),
    Hostile(
        "formulas",
        "50,000 cells in a circle",
        lambda: book(
            "".join(f'<row r="{n}"><c r="A{n}"><f>A{n % 50_000 + 1}+1</f><v>1</v></c></row>' for n in range(1, 50_001))
        ),
        COMPUTED,
        costly=True,
    ),
    Hostile(
        "formulas",
        "a chain of 100,000 cells, the wrong way round",
        lambda: book(
            "".join(f'<row r="{n}"><c r="A{n}"><f>A{n + 1}+1</f><v>1</v></c></row>' for n in range(1, 100_001))
        ),
        COMPUTED,
        costly=True,
    ),
    Hostile(
        "formulas",
        "20,000 formulas that each read the whole other sheet",
        lambda: zipped(
            parts(
                {
                    "S": sheet(
                        "".join(
                            f'<row r="{n}"><c r="A{n}"><f>SUM(T!A:XFD)+{n}</f><v>1</v></c></row>'
                            for n in range(1, 20_001)
                        )
                    ),
                    "T": sheet(PLAIN_ROWS),
                }
            )
        ),
        COMPUTED,
        costly=True,
    ),
    Hostile(
        "formulas",
        "a number format of 5,000 decimals, of 200 percent signs",
        lambda: formulas('TEXT(5,"0."&REPT("0",5000))', 'TEXT(1E300,"# ?/?"&REPT("%",200))'),
        COMPUTED,
    ),
    Hostile(
        "formulas",
        "numbers and addresses of 5,000 digits",
        lambda: formulas(f"SUM({MANY})", f"A{MANY}", f"{MANY}:{MANY}", f"{{{MANY}}}", f"1E{MANY}"),
        COMPUTED,
        "#SYNTAX",
    ),
    Hostile(
        "formulas",
        "addresses of 5,000 digits in texts",
        lambda: formulas(
            'INDIRECT("R"&REPT("1",5000)&"C1",FALSE)', 'INDIRECT("A"&REPT("1",5000))', 'DECIMAL(REPT("9",5000),10)'
        ),
        COMPUTED,
    ),
    Hostile(
        "formulas",
        "functions stacked into arrays where numbers are wanted",
        lambda: formulas(
            *(f"{outer}(_xlfn.HSTACK(_xlfn.LAMBDA(_xlpm.x,1),1))" for outer in ("ABS", "-", "IMABS", "SUM"))
        ),
        COMPUTED,
    ),
    Hostile(
        "formulas",
        "functions over 16,384 columns",
        lambda: book(wide("COUNTIF(A1:XFD90,1)", "SUMPRODUCT(A1:XFD9*1)", "LARGE(A1:XFD90,2)", "COUNTBLANK(1:90)")),
        COMPUTED,
        costly=True,
    ),
    Hostile(
        "formulas",
        "a number format of 8,000 sections",
        lambda: formulas('TEXT(5,REPT("0;",8000))', 'TEXT(5,REPT("[<1]0;",4000))'),
        COMPUTED,
    ),
    Hostile(
        "formulas",
        "SUMPRODUCT of whole columns, 200 times",
        lambda: formulas("SUMPRODUCT((A:A=1)*(B:B=2)*A:A)", count=200),
        COMPUTED,
        costly=True,
    ),
    Hostile(
        "formulas",
        "a formula cut in the middle",
        lambda: formulas('SUM(A1,"', "IF(", "'S'!", "A1:", "{1,2;3", "Bang[", "#REF", "@@", "1E"),
        COMPUTED,
        "#SYNTAX",
    ),
]
