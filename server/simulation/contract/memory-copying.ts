/** The memory stores of copies, as contracts and runs drive them. */
import type { CartCopyStore } from '../../stores/cart-copies';
import type { CopiesStore } from '../../stores/copies';
import type { StatusCopyStore } from '../../stores/status-copies';
import type { Defect } from '../memory/defects';
import { memoryCartCopies, memoryCompleteness, memoryStatusCopies } from '../memory/memory-copies';
import { MemoryDatabase } from '../memory/memory-database';
import { carried, type Carry } from '../memory/synchronous';

export interface CopyStores {
  readonly statuses: StatusCopyStore;
  readonly carts: Pick<CartCopyStore, 'keep' | 'get'>;
  readonly copies: Pick<CopiesStore, 'keep' | 'completeness'>;
}

export function memoryCopying(defects: readonly Defect[] = []): CopyStores {
  const db = new MemoryDatabase(() => 0, new Set(defects));
  const atOnce: Carry = async (_call, effect) => effect();
  return {
    statuses: carried('statuses', memoryStatusCopies(db), atOnce),
    carts: carried<CopyStores['carts']>('carts', memoryCartCopies(db), atOnce),
    copies: carried<CopyStores['copies']>('copies', memoryCompleteness(db), atOnce),
  };
}
