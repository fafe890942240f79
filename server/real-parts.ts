/** The real ports and stores that a web and a worker process of one region both stand on, made from the configuration. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Config } from './config';
import { NEWEST_VERSIONS, PREVIOUS_VERSIONS } from './contracts/agreed-versions';
import { type MessageReader, readMessage } from './contracts/envelope';
import { CONSUMERS, PEER_CONSUMERS } from './contracts/messages';
import { buildId } from './platform/build-id';
import { drillStateReader } from './platform/drill-state';
import { systemClock as clock } from './ports/clock';
import { httpRegionLink } from './ports/http-region-link';
import { nodemailerMailer } from './ports/nodemailer-mailer';
import { postgresWakeUp } from './ports/postgres-wake-up';
import { systemRandom as random } from './ports/random';
import { stripeChargeList } from './ports/stripe-charge-list';
import { stripePaymentProvider } from './ports/stripe-payment-provider';
import type { WebhookVerifier } from './ports/payment-provider';
import { measuredProvider } from './services/measured-provider';
import { ShardDirectory } from './services/shard-directory';
import { agreedOperations, agreedOrders } from './services/agreed-writers';
import { PaymentReceiver } from './services/payment-receiver';
import { tracedLink, tracedOperations, tracedOrders, tracedProvider } from './services/traced-parts';
import { VersionKeeper } from './services/version-keeper';
import { deliveryStore } from './stores/deliveries';
import { evidenceStore } from './stores/evidence-rows';
import { messageReaderStore } from './stores/message-readers';
import { orderStore } from './stores/orders';
import { paymentOperationStore } from './stores/payment-operations';
import { shardClaimStore } from './stores/shard-claims';
import { shardStore } from './stores/shards';
import { connect } from './stores/sql';
import { type ProcessRole, processMeter, wirePressure } from './pressure-wiring';
import { wireTracing } from './tracing-wiring';

export function realParts(config: Config, role: ProcessRole) {
  const { region, database, payments, regionLink, dataDir } = config;
  const url = required(database.url, `DATABASE_URL_${region.toUpperCase()}`);
  const sql = connect(url);
  const wakeUp = postgresWakeUp(url);
  const drills = config.drills.enabled ? drillStateReader(config.drills.stateFile) : null;
  const account = {
    secretKey: required(payments.secretKey, 'STRIPE_SECRET_KEY'),
    webhookSecrets: payments.webhookSecrets,
    apiBase: payments.apiBase,
    accountMark: payments.accountMark,
  };
  const process = `${role}-${region}-${globalThis.process.pid}-${randomUUID().slice(0, 8)}`;
  const build = buildId(config.build, globalThis.process.cwd());
  const { spans, tracer } = wireTracing(config, { role, process, build, url });
  const meter = processMeter(role);
  const stripe = stripePaymentProvider(account);
  const provider = tracedProvider(measuredProvider({ provider: stripe, clock, meter }), tracer);
  const untracedLink = httpRegionLink({
    from: region,
    peerUrl: config.web.peerUrl,
    secret: required(regionLink.secret, 'REGION_LINK_SECRET'),
    condition: () => drills?.().region_link ?? 'up',
  });
  const link = tracedLink(untracedLink, tracer);
  const mailer = nodemailerMailer({
    smtpUrl: config.mail.smtpUrl,
    folder: join(dataDir, 'mails', region),
    from: 'North Quay <orders@evident.test>',
    isDown: () => drills?.().mail === 'down',
  });
  const consumers = role === 'worker' ? CONSUMERS : PEER_CONSUMERS;
  // a drill has the consumers be those of the build before
  const reads = () => (drills?.().readers[region] === 'previous' ? PREVIOUS_VERSIONS : NEWEST_VERSIONS);
  const read: MessageReader = (message) => readMessage(message, reads());
  const readers = messageReaderStore(sql);
  const versions = new VersionKeeper({ process, build, region, role, consumers, readers, reads });
  const [orders, operations, evidence, deliveries, shards] = [
    tracedOrders(agreedOrders(orderStore(sql), versions), tracer),
    tracedOperations(agreedOperations(paymentOperationStore(sql), versions), tracer),
    evidenceStore(sql),
    deliveryStore(sql),
    shardStore(sql),
  ];
  const directory = new ShardDirectory({ region, clock, claims: shardClaimStore(sql) });
  const receiver = new PaymentReceiver({
    region,
    clock,
    random,
    provider,
    operations,
    wakeUp,
    settleTimeMs: payments.settleTimeMs,
  });
  const pressure = wirePressure(config, { meter, receiver, sql });
  const close = async () => {
    await pressure.close();
    await versions.leave().catch(() => undefined);
    await wakeUp.close();
    await tracer.close();
    await sql.close();
  };
  return {
    region,
    process,
    tracer,
    spans,
    versions,
    read,
    sql,
    wakeUp,
    provider,
    webhooks: { verify: stripe.verify } satisfies WebhookVerifier,
    meter,
    pressure,
    charges: stripeChargeList(account),
    accountMark: payments.accountMark,
    link,
    mailer,
    orders,
    operations,
    evidence,
    deliveries,
    shards,
    directory,
    receiver,
    drills,
    close,
  };
}

export type RealParts = ReturnType<typeof realParts>;

function required(value: string | null, name: string): string {
  if (value === null) throw new Error(`${name}: expected a value; npm start provides it`);
  return value;
}
