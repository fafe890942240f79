/** The switches in words for people: what each is called, where it stands, and what a change of it is called. */
import {
  type Control,
  type ControlValue,
  inForce,
  type MethodFamily,
  METHOD_FAMILIES,
  type ShedClass,
} from './control';

const METHODS: Readonly<Record<MethodFamily, string>> = { card: 'Cards', demonstration: 'Demonstration cards' };

const isFamily = (method: string): method is MethodFamily => (METHOD_FAMILIES as readonly string[]).includes(method);

const WORK: Readonly<Record<ShedClass, string>> = {
  recommendations: 'Recommendations',
  nonessential_mail: 'Nonessential email',
  immediate_confirmation: 'Immediate confirmation',
};

/** As the page names it: "All regions", "West", "Cards", "Product sku-9". */
export function controlTitle(control: Control): string {
  switch (control.kind) {
    case 'ramp':
      return 'Payment attempts let in';
    case 'shed':
      return WORK[control.work];
    case 'pause': {
      const { scope } = control;
      if (scope.kind === 'all') return 'All regions';
      if (scope.kind === 'region') return scope.region === 'east' ? 'East' : 'West';
      if (scope.kind === 'method') return isFamily(scope.method) ? METHODS[scope.method] : scope.method;
      return `Product ${scope.sku}`;
    }
    default:
      return control satisfies never;
  }
}

/** Where it stands, after its title: "admitting", "paused", "at most 50 %", "kept for later". */
export function positionWords(control: Control, value: ControlValue, nowMs: number): string {
  const isOn = inForce(value, nowMs);
  switch (value.kind) {
    case 'pause':
      return isOn ? 'paused' : 'admitting';
    case 'ramp':
      return isOn ? `at most ${value.percent} %` : 'all, as far as the limits allow';
    case 'shed':
      return control.kind === 'shed' ? SHED_SAYS[control.work][isOn ? 'shed' : 'made'] : '';
    default:
      return value satisfies never;
  }
}

const SHED_SAYS: Readonly<Record<ShedClass, { readonly shed: string; readonly made: string }>> = {
  recommendations: { shed: 'shed; the shop shows none', made: 'shown' },
  nonessential_mail: { shed: 'kept for later; receipts and refund notices go on', made: 'sent' },
  immediate_confirmation: { shed: 'not waited for; the answer is 202 and the page updates itself', made: 'waited for' },
};

/** A change in the history and in the audit: "payment attempts in west: paused". */
export function changeWords(control: Control, value: ControlValue): string {
  const subject = subjectOf(control);
  switch (value.kind) {
    case 'pause':
      return `${subject}: ${value.paused ? 'paused' : 'resumed'}`;
    case 'ramp':
      return `${subject}: at most ${value.percent} %`;
    case 'shed':
      return `${subject}: ${value.shed ? 'shed' : 'made again'}`;
    default:
      return value satisfies never;
  }
}

function subjectOf(control: Control): string {
  if (control.kind !== 'pause') return controlTitle(control).toLowerCase();
  const { scope } = control;
  if (scope.kind === 'all') return 'payment attempts';
  if (scope.kind === 'region') return `payment attempts in ${scope.region}`;
  if (scope.kind === 'method') return `payment attempts by ${controlTitle(control).toLowerCase()}`;
  return `payment attempts for product ${scope.sku}`;
}
