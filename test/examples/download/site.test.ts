import { expect, test, vi } from "vitest";
import { serveSite } from "../../../examples/download/site.ts";

test("serveSite() says where it is and serves the four pages of the article", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => {});
  const pages = await serveSite();
  expect(pages.map(({ name }) => name)).toEqual(["google", "reddit", "ebay", "bbc"]);
  expect(said.mock.calls.join()).toContain(new URL(pages[0]!.url).host);
  for (const { name, url } of pages) {
    const answer = await fetch(url);
    expect(answer.headers.get("content-type")).toContain("text/html");
    expect(await answer.text()).toContain(`<h1>${name}</h1>`);
  }
  expect((await fetch(new URL("/other", pages[0]!.url))).status).toBe(404);
});
