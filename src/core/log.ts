/** Where an actor writes what a person may read; a `console` is one. */
export interface Log {
  debug(this: void, message: string, ...details: unknown[]): void;
  info(this: void, message: string, ...details: unknown[]): void;
  warn(this: void, message: string, ...details: unknown[]): void;
  error(this: void, message: string, ...details: unknown[]): void;
}

export type LogLevel = keyof Log;

export const logLevels: readonly LogLevel[] = ["debug", "info", "warn", "error"];
