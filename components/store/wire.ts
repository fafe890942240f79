import { type Money, money } from '@/server/domain/money';
import type { WireMoney } from './resources';

export function moneyOf(wire: WireMoney): Money {
  return money(wire.amount_minor, wire.currency);
}

export function instantOf(iso: string | null | undefined): number | null {
  return iso ? Date.parse(iso) : null;
}
