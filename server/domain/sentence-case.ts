/** What begins a sentence begins with a capital, a region's name too. */
export const sentenceCase = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
