import { defineActor, type ActorDefinition, type ActorRef } from "../../../mod.ts";

/** What hears the notes of other actors, for a test to look at. It lives on the test's own host. */
export type ProbeProtocol = {
  note: (value: unknown) => void;
  /** Replies when all notes that came before have been heard. */
  sync: () => void;
};

export type ProbeRef = ActorRef<ProbeProtocol>;

export const probe: ActorDefinition<(value: unknown) => void, ProbeProtocol, never, undefined> = defineActor({
  name: "probe",
  init: (listener: (value: unknown) => void) => listener,
  receive: {
    note({ state }, value: unknown) {
      state(value);
    },
    sync() {},
  },
});
