"""Mouse and keyboard before a LibreOffice that is shown; imported by scripts for a Python that has its bridge ``uno``.

The display is the one that DISPLAY names. No window manager is there to give the focus back to a window when a box
before it was closed. LibreOffice takes it with the next press of the mouse, and forgets that press as soon as the focus
has come, which may be before the button is released: so the focus is given back here (``focus``).

Whoever clicks says what must come of it, and clicks again when nothing does, as a person would. That no click is done
twice is sure: while LibreOffice works on the first it answers nobody, and a box that came of it takes the input of the
window.
"""

import subprocess
import sys
import time

import uno  # noqa: F401  with it the next line finds its module
from com.sun.star.uno import RuntimeException

SECONDS = 180
PAUSE = 0.2
PATIENCE = 50  # answers of a LibreOffice that has nothing to do, about ten seconds


def waited(what, answers=None):
    """What the function gives once it gives something; None where it has given nothing for so many ``answers``."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            found = what()
        except RuntimeException:  # a window has gone while it was looked at
            found = None
        if found:
            return found
        if answers is not None:
            answers -= 1
            if answers < 0:
                return None
        elif time.monotonic() > deadline:
            sys.exit(f"nothing came of {what.__name__} in {SECONDS} seconds")
        time.sleep(PAUSE)


def xdotool(*words):
    """What xdotool printed: nothing where it found no window."""
    return subprocess.run(["xdotool", *map(str, words)], stdout=subprocess.PIPE, encoding="utf-8").stdout.strip()


def window_called(name):
    """The number of the window whose title begins so."""

    def window():
        return xdotool("search", "--onlyvisible", "--name", f"^{name}").partition("\n")[0]

    return waited(window)


def focus(window):
    """Gives the focus to a window of that number, as a window manager would."""

    def focused():
        xdotool("windowfocus", window)
        return xdotool("getwindowfocus") == window

    waited(focused)


def descendants(context):
    """The accessible contexts below this one; of the cells of a sheet none."""
    count = context.getAccessibleChildCount()
    for number in range(count if count < 1000 else 0):
        child = context.getAccessibleChild(number)
        if child is not None:
            below = child.getAccessibleContext()
            yield below
            yield from descendants(below)


def words_in(window):
    context = window.getAccessibleContext()
    if context is None:  # on its way out
        return []
    names = [context.getAccessibleName(), *(each.getAccessibleName() for each in descendants(context))]
    return [name for name in names if name]


def middle_of(window, name):
    """Where the mouse has to be for what has this name, once it is shown and stays where it is."""
    seen = []

    def middle():
        for found in descendants(window.getAccessibleContext()):
            if found.getAccessibleName() == name and found.getSize().Width:
                place, size = found.getLocationOnScreen(), found.getSize()
                seen.append((place.X + size.Width // 2, place.Y + size.Height // 2))
                return seen[-1] if seen[-2:-1] == seen[-1:] else None
        return None

    return waited(middle)


def press(window, name, what):
    """Presses the mouse on what has this name until ``what`` gives something, which is given."""
    deadline = time.monotonic() + SECONDS
    while True:
        xdotool("mousemove", *middle_of(window, name), "sleep", 0.1, "mousedown", 1, "sleep", 0.1, "mouseup", 1)
        if found := waited(what, PATIENCE):
            return found
        if time.monotonic() > deadline:
            sys.exit(f"nothing came of {what.__name__}, however often {name!r} was pressed")


class Boxes:
    """The boxes that come up before the windows that are there now."""

    def __init__(self, toolkit):
        self._toolkit = toolkit
        self._known = self._windows()

    def _windows(self):
        found = (self._toolkit.getTopWindow(number) for number in range(self._toolkit.getTopWindowCount()))
        return [window for window in found if window is not None]

    def with_button(self, button):
        """The box with this button, or None."""
        new = (window for window in self._windows() if window not in self._known)
        return next((window for window in new if button in words_in(window)), None)

    def close(self, box, button):
        """Presses a button of a box until the box is gone."""

        def gone():
            return box not in self._windows()

        press(box, button, gone)
