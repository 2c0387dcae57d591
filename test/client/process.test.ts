import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { FromSession, ToSession } from "../../protocol/session.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import { startProcess, type SessionProcess } from "../../client/session/process.ts";

const node = { path: process.execPath, version: process.versions.node, electron: false };
const hello: ToSession = { type: "hello", protocol: PROTOCOL_VERSION, version: "0.1.0", cacheDir: "", settings: {} };
const run = (text: string): ToSession => ({
  type: "run",
  run: 1,
  cell: { file: "/a.ts", index: 1, title: "", startLine: 0, text },
  documentVersion: 1,
  fileText: text,
});

let session: SessionProcess | undefined;
afterEach(() => session?.signal("SIGKILL"));

function start(main = join(import.meta.dirname, "fake-session.mjs")) {
  const messages: FromSession[] = [];
  const waiting: (() => void)[] = [];
  let end: (value: { code: number | null; signal: string | null; lastWords: string }) => void;
  const ended = new Promise<{ code: number | null; signal: string | null; lastWords: string }>(resolve => (end = resolve));
  session = startProcess(main, node, import.meta.dirname, {
    message: message => {
      messages.push(message);
      waiting.splice(0).forEach(each => each());
    },
    ended: (code, signal, lastWords) => end({ code, signal, lastWords }),
    log: () => {},
  });
  const said = async (type: FromSession["type"]): Promise<FromSession> => {
    for (;;) {
      const found = messages.find(each => each.type === type);
      if (found) return found;
      await new Promise<void>(resolve => waiting.push(resolve));
    }
  };
  return { said, ended, session };
}

describe("a session process", () => {
  it("speaks over its own stream and ends when asked", async () => {
    const { said, ended, session: process } = start();
    process.send(hello);
    expect(await said("ready")).toMatchObject({ bask: import.meta.dirname });
    process.send(run("1"));
    expect(await said("result")).toMatchObject({ value: { text: "1" } });
    process.send({ type: "shutdown" });
    expect(await ended).toMatchObject({ code: 0, signal: null });
  });
  it("leaves its last words, without Node's talk of its inspector", async () => {
    const { ended, session: process } = start();
    process.send(run("crash"));
    expect(await ended).toEqual({ code: 3, signal: null, lastWords: "it was too much" });
  });
  it("that hangs ends by a signal", async () => {
    const { said, ended, session: process } = start();
    process.send(run("hang"));
    await said("cellStarted");
    process.signal("SIGTERM");
    expect(await ended).toMatchObject({ signal: "SIGTERM" });
  });
  it("that is not there says so", async () => {
    const { ended } = start(join(import.meta.dirname, "no-such-session.mjs"));
    expect(await ended).toMatchObject({ code: 1, lastWords: expect.stringContaining("no-such-session") });
  });
});
