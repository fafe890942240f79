/**
 * Two network namespaces, one for each region, a wire between them and one from each to here: the provider and the customers are here.
 * Each command is `ip`; the machine must allow it.
 */
import { execFileSync } from 'node:child_process';

const ip = (...words: string[]): void => {
  execFileSync('ip', words, { stdio: 'pipe' });
};

export const NAMESPACES = { east: 'evident-east', west: 'evident-west' } as const;
type Side = keyof typeof NAMESPACES;

/** Where this machine meets each region, and where the regions meet each other. */
export const ADDRESS = {
  east: { here: '10.241.1.1', region: '10.241.1.2', wire: '10.241.3.1' },
  west: { here: '10.241.2.1', region: '10.241.2.2', wire: '10.241.3.2' },
} as const;

/** Whether the machine lets us make namespaces. */
export function namespacesAllowed(): boolean {
  try {
    ip('netns', 'add', 'evident-probe');
    ip('netns', 'del', 'evident-probe');
    return true;
  } catch {
    return false;
  }
}

export function makeNamespaces(): void {
  removeNamespaces();
  for (const side of ['east', 'west'] as const) {
    const [name, { here, region }] = [NAMESPACES[side], ADDRESS[side]];
    const [outer, inner] = [`ev-${side}-o`, `ev-${side}-i`];
    ip('netns', 'add', name);
    ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', name);
    ip('addr', 'add', `${here}/24`, 'dev', outer);
    ip('link', 'set', outer, 'up');
    ip('-n', name, 'addr', 'add', `${region}/24`, 'dev', inner);
    ip('-n', name, 'link', 'set', inner, 'up');
    ip('-n', name, 'link', 'set', 'lo', 'up');
  }
  const { east, west } = NAMESPACES;
  ip('-n', east, 'link', 'add', 'ev-wire', 'type', 'veth', 'peer', 'name', 'ev-wire', 'netns', west);
  for (const side of ['east', 'west'] as const) {
    ip('-n', NAMESPACES[side], 'addr', 'add', `${ADDRESS[side].wire}/24`, 'dev', 'ev-wire');
    ip('-n', NAMESPACES[side], 'link', 'set', 'ev-wire', 'up');
  }
}

export function removeNamespaces(): void {
  for (const name of Object.values(NAMESPACES))
    try {
      ip('netns', 'del', name);
    } catch {
      // it was not there
    }
}

/** Pulls the wire between the regions, or puts it back. */
export const setWire = (position: 'up' | 'down'): void => ip('-n', NAMESPACES.east, 'link', 'set', 'ev-wire', position);

/** Whatever `side` sends to the other region is dropped without a word; what the other sends still arrives. */
export function dropAnswersOf(side: Side, dropped: boolean): void {
  const other = ADDRESS[side === 'east' ? 'west' : 'east'].wire;
  ip('-n', NAMESPACES[side], 'route', dropped ? 'add' : 'del', 'blackhole', `${other}/32`);
}
