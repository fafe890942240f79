/** Where the store under test is, for a test: set by start-store.ts before any test runs. */

export interface StoreUnderTest {
  readonly east: string;
  readonly west: string;
  readonly sandbox: string;
  readonly drills: string;
  readonly dataDir: string;
}

export function storeUnderTest(): StoreUnderTest {
  const at = (name: string): string => {
    const value = process.env[`STORE_${name}`];
    if (!value) throw new Error(`STORE_${name} is not set: run the browser tests with npm test -- --only browser`);
    return value;
  };
  return { east: at('EAST'), west: at('WEST'), sandbox: at('SANDBOX'), drills: at('DRILLS'), dataDir: at('DATA_DIR') };
}
