import { expect, test } from "vitest";
import "../../runtime/run.ts";
import { ARRAY_KERNELS } from "../../runtime/kernels/index.ts";
import { FORMS } from "../../runtime/lower/forms.ts";
import { SCALAR } from "../../runtime/meta/scalar.ts";
import { operation, TABLES } from "../../runtime/ops/index.ts";

const rows = ["creation", "random", "elementwise", "reductions", "movement"].flatMap(table => Object.entries(TABLES[table]!));

test("every array operation has the kernels or the form that it names", () => {
  for (const [name, { lower }] of rows) {
    const kernels = lower.as === "tree" ? [lower.chunk, lower.combine, lower.aggregate] : lower.as === "custom" || lower.as === "call" ? [] : [lower.kernel];
    for (const kernel of kernels) expect(ARRAY_KERNELS, `${name} needs ${kernel}`).toHaveProperty([kernel]);
    if (lower.as === "custom") expect(FORMS, `${name} needs ${lower.form}`).toHaveProperty([lower.form]);
  }
});

test("every scalar form is an operation with its arity", () => {
  for (const [code, { arity }] of Object.entries(SCALAR)) expect(operation(`array.${code}`).scalar).toEqual({ code, arity });
});

test("labels say what an operation does", () => {
  expect(operation("array.mul").label!({ scalars: { 1: 2 } })).toBe("× 2");
  expect(operation("array.sub").label!({ scalars: { 0: 1 } })).toBe("1 −");
  expect(operation("array.sum").label!({ axes: [0] })).toBe("sum axis 0");
  expect(operation("array.sum").label!({ axes: [0, 1], all: true })).toBe("sum");
});
