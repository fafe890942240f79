/** The independent witness: the provider's own ledger, kept in another process and another file than the product's records. */
export interface LedgerRow {
  readonly seq: number;
  readonly kind: 'authorized' | 'captured' | 'voided' | 'refunded' | 'declined';
  readonly operation: string;
  readonly amount_minor: number;
  readonly currency: string;
}

export async function ledgerOf(orderId: string): Promise<LedgerRow[]> {
  const response = await fetch(`${process.env.STORE_SANDBOX}/_sandbox/ledger?operation=pay:${orderId}`);
  const text = await response.text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LedgerRow);
}

/** How many times money was taken or promised for the order. */
export async function chargesOf(orderId: string): Promise<number> {
  return (await ledgerOf(orderId)).filter((row) => row.kind === 'authorized').length;
}

/** What happened to the order's money, in its order. */
export async function kindsOf(orderId: string): Promise<LedgerRow['kind'][]> {
  return (await ledgerOf(orderId)).map(({ kind }) => kind);
}
