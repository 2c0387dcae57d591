/**
 * A program as one JavaScript loop, compiled once for its operations and dtypes. The loop runs along one axis with a stride an operand; 64-bit
 * integers are read as two 32-bit words and computed as numbers, and where one passes 2^53 the loop answers false and an exact one, on
 * BigInts, takes its place.
 */

import { DTYPE_INFO, type DType, type TypedArray } from "../../meta/dtype.ts";
import { complexText, type Pair } from "./complex-expressions.ts";
import { converted, is64, needsExact, operationText } from "./expressions.ts";
import { NUMERIC } from "./numeric.ts";
import { type Arg, dtypeOf, type Program, programKey } from "./program.ts";

/** `views[k]` is read from `starts[k]` by `steps[k]`, in elements; the last of each is the result. False: use the exact loop. */
export type Loop = (n: number, views: readonly TypedArray[], starts: readonly number[], steps: readonly number[]) => boolean;
export interface CompiledLoop {
  /** Absent where 64-bit integers need the exact one at once. */
  readonly fast: Loop | undefined;
  /** Absent where the fast one never gives up. */
  readonly exact: Loop | undefined;
}

const cache = new Map<string, CompiledLoop>();
const CACHE_LIMIT = 2000;

export function compiledLoop(program: Program): CompiledLoop {
  const key = programKey(program);
  const found = cache.get(key);
  if (found !== undefined) return found;
  if (cache.size >= CACHE_LIMIT) cache.clear();
  const dtypes = [...program.inputs, ...program.steps.flatMap(step => [step.compute, step.out])];
  const wide = dtypes.some(is64);
  const exactOnly = program.steps.some(step => needsExact(step.code, step.compute));
  const made = { fast: exactOnly ? undefined : compile(program, false), exact: wide ? compile(program, true) : undefined };
  cache.set(key, made);
  return made;
}

/** What the loop reads: 64-bit integers as words in fast loops. */
export function viewOf(data: TypedArray, dtype: DType, exact: boolean): TypedArray {
  return is64(dtype) && !exact ? new Int32Array(data.buffer, data.byteOffset, data.length * 2) : data;
}

const isComplex = (dtype: DType) => DTYPE_INFO[dtype].category === "complex";
const GIVE_UP = (x: string) => `if(!(${x}<=9007199254740991&&${x}>=-9007199254740991))return false;`;

function compile(program: Program, exact: boolean): Loop {
  const head: string[] = [];
  const body: string[] = [];
  const steps: string[] = [];
  const names = [...program.inputs.keys()];
  for (const k of names) {
    head.push(`const v${k}=views[${k}],d${k}=steps[${k}];let p${k}=starts[${k}];`);
    body.push(load(k, program.inputs[k]!, exact));
    steps.push(`p${k}+=d${k};`);
  }
  const out = names.length;
  head.push(`const v=views[${out}],d=steps[${out}];let p=starts[${out}];`);
  for (const [i, step] of program.steps.entries()) {
    if (isComplex(step.compute)) {
      const pairs = step.args.map((arg, k) => pairOf(program, arg, step.code === "where" && k === 0, exact));
      const text = complexText(step.code, pairs[0]!, pairs[1] ?? pairs[0]!, pairs[2] ?? pairs[0]!, step.compute);
      if (typeof text === "string") body.push(`const s${i}=${isComplex(step.out) ? text : step.out === "float32" ? `Math.fround(${text})` : text};`);
      else body.push(rounded(step.out, `s${i}`, text));
      continue;
    }
    const args = step.args.map((arg, k) => operand(program, arg, step.code === "where" && k === 0 ? "bool" : step.compute, exact));
    body.push(`const s${i}=${operationText(step.code, step.compute, args[0]!, args[1] ?? "", args[2] ?? "", exact)};`);
    if (!exact && is64(step.out)) body.push(step.out === "uint64" ? `if(s${i}<0)return false;${GIVE_UP(`s${i}`)}` : GIVE_UP(`s${i}`));
  }
  const last = program.steps.length - 1;
  body.push(store(program.steps[last]!.out, `s${last}`, exact), "p+=d;");
  const text = `"use strict";return function loop(n,views,starts,steps){${head.join("")}for(let i=0;i<n;i++){${body.join("")}${steps.join("")}}return true;}`;
  return new Function("H", text)(NUMERIC) as Loop;
}

function load(k: number, dtype: DType, exact: boolean): string {
  if (isComplex(dtype)) return `const i${k}_re=v${k}[2*p${k}],i${k}_im=v${k}[2*p${k}+1];`;
  if (!is64(dtype) || exact) return `const i${k}=v${k}[p${k}];`;
  const high = dtype === "int64" ? `v${k}[2*p${k}+1]` : `(v${k}[2*p${k}+1]>>>0)`;
  return `const i${k}=${high}*4294967296+(v${k}[2*p${k}]>>>0);${GIVE_UP(`i${k}`)}`;
}

function store(dtype: DType, name: string, exact: boolean): string {
  if (isComplex(dtype)) return `v[2*p]=${name}_re;v[2*p+1]=${name}_im;`;
  if (!is64(dtype) || exact) return `v[p]=${name};`;
  return `v[2*p]=${name}|0;v[2*p+1]=Math.floor(${name}/4294967296);`;
}

function rounded(dtype: DType, name: string, pair: Pair): string {
  const round = (text: string) => (dtype === "complex64" ? `Math.fround(${text})` : text);
  return `const ${name}_re=${round(pair.re)},${name}_im=${round(pair.im)};`;
}

const nameOf = (arg: Exclude<Arg, { scalar: unknown }>): string => ("input" in arg ? `i${arg.input}` : `s${arg.step}`);

function operand(program: Program, arg: Arg, to: DType, exact: boolean): string {
  if ("scalar" in arg) return literal(arg.scalar, to, exact);
  const from = dtypeOf(program, arg as never);
  if (isComplex(from)) {
    // A real number of a complex one is its real part; a boolean, whether there is anything.
    const name = nameOf(arg as never);
    if (to === "bool") return `(${name}_re!==0||${name}_im!==0?1:0)`;
    return converted(`${name}_re`, from === "complex64" ? "float32" : "float64", to, exact);
  }
  return converted(nameOf(arg as never), dtypeOf(program, arg as never), to, exact);
}

function pairOf(program: Program, arg: Arg, condition: boolean, exact: boolean): Pair {
  if ("scalar" in arg) return { re: literal(arg.scalar, "float64", exact), im: "0" };
  const dtype = dtypeOf(program, arg as never);
  const name = nameOf(arg as never);
  if (isComplex(dtype)) return { re: `${name}_re`, im: `${name}_im` };
  return { re: condition ? converted(name, dtype, "bool", exact) : converted(name, dtype, "float64", exact), im: "0" };
}

/** A constant of the dtype; integers wrap as they do in arrays. */
function literal(scalar: number | bigint | boolean, dtype: DType, exact: boolean): string {
  if (dtype === "bool") return scalar ? "1" : "0";
  if (is64(dtype)) {
    const big = typeof scalar === "number" ? BigInt(Math.trunc(scalar)) : BigInt(scalar);
    const value = dtype === "int64" ? BigInt.asIntN(64, big) : BigInt.asUintN(64, big);
    return exact ? `(${value}n)` : `(${value})`;
  }
  const number = Number(scalar);
  switch (DTYPE_INFO[dtype].category) {
    case "int":
    case "uint":
      return `(${new DTYPE_INFO[dtype].array(new ArrayBuffer(8), 0, 1).fill(number as never)[0]})`;
    default:
      return dtype === "float32" ? `(${text(Math.fround(number))})` : `(${text(number)})`;
  }
}

const text = (x: number): string => (Object.is(x, -0) ? "-0" : String(x));
