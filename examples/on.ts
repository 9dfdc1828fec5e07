// Where the workers of an example run: --on inline|thread|process.
export const places = ["inline", "thread", "process"] as const;

export type Place = (typeof places)[number];

/** The word of that name; one that is none ends the program. */
export function placeOf(word: string): Place {
  const place = places.find((known) => known === word);
  if (place !== undefined) return place;
  console.error(`--on is ${places.map((known) => `"${known}"`).join(", ")}, not "${word}"`);
  process.exit(2);
}
