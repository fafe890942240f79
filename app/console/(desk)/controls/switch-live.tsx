'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ControlAsk } from '@/components/operations/control-ask';
import { ControlRow } from '@/components/operations/control-row';
import { aboutRate, type Impact, switchWords } from '@/components/operations/control-sentence';
import { type Outputs, useTRPC } from '@/components/trpc';
import { type Control, type ControlValue, inForce } from '@/server/domain/control';
import { controlTitle, positionWords } from '@/server/domain/control-words';
import type { Mode } from '@/server/domain/degraded-mode';
import { useClick } from '../reconciliation/use-click';
import { changeOf } from './control-change';

type Switch = Outputs['onCall']['controls']['view']['switches'][number];
type Rates = Outputs['onCall']['controls']['impact'];

interface SwitchLiveProps {
  readonly facts: Switch;
  readonly modes: readonly Mode[];
  /** Null while they are being read. */
  readonly rates: Rates | null;
  readonly nowMs: number;
  readonly refused: string | null;
  readonly isOpen: boolean;
  /** Where an undo takes it; null: the usual other position. */
  readonly undo: ControlValue | null;
  readonly open: () => void;
  readonly close: () => void;
}

/** One switch with its procedure: the row, and what is asked before it is set. */
export function SwitchLive({ close, facts, isOpen, modes, nowMs, open, rates, refused, undo }: SwitchLiveProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const click = useClick('/console/controls', () =>
    queries.invalidateQueries({ queryKey: trpc.onCall.controls.view.queryKey() }),
  );
  const set = useMutation(
    trpc.onCall.controls.set.mutationOptions({
      ...click.heard,
      onSuccess(result) {
        click.heard.onSuccess(result);
        if (result.kind === 'done') close();
      },
    }),
  );
  const { control, value, version } = facts;
  const impact = impactOf(control, rates ?? []);
  const words = switchWords(facts, modes, impact, nowMs);
  const next = undo ?? otherPosition(value, nowMs);
  const acks = facts.acknowledged.map(({ is, lastKnown, region }) => ({
    region,
    is,
    lastKnown: lastKnown === null ? null : positionWords(control, lastKnown, nowMs),
  }));
  const ask = (
    <ControlAsk
      before={`${words.title}: ${positionWords(control, value, nowMs)}.`}
      after={afterWords(control, next, impact, nowMs)}
      unchanged={UNCHANGED[control.kind]}
      verb={verbOf(control, next)}
      next={next}
      nowMs={nowMs}
      isSending={set.isPending}
      result={click.result}
      send={({ reason, value: asked }) =>
        set.mutate({ change: changeOf(control, asked), expectedVersion: version, reason, operationId: click.id })
      }
      close={close}
    />
  );
  return (
    <ControlRow
      words={words}
      isCounted={rates === null && isCounted(control)}
      acks={acks}
      nowMs={nowMs}
      refused={refused}
      isOpen={isOpen}
      toggle={open}
      ask={ask}
    />
  );
}

const UNCHANGED: Readonly<Record<Control['kind'], string>> = {
  pause: 'Carts, intents, status and reconciliation; operations already open are followed to their outcome.',
  ramp: 'Pauses, and what the provider’s own limits refuse; operations already open are followed to their outcome.',
  shed: 'Payments, orders and their states; what was shed is not made up later, except for email.',
};

function otherPosition(value: ControlValue, nowMs: number): ControlValue {
  switch (value.kind) {
    case 'pause':
      return { kind: 'pause', paused: !inForce(value, nowMs), untilMs: null };
    case 'ramp':
      return value.percent < 100 ? { kind: 'ramp', percent: 100 } : { kind: 'ramp', percent: 50 };
    case 'shed':
      return { kind: 'shed', shed: !value.shed };
    default:
      return value satisfies never;
  }
}

/** A product's are not. */
const isCounted = (control: Control): boolean => control.kind === 'pause' && control.scope.kind !== 'product';

/** Attempts of the regions and ways to pay that the switch touches. */
function impactOf(control: Control, rates: Rates): Impact {
  if (control.kind !== 'pause' || control.scope.kind === 'product') return { perMinute: null, without: null };
  const { scope } = control;
  const touched = rates.filter(({ region }) => scope.kind !== 'region' || region === scope.region);
  const known = touched.flatMap(({ rates: each }) => (each === null ? [] : [each]));
  if (known.length === 0) return { perMinute: null, without: null };
  const perMinute = known.reduce(
    (sum, each) => sum + (scope.kind === 'method' ? (each.byMethod[scope.method] ?? 0) : each.perMinute),
    0,
  );
  return { perMinute, without: touched.find(({ rates: each }) => each === null)?.region ?? null };
}

function afterWords(control: Control, next: ControlValue, { perMinute }: Impact, nowMs: number): string {
  const title = controlTitle(control);
  if (next.kind === 'pause' && next.paused)
    return perMinute === null
      ? 'Attempts are answered payment_unavailable; the intent is kept for 30 minutes.'
      : `${aboutRate(perMinute)} a minute will be answered payment_unavailable; the intent is kept for 30 minutes.`;
  if (next.kind === 'pause')
    return perMinute === null
      ? 'Attempts are let in again, as far as the other switches allow.'
      : `${aboutRate(perMinute)} a minute are let in again, as far as the other switches allow.`;
  if (next.kind === 'ramp')
    return 'The rest of the attempts is answered payment_unavailable with Retry-After; degraded mode may hold it lower.';
  return `${title}: ${positionWords(control, next, nowMs)}.`;
}

function verbOf(control: Control, next: ControlValue): string {
  const title = controlTitle(control);
  switch (next.kind) {
    case 'pause':
      return `${next.paused ? 'Pause' : 'Resume'} ${pausedSubject(control, title)}`;
    case 'ramp':
      return 'Set the limit';
    case 'shed':
      return next.shed ? `Shed ${title.toLowerCase()}` : `Make ${title.toLowerCase()} again`;
    default:
      return next satisfies never;
  }
}

function pausedSubject(control: Control, title: string): string {
  if (control.kind !== 'pause') return title;
  switch (control.scope.kind) {
    case 'all':
      return 'all payment attempts';
    case 'region':
      return `payment attempts in ${control.scope.region}`;
    case 'method':
      return `payments by ${title.toLowerCase()}`;
    case 'product':
      return `payments for ${control.scope.sku}`;
    default:
      return control.scope satisfies never;
  }
}
