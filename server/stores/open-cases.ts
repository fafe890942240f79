/**
 * Open cases as the queue shows them. Every shape of a question is a statement of its own, so that each walks an index from its
 * place and stops: a page costs the same with fifty cases and with fifty thousand. Nothing is locked.
 */
import { AGEING_BANDS, type CaseCount } from '../domain/case-figures';
import { QUEUE_RULES, type QueueFilter, type QueuePlace, UNCLAIMED } from '../domain/case-queue';
import type { PlannedOperation } from '../domain/automatic-step';
import type { EvidenceKind } from '../domain/evidence';
import type { OrderState } from '../domain/order';
import type { CaseReason, CaseSeverity } from '../domain/reconciliation-case';
import { WITHOUT_CASE } from './proposals';
import { epochMs, instant, type Sql } from './sql';

export interface QueuedCase {
  readonly orderId: string;
  readonly caseId: string;
  readonly reason: CaseReason;
  readonly severity: CaseSeverity;
  readonly atRisk: { readonly amountMinor: number; readonly currency: string };
  /** Who claimed it last; their claim may have run out. */
  readonly owner: string | null;
  readonly ownerUntilMs: number | null;
  readonly openedAtMs: number;
  readonly dueAtMs: number;
  readonly escalatedAtMs: number | null;
  /** Null for money that names no order of ours. */
  readonly order: { readonly reference: string; readonly state: OrderState; readonly ownerEpoch: number } | null;
  /** What was heard of the money last; a case's own rows are no news of it. */
  readonly lastEvidence: { readonly seq: number; readonly kind: EvidenceKind; readonly observedAtMs: number } | null;
  readonly planned: PlannedOperation | null;
  /** An open repair of its order: waiting for a second person, or for the order owner. */
  readonly repair: { readonly repairId: string; readonly state: 'proposed' | 'requested' } | null;
}

export interface CountedCases {
  readonly counts: readonly CaseCount[];
  readonly mine: number;
  readonly awaitingSecondPerson: number;
  /** Repairs that wait for a second person and that no open case leads to. */
  readonly proposalsWithoutCase: number;
}

/** Who asks and when: `mine`, `unclaimed` and `past_due` depend on both. */
export interface QueueAsked {
  /** Their e-mail address. */
  readonly who: string;
  readonly nowMs: number;
}

export interface OpenCaseStore {
  page(filter: QueueFilter, asked: QueueAsked, after: QueuePlace | null, limit: number): Promise<QueuedCase[]>;
  count(filter: QueueFilter, asked: QueueAsked): Promise<number>;
  /** Everything that the figures are made of, from one pass over the open cases. */
  figures(asked: QueueAsked): Promise<CountedCases>;
}

export function openCaseStore(sql: Sql): OpenCaseStore {
  return {
    async page(filter, asked, after, limit) {
      const question = askFor(filter, asked);
      if (question === null) return [];
      if (after !== null) question.follow(after);
      const found = question.page(limit);
      return sql.rows<QueuedCase>(`open_cases_page_${found.name}`, found.text, found.values);
    },
    async count(filter, asked) {
      const question = askFor(filter, asked);
      if (question === null) return 0;
      const { name, text, values } = question.count();
      const rows = await sql.rows<{ count: number }>(`open_cases_count_${name}`, text, values);
      return rows[0]?.count ?? 0;
    },
    async figures({ nowMs, who }) {
      const rows = await sql.rows<CountedCases>('open_cases_figures', FIGURES, [nowMs, who]);
      return rows[0] ?? { counts: [], mine: 0, awaitingSecondPerson: 0, proposalsWithoutCase: 0 };
    },
  };
}

export const claimedBy = (who: string, nowMs: string): string =>
  `c.owner = ${who} and c.owner_until > ${instant(nowMs)}`;
/** A claim that ran out is nobody's; who has an owner has an end. */
export const isFree = (nowMs: string): string => `(c.owner_until is null or c.owner_until <= ${instant(nowMs)})`;

/** By a repair of its order, or by a verdict on money that no order claims. Few wait at any time: read whole, then looked up. */
const WAITS_FOR_SECOND_PERSON = `(c.order_id = any(array(select r.order_id from operations.repairs r where r.state = 'proposed'))
  or (c.order_id, c.case_id) in (select v.order_id, v.case_id from operations.case_verdicts v where v.state = 'proposed'))`;

interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Null: no case can be in the preset and match the filter. */
function askFor(filter: QueueFilter, asked: QueueAsked): QueueQuestion | null {
  const rule = QUEUE_RULES[filter.preset];
  if (filter.reason !== null && rule.reasons !== null && !rule.reasons.includes(filter.reason)) return null;
  if (rule.only === 'unclaimed' && filter.owner !== null && filter.owner !== UNCLAIMED) return null;
  if (rule.only === 'mine' && filter.owner !== null && filter.owner !== asked.who) return null;
  const question = new QueueQuestion(rule.orderedBy, filter.reason === null ? rule.reasons : [filter.reason]);
  question.only(rule.only, asked);
  if (filter.severity !== null) question.where('severity', `c.severity = ${question.value(filter.severity)}`);
  if (filter.owner === UNCLAIMED) question.only('unclaimed', asked);
  else if (filter.owner !== null) question.held('owner', filter.owner, asked);
  return question;
}

/** A statement in the making: its name says which conditions it has, so that each is planned once. */
class QueueQuestion {
  private readonly names: string[];
  private readonly conditions: string[] = [];
  private readonly values: unknown[] = [];
  private readonly order: string;

  constructor(
    private readonly orderedBy: 'due' | 'opened',
    private readonly reasons: readonly string[] | null,
  ) {
    this.names = [orderedBy, ...(reasons === null ? [] : ['reasons'])];
    this.order = `c.${orderedBy}_at, c.order_id collate "C", c.case_id collate "C"`;
  }

  value(given: unknown): string {
    this.values.push(given);
    return `$${this.values.length}`;
  }

  where(name: string, condition: string): void {
    this.names.push(name);
    this.conditions.push(condition);
  }

  held(name: string, owner: string, { nowMs }: QueueAsked): void {
    this.where(name, claimedBy(this.value(owner), this.value(nowMs)));
  }

  only(what: 'mine' | 'unclaimed' | 'past_due' | 'awaiting_second_person' | null, asked: QueueAsked): void {
    switch (what) {
      case null:
        return;
      case 'mine':
        return this.held('mine', asked.who, asked);
      case 'unclaimed':
        return this.where('free', isFree(this.value(asked.nowMs)));
      case 'past_due':
        return this.where('past_due', `c.due_at <= ${instant(this.value(asked.nowMs))}`);
      case 'awaiting_second_person':
        return this.where('proposed', WAITS_FOR_SECOND_PERSON);
      default:
        return what satisfies never;
    }
  }

  follow({ atMs, caseId, orderId }: QueuePlace): void {
    const place = `${instant(this.value(atMs))}, ${this.value(orderId)}::text, ${this.value(caseId)}::text`;
    this.where('after', `(${this.order}) > (${place})`);
  }

  page(limit: number): Statement {
    // a number in the text, not a parameter: without it the plan expects a tenth of the table and sorts it, at ten times the cost
    const bound = Math.trunc(limit);
    this.names.push(`limit_${bound}`);
    const found = `select c.* from operations.cases c where ${this.matching()} order by ${this.order} limit ${bound}`;
    // one walk for each reason, each in the queue's order; together they are at most so many rows as there are reasons times the limit
    const rows =
      this.reasons === null
        ? found
        : `select c.* from unnest(${this.value(this.reasons)}::text[]) as r(reason) cross join lateral (${found}) c order by ${this.order} limit ${bound}`;
    return this.statement(`select ${COLUMNS} from (${rows}) c ${WITH_ITS_ORDER} order by ${this.order}`);
  }

  count(): Statement {
    const reasons = this.reasons === null ? '' : `unnest(${this.value(this.reasons)}::text[]) as r(reason), `;
    return this.statement(`select count(*)::int as count from ${reasons}operations.cases c where ${this.matching()}`);
  }

  private matching(): string {
    const ofReason = this.reasons === null ? [] : ['c.reason = r.reason'];
    return [`c.state = 'open'`, ...ofReason, ...this.conditions].join(' and ');
  }

  private statement(text: string): Statement {
    return { name: this.names.join('_'), text, values: this.values };
  }
}

const COLUMNS = `c.order_id as "orderId", c.case_id as "caseId", c.reason, c.severity,
  json_build_object('amountMinor', c.at_risk_minor, 'currency', c.currency) as "atRisk", c.owner, ${epochMs('c.owner_until')} as "ownerUntilMs",
  ${epochMs('c.opened_at')} as "openedAtMs", ${epochMs('c.due_at')} as "dueAtMs", ${epochMs('c.escalated_at')} as "escalatedAtMs",
  case when o.order_id is null then null else json_build_object('reference', o.reference, 'state', o.state, 'ownerEpoch', o.owner_epoch) end as "order",
  case when e.seq is null then null else json_build_object('seq', e.seq, 'kind', e.kind, 'observedAtMs', ${epochMs('e.observed_at')}) end as "lastEvidence",
  case when p.operation is null then null else json_build_object('operation', p.operation, 'kind', p.kind, 'checksDone', p.checks_done,
    'nextCheckAtMs', ${epochMs('p.next_check_at')}) end as planned,
  case when r.repair_id is null then null else json_build_object('repairId', r.repair_id, 'state', r.state) end as repair`;

const WITH_ITS_ORDER = `
  left join orders.orders o on o.order_id = c.order_id
  left join operations.repairs r on r.order_id = c.order_id and r.state in ('proposed', 'requested')
  left join lateral (select e.seq, e.kind, e.observed_at from orders.evidence e
    where e.order_id = c.order_id and e.lane in ('provider', 'payment', 'queue') order by e.seq desc limit 1) e on true
  left join lateral (select p.operation, p.kind, p.checks_done, p.next_check_at from payments.operations p
    where p.order_id = c.order_id and p.next_check_at is not null order by p.next_check_at limit 1) p on true`;

/** How many have reached the age at which each band after the first begins. */
const REACHED = AGEING_BANDS.slice(1).map(
  ({ fromAgeMs }) => `count(*) filter (where c.opened_at <= ${instant(`($1::float8 - ${fromAgeMs})`)})`,
);

const FIGURES = `
select coalesce((select json_agg(json_build_object('reason', f.reason, 'currency', f.currency, 'count', f.count, 'atRiskMinor', f.at_risk,
    'oldestAtMs', ${epochMs('f.oldest')}, 'pastDue', f.past_due, 'unclaimed', f.unclaimed, 'reached', f.reached)) from (
  select c.reason, c.currency, count(*) as count, sum(c.at_risk_minor) as at_risk, min(c.opened_at) as oldest,
    count(*) filter (where c.due_at <= ${instant('$1')}) as past_due, count(*) filter (where ${isFree('$1')}) as unclaimed,
    array[${REACHED.join(', ')}] as reached
  from operations.cases c where c.state = 'open' group by c.reason, c.currency) f), '[]') as counts,
  (select count(*)::int from operations.cases c where c.state = 'open' and ${claimedBy('$2', '$1')}) as mine,
  (select count(*)::int from operations.cases c where c.state = 'open' and ${WAITS_FOR_SECOND_PERSON}) as "awaitingSecondPerson",
  (select count(*)::int from operations.repairs r where ${WITHOUT_CASE}) as "proposalsWithoutCase"`;
