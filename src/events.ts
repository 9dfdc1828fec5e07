import { getEventListeners, setMaxListeners } from "node:events";
import type { EventSink, SystemEvent, SystemEventData, SystemEventName } from "./core/events.ts";
import { showError } from "./show-error.ts";

/** What hears events: a function, or an object that has one. */
export type SystemEventListener<Heard extends Event> =
  | ((event: Heard) => void)
  | { readonly handleEvent: (event: Heard) => void };

/** What the platform's `EventTarget` takes; a `signal` that is aborted takes the listener off. */
export interface ListenOptions {
  readonly capture?: boolean;
  readonly once?: boolean;
  readonly passive?: boolean;
  readonly signal?: AbortSignal;
}

/** A web `EventTarget` that knows the events of its own by their names. */
export interface SystemEventTarget {
  /**
   * Listens to the system, or under another name to events of the user's own.
   *
   * What a listener throws harms neither the system nor other listeners: Node reports it as an uncaught exception.
   *
   * @example
   * system.addEventListener("crash", ({ actor, error }) => console.log(actor, error.message));
   * const [{ exit }] = await once(system, "exit"); // of node:events
   */
  addEventListener<Name extends SystemEventName>(
    name: Name,
    listener: SystemEventListener<SystemEvent<Name>> | null,
    options?: ListenOptions | boolean,
  ): void;
  addEventListener(name: string, listener: SystemEventListener<Event> | null, options?: ListenOptions | boolean): void;

  removeEventListener<Name extends SystemEventName>(
    name: Name,
    listener: SystemEventListener<SystemEvent<Name>> | null,
    options?: Pick<ListenOptions, "capture"> | boolean,
  ): void;
  removeEventListener(
    name: string,
    listener: SystemEventListener<Event> | null,
    options?: Pick<ListenOptions, "capture"> | boolean,
  ): void;

  /** Gives an event of the user's own to those who listen. It has no number, and its `target` is not the system. */
  dispatchEvent(event: Event): boolean;
}

/** Gets every event of a system, before any listener. */
export type EventObserver = <Name extends SystemEventName>(name: Name, data: SystemEventData[Name]) => void;

/** Where the events of a system come together: each becomes a web `Event`, numbered in the order they came. */
export class EventHub implements EventSink {
  /** Does the work of the system's own methods, so it is handed what they are given, as it is. */
  readonly inner: EventTarget = new EventTarget();
  readonly #observe: EventObserver;
  readonly #target: PropertyDescriptor;
  readonly #currentTarget: PropertyDescriptor;
  #number = 0;

  /** `outer` is what listeners know as the target. */
  constructor(outer: object, observe: EventObserver) {
    this.#observe = observe;
    this.#target = { value: outer };
    this.#currentTarget = {
      get(this: Event) {
        const isUnderWay = this.eventPhase !== 0;
        return isUnderWay ? outer : null;
      },
    };
    setMaxListeners(0, this.inner); // whoever has many could not say so: Node raises this for targets of its own alone
  }

  emit<Name extends SystemEventName>(name: Name, data: SystemEventData[Name]): void {
    const number = ++this.#number;
    try {
      this.#observe(name, data);
    } catch (error) {
      console.error(`troupe: an event "${name}" could not be logged: ${showError(error)}`);
    }
    if (getEventListeners(this.inner, name).length === 0) return; // an event object would be made for nothing
    const event = Object.assign(new Event(name), data, { number });
    Object.defineProperty(event, "target", this.#target);
    Object.defineProperty(event, "currentTarget", this.#currentTarget);
    this.inner.dispatchEvent(event);
  }
}
