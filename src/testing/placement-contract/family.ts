import type { Child, SystemEventData } from "../../mod.ts";
import { director } from "./actors/director.ts";
import type { MemberArgs, MemberProtocol, MemberWords } from "./actors/member-protocol.ts";
import { members } from "./actors/member.ts";
import type { Stage } from "./stage.ts";

/** Says what becomes of a line that a member waits with: the answer, a promise of it, or an error. `nth` is 1 when it comes first. */
export type Directions = (line: string, nth: number) => unknown;

/** Actors that do nothing without asking the test. */
export interface Family {
  /** All that its members have said, in order. */
  readonly lines: readonly string[];
  /** How often that has been said. */
  readonly count: (line: string) => number;
  /** Resolves when that line has come so many times. */
  readonly until: (line: string, times?: number) => Promise<void>;
  /** Resolves with the lines that have come since the last call. */
  readonly news: () => Promise<readonly string[]>;
  /** A child of a member; its name begins its lines. */
  readonly member: (name: string, more?: Partial<MemberWords>, args?: Partial<MemberArgs>) => MemberWords;
  /** A child of the system. */
  readonly spawn: (words: MemberWords) => Promise<Child<MemberProtocol>>;
  /** What was decided about crashes, as `name decision message`, in order. */
  readonly decisions: () => readonly string[];
}

export async function openFamily(stage: Stage, direct: Directions = () => undefined): Promise<Family> {
  const lines: string[] = [];
  const looks = new Set<() => void>();
  let read = 0;
  const count = (line: string): number => lines.filter((its) => its === line).length;
  const ref = await stage.system.spawn(director, {
    args(line) {
      lines.push(line);
      for (const look of looks) look();
      return direct(line, count(line));
    },
  });
  return {
    lines,
    count,
    until: (line, times = 1) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (count(line) < times) return;
          looks.delete(look);
          resolve();
        };
        looks.add(look);
        look();
      }),
    async news() {
      await ref.ask("cue", "sync"); // behind what was told from this host
      const news = lines.slice(read).filter((line) => line !== "sync");
      read = lines.length;
      return news;
    },
    member: (name, more = {}, args = {}) => ({
      name,
      on: stage.placement.on,
      ...more,
      args: { label: name, director: ref, ...args },
    }),
    spawn: ({ like = "member", ...options }) => stage.system.spawn(members[like], options),
    decisions: () =>
      stage
        .events("crash")
        .map(({ actor, decision, error }: SystemEventData["crash"]) => `${nameOf(actor)} ${decision} ${error.message}`),
  };
}

/** A promise that a test keeps open. */
export interface Hold {
  readonly over: Promise<unknown>;
  readonly release: (value?: unknown) => void;
}

export function createHold(): Hold {
  let release!: (value?: unknown) => void;
  const over = new Promise<unknown>((resolve) => (release = resolve));
  return { over, release };
}

/** The last name of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
