import { describe, expect, it } from 'vitest';
import { orderHref } from './order-href';

describe('the address of an order’s page', () => {
  it('names the order and leads nowhere else, whatever its id is', () => {
    expect(orderHref('order-42')).toBe('/console/orders/order-42');
    expect(orderHref('../audit?x=1#y')).toBe('/console/orders/..%2Faudit%3Fx%3D1%23y');
  });
});
