import type { Job, JobStatus } from "../core/pool.ts";
import { show } from "../core/show.ts";
import type { Ticket } from "./ticket.ts";

/** What `console.log` calls. */
const inspect = Symbol.for("nodejs.util.inspect.custom");

/** Set by the class: what it stands for is Troupe's own affair. */
let readTicket: (job: JobHandle<unknown>) => Ticket;

/** What a job of any pool stands for; undefined for what is no job. */
export function ticketOf(job: unknown): Ticket | undefined {
  return job instanceof JobHandle ? readTicket(job) : undefined;
}

/** The one implementation of {@link Job}: a view of a ticket. */
export class JobHandle<Reply> implements Job<Reply> {
  static {
    readTicket = (job) => job.#ticket;
    const shown = function (this: JobHandle<unknown>): string {
      return `Job { type: ${show(this.#ticket.type)}, status: ${show(this.status)} }`;
    };
    Object.defineProperty(JobHandle.prototype, inspect, { value: shown });
  }

  readonly #ticket: Ticket;

  constructor(ticket: Ticket) {
    this.#ticket = ticket;
  }

  get [Symbol.toStringTag](): string {
    return "Job";
  }

  get status(): JobStatus {
    return this.#ticket.status;
  }

  cancel(): boolean {
    return this.#ticket.cancel();
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise
  then<Kept = Reply, Caught = never>(
    onfulfilled?: ((reply: Reply) => Kept | PromiseLike<Kept>) | null,
    // oxlint-disable-next-line typescript/no-explicit-any -- as every promise has it
    onrejected?: ((reason: any) => Caught | PromiseLike<Caught>) | null,
  ): Promise<Kept | Caught> {
    return this.#promise.then(onfulfilled, onrejected);
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- as every promise has it
  catch<Caught = never>(onrejected?: ((reason: any) => Caught | PromiseLike<Caught>) | null): Promise<Reply | Caught> {
    return this.#promise.catch(onrejected);
  }

  finally(onfinally?: (() => void) | null): Promise<Reply> {
    return this.#promise.finally(onfinally);
  }

  get #promise(): Promise<Reply> {
    return this.#ticket.promise as Promise<Reply>;
  }
}
