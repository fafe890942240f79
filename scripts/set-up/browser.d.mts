/** The program's path; null where there is none. */
export function findChromium(path?: string): string | null;
export function installBrowser(): Promise<void>;
