/** Money at the provider that no code of ours made, and the case that the sweep would open for it some minutes later. */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { superuserUrl } from './time-passes';

export async function chargeOfStranger(amountMinor: number) {
  const { sandboxSecretKey } = JSON.parse(readFileSync(`${process.env.STORE_DATA_DIR}/secrets.json`, 'utf8')) as {
    sandboxSecretKey: string;
  };
  const answer = await fetch(`${process.env.STORE_SANDBOX}/v1/payment_intents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandboxSecretKey}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      amount: String(amountMinor),
      currency: 'eur',
      capture_method: 'manual',
      confirm: 'true',
      payment_method: 'pm_card_visa',
    }),
  });
  const { id: reference } = (await answer.json()) as { id?: string };
  if (reference === undefined) throw new Error(`the sandbox made no charge: ${answer.status}`);
  return {
    reference,
    /** What happened to it, by the provider's own ledger. */
    async kinds(): Promise<string[]> {
      const ledger = await (await fetch(`${process.env.STORE_SANDBOX}/_sandbox/ledger`)).text();
      return ledger
        .split('\n')
        .filter((line) => line.includes(reference))
        .map((line) => (JSON.parse(line) as { kind: string }).kind);
    },
  };
}

/** As the sweep writes it, without waiting for the charge to be old enough. @returns the page of the case. */
export async function openCaseOfCharge(reference: string, amountMinor: number): Promise<string> {
  const caseId = `case::sweep:payment_without_order:${reference}`;
  const client = new pg.Client({ connectionString: superuserUrl('east') });
  await client.connect();
  try {
    await client.query(
      `insert into operations.cases (order_id, case_id, reason, severity, at_risk_minor, currency, due_at, changed_by)
       values ('', $1, 'payment_without_order', 'high', $2, 'EUR', now() + interval '30 minutes', 'system:ledger-sweeper')`,
      [caseId, amountMinor],
    );
    await client.query(
      `insert into orders.evidence (order_id, lane, kind, observed_at, region, provider_reference, actor, detail)
       values ('', 'operator', 'case_opened', now(), 'east', $2, 'system:ledger-sweeper', json_build_object('case_id', $1::text))`,
      [caseId, reference],
    );
  } finally {
    await client.end();
  }
  return `/console/reconciliation/east/-/${encodeURIComponent(caseId)}`;
}
