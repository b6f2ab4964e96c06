"""Edits a document inside LibreOffice Writer, as a person would; run by a Python that has its bridge ``uno``.

    python3 uno_write.py DOCUMENT PIPE do VERB TEXT NEW [VERB TEXT NEW ...]

The verbs: "replace" puts NEW in place of TEXT, "add" types NEW as a paragraph behind the one that holds TEXT, "delete"
deletes the paragraph that holds TEXT, "bold" makes TEXT bold (NEW is not used). The document is saved in place as
.docx by LibreOffice, which must be listening on the named PIPE.
"""

import sys
from pathlib import Path

from uno_office import connected, desktop, leave, prop


def found(document, text):
    search = document.createSearchDescriptor()
    search.SearchString = text
    search.SearchCaseSensitive = True
    place = document.findFirst(search)
    if place is None:
        sys.exit(f"the document does not hold {text!r}")
    return place


def paragraph(place):
    """A cursor over the whole paragraph that holds the place."""
    cursor = place.Text.createTextCursorByRange(place)
    cursor.gotoStartOfParagraph(False)
    cursor.gotoEndOfParagraph(True)
    return cursor


def edit(document, verb, text, new):
    place = found(document, text)
    if verb == "replace":
        place.String = new
    elif verb == "bold":
        place.CharWeight = 150.0
    elif verb == "add":
        cursor = paragraph(place)
        cursor.gotoEndOfParagraph(False)
        place.Text.insertControlCharacter(cursor, 0, False)  # a paragraph break
        place.Text.insertString(cursor, new, False)
    elif verb == "delete":
        cursor = paragraph(place)
        cursor.String = ""
        cursor.goRight(1, True)
        cursor.String = ""


def main():
    path, pipe, _, *words = sys.argv[1:]
    office = desktop(connected(pipe))
    document = office.loadComponentFromURL(Path(path).resolve().as_uri(), "_blank", 0, (prop("Hidden", True),))
    for verb, text, new in zip(words[::3], words[1::3], words[2::3], strict=True):
        edit(document, verb, text, new)
    document.storeToURL(Path(path).resolve().as_uri(), (prop("FilterName", "MS Word 2007 XML"),))
    document.close(True)
    leave(office)


if __name__ == "__main__":
    main()
