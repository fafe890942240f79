/** The browser of a member of the staff: a click is sent until somebody answers, always under its own id; what comes back is told. */
import type { ActionResult } from '../domain/action-result';
import type { QueueFilter } from '../domain/case-queue';
import type { Region } from '../domain/ids';
import { type StaffAsked, staffActor } from '../domain/staff';
import type { RepairView } from '../services/repair-desk';
import type { QueuedCase } from '../stores/open-cases';
import { type ClientRoad, type Reply, request, sleep } from './client';
import type { DeskServices } from './desk-services';
import type { OperatorHabits } from './operator-habits';
import type { SeededStream } from './seeded-stream';
import type { Sometimes } from './sometimes';
import type { StaffAction, StaffTelling } from './staff-telling';

export interface StaffRoad {
  readonly road: ClientRoad;
  readonly luck: SeededStream;
  readonly sometimes: Sometimes;
  readonly told: (telling: StaffTelling) => void;
  readonly ownerOf: (orderId: string) => Region;
}

export type Act = (desk: DeskServices, asked: StaffAsked) => Promise<ActionResult>;
type ClickName = Pick<StaffTelling, 'actor' | 'action' | 'orderId' | 'operationId' | 'repairId'>;

const MOST_TRIES = 5;
const PAGE = 6;

export class StaffBrowser {
  /** It was closed in the middle: nothing more of this shift. */
  isClosed = false;
  readonly actor: string;
  private clicks = 0;

  constructor(
    private readonly staff: StaffRoad,
    private readonly habits: OperatorHabits,
  ) {
    this.actor = staffActor(habits.email);
  }

  async queue(region: Region, preset: QueueFilter['preset']): Promise<readonly QueuedCase[]> {
    const who = { who: this.habits.email, nowMs: this.staff.road.scheduler.nowMs };
    const filter: QueueFilter = { preset, reason: null, severity: null, owner: null };
    const reply = await request(this.staff.road, region, ({ desk }) => desk.queue.page(filter, who, null, PAGE));
    return reply.kind === 'answered' ? reply.answer : [];
  }

  /** Null: not there, or not reached. */
  async view(orderId: string, caseId: string | null): Promise<RepairView | null> {
    const reply = await this.ask(orderId, (desk) => desk.repairs.view({ orderId, caseId }, 'UTC'));
    return reply.kind === 'answered' && reply.answer.kind === 'view' ? reply.answer.view : null;
  }

  /** Null: they never heard. */
  async click(action: StaffAction, orderId: string, repairId: string | null, act: Act): Promise<ActionResult | null> {
    const { luck, sometimes } = this.staff;
    const operationId = `click:${this.habits.email}:${++this.clicks}`;
    const name: ClickName = { actor: this.actor, action, orderId, operationId, repairId };
    const send = () => this.sendUntilAnswered(name, act);
    if (luck.chance(this.habits.walksAway)) {
      sometimes.saw('operator walks away in the middle');
      this.isClosed = true;
      void send().catch(() => undefined);
      return null;
    }
    if (!luck.chance(this.habits.doubleClicks)) return send();
    if (action === 'propose') sometimes.saw('double click on a repair');
    const [first] = await Promise.all([send(), this.pause(luck.between(0, 120)).then(send)]);
    return first;
  }

  pause(ms: number): Promise<void> {
    return sleep(this.staff.road.scheduler, ms);
  }

  private async sendUntilAnswered(name: ClickName, act: Act): Promise<ActionResult | null> {
    const { operationId, orderId } = name;
    const { email, role } = this.habits;
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const requestId = `req_${operationId}_${tries}`;
      const asked: StaffAsked = { staff: { email, role }, operationId, requestId, traceId: requestId };
      const reply = await this.ask(orderId, (desk) => act(desk, asked));
      this.hear(name, reply);
      if (reply.kind === 'answered') return reply.answer;
      await this.pause(this.staff.luck.between(300, 1_500));
    }
    return null;
  }

  private hear(name: ClickName, reply: Reply<ActionResult>): void {
    const said = reply.kind === 'answered' ? reply.answer : null;
    this.staff.told({
      ...name,
      atMs: this.staff.road.scheduler.nowMs,
      kind: said?.kind ?? (reply.kind === 'lost' ? 'lost' : 'error'),
      code: said?.kind === 'not_done' ? said.code : null,
      text: said?.text ?? '',
    });
  }

  /** The console takes them to the region that owns the order. */
  private ask<T>(orderId: string, call: (desk: DeskServices) => Promise<T>): Promise<Reply<T>> {
    return request(this.staff.road, this.staff.ownerOf(orderId), ({ desk }) => call(desk));
  }
}
