import { compute } from "bask";
import * as dd from "bask/dataframe";
import { cityOf } from "./hubs.ts";

// %% Read the flights
// Ten files, three million rows. Hover `flights`: columns and partitions are known, and no row has been read.
const flights = dd.readCsv("data/flights-*.csv", { blocksize: "3MB", parseDates: ["date"] });
await flights.head(5);

// %% Delay by origin
const late = flights.filter(r => r.delay > 15);
const byOrigin = late.groupby("origin").col.delay.mean();
await byOrigin.nlargest(10).compute();

// %% Late flights by hour
const byHour = late
  .assign({ hour: r => r.date.getUTCHours() })
  .groupby("hour")
  .col.delay.count();
await byHour.compute();

// %% Delay by city
// `cityOf` comes from another file; it goes to the workers with all it uses.
const byCity = late
  .assign({ city: r => cityOf(r.origin) })
  .groupby("city")
  .agg({ flights: g => g.delay.count(), delay: g => g.delay.mean(), farthest: g => g.distance.max() });
await byCity.compute();

// %% Typical and worst, in one pass
const delay = flights.col.delay;
const [mean, std, worst] = await compute(delay.mean(), delay.std(), delay.max());
console.log(`mean ${mean.toFixed(2)} min, deviation ${std.toFixed(2)} min, worst ${worst} min`);

// %% The same rows from one Parquet file: only the columns that are needed are read
const fromParquet = dd.readParquet("data/flights-3m.parquet");
const farthest = fromParquet.groupby("origin").col.distance.max();
await farthest.nlargest(5).compute();
