import * as adapter from "comlink/dist/umd/node-adapter.js";

/** Comlink's way to a thread. Its types say that the function is one `default` further down, where it is not in Node. */
export const nodeEndpoint = adapter.default as unknown as typeof adapter.default.default;
