/** Samples of agreement with the provider: which payments an episode touched, and what each side said of one. */
import type { OperationState } from '../domain/order-record';
import type { Region } from '../domain/region';
import { epochMs, instant, type Sql } from './sql';

/** A payment as it stands here, to be asked for. */
export interface SampledPayment {
  readonly orderId: string;
  readonly operation: string;
  readonly state: OperationState;
  readonly amountMinor: number;
  readonly currency: string;
  readonly authorizedMinor: number | null;
  readonly providerReference: string | null;
}

export interface AgreementRow {
  readonly orderId: string;
  readonly ours: string;
  readonly theirs: string;
  readonly providerReference: string | null;
  readonly agrees: boolean;
  readonly askedAtMs: number;
}

export interface AgreementSampleStore {
  /**
   * At most `limit` of the payments that the episode touched, drawn anew for each sample, and how many there are. First those of which the
   * database asks for every one, if they are no more than that.
   */
  draw(
    enteredAtMs: number,
    beforeMs: number,
    sampleId: string,
    limit: number,
  ): Promise<{ readonly population: number; readonly payments: readonly SampledPayment[] }>;
  keep(
    sample: { sampleId: string; region: Region; episodeId: string; takenAtMs: number; population: number },
    rows: readonly AgreementRow[],
  ): Promise<void>;
  /** Those that disagree first. */
  rows(sampleId: string): Promise<AgreementRow[]>;
}

/** As far back as the database's own judgement of a sample looks: an intent is kept for thirty minutes before it is paid. */
const TOUCHED = `from orders.orders o join payments.operations p on p.order_id = o.order_id and p.operation = 'pay:' || o.order_id
  where o.created_at >= ${instant('$1')} - interval '40 minutes' and p.intended_at >= ${instant('$1')} - interval '10 minutes' and p.intended_at < ${instant('$2')}`;

export function agreementSampleStore(sql: Sql): AgreementSampleStore {
  return {
    async draw(enteredAtMs, beforeMs, sampleId, limit) {
      const rows = await sql.rows<SampledPayment & { population: number }>(
        'agreement_draw',
        `select p.order_id as "orderId", p.operation, p.state, p.amount_minor as "amountMinor", p.currency, p.authorized_minor as "authorizedMinor",
           p.provider_reference as "providerReference", (count(*) over ())::int as population ${TOUCHED}
         order by (p.intended_at < ${instant('$2')} - interval '25 seconds') desc, md5(p.order_id || $3) limit $4`,
        [enteredAtMs, beforeMs, sampleId, limit],
      );
      return { population: rows[0]?.population ?? 0, payments: rows.map(({ population: _, ...payment }) => payment) };
    },
    async keep({ episodeId, population, region, sampleId, takenAtMs }, rows) {
      const given = rows.map((row) => ({
        order_id: row.orderId,
        ours: row.ours,
        theirs: row.theirs,
        provider_reference: row.providerReference,
        agrees: row.agrees,
        asked_at_ms: row.askedAtMs,
      }));
      await sql.rows(
        'agreement_keep',
        // the sample and its rows together: a sample without its rows would agree with everything
        `with sample as (
           insert into operations.agreement_samples (sample_id, region, episode_id, taken_at, population) values ($1, $2, $3, ${instant('$4')}, $5) returning sample_id
         )
         insert into operations.agreement_rows (order_id, sample_id, ours, theirs, provider_reference, agrees, asked_at)
         select r.order_id, s.sample_id, r.ours, r.theirs, r.provider_reference, r.agrees, ${instant('r.asked_at_ms')} from sample s,
           jsonb_to_recordset($6::jsonb) as r(order_id text, ours text, theirs text, provider_reference text, agrees boolean, asked_at_ms float8)`,
        [sampleId, region, episodeId, takenAtMs, population, JSON.stringify(given)],
      );
    },
    rows: (sampleId) =>
      sql.rows<AgreementRow>(
        'agreement_rows',
        `select order_id as "orderId", ours, theirs, provider_reference as "providerReference", agrees, ${epochMs('asked_at')} as "askedAtMs"
         from operations.agreement_rows where sample_id = $1 order by agrees, order_id`,
        [sampleId],
      ),
  };
}
