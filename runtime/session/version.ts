/** The version of this copy of Bask; the build puts the manifest's number here. */

declare const BASK_VERSION: string | undefined;
export const version: string = typeof BASK_VERSION === "string" ? BASK_VERSION : "0.1.0";
