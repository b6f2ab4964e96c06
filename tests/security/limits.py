"""What one workbook may cost the program: ten seconds of the processor and a gigabyte; and the watch over it."""

from __future__ import annotations

import contextlib
import faulthandler
import io
import resource
import signal
import subprocess
import threading
import time
import traceback
from collections.abc import Sequence
from types import FrameType
from typing import Final, NamedTuple

from workbook import cli

SECONDS: Final = 10
MEMORY: Final = 1 << 30


class TooSlow(BaseException):
    """The time for one workbook is over; not an ``Exception``, so that nothing takes it for a fault of the file."""


class Said(NamedTuple):
    """What a command left with and said; ``wrong`` is what no command may do: ``slow``, ``usage``, ``crash``."""

    code: int
    out: str
    err: str
    seconds: float
    wrong: str = ""
    why: str = ""


def limit_this_process() -> None:
    """From now on this process has a gigabyte, and ``command`` can tell when its time is over."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, _too_slow)
    faulthandler.enable()


def _too_slow(_: int, frame: FrameType | None) -> None:
    raise TooSlow


def command(words: Sequence[str]) -> Said:
    """What the command line does with these words, within the limits of this process."""
    out, err = io.StringIO(), io.StringIO()
    started = time.process_time()

    def said(code: int, wrong: str = "", why: str = "") -> Said:
        return Said(code, out.getvalue(), err.getvalue(), time.process_time() - started, wrong, why)

    try:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = cli.main(list(words))
        signal.setitimer(signal.ITIMER_PROF, 0)
        return said(code)
    except TooSlow:
        return said(-1, "slow", f"longer than {SECONDS} s\n" + traceback.format_exc(limit=-12))
    except SystemExit as left:
        return said(-1, "usage", f"left with {left.code}: {err.getvalue()}")
    except Exception:  # whatever it is: this is what is looked for
        return said(-1, "crash", traceback.format_exc(limit=-12))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


class Watch:
    """Kills a process that has said nothing for long, which no handler of signals could do for it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.fired = False
        self.last = time.monotonic()
        self.over = threading.Event()
        threading.Thread(target=self.watch, daemon=True).start()

    def heard(self) -> None:
        self.last = time.monotonic()

    def watch(self) -> None:
        while not self.over.wait(1):
            if time.monotonic() - self.last > 18 * SECONDS:  # of a clock on the wall: others may be using the processor
                self.fired = True
                self.process.kill()
                return

    def close(self) -> None:
        self.over.set()
