/** Where a host notes handlers that it has let go while they still ran: nothing can end those. */
export interface Strays {
  /** Notes that one, for whoever wonders what keeps the process alive; returns what to call when it has returned. */
  add(actor: string, handler: string): () => void;
}
