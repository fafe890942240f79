'use client';

import { NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import { formatInstant } from '@/components/ui/format-time';
import { CONSOLE_ZONE } from '@/components/ui/time';
import type { ActionResult } from '@/server/domain/action-result';
import type { ControlValue } from '@/server/domain/control';
import { AskPanel } from './ask-panel';

export interface Asked {
  readonly value: ControlValue;
  readonly reason: string;
}

interface ControlAskProps {
  readonly before: string;
  /** What will be, with its number: "About 12 attempts a minute are answered payment_unavailable; the intent is kept." */
  readonly after: string;
  readonly unchanged: string;
  /** The button: "Pause payments by cards". */
  readonly verb: string;
  /** Where the switch will stand; a pause may get an end, a ramp its number. */
  readonly next: ControlValue;
  readonly nowMs: number;
  readonly isSending: boolean;
  readonly result: ActionResult | null;
  readonly send: (asked: Asked) => void;
  readonly close: () => void;
}

const ENDS = [
  { value: 'never', label: 'not by itself' },
  { value: '15', label: 'in 15 minutes' },
  { value: '30', label: 'in 30 minutes' },
  { value: '60', label: 'in 1 hour' },
  { value: '240', label: 'in 4 hours' },
];

/** What a switch asks before it is set: besides the reason, when a pause ends by itself, or how much is let in. */
export function ControlAsk({ next, nowMs, send, ...panel }: ControlAskProps) {
  const [ends, setEnds] = useState('never');
  const [percent, setPercent] = useState(next.kind === 'ramp' ? next.percent : 100);
  const untilMs = ends === 'never' ? null : nowMs + Number(ends) * 60_000;
  const end = (
    <Select
      label="Ends by itself"
      data={ENDS}
      value={ends}
      onChange={(value) => setEnds(value ?? 'never')}
      allowDeselect={false}
      description={
        untilMs === null ? undefined : `at ${formatInstant(untilMs, 'minute', CONSOLE_ZONE)} ${CONSOLE_ZONE}`
      }
      inputWrapperOrder={['label', 'input', 'description']}
    />
  );
  const most = (
    <NumberInput
      label="At most, in percent"
      value={percent}
      onChange={(value) => setPercent(Number(value))}
      min={0}
      max={100}
      allowDecimal={false}
      clampBehavior="strict"
    />
  );
  return (
    <AskPanel
      {...panel}
      note="Can be undone at any time. Each region acknowledges beside the switch."
      field={next.kind === 'ramp' ? most : next.kind === 'pause' && next.paused ? end : null}
      send={(reason) => send({ reason, value: valueOf(next, untilMs, percent) })}
    />
  );
}

function valueOf(next: ControlValue, untilMs: number | null, percent: number): ControlValue {
  switch (next.kind) {
    case 'pause':
      return next.paused ? { ...next, untilMs } : next;
    case 'ramp':
      return { kind: 'ramp', percent };
    case 'shed':
      return next;
    default:
      return next satisfies never;
  }
}
