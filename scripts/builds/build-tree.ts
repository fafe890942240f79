/**
 * The files of a build in a folder of their own, able to run beside another build: of a commit in the history, or as they stand here.
 * They run on this clone's packages. Next is a stand-in that has no pages: a web process is then its API, and needs no build of pages.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inheritedEnvironment } from '../../server/config';
import { PROJECT } from '../../server/platform/node-process';
import { previousRelease } from '../../server/platform/previous-release';

/** What a web and a worker process are made of. */
const PARTS = ['server', 'prisma', 'scripts', 'docs', 'package.json', 'tsconfig.json', 'prisma.config.ts'];

const NO_PAGES = `export default () => ({
  prepare: async () => undefined,
  getRequestHandler: () => async (request, response) => { response.writeHead(404).end(); },
});\n`;

export interface BuildTree {
  readonly folder: string;
  remove(): void;
}

/** The build that may be running while this one is deployed; with the reason where its files cannot be had. */
export function previousBuild(): { readonly commit: string; readonly missing: string | null } {
  const { commit } = previousRelease();
  const known = spawnSync('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: PROJECT });
  const missing = known.status === 0 ? null : `the history of this clone does not hold ${commit.slice(0, 12)}`;
  return { commit, missing };
}

export function treeOfCommit(commit: string): BuildTree {
  return makeTree((folder) => {
    const archive = execFileSync('git', ['archive', '--format=tar', commit], { cwd: PROJECT, maxBuffer: 2 ** 28 });
    execFileSync('tar', ['-x', '-C', folder], { input: archive });
  });
}

export function treeOfHere(): BuildTree {
  return makeTree((folder) => {
    for (const part of PARTS) cpSync(join(PROJECT, part), join(folder, part), { recursive: true });
  });
}

function makeTree(fill: (folder: string) => void): BuildTree {
  const folder = mkdtempSync(join(tmpdir(), 'evident-build-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    fill(folder);
    const [here, packages] = [join(PROJECT, 'node_modules'), join(folder, 'node_modules')];
    mkdirSync(packages);
    for (const name of readdirSync(here)) if (name !== 'next') symlinkSync(join(here, name), join(packages, name));
    mkdirSync(join(packages, 'next'));
    writeFileSync(join(packages, 'next/package.json'), '{"name":"next","type":"module","exports":"./index.js"}');
    writeFileSync(join(packages, 'next/index.js'), NO_PAGES);
    // its own records' client, from its own schema
    if (!existsSync(join(folder, 'prisma/generated')))
      execFileSync(process.execPath, ['scripts/prisma-generate.mjs'], {
        cwd: folder,
        env: inheritedEnvironment() as NodeJS.ProcessEnv,
      });
    return { folder, remove };
  } catch (error) {
    remove();
    throw error;
  }
}
