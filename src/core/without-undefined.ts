/** A member that is undefined counts as left out: an option must not hide its default, and a variable is unset. */
export function withoutUndefined<Given extends object>(given: Given): Partial<Given> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<Given>;
}
