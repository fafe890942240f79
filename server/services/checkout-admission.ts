/** By whom a checkout is let in: the intake of orders, before anything is read, and the admission of payment attempts. */
import type { PaymentOutcome } from '../domain/payment';

/** Whether an order is taken in now. Refused: nothing was read or written, and the same request is to be repeated. */
export interface Intake {
  enter(): Promise<Taken | { readonly admitted: false; readonly retryAfterSeconds: number }>;
}

/** What stands before the intake, and needs to know no more than whether to let anybody in. */
export interface IntakeDoor {
  /** Whoever comes now would only wait in vain. */
  isFull(): boolean;
  /** Somebody is turned away. @returns after how many seconds to come back. */
  refuse(): number;
}

/** A place among the orders that the store works on: while it writes them, and from the provider's answer to its own. */
export interface Taken {
  readonly admitted: true;
  /** The order was written: what is waited for from now on is the provider, and no place is taken by that. */
  written(): void;
  /** The provider answered, or was waited for long enough: it is the store's work again, also where there is no place for it. */
  resumed(): void;
  /** The order was answered, or was not: the place is given back, whatever it was taken for. */
  answered(): void;
}

/** What is known of a payment attempt when it asks to be let in. */
export interface PaymentAttempt {
  readonly paymentMethod: string;
  readonly skus: readonly string[];
}

/** Whether a payment attempt is let in now. The intent is kept either way. */
export interface Admission {
  decide(
    attempt: PaymentAttempt,
  ): Admitted | { readonly admitted: false; readonly code: string; readonly retryAfterSeconds: number };
}

/** A place among the open payment calls. */
export interface Admitted {
  readonly admitted: true;
  /** False: the caller does not wait for the provider; immediate confirmation is shed. */
  readonly waits: boolean;
  /** The caller stopped waiting; the call goes on and keeps its place. */
  late(): void;
  /** The call is over with what it learnt; null: none was made, or it broke off. */
  done(outcome: PaymentOutcome | null): void;
}
