import { expect, test } from "vitest";
import { defineActor, type ActorRef } from "troupe";
import { createTestSystem } from "troupe/testing";

interface Seats {
  book: (who: string) => boolean;
}

const seats = defineActor({
  name: "seats",
  init: (free: number) => ({ free }),
  receive: {
    book({ state }, _who: string) {
      if (state.free === 0) return false;
      state.free -= 1;
      return true;
    },
  },
});

const guest = defineActor({
  name: "guest",
  module: import.meta.url,
  init: (hall: ActorRef<Seats>) => hall,
  receive: {
    come: ({ state, self }) => state.ask("book", self.name),
  },
});

test.each([1, 2, 3, 4, 5])("seats are never booked twice, in whatever order guests come (seed %i)", async (seed) => {
  await using system = createTestSystem({ seed, threads: 3 });
  const hall = await system.spawn(seats, { args: 2 });
  const guests = await Promise.all([1, 2, 3, 4].map(() => system.spawn(guest, { args: hall, on: "thread" })));

  const booked = await Promise.all(guests.map((ref) => ref.ask("come")));
  expect(booked.filter((isBooked) => isBooked)).toHaveLength(2);
});
