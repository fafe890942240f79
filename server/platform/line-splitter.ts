/** Cuts a stream's chunks into lines. A line without an end is cut at 64 KiB: binary output must not fill the memory. */
const LONGEST_LINE = 64 * 1024;

export function lineSplitter(onLine: (line: string) => void): { take(chunk: string): void; flush(): void } {
  let rest = '';
  const flush = () => {
    const line = rest;
    rest = '';
    if (line !== '') onLine(line);
  };
  return {
    take(chunk) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
      if (rest.length > LONGEST_LINE) flush();
    },
    flush,
  };
}
