/** One polite voice for a page: start, each tenth of a long run, end, error. Never every task. */
let region: HTMLElement | undefined;
let last = "";

export function announce(text: string): void {
  if (text === last) return;
  last = text;
  if (region === undefined) {
    region = document.createElement("div");
    region.className = "hidden";
    region.setAttribute("aria-live", "polite");
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = text;
}
