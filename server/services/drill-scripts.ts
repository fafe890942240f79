/** What happens in each drill, step by step. Whatever it broke is healed by the conductor, also when it fails in the middle. */
import type { Drill, DrillId } from '../domain/drill';
import type { DrillPerformance } from './drill-performance';

type Script = (drill: DrillPerformance, about: Drill) => Promise<void>;

const VISA = 'pm_card_visa';
/** A worker that was frozen takes its shards anew first. */
const PARKED_WITHIN_MS = 20_000;
const WRITTEN_AS_BEFORE_MS = 4_000;
/** Each process tells every five seconds what it reads. */
const REDRIVEN_WITHIN_MS = 40_000;

export const DRILL_SCRIPTS: Record<DrillId, Script> = {
  async timeout_after_accept(drill, { faultMs, orders }) {
    await drill.open(orders);
    await drill.stage.setFaults({ webhook: { drop_rate: 1 }, lookup_lag_ms: 8_000 });
    drill.say('The provider accepts and stays silent, loses its webhooks, and finds nothing younger than 8 s');
    await drill.submit('pm_evident_hang_after_accept');
    drill.say('Every gateway stopped waiting: the outcome is unknown, and unknown is not failed');
    await drill.wait(faultMs);
  },

  async browser_retry(drill, { faultMs, orders }) {
    await drill.open(orders);
    await drill.submit(VISA, 'both', 4);
    drill.say('Each customer submitted four times at once, in both regions');
    await drill.wait(faultMs);
    await drill.submit(VISA, 'home');
    drill.say('And once more, after the answer: it comes from the record');
  },

  async provider_slow(drill, { faultMs, orders }) {
    await drill.open(orders);
    await drill.stage.setFaults({ latency_ms: 4_000 });
    drill.say('Every call to the provider takes 4 s, twice as long as the gateway waits');
    await drill.submit(VISA);
    drill.say('The customers were told that it is being confirmed');
    await drill.wait(faultMs);
  },

  async confirmation_queue_grows(drill, { faultMs, orders }) {
    await drill.open(orders);
    await drill.stage.setWorld({ workers: { east: 'stopped', west: 'stopped' } });
    drill.say('No worker of either region runs: nothing can be decided');
    await drill.submit(VISA);
    drill.say('The money was authorized; partial success is not told as confirmed');
    await drill.wait(faultMs);
    await drill.stage.setWorld({ workers: { east: 'running', west: 'running' } });
    drill.say('The workers run again and drain the queue');
  },

  async region_link_cut(drill, { faultMs, orders }) {
    await drill.open(orders);
    await drill.stage.setWorld({ region_link: 'cut' });
    drill.say('The link between the regions is cut; every customer comes to the region that does not own the order');
    await drill.submit(VISA, 'away');
    await drill.wait(faultMs);
    await drill.look();
    await drill.stage.setWorld({ region_link: 'up' });
    drill.say('The link is up again: what was kept goes to its owner, and customers come back with the same key');
    await drill.submit(VISA, 'away');
  },

  async old_consumer_new_field(drill, { faultMs, orders }) {
    const parkedBefore = await drill.parked();
    await drill.open(orders / 2);
    const early = drill.newcomers();
    await drill.stage.setWorld({ workers: { east: 'paused', west: 'paused' } });
    drill.say('In the middle of a deploy: payments are told with the new field, in version 2, and no worker runs');
    await drill.submitNewcomers(VISA);
    const previous = { east: 'previous', west: 'previous' };
    await drill.stage.setWorld({ readers: previous, workers: { east: 'running', west: 'running' } });
    drill.say('The workers that come up are of the build before: they read version 1 and say so');
    await drill.until(async () => (await drill.parked()) - parkedBefore >= early.length, PARKED_WITHIN_MS);
    drill.say(`${(await drill.parked()) - parkedBefore} messages are parked with their reason; nothing is guessed`);
    await drill.wait(faultMs);
    await drill.open(orders / 2);
    await drill.submitNewcomers(VISA);
    drill.say('Meanwhile new payments are told in version 1, which every living reader reads: these orders go on');
    await drill.wait(WRITTEN_AS_BEFORE_MS);
    drill.further.push({
      what: 'Decided from a message that its reader could not read',
      count: await drill.endings(early),
      most: 0,
      countedIn: `answers to the first ${early.length}, until the upgrade`,
    });
    await drill.stage.setWorld({ readers: { east: 'newest', west: 'newest' } });
    drill.say('The workers are upgraded: what was parked goes back into its queue by itself');
    await drill.until(async () => (await drill.endings(early)) === early.length, REDRIVEN_WITHIN_MS);
    drill.say(`${await drill.endings(early)} of the ${early.length} that waited have their ending`);
  },

  async why_is_it_pending(drill, { faultMs, orders }) {
    await drill.open(orders);
    await drill.stage.setFaults({ webhook: { drop_rate: 1 }, lookup_lag_ms: 600_000 });
    await drill.submit('pm_evident_hang_after_accept');
    drill.say('One order is pending. Open it below, and read out why; stop the drill when you have said it');
    await drill.wait(faultMs);
  },

  async old_owner_comes_back(drill, { faultMs, orders }) {
    await drill.open(orders);
    await drill.stage.setWorld({ workers: { east: 'paused' } });
    drill.say('The worker of east is frozen for longer than its lease');
    await drill.submit(VISA);
    await drill.wait(faultMs);
    await drill.stage.setWorld({ workers: { east: 'running' } });
    drill.say('It is thawed: what it decides under an old epoch changes nothing, and it takes its shards anew');
  },

  async webhook_five_times(drill, { faultMs, orders }) {
    await drill.open(orders);
    await drill.submit('pm_evident_webhook_five_times');
    drill.say('The provider tells each payment five times, some before its own answer');
    await drill.wait(faultMs);
  },

  async worker_dies(drill, { faultMs, orders }) {
    await drill.open(orders);
    await drill.stage.setFaults({ latency_ms: 1_500 });
    const submits = drill.submit(VISA);
    await drill.wait(700);
    await Promise.all([drill.stage.kill('worker_east'), drill.stage.kill('worker_west')]);
    drill.say('Both workers were killed while payments were under way; the supervisor starts others');
    await submits;
    await drill.wait(faultMs);
  },
};
