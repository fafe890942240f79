/** When every history begins. */
export const START_MS = Date.UTC(2026, 10, 22, 12);
