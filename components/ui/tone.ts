/** Colour means state and nothing else: these six are all there are, set by `data-tone` on a parent. */
export const TONES = ['neutral', 'blue', 'amber', 'green', 'violet', 'red'] as const;

export type Tone = (typeof TONES)[number];
