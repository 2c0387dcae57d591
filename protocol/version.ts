/** Server, session, extension and library agree on this or refuse to talk. */
export const PROTOCOL_VERSION = 1;
