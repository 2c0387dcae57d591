/**
 * Stops at once, in words, on a Node that cannot run Bask. Imported first by every script, and written in old syntax
 * on purpose, so that an old Node can still read it.
 */
const need = [20, 19];
const have = process.versions.node.split(".").map(Number);
if (have[0] < need[0] || (have[0] === need[0] && have[1] < need[1])) {
  console.error(
    "Bask needs Node " +
      need.join(".") +
      " or newer; this is Node " +
      process.versions.node +
      " (" +
      process.execPath +
      ").\n" +
      "Install a newer one from https://nodejs.org, or with a version manager: nvm install 22",
  );
  process.exit(1);
}
