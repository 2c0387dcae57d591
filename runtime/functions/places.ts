/** From places in code that ran to places in what the user wrote: cells and linked modules have other columns. Their runner says how. */

import type { Place } from "../errors.ts";

let mapper: (place: Place) => Place = place => place;

/** Lines and columns from 1. */
export function mapPlacesWith(map: (place: Place) => Place): void {
  mapper = map;
}

export const userPlace = (place: Place): Place => mapper(place);
