/**
 * `nycflights/{1990..1999}.csv`: departures from the three airports of New York, a file a year, in order of the date.
 *
 * The columns are those of the on-time statistics of the 1990s, and so is the surprise: what the first file looks like is not
 * what the last one holds. `TailNum` is empty until 1994 and text from 1995; `CRSElapsedTime` is whole until 1998, while in 1999 it
 * has missing values and is written as floating-point numbers. Every other column keeps its type throughout.
 */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { CARRIERS, DESTINATIONS, miles, ORIGINS } from "./airports.mjs";
import { generator, weighted } from "./generator.mjs";
import { lineWriter } from "./line-writer.mjs";
import { FIRST_YEAR, YEARS } from "./years.mjs";

const ROWS = 10_000;
const DAY = 86_400_000;
const FIRST_YEAR_WITH_TAILS = 1995;
const LAST_YEAR = FIRST_YEAR + YEARS - 1;

export const COLUMNS = [
  "Year", "Month", "DayofMonth", "DayOfWeek", "DepTime", "CRSDepTime", "ArrTime", "CRSArrTime", "UniqueCarrier", "FlightNum",
  "TailNum", "ActualElapsedTime", "CRSElapsedTime", "AirTime", "ArrDelay", "DepDelay", "Origin", "Dest", "Distance", "TaxiIn",
  "TaxiOut", "Cancelled", "Diverted",
];

const nextOrigin = weighted(ORIGINS.map(origin => origin.share));
/** Monday to Sunday: minutes of delay on top of the airport's own. */
const WEEKDAY_DELAY = [0, -1, 1, 4, 5, -2, 1];

/** A column that may have gaps is written as floating-point numbers. @param {number | null} value */
const float = value => (value === null ? "" : `${value}.0`);

/** Minutes since midnight as HHMM, within one day. @param {number} minutes */
function clock(minutes) {
  const ofDay = ((minutes % 1440) + 1440) % 1440;
  return Math.floor(ofDay / 60) * 100 + (ofDay % 60);
}

/**
 * One row.
 * @param {Date} day @param {import("./generator.mjs").Generator} random
 */
function flight(day, random) {
  const year = day.getUTCFullYear();
  const weekday = ((day.getUTCDay() + 6) % 7) + 1;
  const origin = /** @type {typeof ORIGINS[number]} */ (ORIGINS[nextOrigin(random)]);
  const to = random.pick(DESTINATIONS);
  const distance = miles(origin, to);

  const scheduled = 6 * 60 + 5 * random.integer(16 * 12);
  const air = Math.round(distance / 7.5 + 12);
  const planned = air + 22;
  const usual = origin.delay + /** @type {number} */ (WEEKDAY_DELAY[weekday - 1]) + (scheduled - 720) / 120;
  const late = random.uniform() < 0.25 ? Math.round(35 * random.exponential()) : 0;
  const delay = Math.max(-15, Math.round(usual + 4 * random.normal()) + late - 6);
  const taxiIn = 3 + random.integer(6);
  const taxiOut = 9 + Math.round(5 * random.exponential());
  const elapsed = Math.max(20, air + Math.round(5 * random.normal())) + taxiIn + taxiOut;

  const fate = random.uniform();
  const cancelled = fate < 0.025;
  const diverted = !cancelled && fate < 0.028;
  const left = !cancelled;
  const arrived = left && !diverted;
  const knowsTaxi = year >= FIRST_YEAR_WITH_TAILS;
  const carrier = random.pick(CARRIERS);
  const number = 1 + random.integer(1999);
  const tail = `N${100 + random.integer(900)}${carrier}`;
  const plan = year < LAST_YEAR ? String(planned) : random.uniform() < 0.01 ? "" : float(planned);

  return [
    year, day.getUTCMonth() + 1, day.getUTCDate(), weekday,
    float(left ? clock(scheduled + delay) : null), clock(scheduled),
    float(arrived ? clock(scheduled + delay + elapsed + 60 * to.hours) : null), clock(scheduled + planned + 60 * to.hours),
    carrier, number, left && knowsTaxi ? tail : "",
    float(arrived ? elapsed : null), plan, float(arrived && knowsTaxi ? elapsed - taxiIn - taxiOut : null),
    float(arrived ? delay + elapsed - planned : null), float(left ? delay : null),
    origin.code, to.code, float(distance),
    float(arrived && knowsTaxi ? taxiIn : null), float(left && knowsTaxi ? taxiOut : null),
    cancelled ? 1 : 0, diverted ? 1 : 0,
  ];
}

/** @type {import("./make.mjs").DataSet} */
export const nycflights = {
  name: "nycflights",
  version: 1,
  make(folder, { seed, scale }) {
    mkdirSync(join(folder, "nycflights"));
    const rows = Math.max(1, Math.round(ROWS * scale));
    for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
      const random = generator(seed, `nycflights ${year}`);
      const lines = lineWriter(join(folder, "nycflights", `${year}.csv`));
      lines.write(COLUMNS.join(","));
      const start = Date.UTC(year, 0, 1);
      const days = (Date.UTC(year + 1, 0, 1) - start) / DAY;
      for (let row = 0; row < rows; row++) {
        const day = new Date(start + Math.floor((row * days) / rows) * DAY);
        lines.write(flight(day, random).join(","));
      }
      lines.close();
    }
  },
};
