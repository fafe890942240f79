/** What a person sees while things start: one short line for each thing that is ready, with how long it took. */

export interface Progress {
  /** Runs `work` and says it is done, with its duration. A failure is left to whoever reports it. */
  step<T>(label: string, work: () => Promise<T> | T): Promise<T>;
  note(text: string): void;
  warn(text: string): void;
}

export function consoleProgress(write: (line: string) => void = (line) => process.stdout.write(`${line}\n`)): Progress {
  return {
    async step(label, work) {
      const started = performance.now();
      const result = await work();
      write(`✓ ${label} (${formatSeconds(performance.now() - started)})`);
      return result;
    },
    note: (text) => write(`· ${text}`),
    warn: (text) => write(`! ${text}`),
  };
}

export function formatSeconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}
