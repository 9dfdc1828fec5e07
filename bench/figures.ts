/** What several rounds said. */
export interface Figure {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function figureOf(rounds: readonly number[]): Figure {
  return { median: medianOf(rounds), least: Math.min(...rounds), most: Math.max(...rounds) };
}

export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((some, other) => some - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}
