// The other side of comlink.ts.
import { parentPort } from "node:worker_threads";
import { expose } from "comlink";
import { nodeEndpoint } from "./node-endpoint.ts";
import * as tasks from "./tasks.ts";

if (parentPort !== null) expose({ ...tasks }, nodeEndpoint(parentPort));
