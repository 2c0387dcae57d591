/** Functions a row lambda may call and still be read as an expression: pure, and with a result of a known type. */

/** `number`: as its arguments, integers stay integers; the others say what they give. */
export type Gives = "number" | "float" | "int" | "bool" | "string" | "date";

/** Without a prototype: `toString` and its like are no entries unless they are written here. */
const named = <T>(entries: object): Readonly<Record<string, T>> => Object.assign(Object.create(null) as Record<string, T>, entries);

export const CALLS = named<Gives>({
  "Math.abs": "number", "Math.min": "number", "Math.max": "number", "Math.floor": "number", "Math.ceil": "number", "Math.round": "number",
  "Math.trunc": "number", "Math.sign": "number", "Math.sqrt": "float", "Math.cbrt": "float", "Math.exp": "float", "Math.expm1": "float",
  "Math.log": "float", "Math.log1p": "float", "Math.log2": "float", "Math.log10": "float", "Math.pow": "float", "Math.hypot": "float",
  "Math.sin": "float", "Math.cos": "float", "Math.tan": "float", "Math.asin": "float", "Math.acos": "float", "Math.atan": "float",
  "Math.atan2": "float", "Math.sinh": "float", "Math.cosh": "float", "Math.tanh": "float", "Math.fround": "float", "Math.imul": "int", "Math.clz32": "int",
  Number: "float", String: "string", Boolean: "bool", isNaN: "bool", isFinite: "bool", parseFloat: "float", parseInt: "float",
  "Number.isNaN": "bool", "Number.isFinite": "bool", "Number.isInteger": "bool", "Date.UTC": "float", "new Date": "date",
});

/** `Math.PI` and its like. */
export const NAMED_CONSTANTS = named<number>({
  "Math.PI": Math.PI, "Math.E": Math.E, "Math.LN2": Math.LN2, "Math.LN10": Math.LN10, "Math.LOG2E": Math.LOG2E, "Math.LOG10E": Math.LOG10E,
  "Math.SQRT2": Math.SQRT2, "Math.SQRT1_2": Math.SQRT1_2, "Number.MAX_SAFE_INTEGER": Number.MAX_SAFE_INTEGER, "Number.MIN_SAFE_INTEGER": Number.MIN_SAFE_INTEGER,
  "Number.EPSILON": Number.EPSILON, "Number.MAX_VALUE": Number.MAX_VALUE, NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY,
});

export const STRING_METHODS = named<Gives>({
  toUpperCase: "string", toLowerCase: "string", trim: "string", trimStart: "string", trimEnd: "string", slice: "string", substring: "string",
  charAt: "string", padStart: "string", padEnd: "string", repeat: "string", concat: "string", replace: "string", replaceAll: "string", normalize: "string",
  startsWith: "bool", endsWith: "bool", includes: "bool", indexOf: "int", lastIndexOf: "int", charCodeAt: "float", toString: "string",
});

export const DATE_METHODS = named<Gives>({
  getTime: "float", valueOf: "float", getUTCFullYear: "int", getUTCMonth: "int", getUTCDate: "int", getUTCDay: "int", getUTCHours: "int",
  getUTCMinutes: "int", getUTCSeconds: "int", getUTCMilliseconds: "int", getFullYear: "int", getMonth: "int", getDate: "int", getDay: "int",
  getHours: "int", getMinutes: "int", getSeconds: "int", getMilliseconds: "int", toISOString: "string",
});

export const NUMBER_METHODS = named<Gives>({ toFixed: "string", toString: "string" });
export const METHODS: ReadonlySet<string> = new Set([...Object.keys(STRING_METHODS), ...Object.keys(DATE_METHODS), ...Object.keys(NUMBER_METHODS), "test"]);
