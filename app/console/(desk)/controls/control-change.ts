/** A switch and its new value as the procedure takes them: together, so that no value goes to another kind of switch. */
import { type Control, type ControlValue, METHOD_FAMILIES, type MethodFamily } from '@/server/domain/control';

const isFamily = (method: string): method is MethodFamily => (METHOD_FAMILIES as readonly string[]).includes(method);

export function changeOf(control: Control, value: ControlValue) {
  if (value.kind === 'ramp') return { kind: 'ramp', percent: value.percent } as const;
  if (value.kind === 'shed') return { kind: 'shed', work: workOf(control), shed: value.shed } as const;
  return { kind: 'pause', scope: scopeOf(control), paused: value.paused, untilMs: value.untilMs } as const;
}

function workOf(control: Control) {
  if (control.kind !== 'shed') throw new RangeError('only work is shed');
  return control.work;
}

function scopeOf(control: Control) {
  if (control.kind !== 'pause') throw new RangeError('only payment attempts are paused');
  const { scope } = control;
  if (scope.kind !== 'method') return scope;
  if (!isFamily(scope.method)) throw new RangeError(`no way to pay: ${scope.method}`);
  return { kind: 'method', method: scope.method } as const;
}
