/** Whether everything came to its end, and the promise was kept by it: asked of the records and of the provider's own ledger. */
import { REGIONS, type Region } from '../../server/domain/ids';
import { systemClock } from '../../server/ports/clock';
import { sandboxLedger } from '../../server/ports/provider-ledger';
import { PromiseKeeper } from '../../server/services/promise-keeper';
import { promiseStore } from '../../server/stores/promise';
import { connect } from '../../server/stores/sql';

type Ask = (text: string) => Promise<unknown[]>;

/** Orders without an end, money that still moves, messages that were not delivered within the region. */
export const unsettled = (ask: Ask): Promise<unknown[]> =>
  ask(
    `select order_id, state as what from orders.orders where state not in ('order_confirmed', 'failed_safely')
     union all select order_id, operation from payments.operations where next_check_at is not null
     union all select order_id, message_id || ' for ' || consumer from messaging.deliveries where consumer not like 'region:%'`,
  );

/** @param databaseUrls of each region that is there. @param provider the sandbox's address. */
export async function brokenPromises(databaseUrls: Readonly<Partial<Record<Region, string>>>, provider: string) {
  const opened = REGIONS.flatMap((region) => {
    const url = databaseUrls[region];
    return url === undefined ? [] : [{ region, sql: connect(url, 4, 'sets') }];
  });
  const keeper = new PromiseKeeper({
    clock: systemClock,
    regions: opened.map(({ region, sql }) => ({ region, promise: promiseStore(sql) })),
    ledger: sandboxLedger(provider),
  });
  const report = await keeper.check();
  await Promise.all(opened.map(({ sql }) => sql.close()));
  return report.verdicts.filter(({ broken }) => broken.length > 0);
}
