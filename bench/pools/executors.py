"""Python's two executors at the work of the pools beside this file: python3 executors.py in_flight process"""

import json
import sys
import time
from collections import deque
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import repeat
from operator import eq
from statistics import median

EXECUTORS = {"thread": ThreadPoolExecutor, "process": ProcessPoolExecutor}
WORKERS = 2
WARM_UP_S = 0.4
MEASURED_S = 1
FEWEST = 1

place = sys.argv[2]


def add(a, b):
    return a + b


def increment(item):
    return item + 1


def weigh(data):
    return len(data) + data[-1]


def count_primes(limit):
    return sum(is_prime(candidate) for candidate in range(2, limit))


def is_prime(candidate):
    divisor = 2
    while divisor * divisor <= candidate:
        if candidate % divisor == 0:
            return False
        divisor += 1
    return True


def open_executor(workers=WORKERS):
    return EXECUTORS[place](max_workers=workers)


def check(reply, expected):
    if reply != expected:
        raise RuntimeError(f"Cannot go on measuring: {reply} came instead of {expected}")


def times_for(run, seconds, fewest):
    times = []
    until = time.perf_counter() + seconds
    while len(times) < fewest or time.perf_counter() < until:
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return times


def median_seconds(run):
    times_for(run, WARM_UP_S, 1)
    return median(times_for(run, MEASURED_S, FEWEST))


def call_all(executor, count, in_flight):
    """One loop that keeps so many under way costs Python less than so many callers would."""
    waiting = deque()
    for a in range(count):
        if len(waiting) == in_flight:
            first, future = waiting.popleft()
            check(future.result(), first + 1)
        waiting.append((a, executor.submit(add, a, 1)))
    for first, future in waiting:
        check(future.result(), first + 1)


def one_at_a_time():
    with open_executor() as executor:
        return median_seconds(lambda: call_all(executor, 1_000, 1)) * 1e6 / 1_000


def in_flight():
    with open_executor() as executor:
        return 12_800 / median_seconds(lambda: call_all(executor, 12_800, 64))


def burst():
    with open_executor() as executor:
        return 50_000 / median_seconds(lambda: call_all(executor, 50_000, 50_000))


def map_items():
    # Threads take one item after another, whatever the chunk size, and so slowly that fewer are enough.
    items, chunk_sizes = (100_000, [1]) if place == "thread" else (1_000_000, [100, 500, 2_000, 10_000])
    best = {"figure": 0}

    def run(executor, size):
        # Compared in C, so that the check costs next to nothing.
        right = map(eq, executor.map(increment, range(items), chunksize=size), range(1, items + 1))
        check(sum(right), items)

    with open_executor() as executor:
        for size in chunk_sizes:
            figure = items / median_seconds(lambda: run(executor, size))
            if figure > best["figure"]:
                best = {"figure": figure, "with": f"chunks of {size:,}"}
    return best["figure"] if place == "thread" else best


def ms_to_weigh(executor, size):
    """The least of the runs: in some of them the memory of those before is freed."""
    least = float("inf")
    for _ in range(1_000):
        executor.submit(weigh, bytearray(1_000)).result()
    for _ in range(15):
        data = bytearray(b"\x07") * size
        began = time.perf_counter()
        check(executor.submit(weigh, data).result(), size + 7)
        least = min(least, time.perf_counter() - began)
    return least * 1_000


def ten_megabytes():
    with open_executor(1) as executor:
        return ms_to_weigh(executor, 10_000_000)


def ten_against_one():
    with open_executor(1) as executor:
        small = ms_to_weigh(executor, 1_000_000)
        return ms_to_weigh(executor, 10_000_000) / small


def hundred_against_one():
    with open_executor(1) as executor:
        small = ms_to_weigh(executor, 1_000_000)
        return ms_to_weigh(executor, 100_000_000) / small


def speed_up():
    """Its jobs are smaller, so that they take about as long: it is the speed-up that is compared."""
    limit, primes, jobs = 10_000, 1_229, 40
    times = {1: [], 2: []}

    def run(executor):
        check(sum(executor.map(count_primes, repeat(limit, jobs))), primes * jobs)

    with open_executor(1) as one, open_executor(2) as two:
        for round in range(-1, 4):
            for workers, executor in ((1, one), (2, two)):
                began = time.perf_counter()
                run(executor)
                if round >= 0:
                    times[workers].append(time.perf_counter() - began)
    return median(times[1]) / median(times[2])


if __name__ == "__main__":
    measured = globals()[sys.argv[1]]()
    print(json.dumps(measured))
