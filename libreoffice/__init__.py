"""The program inside LibreOffice: every CT_… function in cells, and the four buttons, as one extension.

It is built by ``python -m libreoffice.extension`` and carries the other rooms with it.
"""
