/** Which Node runs the session. The choice is pure; the probes that look at the machine are handed in. */

export const NEEDED = "20.19";

export interface NodeChoice {
  readonly path: string;
  readonly version: string;
  /** Of VS Code's own: Electron has to be told to be Node. */
  readonly electron: boolean;
}

export interface NodeFailure {
  readonly title: string;
  readonly detail: string;
  readonly link: string;
}

export interface NodeProbes {
  /** The version that a binary reports, or undefined where it cannot be run. */
  versionOf(path: string): Promise<string | undefined>;
  /** The `node` on the login shell's PATH. */
  onPath(): Promise<string | undefined>;
  /** VS Code's own. */
  readonly own: { readonly path: string; readonly version: string; readonly electron: boolean };
}

const link = "https://nodejs.org/en/download";

export function isEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}

/** In order: the setting, the login shell's, VS Code's own. A setting that does not serve is an error: nothing takes its place silently. */
export async function chooseNode(setting: string, probes: NodeProbes): Promise<NodeChoice | NodeFailure> {
  if (setting !== "") {
    const version = await probes.versionOf(setting);
    if (version === undefined)
      return { title: `No Node at ${setting}.`, detail: `The setting bask.session.node names it. Expected a Node ${NEEDED} or newer.`, link };
    if (!isEnough(version))
      return {
        title: `Node ${version} is too old.`,
        detail: `The setting bask.session.node names ${setting}. Expected Node ${NEEDED} or newer, got ${version}.`,
        link,
      };
    return { path: setting, version, electron: false };
  }
  const found = await probes.onPath();
  const version = found === undefined ? undefined : await probes.versionOf(found);
  if (found !== undefined && version !== undefined && isEnough(version)) return { path: found, version, electron: false };
  if (isEnough(probes.own.version)) return { path: probes.own.path, version: probes.own.version, electron: probes.own.electron };
  const got = version === undefined ? "found none on your PATH" : `found ${version} at ${found}`;
  return {
    title: `A session needs Node ${NEEDED} or newer.`,
    detail: `Bask ${got}, and the editor's own is ${probes.own.version}. Install Node, or name one in the setting bask.session.node.`,
    link,
  };
}
