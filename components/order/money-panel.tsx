import { Pairs } from '@/components/ui/pairs';
import type { OperationForExplanation } from '@/server/domain/explanation/input';
import type { Money } from '@/server/domain/money';
import type { MoneyStanding } from '@/server/domain/money-position';
import { moneyWords } from '@/server/domain/money-words';
import { captureOperation } from '@/server/domain/operation';
import { MoneyPositionMark } from './money-position-mark';
import { RailSection } from './rail';

interface MoneyPanelProps {
  readonly orderId: string;
  readonly total: Money;
  readonly standing: MoneyStanding;
  readonly operations: readonly OperationForExplanation[];
}

function held(standing: MoneyStanding, total: Money): string {
  if (standing.position === 'unknown') return 'unknown';
  const amountMinor = standing.position === 'held' ? standing.atMost.amountMinor : 0;
  return moneyWords({ amountMinor, currency: total.currency });
}

/** Where the customer's money is, apart from what the order says. */
export function MoneyPanel({ orderId, total, standing, operations }: MoneyPanelProps) {
  const capture = operations.find(({ operation }) => operation === captureOperation(orderId));
  const back = operations.filter(({ kind }) => kind === 'void' || kind === 'refund');
  const none: Money = { amountMinor: 0, currency: total.currency };
  const captured = capture?.state === 'acknowledged' ? capture.amount : none;
  return (
    <RailSection id="money" title="Money" aside={<MoneyPositionMark standing={standing} words="word" />}>
      <Pairs
        pairs={[
          [
            'At most',
            'atMost' in standing
              ? `${moneyWords(standing.atMost)}, one charge`
              : `${moneyWords(none)}, nothing is with us`,
          ],
          ['Held', held(standing, total)],
          [
            'Captured',
            <>
              {moneyWords(captured)}{' '}
              <span className="faint">
                (<span className="id">{captureOperation(orderId)}</span>{' '}
                {capture === undefined ? 'never sent' : capture.state.replace('_', ' ')})
              </span>
            </>,
          ],
          ...back.map(
            ({ operation, kind, state, amount }) =>
              [
                kind === 'void' ? 'Void' : 'Refund',
                <>
                  {moneyWords(amount)}, {state.replace('_', ' ')} <span className="id">{operation}</span>
                </>,
              ] as const,
          ),
        ]}
      />
    </RailSection>
  );
}
