"""The Python side of the benchmarks: reads one JSON request a line, answers with one JSON line.

{"peers": NAME} says which libraries have that work; {"prepare": NAME, "peer": LIBRARY} makes what is not timed; {"run": NAME, "peer": LIBRARY}
answers {"seconds", "value"}; {"forget": true} lets go of all that was prepared. The first argument is the scene as JSON.
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

# By name, then by library.
work = {}


def workload(name, peer="dask"):
    def register(prepare):
        work.setdefault(name, {})[peer] = prepare
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


def twins(name, pandas=None, duckdb=None, polars=None):
    """The same work in other libraries. Those that choose their own number of threads get ours."""
    for peer, prepare in {"pandas": pandas, "duckdb": duckdb, "polars": polars}.items():
        if prepare is not None:
            workload(name, peer)(prepare)


def duck(table):
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET threads = {workers}")
    if table is None:
        return connection
    connection.execute(f"CREATE TABLE flights AS SELECT * FROM {table}")
    return connection


def duck_query(query, held):
    def prepare():
        connection = duck(csv_table if held else None)
        source = "flights" if held else None

        def run():
            return float(connection.execute(query.format(csv=source or csv_table, parquet=f"'{parquet_file}'")).fetchone()[0])

        return run

    return prepare


csv_table = f"read_csv('{csv_files}')"
os.environ.setdefault("POLARS_MAX_THREADS", str(workers))


def polars_query(query, held):
    def prepare():
        import polars as pl

        scan = pl.scan_csv(csv_files)
        frame = scan.collect().lazy() if held else scan
        return lambda: float(query(pl, frame))

    return prepare


def pandas_query(query):
    def prepare():
        df = frame().compute()
        return lambda: float(query(df))

    return prepare


def duck_mean(source):
    return f"SELECT sum(m) FROM (SELECT avg(delay) AS m FROM {source} GROUP BY origin)"


def duck_pipeline(source):
    return (
        "SELECT sum(n) + sum(s) + sum(f) FROM (SELECT count(delay) AS n, avg(distance / (delay + 60)) AS s, max(distance) AS f "
        f"FROM {source} WHERE delay > 15 GROUP BY origin)"
    )


def polars_mean(pl, df):
    return df.group_by("origin").agg(pl.col("delay").mean()).select(pl.col("delay").sum()).collect().item()


def polars_pipeline(pl, df):
    speed = pl.col("distance") / (pl.col("delay") + 60)
    grouped = df.filter(pl.col("delay") > 15).group_by("origin").agg(pl.col("delay").count().alias("n"), speed.mean().alias("s"), pl.col("distance").max().alias("f"))
    return grouped.select(pl.col("n").sum() + pl.col("s").sum() + pl.col("f").sum()).collect().item()


def pandas_pipeline(df):
    late = df[df.delay > 15]
    late = late.assign(speed=late.distance / (late.delay + 60))
    table = late.groupby("origin").agg({"delay": "count", "speed": "mean", "distance": "max"})
    return table.delay.sum() + table.speed.sum() + table.distance.sum()


def polars_parquet():
    import polars as pl

    return lambda: float(polars_mean(pl, pl.scan_parquet(parquet_file)))


def by_route(df):
    return float(df.groupby(["origin", "destination"]).delay.mean().compute().sum())


def by_distance_and_delay(df):
    return float(df.groupby(["distance", "delay"]).delay.count().compute().max())


def joined(df, airports):
    return float(df.merge(airports, on="origin").eval("delay - usual").abs().sum().compute())


@workload("frame.routes")
def frame_routes():
    df = frame()
    return lambda: by_route(df)


@workload("frame.many-groups")
def frame_many_groups():
    df = frame()
    return lambda: by_distance_and_delay(df)


@workload("frame.join")
def frame_join():
    import dask.dataframe as dd

    df = frame()
    usual = df.groupby("origin").delay.mean().compute().rename("usual").reset_index()
    airports = dd.from_pandas(usual, npartitions=1)
    return lambda: joined(df, airports)


def polars_join():
    import polars as pl

    df = pl.scan_csv(csv_files).collect()
    usual = df.group_by("origin").agg(pl.col("delay").mean().alias("usual"))
    return lambda: float(df.lazy().join(usual.lazy(), on="origin").select((pl.col("delay") - pl.col("usual")).abs().sum()).collect().item())


def pandas_join():
    df = frame().compute()
    usual = df.groupby("origin").delay.mean().rename("usual").reset_index()
    return lambda: float((lambda t: (t.delay - t.usual).abs().sum())(df.merge(usual, on="origin")))


def duck_join():
    connection = duck(csv_table)
    connection.execute("CREATE TABLE airports AS SELECT origin, avg(delay) AS usual FROM flights GROUP BY origin")
    query = "SELECT sum(abs(delay - usual)) FROM flights JOIN airports USING (origin)"
    return lambda: float(connection.execute(query).fetchone()[0])


twins("csv.sum", duckdb=duck_query("SELECT sum(delay) FROM {csv}", False), polars=polars_query(lambda pl, df: df.select(pl.col("delay").sum()).collect().item(), False))
twins("csv.groupby", duckdb=duck_query(duck_mean("{csv}"), False), polars=polars_query(polars_mean, False))
twins("csv.pipeline", duckdb=duck_query(duck_pipeline("{csv}"), False), polars=polars_query(polars_pipeline, False))
twins("parquet.groupby", duckdb=duck_query(duck_mean("{parquet}"), False), polars=polars_parquet)
twins(
    "frame.groupby",
    pandas=pandas_query(lambda df: df.groupby("origin").delay.mean().sum()),
    duckdb=duck_query(duck_mean("{csv}"), True),
    polars=polars_query(polars_mean, True),
)
twins("frame.filter", pandas=pandas_query(pandas_pipeline), duckdb=duck_query(duck_pipeline("{csv}"), True), polars=polars_query(polars_pipeline, True))
twins("frame.std", pandas=pandas_query(lambda df: df.delay.std()), duckdb=duck_query("SELECT stddev_samp(delay) FROM {csv}", True))
twins(
    "frame.routes",
    pandas=pandas_query(lambda df: df.groupby(["origin", "destination"]).delay.mean().sum()),
    duckdb=duck_query("SELECT sum(m) FROM (SELECT avg(delay) AS m FROM {csv} GROUP BY origin, destination)", True),
    polars=polars_query(
        lambda pl, df: df.group_by("origin", "destination").agg(pl.col("delay").mean()).select(pl.col("delay").sum()).collect().item(), True
    ),
)
twins(
    "frame.many-groups",
    pandas=pandas_query(lambda df: df.groupby(["distance", "delay"]).delay.count().max()),
    duckdb=duck_query("SELECT max(m) FROM (SELECT count(delay) AS m FROM {csv} GROUP BY distance, delay)", True),
    polars=polars_query(lambda pl, df: df.group_by("distance", "delay").agg(pl.len().alias("m")).select(pl.col("m").max()).collect().item(), True),
)
twins("frame.join", pandas=pandas_join, duckdb=duck_join, polars=polars_join)

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


# the fourteen and more: the twins of fourteen.ts

big = 2_000 if quick else 10_000
big_chunks = (500, 500) if quick else (1_000, 1_000)
small = 1_000 if quick else 4_000
tall = 20_000 if quick else 200_000


def big_wave(rows=big, columns=big, blocks=big_chunks):
    import dask.array as da

    x = da.arange(rows * columns, chunks=blocks[0] * columns, dtype="float64")
    return (((x % 2_001) - 1_000) / 1_000).reshape((rows, columns)).rechunk(blocks)


def fourteen(name, f, make=big_wave):
    @workload(f"fourteen.{name}")
    def prepare():
        x = make().persist()
        return lambda: float(f(x).compute())


def sines(x):
    import dask.array as da

    return da.sin(x) ** 2 + da.cos(x) ** 2


def singular(x):
    import dask.array as da

    return da.linalg.svd(x)[1].sum()


def tall_matrix():
    import dask.array as da

    positions = da.arange(tall * 100, chunks=5 * tall, dtype="float64").reshape((tall, 100))
    return da.sin(big_wave(tall, 100, (tall // 20, 100)) * positions)


def spectrum(x):
    import dask.array as da

    return abs(da.fft.fft2(x)).max()


def life(block):
    around = (
        block[:-2, :-2] + block[:-2, 1:-1] + block[:-2, 2:] + block[1:-1, :-2] + block[1:-1, 2:] + block[2:, :-2] + block[2:, 1:-1] + block[2:, 2:]
    )
    out = np.zeros_like(block)
    out[1:-1, 1:-1] = (around == 3) | ((around == 2) & (block[1:-1, 1:-1] == 1))
    return out


def generations(grid):
    for _ in range(4):
        grid = grid.map_overlap(life, depth=1, boundary="periodic", dtype="int8")
    return grid.sum(dtype="int64")


def laplace(block):
    out = np.zeros_like(block)
    out[1:-1, 1:-1] = block[:-2, 1:-1] + block[2:, 1:-1] + block[1:-1, :-2] + block[1:-1, 2:] - 4 * block[1:-1, 1:-1]
    return out


def weather():
    side = 60 if quick else 160
    return big_wave(3_650, side * side, (365, side * side)).reshape((10, 365, side, side)).rechunk((1, 73, side, side))


fourteen("sum", lambda x: x.sum())
fourteen("mean", lambda x: ((x + 1) * 2 - x).mean())
fourteen("std", lambda x: x.std())
fourteen("transpose", lambda x: (x + x.T).sum())
fourteen("cumsum", lambda x: x.cumsum(axis=0).sum())
fourteen("elementwise", lambda x: sines(x).mean())
fourteen("rechunk", lambda x: x.rechunk((big, big_chunks[0] // 2)).max(axis=0).sum(), lambda: big_wave(big, big, (big_chunks[0] // 2, big)))
fourteen("matmul", lambda x: (x @ x).sum(), lambda: big_wave(small, small))
fourteen("svd", singular, tall_matrix)
fourteen("fft2", spectrum, lambda: big_wave(small, small, (small, small)))
fourteen("life", generations, lambda: (big_wave() > 0.2).astype("int8"))
fourteen("laplace", lambda x: abs(x.map_overlap(laplace, depth=1, boundary="reflect")).sum())
fourteen("anomalies", lambda x: (x - x.mean(axis=0)).std(), weather)


@workload("fourteen.normal")
def fourteen_normal():
    import dask.array as da

    return lambda: round(float(da.random.default_rng(1).normal(0, 1, size=(big, big), chunks=big_chunks).mean().compute()))


@workload("fourteen.hdf5")
def fourteen_hdf5():
    import dask.array as da
    import h5py

    dataset = h5py.File(os.path.join(scene["arrays"], f"wave-{big}.hdf5"), "r")["x"]
    return lambda: float(da.from_array(dataset, chunks=big_chunks).sum().compute())


@workload("fourteen.zarr")
def fourteen_zarr():
    import dask.array as da

    return lambda: float(da.from_zarr(os.path.join(scene["arrays"], f"wave-{big}.zarr")).sum().compute())


# cost against size: the twins of growth.ts


def growth(name, count, f):
    @workload(f"growth.{name}.{count}")
    def prepare():
        import dask.array as da

        x = da.arange(count * 1_000, chunks=1_000, dtype="float64").persist()
        return lambda: float(f(x).compute())


for count in [100, 1_000] if quick else [100, 1_000, 10_000]:
    growth("sum", count, lambda x: x.sum())
    growth("elementwise", count, lambda x: ((x + 1) * 2 - x).mean())
    growth("rechunk", count, lambda x: x.rechunk(3_000).max())


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
    workload(f"delayed.build.{count}")(lambda: lambda: len(build(count)))
    workload(f"delayed.sync.{count}")(lambda: lambda: through(count, "sync"))
    workload(f"delayed.threads.{count}")(lambda: lambda: through(count, "threads"))


for size in [1_000, 10_000] if quick else [1_000, 10_000, 100_000]:
    delayed_work(size)
if not quick:
    workload("delayed.threads.1000000")(lambda: lambda: through_graph(1_000_000, "threads"))

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
        if "peers" in request:
            return {"peers": list(work.get(request["peers"], {}))}
        if "forget" in request:
            prepared.clear()
            return {}
        peer = request["peer"]
        if "prepare" in request:
            prepared[peer] = work[request["prepare"]][peer]()
            return {}
        run = prepared[peer]
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
