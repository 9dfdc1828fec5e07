import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { createSystem, type System } from "troupe";

/** What each test of a file has of its own: a system with real hosts, and a folder that they all see. */
export interface Workshop {
  readonly system: System;
  readonly folder: string;
}

/** With so many threads and processes to share; whatever a test leaves there is ended after it. */
export function useWorkshop(hosts: number): Workshop {
  let system: System;
  let folder: string;
  beforeEach(() => {
    system = createSystem({ threads: hosts, processes: hosts, log: false });
    folder = mkdtempSync(join(tmpdir(), "troupe-test-"));
  });
  afterEach(async () => {
    await system.stop({ timeoutMs: 4_000 }); // what had to be killed, after 5 s, would fail
    rmSync(folder, { recursive: true });
  });
  return {
    get system() {
      return system;
    },
    get folder() {
      return folder;
    },
  };
}
