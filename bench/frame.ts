/** Frames of the three million flights: from ten CSV files, from one Parquet file, and held in memory. */

import { statSync } from "node:fs";
import { join } from "node:path";
import { persist } from "bask";
import * as dd from "bask/dataframe";
import type { Scene, Workload } from "./workload.ts";

interface Flight {
  date: Date;
  delay: number;
  distance: number;
  origin: string;
  destination: string;
}

const total = (values: Iterable<unknown>): number => {
  let sum = 0;
  for (const value of values) sum += Number(value);
  return sum;
};

export function frameWorkloads({ quick, flights }: Scene): Workload[] {
  const pattern = join(flights, quick ? "flights-0.csv" : "flights-*.csv");
  const parquet = join(flights, "flights-3m.parquet");
  const bytes = Array.from({ length: quick ? 1 : 10 }, (_, i) => statSync(join(flights, `flights-${i}.csv`)).size).reduce((a, b) => a + b, 0);
  const csv = () => dd.readCsv<Flight>(pattern);
  const held = async () => {
    const [frame] = await persist(dd.readCsv<Flight>(pattern));
    return frame!;
  };
  const perByte = { unit: "MB/s", amount: bytes } as const;
  return [
    { name: "csv.sum", title: "readCsv, sum of one column", per: perByte, prepare: async () => () => csv().col.delay.sum().compute() },
    {
      name: "csv.groupby",
      title: "readCsv, mean delay by origin",
      per: perByte,
      prepare: async () => async () => total(await csv().groupby("origin").col.delay.mean().compute()),
    },
    {
      name: "csv.pipeline",
      title: "readCsv, filter, assign, groupby with three aggregates",
      per: perByte,
      prepare: async () => async () => {
        const late = csv()
          .filter(r => r.delay > 15)
          .assign({ speed: r => r.distance / (r.delay + 60) });
        const table = await late
          .groupby("origin")
          .agg({ flights: g => g.delay.count(), speed: g => g.speed.mean(), farthest: g => g.distance.max() })
          .compute();
        return total(table.get("flights")) + total(table.get("speed")) + total(table.get("farthest"));
      },
    },
    {
      name: "parquet.groupby",
      title: "readParquet (two of five columns), mean delay by origin",
      prepare: async () => async () => total(await dd.readParquet<Flight>(parquet).groupby("origin").col.delay.mean().compute()),
    },
    {
      name: "frame.groupby",
      title: "in memory: mean delay by origin",
      prepare: async () => {
        const frame = await held();
        return async () => total(await frame.groupby("origin").col.delay.mean().compute());
      },
    },
    {
      name: "frame.filter",
      title: "in memory: filter, assign, groupby with three aggregates",
      prepare: async () => {
        const frame = await held();
        return async () => {
          const late = frame.filter(r => r.delay > 15).assign({ speed: r => r.distance / (r.delay + 60) });
          const table = await late
            .groupby("origin")
            .agg({ flights: g => g.delay.count(), speed: g => g.speed.mean(), farthest: g => g.distance.max() })
            .compute();
          return total(table.get("flights")) + total(table.get("speed")) + total(table.get("farthest"));
        };
      },
    },
    {
      name: "frame.routes",
      title: "in memory: mean delay by origin and destination",
      prepare: async () => {
        const frame = await held();
        return async () => total(await frame.groupby(["origin", "destination"]).col.delay.mean().compute());
      },
    },
    {
      name: "frame.many-groups",
      title: "in memory: the most flights of one distance and delay (130,000 groups)",
      prepare: async () => {
        const frame = await held();
        return async () => {
          let most = 0;
          for (const flights of await frame.groupby(["distance", "delay"]).col.delay.count().compute()) most = Math.max(most, Number(flights));
          return most;
        };
      },
    },
    {
      name: "frame.join",
      title: "in memory: each flight joined with its origin's mean delay",
      prepare: async () => {
        const frame = await held();
        const usual = frame
          .groupby("origin")
          .agg({ usual: g => g.delay.mean() })
          .resetIndex();
        const [airports] = await persist(usual as unknown as dd.DataFrame<{ origin: string; usual: number }>);
        return () => {
          const both = frame.merge(airports!, { on: "origin" });
          return both.col.delay.sub(both.col.usual).abs().sum().compute();
        };
      },
    },
    {
      name: "frame.std",
      title: "in memory: standard deviation of one column",
      prepare: async () => {
        const frame = await held();
        return () => frame.col.delay.std().compute();
      },
    },
  ];
}
