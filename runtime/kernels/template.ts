/** Arguments as a template: `{ $input: k }` stands for the k-th input of the task. */

export function fill(template: unknown, inputs: readonly unknown[]): unknown {
  if (typeof template !== "object" || template === null) return template;
  if (Array.isArray(template)) return template.map(item => fill(item, inputs));
  const prototype: unknown = Object.getPrototypeOf(template);
  if (prototype !== Object.prototype && prototype !== null) return template;
  if ("$input" in template) return inputs[template.$input as number];
  return Object.fromEntries(Object.entries(template).map(([key, item]) => [key, fill(item, inputs)]));
}
