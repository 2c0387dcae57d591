/** The catalogue: what `npm run data` makes, in this order. */

import { accountsCsv } from "./accounts-csv.mjs";
import { accountsJson } from "./accounts-json.mjs";
import { holidays } from "./holidays.mjs";
import { nycflights } from "./nycflights.mjs";
import { random } from "./random.mjs";
import { weatherBig, weatherSmall } from "./weather.mjs";

/** @type {readonly import("./make.mjs").DataSet[]} */
export const sets = [accountsCsv, accountsJson, nycflights, holidays, random, weatherSmall, weatherBig];
