"""The component that LibreOffice asks for the functions in cells; it lies in the extension beside ``pythonpath``."""

from __future__ import annotations

import unohelper
from com.sun.star.lang import XServiceName
from org.chitieu import XHam

from libreoffice.functions import call_of
from libreoffice.interface import SERVICE, methods_of
from udfs import FUNCTIONS


class Ham(unohelper.Base, XHam, XServiceName):
    """Every function of the registry as a method."""

    def __init__(self, context: object) -> None:
        self.context = context

    def getServiceName(self) -> str:  # noqa: N802  UNO's name
        return SERVICE


for _function in FUNCTIONS.values():
    for _method in methods_of(_function):
        setattr(Ham, _method.name, call_of(_method))

g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816  the name that LibreOffice looks for
g_ImplementationHelper.addImplementation(Ham, SERVICE, (SERVICE,))
