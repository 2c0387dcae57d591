/** The cities of the largest airports: a module that a cell imports, and that travels to the workers. */
export const cities: Readonly<Record<string, string>> = {
  ATL: "Atlanta",
  ORD: "Chicago",
  DFW: "Dallas",
  LAX: "Los Angeles",
  PHX: "Phoenix",
  STL: "St. Louis",
  DTW: "Detroit",
  MSP: "Minneapolis",
  DEN: "Denver",
  LAS: "Las Vegas",
};

export const cityOf = (airport: string): string => cities[airport] ?? "elsewhere";
