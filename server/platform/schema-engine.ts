/**
 * Prisma's own schema engine, as WebAssembly, so that migrations are recorded exactly as `prisma
 * migrate` records them and no native program has to be downloaded. The engine is one global
 * instance per process: runs on several databases take turns where it must.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { engineAdapter } from './schema-engine-adapter';

type EngineModule = typeof import('@prisma/schema-engine-wasm/schema_engine_bg');
type EngineExports = WebAssembly.Exports & { __wbindgen_start(): void };

/** What the engine calls when Rust panics: the reason would be lost otherwise, as "unreachable". */
const panics = globalThis as typeof globalThis & {
  PRISMA_WASM_PANIC_REGISTRY?: { set_message(message: string): void };
};

let loaded: Promise<EngineModule> | undefined;

/** An engine on the database at `url`. `schema` is the text of schema.prisma. */
export async function openSchemaEngine(
  url: string,
  schema: string,
): Promise<{ engine: SchemaEngine; close(): Promise<void> }> {
  loaded ??= load();
  const { SchemaEngine } = await loaded;
  const adapter = engineAdapter(url);
  const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => undefined, adapter.factory);
  const close = async () => {
    engine.free();
    await adapter.close();
  };
  return { engine, close };
}

async function load(): Promise<EngineModule> {
  const path = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bindings: EngineModule = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  panics.PRISMA_WASM_PANIC_REGISTRY = {
    set_message(message) {
      throw new Error(`Prisma's schema engine failed: ${message}`);
    },
  };
  const wasm = readFileSync(path.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': { ...bindings } });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports as EngineExports).__wbindgen_start();
  return bindings;
}
