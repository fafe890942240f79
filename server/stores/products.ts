/** What the shop sells and what of it this region can still promise. Read-mostly; holds are taken by `orders.place`. */
import { epochMs, type Sql } from './sql';

export interface ProductRecord {
  readonly sku: string;
  readonly name: string;
  readonly priceMinor: number;
  readonly currency: string;
  readonly category: string;
  readonly picture: string;
  /** In this region; null when this region keeps none of it. */
  readonly available: number | null;
  readonly stockAsOfMs: number | null;
}

export interface ProductStore {
  list(): Promise<ProductRecord[]>;
}

export function productStore(sql: Sql): ProductStore {
  return {
    list: () =>
      sql.rows<ProductRecord>(
        'products_list',
        `select p.sku, p.name, p.price_minor as "priceMinor", p.currency, p.category, p.picture, s.available, ${epochMs('s.updated_at')} as "stockAsOfMs"
         from inventory.products p left join inventory.stock s on s.sku = p.sku order by p.position`,
        [],
      ),
  };
}
