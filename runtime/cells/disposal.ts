/** What lowered `using` calls at run time: a stack of things to dispose of. It uses nothing around it, so that it can be rebuilt anywhere. */

export interface UsingStack {
  use<T>(value: T): T;
  useAsync<T>(value: T): T;
  /** Notes the error that ended the block. */
  fail(error: unknown): void;
  /** Disposes, last first, and throws what failed. */
  end(): void;
  endAsync(): Promise<void>;
}

export function usingStack(): UsingStack {
  const entries: { value: unknown; dispose: (() => unknown) | undefined }[] = [];
  let failed = false;
  let failure: unknown;
  const take = <T>(value: T, isAsync: boolean): T => {
    if (value === null || value === undefined) {
      if (isAsync) entries.push({ value, dispose: undefined });
      return value;
    }
    const owner = value as { [Symbol.dispose]?: () => unknown; [Symbol.asyncDispose]?: () => unknown };
    const dispose = (isAsync ? owner[Symbol.asyncDispose] : undefined) ?? owner[Symbol.dispose];
    if (typeof dispose !== "function") throw new TypeError(`a value of \`using\` needs a ${isAsync ? "Symbol.asyncDispose" : "Symbol.dispose"} method`);
    entries.push({ value, dispose });
    return value;
  };
  const note = (error: unknown): void => {
    failure = failed ? Object.assign(new Error("an error was suppressed during disposal"), { name: "SuppressedError", error, suppressed: failure }) : error;
    failed = true;
  };
  const finish = (): void => {
    if (failed) throw failure;
  };
  return {
    use: value => take(value, false),
    useAsync: value => take(value, true),
    fail: note,
    end() {
      for (const { value, dispose } of entries.splice(0).reverse()) {
        try {
          dispose?.call(value);
        } catch (error) {
          note(error);
        }
      }
      finish();
    },
    async endAsync() {
      for (const { value, dispose } of entries.splice(0).reverse()) {
        try {
          await dispose?.call(value);
        } catch (error) {
          note(error);
        }
      }
      finish();
    },
  };
}
