/** What a broken promise looks like: its name in the list of promises, and the facts. */
export interface Violation {
  /** S1 to S17, L1 to L5. */
  readonly promise: string;
  readonly text: string;
  readonly atMs: number;
}

export type Report = (promise: string, text: string) => void;
