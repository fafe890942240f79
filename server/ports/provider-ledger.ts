/** The provider's own list of what happened to money, read as a stream: it may be longer than memory is wide. */
import type { LedgerRow } from '../domain/ledger-agreement';

export interface ProviderLedger {
  /** In the order in which it happened. Throws when the ledger ends in the middle. */
  rows(): AsyncIterable<LedgerRow>;
}

export function sandboxLedger(apiBase: string): ProviderLedger {
  return {
    async *rows() {
      const answer = await fetch(new URL('/_sandbox/ledger', apiBase));
      if (!answer.ok || answer.body === null) throw new Error(`the provider's ledger answered ${answer.status}`);
      let rest = '';
      for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line !== '') yield JSON.parse(line) as LedgerRow;
      }
      if (rest !== '') throw new Error("the provider's ledger ended in the middle of a row");
    },
  };
}
