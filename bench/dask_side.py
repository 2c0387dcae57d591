"""The Dask side of the benchmarks: reads one JSON request a line, answers with one JSON line.

{"prepare": NAME} makes what is not timed; {"run": NAME} answers {"seconds", "value"}. The first argument is the scene as JSON.
"""

import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import dask
import dask.threaded
import numpy as np

scene = json.loads(sys.argv[1])
quick, workers = scene["quick"], scene["workers"]
flights, accounts = scene["flights"], scene["accounts"]
csv_files = os.path.join(flights, "flights-0.csv" if quick else "flights-*.csv")
parquet_file = os.path.join(flights, "flights-3m.parquet")

work = {}


def workload(name):
    def register(prepare):
        work[name] = prepare
        return prepare

    return register


# frames


def csv():
    import dask.dataframe as dd

    return dd.read_csv(csv_files)


def frame():
    return csv().persist()


def mean_by_origin(df):
    return float(df.groupby("origin").delay.mean().compute().sum())


def pipeline(df):
    late = df[df.delay > 15]
    late = late.assign(speed=late.distance / (late.delay + 60))
    table = late.groupby("origin").agg({"delay": "count", "speed": "mean", "distance": "max"}).compute()
    return float(table.delay.sum() + table.speed.sum() + table.distance.sum())


@workload("csv.sum")
def csv_sum():
    return lambda: int(csv().delay.sum().compute())


@workload("csv.groupby")
def csv_groupby():
    return lambda: mean_by_origin(csv())


@workload("csv.pipeline")
def csv_pipeline():
    return lambda: pipeline(csv())


@workload("parquet.groupby")
def parquet_groupby():
    import dask.dataframe as dd

    return lambda: mean_by_origin(dd.read_parquet(parquet_file))


@workload("frame.groupby")
def frame_groupby():
    df = frame()
    return lambda: mean_by_origin(df)


@workload("frame.filter")
def frame_filter():
    df = frame()
    return lambda: pipeline(df)


@workload("frame.std")
def frame_std():
    df = frame()
    return lambda: float(df.delay.std().compute())


# arrays

n = 2_000 if quick else 5_000
chunks = (1_000, 1_000)


def wave():
    import dask.array as da

    x = da.arange(n * n, chunks=chunks[0] * n, dtype="float64").reshape((n, n))
    return (((x % 2_001) - 1_000) / 1_000).rechunk(chunks).persist()


def weighted(values):
    return float((values * np.arange(1, len(values) + 1)).sum())


def array_work(name, f):
    @workload(name)
    def prepare():
        x = wave()
        return lambda: f(x)


def sqrt_sum(x):
    import dask.array as da

    return float(da.sqrt(x * x + x * x).sum().compute())


array_work("array.mean", lambda x: float(((x + 1) * 2 - x).mean().compute()))
array_work("array.sqrt", sqrt_sum)
array_work("array.std", lambda x: float(x.std().compute()))
array_work("array.transpose", lambda x: float((x + x.T).sum().compute()))
array_work("array.sum0", lambda x: weighted(x.sum(axis=0).compute()))
array_work("array.sum1", lambda x: weighted(x.sum(axis=1).compute()))
array_work("array.slice", lambda x: float(x[::2, ::2].sum().compute()))


@workload("array.ones")
def array_ones():
    import dask.array as da

    # Dask's ones are one number seen many times; what is compared is blocks of ones.
    return lambda: float(da.map_blocks(np.ones, chunks, chunks=((chunks[0],) * (n // chunks[0]),) * 2, dtype="float64").sum().compute())


@workload("array.arange")
def array_arange():
    import dask.array as da

    return lambda: float(da.sqrt(da.arange(n * n, chunks=1_000_000, dtype="float64")).sum().compute())


@workload("array.normal")
def array_normal():
    import dask.array as da

    return lambda: round(float(da.random.default_rng(1).normal(0, 1, size=(n, n), chunks=chunks).mean().compute()))


# delayed


def inc(x):
    return x + 1


lazy_inc = dask.delayed(inc)
lazy_sum = dask.delayed(sum)


def build(count):
    # Without the sum: a call of so many calls takes time in the square of their number to build.
    return [lazy_inc(i) for i in range(count)]


def raw_graph(count):
    graph = {("inc", i): (inc, i) for i in range(count)}
    graph["sum"] = (sum, list(graph))
    return graph


def through_delayed(count, scheduler):
    return lazy_sum(build(count)).compute(scheduler=scheduler, optimize_graph=False)


def through_graph(count, scheduler):
    if scheduler == "sync":
        return dask.get(raw_graph(count), "sum")
    return dask.threaded.get(raw_graph(count), "sum")


def delayed_work(count):
    # Computing many delayed calls, too, takes time in the square of their number, so beyond 1,000 Dask gets the graph itself.
    through = through_delayed if count <= 1_000 else through_graph
    work[f"delayed.build.{count}"] = lambda: lambda: len(build(count))
    work[f"delayed.sync.{count}"] = lambda: lambda: through(count, "sync")
    work[f"delayed.threads.{count}"] = lambda: lambda: through(count, "threads")


for size in [1_000, 10_000] if quick else [1_000, 10_000, 100_000]:
    delayed_work(size)

# bags: on processes, which is Dask's default for them; the pool stays, as ours does

pool = None


def bag_work(name, f):
    @workload(name)
    def prepare():
        import dask.bag as db

        global pool
        if pool is None:
            pool = ProcessPoolExecutor(workers)

        def run():
            with dask.config.set(scheduler="processes", pool=pool):
                return f(db.read_text(os.path.join(accounts, "accounts.*.json.gz")).map(json.loads))

        return run


def alices_amounts(customers):
    alices = customers.filter(lambda c: c["name"] == "Alice")
    return alices.pluck("transactions").flatten().pluck("amount").sum().compute()


def transactions_by_name(customers):
    folded = customers.foldby("name", lambda total, c: total + len(c["transactions"]), 0, lambda a, b: a + b, 0).compute()
    return sum(count for _, count in folded)


bag_work("bag.json", alices_amounts)
bag_work("bag.frequencies", lambda customers: sum(count for _, count in customers.pluck("name").frequencies().compute()))
bag_work("bag.foldby", transactions_by_name)


def answer(request, prepared):
    try:
        if "prepare" in request:
            prepare = work.get(request["prepare"])
            if prepare is None:
                return {"error": f"there is no {request['prepare']}"}
            prepared.clear()
            prepared[request["prepare"]] = prepare()
            return {}
        run = prepared[request["run"]]
        begin = time.perf_counter()
        value = run()
        return {"seconds": time.perf_counter() - begin, "value": float(value)}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def main():
    prepared = {}
    with dask.config.set(scheduler="threads", pool=ThreadPoolExecutor(workers)):
        for line in sys.stdin:
            print(json.dumps(answer(json.loads(line), prepared)), flush=True)
    if pool is not None:
        pool.shutdown()


if __name__ == "__main__":
    main()
