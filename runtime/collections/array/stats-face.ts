/** What `da.stats` has. */

export { chisquare, fOneway, kurtosis, kurtosistest, moment, normaltest, powerDivergence, skew, skewtest, ttest1samp, ttestInd, ttestRel } from "./stats.ts";
