/** Where the flights go: airports with their position in degrees and their hours ahead of New York, and the airlines. */

/** @typedef {{ code: string; latitude: number; longitude: number; hours: number }} Airport */

/** @param {string} code @param {number} latitude @param {number} longitude @param {number} hours @returns {Airport} */
const airport = (code, latitude, longitude, hours) => ({ code, latitude, longitude, hours });

/** With the share of flights and the usual delay in minutes. */
export const ORIGINS = [
  { ...airport("EWR", 40.69, -74.17, 0), share: 0.44, delay: 3 },
  { ...airport("JFK", 40.64, -73.78, 0), share: 0.17, delay: 4 },
  { ...airport("LGA", 40.78, -73.87, 0), share: 0.39, delay: 1 },
];

export const DESTINATIONS = [
  airport("ATL", 33.64, -84.43, 0), airport("AUS", 30.19, -97.67, -1), airport("BNA", 36.13, -86.68, -1),
  airport("BOS", 42.36, -71.01, 0), airport("BUF", 42.94, -78.73, 0), airport("CLE", 41.41, -81.85, 0),
  airport("CLT", 35.21, -80.94, 0), airport("CMH", 40.0, -82.89, 0), airport("CVG", 39.05, -84.67, 0),
  airport("DCA", 38.85, -77.04, 0), airport("DEN", 39.86, -104.67, -2), airport("DFW", 32.9, -97.04, -1),
  airport("DTW", 42.21, -83.35, 0), airport("FLL", 26.07, -80.15, 0), airport("IAD", 38.94, -77.46, 0),
  airport("IAH", 29.98, -95.34, -1), airport("JAX", 30.49, -81.69, 0), airport("LAS", 36.08, -115.15, -3),
  airport("LAX", 33.94, -118.41, -3), airport("MCI", 39.3, -94.71, -1), airport("MCO", 28.43, -81.32, 0),
  airport("MDW", 41.79, -87.75, -1), airport("MEM", 35.04, -89.98, -1), airport("MIA", 25.79, -80.29, 0),
  airport("MKE", 42.95, -87.9, -1), airport("MSP", 44.88, -93.22, -1), airport("MSY", 29.99, -90.26, -1),
  airport("ORD", 41.98, -87.9, -1), airport("PBI", 26.68, -80.1, 0), airport("PHX", 33.43, -112.01, -2),
  airport("PIT", 40.49, -80.23, 0), airport("RDU", 35.88, -78.79, 0), airport("ROC", 43.12, -77.67, 0),
  airport("SAN", 32.73, -117.19, -3), airport("SEA", 47.45, -122.31, -3), airport("SFO", 37.62, -122.38, -3),
  airport("SJU", 18.44, -66.0, 1), airport("SLC", 40.79, -111.98, -2), airport("STL", 38.75, -90.36, -1),
  airport("SYR", 43.11, -76.11, 0), airport("TPA", 27.98, -82.53, 0),
];

export const CARRIERS = ["AA", "CO", "DL", "HP", "NW", "TW", "UA", "US"];

/**
 * Great-circle distance in whole miles.
 * @param {Airport} from @param {Airport} to
 */
export function miles(from, to) {
  const radians = Math.PI / 180;
  const a = from.latitude * radians;
  const b = to.latitude * radians;
  const cosine = Math.sin(a) * Math.sin(b) + Math.cos(a) * Math.cos(b) * Math.cos((to.longitude - from.longitude) * radians);
  return Math.round(3959 * Math.acos(Math.min(1, cosine)));
}
