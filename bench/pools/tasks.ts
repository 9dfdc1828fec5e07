// What every pool is given to do. piscina and tinypool take the file itself.

export interface Two {
  a: number;
  b: number;
}

export function add({ a, b }: Two): number {
  return a + b;
}

/** How long it is, and proof that what is at its end has come too. */
export function weigh(bytes: Uint8Array): number {
  return bytes.length + (bytes.at(-1) ?? NaN);
}

export function countPrimes(limit: number): number {
  let count = 0;
  for (let candidate = 2; candidate < limit; candidate++) if (isPrime(candidate)) count += 1;
  return count;
}

/** One item of a map. */
export function increment(item: number): number {
  return item + 1;
}

/** A batch of them, for a pool that has no map. */
export function incrementAll(items: number[]): number[] {
  return items.map(increment);
}

function isPrime(candidate: number): boolean {
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) return false;
  return true;
}
