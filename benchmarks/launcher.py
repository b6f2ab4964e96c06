"""Starts one contestant and prints ``[wall seconds, processor seconds, peak KiB, exit code, timed out]`` as JSON.

A process of its own, and a small one: a child's peak memory counts from its parent's, because it begins as a copy.

    python -S -E launcher.py LIMIT STDOUT STDERR PROGRAM ARGUMENT...
"""

import json
import os
import signal
import sys
import threading
import time

EVERY = 0.02  # seconds between two looks at the memory of the whole process tree
PAGE = os.sysconf("SC_PAGE_SIZE") // 1024


def tree(pid):
    """The process and everything that it started, as far as it still runs."""
    found = [pid]
    for process in found:
        try:
            for thread in os.listdir(f"/proc/{process}/task"):
                with open(f"/proc/{process}/task/{thread}/children") as children:
                    found.extend(map(int, children.read().split()))
        except OSError:
            pass
    return found


def resident(pid):
    """KiB of resident memory; 0 for a process that has ended."""
    try:
        with open(f"/proc/{pid}/statm") as statm:
            return int(statm.read().split()[1]) * PAGE
    except OSError:
        return 0


class Watch(threading.Thread):
    """Keeps the highest sum over the tree, and ends the contestant's own group of processes at the limit."""

    def __init__(self, pid, limit):
        super().__init__(daemon=True)
        self.pid, self.deadline = pid, time.perf_counter() + limit
        self.peak, self.late = 0, False

    def run(self):
        while True:
            self.peak = max(self.peak, sum(map(resident, tree(self.pid))))
            if not self.late and time.perf_counter() > self.deadline:
                self.late = True
                os.killpg(self.pid, signal.SIGKILL)
            time.sleep(EVERY)


def main():
    limit, out, errors, *command = sys.argv[1:]
    writing = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, out, writing, 0o600),
        (os.POSIX_SPAWN_OPEN, 2, errors, writing, 0o600),
    ]
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=files, setsid=True)
    watch = Watch(pid, float(limit))
    watch.start()
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - start
    busy, peak = usage.ru_utime + usage.ru_stime, max(usage.ru_maxrss, watch.peak)
    print(json.dumps([seconds, busy, peak, os.waitstatus_to_exitcode(status), watch.late]))


main()
