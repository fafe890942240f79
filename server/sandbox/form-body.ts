/**
 * Reads Stripe's form encoding (`metadata[payment_operation]=x`, `expand[0]=y`) into plain values. A hostile body
 * can neither reach a prototype nor grow without limit.
 */
export type FormValue = string | FormValue[] | { [name: string]: FormValue };
export type FormFields = { [name: string]: FormValue };

const MOST_PAIRS = 300;
const DEEPEST = 5;
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** Null when the text is not such a form. */
export function parseForm(text: string): FormFields | null {
  const root = emptyNode();
  let pairs = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    pairs += 1;
    const path = pathOf(name);
    if (pairs > MOST_PAIRS || path === null || !place(root, path, value)) return null;
  }
  return closeObject(root);
}

type Node = Map<string, Node | string>;
const emptyNode = (): Node => new Map();

function pathOf(name: string): string[] | null {
  const [, head, rest] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name) ?? [];
  if (head === undefined || rest === undefined) return null;
  const path = rest === '' ? [head] : [head, ...rest.slice(1, -1).split('][')];
  return path.length > DEEPEST || path.some((part) => FORBIDDEN.has(part)) ? null : path;
}

function place(root: Node, path: string[], value: string): boolean {
  let node = root;
  for (const [depth, part] of path.entries()) {
    // `a[]=x&a[]=y`: an empty part means the next place in the list.
    const name = part === '' ? String(node.size) : part;
    if (depth === path.length - 1) {
      if (node.get(name) instanceof Map) return false;
      node.set(name, value);
      return true;
    }
    const next = node.get(name) ?? emptyNode();
    if (typeof next === 'string') return false;
    node.set(name, next);
    node = next;
  }
  return false;
}

const closeObject = (node: Node): FormFields =>
  Object.fromEntries([...node].map(([name, value]) => [name, typeof value === 'string' ? value : close(value)]));

function close(node: Node): FormValue {
  const isList = [...node.keys()].every((name, index) => name === String(index));
  return isList ? Object.values(closeObject(node)) : closeObject(node);
}
