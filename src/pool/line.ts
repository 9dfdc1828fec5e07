/** First in, first out, as a chain: any number of them costs the same, and one can be put between two. */
export class Line<Link extends { next: Link | undefined }> {
  #first: Link | undefined = undefined;
  #last: Link | undefined = undefined;

  get first(): Link | undefined {
    return this.#first;
  }

  add(link: Link): void {
    if (this.#last === undefined) this.#first = link;
    else this.#last.next = link;
    this.#last = link;
  }

  /** Puts one right behind another one that is there. */
  addBehind(link: Link, before: Link): void {
    link.next = before.next;
    before.next = link;
    if (this.#last === before) this.#last = link;
  }

  takeFirst(): Link | undefined {
    const link = this.#first;
    if (link === undefined) return undefined;
    this.#first = link.next;
    link.next = undefined;
    if (this.#first === undefined) this.#last = undefined;
    return link;
  }

  clear(): void {
    this.#first = this.#last = undefined;
  }
}
