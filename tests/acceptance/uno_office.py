"""A LibreOffice that listens on a named pipe; imported by scripts for a Python that has its bridge ``uno``."""

import os
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.uno import RuntimeException

SECONDS = 180


def prop(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def connected(pipe):
    """LibreOffice's own component context, waited for while it starts."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def desktop(context):
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def leave(office):
    """Ends LibreOffice and this process, which has printed what it had to say.

    The bridge goes down while LibreOffice ends, and a Python that tidies up meanwhile dies of a segmentation fault now
    and then: so it does not tidy up. LibreOffice may also be gone before it has answered.
    """
    sys.stdout.flush()
    try:
        office.terminate()
    except RuntimeException as error:
        print(f"LibreOffice was gone before it answered: {type(error).__name__}", file=sys.stderr, flush=True)
    os._exit(0)
