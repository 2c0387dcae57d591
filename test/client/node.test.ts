import { describe, expect, it } from "vitest";
import { chooseNode, isEnough, type NodeProbes } from "../../client/session/node.ts";
import { nodeProbes } from "../../client/session/probe-node.ts";
import { parseSize } from "../../client/session/size.ts";

const probes = (versions: Record<string, string>, path: string | undefined, own = "20.9.0"): NodeProbes => ({
  versionOf: file => Promise.resolve(versions[file]),
  onPath: () => Promise.resolve(path),
  own: { path: "/code", version: own, electron: true },
});

describe("the Node of a session", () => {
  it("is the setting's before any other", async () => {
    expect(await chooseNode("/mine", probes({ "/mine": "24.1.0", "/usr/bin/node": "22.0.0" }, "/usr/bin/node"))).toEqual({
      path: "/mine",
      version: "24.1.0",
      electron: false,
    });
  });
  it("else the one on the PATH, else the editor's own", async () => {
    expect(await chooseNode("", probes({ "/n": "20.19.0" }, "/n"))).toMatchObject({ path: "/n" });
    expect(await chooseNode("", probes({ "/n": "18.20.0" }, "/n", "22.22.1"))).toEqual({ path: "/code", version: "22.22.1", electron: true });
  });
  it("of the setting is never replaced silently", async () => {
    expect(await chooseNode("/old", probes({ "/old": "18.2.0", "/n": "24.0.0" }, "/n"))).toMatchObject({
      title: "Node 18.2.0 is too old.",
      detail: expect.stringContaining("got 18.2.0"),
    });
    expect(await chooseNode("/none", probes({ "/n": "24.0.0" }, "/n"))).toMatchObject({ title: "No Node at /none." });
  });
  it("where there is none: says what was found and links to it", async () => {
    expect(await chooseNode("", probes({ "/n": "20.18.3" }, "/n"))).toMatchObject({
      detail: expect.stringContaining("found 20.18.3 at /n"),
      link: expect.stringContaining("nodejs.org"),
    });
    expect(await chooseNode("", probes({}, undefined))).toMatchObject({ detail: expect.stringContaining("found none") });
  });
  it("is 20.19 or newer", () => {
    expect(["20.18.9", "18.20.0", "20.19.0", "v20.20.1", "22.0.0"].map(isEnough)).toEqual([false, false, true, true, true]);
  });
  it("is asked for its version, and a file that is no Node has none", async () => {
    expect(await nodeProbes.versionOf(process.execPath)).toBe(process.versions.node);
    expect(await nodeProbes.versionOf("/no/such/node")).toBeUndefined();
  });
});

it("sizes are read as people write them", () => {
  expect(["2 GB", "512 MiB", "1.5kB", "100 B", "2", "two GB", ""].map(parseSize)).toEqual([2e9, 512 * 2 ** 20, 1500, 100, undefined, undefined, undefined]);
});
