/**
 * Random tests draw the same values each time, so that a change is judged by itself; BASK_SEED draws others. `npm run
 * test:long` gives a new seed each round.
 */
import fc from "fast-check";

const given = process.env["BASK_SEED"];
fc.configureGlobal({ seed: given === undefined || given === "" ? 20_260_101 : Number(given) });
