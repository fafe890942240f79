/**
 * Money is a whole number of minor units and an ISO 4217 code; it is never a float and never without its currency.
 */
export interface Money {
  /** Minor units (cents), a safe integer of zero or more. */
  readonly amountMinor: number;
  /** ISO 4217, upper case: "EUR". */
  readonly currency: string;
}

/** @throws RangeError when the amount is not a safe non-negative integer or the currency is not three capitals. */
export function money(amountMinor: number, currency: string): Money {
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 0)
    throw new RangeError(`amount_minor must be a whole number of 0 or more, got ${amountMinor}`);
  if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError(`currency must be three capital letters, got "${currency}"`);
  return { amountMinor, currency };
}

export function sameMoney(a: Money, b: Money): boolean {
  return a.amountMinor === b.amountMinor && a.currency === b.currency;
}

/** @throws RangeError when the currencies differ or the sum leaves the safe integers. */
export function addMoney(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new RangeError(`cannot add ${a.currency} and ${b.currency}`);
  return money(a.amountMinor + b.amountMinor, a.currency);
}

/** @throws RangeError when the quantity is not a whole number of 0 or more. */
export function timesQuantity(price: Money, quantity: number): Money {
  if (!Number.isSafeInteger(quantity) || quantity < 0)
    throw new RangeError(`quantity must be a whole number of 0 or more, got ${quantity}`);
  return money(price.amountMinor * quantity, price.currency);
}

export function sumMoney(amounts: readonly Money[], currency: string): Money {
  return amounts.reduce(addMoney, money(0, currency));
}
