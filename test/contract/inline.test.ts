import { describe, test } from "vitest";
import { createSystem } from "troupe";
import { placementContract } from "troupe/testing";

describe("inline", () => {
  placementContract({ createSystem, on: "inline", apart: "inline", crosses: false }, { test });
});
