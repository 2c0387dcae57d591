/** The decade of the flights and the holidays. */
export const FIRST_YEAR = 1990;
export const YEARS = 10;
