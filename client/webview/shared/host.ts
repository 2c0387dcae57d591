/** The extension behind the page: messages both ways, the state that survives a hidden page, errors to the extension's log. */
import type { FromView, ToView } from "../../../protocol/view.ts";

interface Api {
  postMessage(message: FromView): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): Api;

const api = acquireVsCodeApi();

export const post = (message: FromView): void => api.postMessage(message);
export const saved = <T>(): Partial<T> => (api.getState() as Partial<T> | undefined) ?? {};
export const save = (state: object): void => api.setState(state);

export const report = (error: unknown): void =>
  post({ type: "problem", message: error instanceof Error ? error.message : String(error), stack: error instanceof Error ? (error.stack ?? "") : "" });

/** Starts listening and says that the page is up. */
export function connect(receive: (message: ToView) => void): void {
  addEventListener("error", event => report(event.error ?? event.message));
  addEventListener("unhandledrejection", event => report(event.reason));
  addEventListener("message", (event: MessageEvent<ToView>) => {
    try {
      receive(event.data);
    } catch (error) {
      report(error);
    }
  });
  post({ type: "ready" });
}
