/**
 * The share of the records that is kept for carts, the catalogue and order status: connections of their own, which no crowd of orders
 * and no slow statement of theirs can take.
 */
import type { Config } from './config';
import { cartStore } from './stores/carts';
import { orderStore } from './stores/orders';
import { productStore } from './stores/products';
import { connect } from './stores/sql';

const CONNECTIONS = 6;

export function wireKeptShare({ database }: Pick<Config, 'database'>) {
  const sql = connect(database.url ?? '', CONNECTIONS);
  return { orders: orderStore(sql), carts: cartStore(sql), products: productStore(sql), close: () => sql.close() };
}
