/**
 * How an actor ended, as data.
 *
 * `done`: by itself, with a value. `stopped`: it was asked to. `killed`: nothing was awaited. `crashed`: with the error
 * that it could not be restarted from.
 */
export type Exit<Result = unknown> =
  | { readonly kind: "done"; readonly value: Result }
  | { readonly kind: "stopped" }
  | { readonly kind: "killed" }
  | { readonly kind: "crashed"; readonly error: Error };

/** How an actor ended, as its watchers are told: `gone` if it did so too long ago for its supervisor to remember how. */
export type WatchedExit = Exit | { readonly kind: "gone" };
