/** The one place where real stores and ports are handed to their owners. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Config } from './config';
import { drillStateReader } from './platform/drill-state';
import { systemClock as clock } from './ports/clock';
import { httpRegionLink } from './ports/http-region-link';
import { nodemailerMailer } from './ports/nodemailer-mailer';
import { postgresWakeUp } from './ports/postgres-wake-up';
import { systemRandom as random } from './ports/random';
import { stripePaymentProvider } from './ports/stripe-payment-provider';
import { CartKeeper } from './services/cart-keeper';
import { CheckoutGateway } from './services/checkout-gateway';
import { MessageConsumers, salesConsumer } from './services/message-consumers';
import { Notifier } from './services/notifier';
import { OrderOwner } from './services/order-owner';
import { OrderStatusReader } from './services/order-status-reader';
import { OrderWatcher } from './services/order-watcher';
import { PaymentAdmission } from './services/payment-admission';
import { PaymentReceiver } from './services/payment-receiver';
import { ShardKeeper } from './services/shard-keeper';
import { cartStore } from './stores/carts';
import { checkoutStore } from './stores/checkouts';
import { controlStore } from './stores/controls';
import { deliveryStore } from './stores/deliveries';
import { evidenceStore } from './stores/evidence';
import { mailStore } from './stores/mails';
import { orderStore } from './stores/orders';
import { paymentOperationStore } from './stores/payment-operations';
import { productStore } from './stores/products';
import { salesStore } from './stores/sales';
import { shardStore } from './stores/shards';
import { connect } from './stores/sql';

/** What both a web and a worker process of a region stand on. */
function foundation(config: Config) {
  const { region, database, payments, regionLink, dataDir } = config;
  const url = required(database.url, `DATABASE_URL_${region.toUpperCase()}`);
  const sql = connect(url);
  const wakeUp = postgresWakeUp(url);
  const drills = config.drills.enabled ? drillStateReader(config.drills.stateFile) : null;
  const provider = stripePaymentProvider({
    secretKey: required(payments.secretKey, 'STRIPE_SECRET_KEY'),
    webhookSecret: required(payments.webhookSecret, 'STRIPE_WEBHOOK_SECRET'),
    apiBase: payments.apiBase,
  });
  const link = httpRegionLink({
    peerUrl: config.web.peerUrl,
    secret: required(regionLink.secret, 'REGION_LINK_SECRET'),
    condition: () => drills?.().region_link ?? 'up',
  });
  const mailer = nodemailerMailer({
    smtpUrl: config.mail.smtpUrl,
    folder: join(dataDir, 'mails', region),
    from: 'North Quay <orders@evident.test>',
    isDown: () => drills?.().mail === 'down',
  });
  const [orders, operations, evidence, deliveries, shards] = [
    orderStore(sql),
    paymentOperationStore(sql),
    evidenceStore(sql),
    deliveryStore(sql),
    shardStore(sql),
  ];
  const receiver = new PaymentReceiver({
    region,
    clock,
    random,
    provider,
    operations,
    wakeUp,
    settleTimeMs: payments.settleTimeMs,
  });
  const close = async () => {
    await wakeUp.close();
    await sql.close();
  };
  return {
    region,
    sql,
    wakeUp,
    provider,
    link,
    mailer,
    orders,
    operations,
    evidence,
    deliveries,
    shards,
    receiver,
    drills,
    close,
  };
}

export function wireWeb(config: Config) {
  const base = foundation(config);
  const { region, sql, wakeUp, orders, evidence, shards, receiver } = base;
  const watcher = new OrderWatcher({ clock, orders, wakeUp });
  const admission = new PaymentAdmission({ clock, random, controls: controlStore(sql), region });
  const carts = new CartKeeper({ region, clock, random, carts: cartStore(sql), products: productStore(sql) });
  const gateway = new CheckoutGateway({
    region,
    clock,
    random,
    checkouts: checkoutStore(sql),
    orders,
    shards,
    evidence,
    payments: receiver,
    watcher,
    admission,
  });
  const status = new OrderStatusReader({ clock, orders, watcher });
  return { ...base, clock, random, watcher, admission, carts, gateway, status };
}

export function wireWorker(config: Config) {
  const base = foundation(config);
  const { region, sql, wakeUp, mailer, orders, evidence, deliveries, shards } = base;
  const owner = new OrderOwner({ region, clock, random, orders, deliveries, evidence, wakeUp });
  const keeper = new ShardKeeper({
    region,
    holder: `worker-${region}-${process.pid}-${randomUUID().slice(0, 8)}`,
    clock,
    shards,
  });
  const notifier = new Notifier({ clock, mails: mailStore(sql), mailer });
  const consumers = new MessageConsumers({
    region,
    clock,
    random,
    deliveries,
    consumers: { mail: (message) => notifier.consume(message), sales: salesConsumer(salesStore(sql), clock) },
  });
  return { ...base, clock, owner, keeper, notifier, consumers };
}

export type WiredWeb = ReturnType<typeof wireWeb>;

function required(value: string | null, name: string): string {
  if (value === null) throw new Error(`${name}: expected a value; npm start provides it`);
  return value;
}
