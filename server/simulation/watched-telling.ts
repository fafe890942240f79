/** Reads from what a customer was told which of the rare things came up. */
import type { Sometimes } from './sometimes';
import type { Telling } from './telling';

export function watchTelling(telling: Telling, sometimes: Sometimes): void {
  if (telling.kind === 'last_known') sometimes.saw('told as last known while the owner is not reached');
  if (telling.kind === 'kept' && telling.moneyPosition === 'not_moved') sometimes.saw('told not charged, proven');
}
