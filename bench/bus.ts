/**
 * Messages between the regions over NATS while its server is killed, its store wiped and everything carried twice: how many are lost and
 * how many act twice. `BUS_MESSAGES` says how many (100,000 without it). On databases of its own; needs nats-server on this machine.
 */
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { systemClock as clock } from '../server/ports/clock';
import { natsBus } from '../server/ports/nats-bus';
import { NATS_SETTINGS, streamOf, subjectOf } from '../server/ports/nats-streams';
import { systemRandom as random } from '../server/ports/random';
import { runBusTrial } from '../server/services/testing/bus-trial';
import { givenNats, natsServer } from '../server/services/testing/given-nats';
import { ownDatabases } from './own-databases';

const STRIKES = 20;
const DOUBLED_AT_A_STRIKE = 2_000;

export async function benchBus(): Promise<object> {
  const found = natsServer();
  if (found.missing !== null) return { skipped: found.missing };
  const count = Number(process.env.BUS_MESSAGES ?? 100_000);
  const databases = await ownDatabases();
  const [sender, receiver] = [await databases.make('bench_sender'), await databases.make('bench_receiver')];
  const nats = await givenNats(found.program);
  const settings = { ...NATS_SETTINGS, ackWaitMs: 5_000 };
  const east = natsBus({ url: nats.url, region: 'east', clock, random, settings });
  const west = natsBus({ url: nats.url, region: 'west', clock, random, settings });
  let [strikes, doubled] = [0, 0];
  try {
    const result = await runBusTrial({
      sender,
      receiver,
      buses: { east, west },
      count,
      trouble: { failRate: 0.01, laterRate: 0.005 },
      async onProgress(acted) {
        if (acted < ((strikes + 1) * count) / (STRIKES + 1) || strikes >= STRIKES) return 'nothing';
        strikes++;
        doubled += await carryTwice(nats.url);
        await nats.restart(strikes % 2 === 0);
        process.stdout.write(
          `${new Date().toISOString().slice(11, 19)} strike ${strikes}: ${acted} of ${count} acted on\n`,
        );
        return strikes % 2 === 0 ? 'lost' : 'restarted';
      },
    });
    return {
      ...result,
      messages_per_second: Math.round((count / result.tookMs) * 1_000),
      servers_killed: strikes,
      stores_wiped: Math.floor(strikes / 2),
      published_twice: doubled,
    };
  } finally {
    await Promise.all([east.close(), west.close()]);
    await nats.close();
    await databases.end();
  }
}

/** What the stream holds now, again under other ids, the last first. Returns how many. */
async function carryTwice(url: string): Promise<number> {
  const connection = await connect({ servers: url });
  const js = jetstream(connection);
  let carried = 0;
  try {
    const stream = await js.streams.get(streamOf('east'));
    const { state } = await stream.info();
    for (let seq = state.last_seq; seq >= state.first_seq && seq > 0 && carried < DOUBLED_AT_A_STRIKE; seq--) {
      const stored = await stream.getMessage({ seq }).catch(() => null);
      if (stored === null) continue;
      await js.publish(subjectOf('east', 'orders'), stored.data, { msgID: `double of ${seq}` });
      carried++;
    }
  } catch {
    // the stream is gone, which is another strike
  }
  await connection.close();
  return carried;
}
