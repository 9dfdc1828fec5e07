import { describe, expect, test } from "vitest";
import { nameProblem } from "../../../actors/download/page-name.ts";
import { fileNameOf, nameTargets, type Page } from "../../../actors/download/target.ts";

const named = (...names: string[]): Page[] => names.map((name) => ({ name, url: `http://host/${name}` }));
const namesOf = (pages: Page[], foldCase = false): string[] => nameTargets(pages, foldCase).map(({ name }) => name);

describe("nameTargets()", () => {
  test.each([
    ["a second page of one name", ["google", "google", "google"], ["google", "google-2", "google-3"]],
    ["one with an extension", ["a.html", "a.html"], ["a.html", "a-2.html"]],
    ["a name with a number that was given later", ["a", "a", "a-2"], ["a", "a-3", "a-2"]],
    ["a name with a number that was given twice", ["a-2", "a", "a", "a-2"], ["a-2", "a", "a-3", "a-2-2"]],
    ["a number that would become another page's file", ["a", "a", "a-2.html"], ["a", "a-3", "a-2.html"]],
    ["a whole name that would become another page's file", ["a.html", "a.html", "a-2"], ["a.html", "a-3.html", "a-2"]],
    ["names that differ by case, where that is a difference", ["A", "a"], ["A", "a"]],
  ])("makes way for %s", (_, given, expected) => {
    expect(namesOf(named(...given))).toEqual(expected);
  });

  test("takes names that differ by case for one where the file system does", () => {
    expect(namesOf(named("A", "a", "b.HTML", "B.html"), true)).toEqual(["A", "a-2", "b.HTML", "B-2.html"]);
  });

  test("makes names from URLs, and these make way for names that were given", () => {
    const pages = [{ url: "http://host/a" }, { url: "http://host/a" }, { name: "host-a", url: "http://other/" }];
    expect(nameTargets(pages, false)).toEqual([
      { name: "host-a-2", url: "http://host/a", hasExtension: false },
      { name: "host-a-3", url: "http://host/a", hasExtension: false },
      { name: "host-a", url: "http://other/" },
    ]);
  });

  test("keeps a host apart from an extension", () => {
    const [target] = nameTargets([{ url: "http://example.com/" }], false);
    expect(fileNameOf(target!, "text/html")).toBe("example.com.html");
  });

  test("gives a spare name to a page that might become another page's file", () => {
    const [open, whole] = nameTargets(named("a", "a.html", "a-2"), false);
    expect(open).toMatchObject({ name: "a", spare: { name: "a-3", insteadOf: [".html"] } });
    expect(fileNameOf(open!, "text/html")).toBe("a-3.html");
    expect(fileNameOf(open!, "image/png")).toBe("a.png");
    expect(fileNameOf(whole!, "image/png")).toBe("a.html");
  });

  test("shortens a name that has no room for its number", () => {
    const long = "日".repeat(80);
    const [first, second] = namesOf(named(long, long));
    expect(first).toBe(long);
    expect(second).toMatch(/^日+-2$/);
    expect(nameProblem(second!)).toBeUndefined();
  });

  test("names ten thousand pages of one name in no time to speak of", () => {
    expect(namesOf(named(...Array.from({ length: 10_000 }, () => "a"))).at(-1)).toBe("a-10000");
  });

  test("never gives two pages one file, whatever their types turn out to be", () => {
    const types = ["text/html", "image/png", undefined];
    for (let seed = 1; seed <= 300; seed++) {
      const random = randomFrom(seed);
      const pick = <T>(items: readonly T[]): T => items[random() % items.length]!;
      const stems = ["a", "A", "a-2", "a-2-2", "h-a", "h", "a.html", "a-2.html", "h-a.png", "a.bin", "h-a-2.html"];
      const urls = ["http://h", "http://h/a", "http://h/a.html", "http://h/a.png", "http://h/a-2"];
      const pages = Array.from({ length: 12 }, (): Page => {
        return random() % 3 === 0 ? { url: pick(urls) } : { name: pick(stems), url: pick(urls) };
      });
      const foldCase = seed % 2 === 0;
      const files = nameTargets(pages, foldCase).map((target) => fileNameOf(target, pick(types)));
      const distinct = new Set(files.map((file) => (foldCase ? file.toLowerCase() : file)));
      expect(distinct.size, `seed ${seed}: ${files.join(" ")}`).toBe(files.length);
    }
  });
});

test.each([
  ["google", "text/html; charset=utf-8", "google.html"],
  ["google.htm", "text/html", "google.htm"],
  ["google.html", "image/png", "google.html"],
  ["google", undefined, "google.bin"],
  [".hidden", "text/plain", ".hidden.txt"],
])("fileNameOf(%j, %j) is %s", (name, contentType, file) => {
  expect(fileNameOf({ name, url: "http://host/" }, contentType)).toBe(file);
});

/** A linear congruential generator: the same numbers on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}
