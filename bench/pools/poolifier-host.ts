// The other side of poolifier.ts.
import { ThreadWorker, type TaskFunctions } from "poolifier";
import { add, countPrimes, incrementAll, weigh } from "./tasks.ts";

const tasks: unknown = { add, countPrimes, incrementAll, weigh };

// In its types all tasks of a worker take the same.
export default new ThreadWorker(tasks as TaskFunctions);
