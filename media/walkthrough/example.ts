import * as da from "bask/array";

// %% Make the data
const x = da.random.normal(0, 1, { size: [4000, 4000], chunks: [500, 500] });
const centred = x.sub(x.mean());

// %% Spread of each column
const spread = await centred.pow(2).mean({ axis: 0 }).compute();
spread;

// %% Largest value
const largest = await x.max().compute();
largest;
