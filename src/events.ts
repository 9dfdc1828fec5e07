import type { EventSink, SystemEvent, SystemEventData, SystemEventName } from "./core/events.ts";

/** Gets every event of a system, before any listener. */
export type EventObserver = <Name extends SystemEventName>(name: Name, data: SystemEventData[Name]) => void;

/** Where the events of a system come together: each becomes a web `Event`, numbered in the order they came. */
export class EventHub implements EventSink {
  readonly target: EventTarget = new EventTarget();
  readonly #observe: EventObserver;
  readonly #wanted = new Set<string>();
  #number = 0;

  constructor(observe: EventObserver) {
    this.#observe = observe;
  }

  emit<Name extends SystemEventName>(name: Name, data: SystemEventData[Name]): void {
    this.#number += 1;
    try {
      this.#observe(name, data);
    } catch (error) {
      console.error(`troupe: an event "${name}" could not be logged`, error); // an error whose message throws, say
    }
    if (!this.#wanted.has(name)) return; // nobody has ever listened: an event object would be made for nothing
    this.target.dispatchEvent(Object.assign(new Event(name), data, { number: this.#number }));
  }

  add<Name extends SystemEventName>(
    name: Name,
    listener: (event: SystemEvent<Name>) => void,
    options?: { readonly once?: boolean; readonly signal?: AbortSignal },
  ): void {
    this.#wanted.add(name);
    this.target.addEventListener(name, listener as (event: Event) => void, options);
  }

  remove<Name extends SystemEventName>(name: Name, listener: (event: SystemEvent<Name>) => void): void {
    this.target.removeEventListener(name, listener as (event: Event) => void);
  }
}
