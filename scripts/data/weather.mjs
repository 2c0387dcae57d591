/**
 * `weather-small/` and `weather-big/`: a month of temperatures two metres above ground, in kelvin, one HDF5 file a day with a
 * dataset /t2m on a grid of latitudes (from north) and longitudes. The small grid has one degree, the big one grows with the scale.
 */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { generator } from "./generator.mjs";
import { writeHdf5 } from "./hdf5.mjs";

const DAYS = 31;
const WAVES = 6;
/** Kelvin are multiples of 1/16, so that files compress. */
const GRAIN = 16;
/** At this scale the big grid is the one of the exercise: 5760 × 11520, 32 points a degree. */
const FINEST = { scale: 256, pointsPerDegree: 32 };

/** @param {number} scale */
function gridOf(scale) {
  const perDegree = FINEST.pointsPerDegree * Math.sqrt(scale / FINEST.scale);
  const height = Math.max(2, Math.round(180 * perDegree));
  return { height, width: 2 * height };
}

/**
 * The rows of one day's grid, in pieces of `rows`. Temperature falls towards the poles, and waves travel east around the globe.
 * @param {number} seed @param {number} day
 * @param {{ height: number; width: number }} grid
 * @param {number} rows
 */
function* temperatures(seed, day, { height, width }, rows) {
  const shapes = generator(seed, "weather");
  const waves = Array.from({ length: WAVES }, () => ({
    around: 1 + shapes.integer(7),
    across: 1 + shapes.integer(4),
    phase: 2 * Math.PI * shapes.uniform(),
    speed: 0.1 + 0.4 * shapes.uniform(),
    height: 2 + 3 * shapes.uniform(),
  }));
  // One table of sines a wave and axis: a point of the grid then costs a multiplication a wave.
  const east = waves.map(wave =>
    Float64Array.from({ length: width }, (_, x) => Math.sin((2 * Math.PI * wave.around * x) / width + wave.phase - wave.speed * day)));
  const warming = generator(seed, `weather ${day}`).normal();

  for (let start = 0; start < height; start += rows) {
    const end = Math.min(height, start + rows);
    const piece = new Float64Array((end - start) * width);
    for (let y = start; y < end; y++) {
      const fromNorth = (Math.PI * (y + 0.5)) / height;
      const mean = 248 + 52 * Math.sin(fromNorth) + warming;
      const heights = waves.map(wave => wave.height * Math.sin(fromNorth) * Math.cos(wave.across * fromNorth));
      const row = (y - start) * width;
      for (let x = 0; x < width; x++) {
        let kelvin = mean;
        for (let w = 0; w < WAVES; w++) kelvin += /** @type {number} */ (heights[w]) * /** @type {any} */ (east[w])[x];
        piece[row + x] = Math.round(kelvin * GRAIN) / GRAIN;
      }
    }
    yield piece;
  }
}

/**
 * @param {string} name
 * @param {(scale: number) => { height: number; width: number }} grid
 * @param {number} largestChunk
 * @returns {import("./make.mjs").DataSet}
 */
function weather(name, grid, largestChunk) {
  return {
    name,
    version: 1,
    async make(folder, { seed, scale }) {
      mkdirSync(join(folder, name));
      const { height, width } = grid(scale);
      const chunks = [Math.min(height, largestChunk), Math.min(width, largestChunk)];
      for (let day = 1; day <= DAYS; day++) {
        await writeHdf5(join(folder, name, `2014-01-${String(day).padStart(2, "0")}.hdf5`), {
          name: "t2m", dtype: "<d", shape: [height, width], chunks,
          pieces: temperatures(seed, day, { height, width }, /** @type {number} */ (chunks[0])),
        });
      }
    },
  };
}

/** One point a degree whatever the scale, unless the scale is below one. */
export const weatherSmall = weather("weather-small", scale => gridOf(Math.min(scale, 1) / 4), 180);
/** Two points a degree at scale 1. */
export const weatherBig = weather("weather-big", scale => gridOf(Math.min(scale, FINEST.scale)), 500);
