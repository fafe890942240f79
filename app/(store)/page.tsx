import { CatalogGrid } from '@/components/store/catalog-grid';
import type { Catalog } from '@/components/store/resources';
import { onShelf, shelfFrom } from '@/components/store/shelf';
import { StoreProblem } from '@/components/store/store-problem';
import { StoreShell } from '@/components/store/store-shell';
import { LocalTime } from '@/components/ui/local-time';
import { addOne } from './cart-actions';
import styles from './page.module.css';
import { readCatalog } from './store-api';
import { piecesInCart } from './visitor';

const PROBLEMS: Record<string, string> = {
  unreachable: 'The shop could not be reached just now. Nothing was added; please try again.',
  'not-added': 'That could not be added. Your cart is as it was.',
};

function recommended(catalog: Catalog) {
  return (catalog.recommendations ?? []).flatMap((sku) => catalog.products.filter((product) => product.sku === sku));
}

function StockNote({ asOf }: { asOf: string | undefined }) {
  if (asOf === undefined) return <span>Prices include VAT. Stock as far as known in both warehouses.</span>;
  return (
    <span>
      Prices include VAT. Stock as of <LocalTime at={Date.parse(asOf)} form="clock" />, both warehouses.
    </span>
  );
}

interface CatalogPageProps {
  readonly searchParams: Promise<{ shelf?: string; problem?: string }>;
}

export default async function CatalogPage({ searchParams }: CatalogPageProps) {
  const [{ shelf: shelfText, problem }, answer, pieces] = await Promise.all([
    searchParams,
    readCatalog(),
    piecesInCart(),
  ]);
  const shelf = shelfFrom(shelfText);
  const catalog = answer.kind === 'ok' ? answer.body : null;
  return (
    <StoreShell pieces={pieces} shelf={shelf} footer={catalog ? <StockNote asOf={catalog.fresh_as_of} /> : undefined}>
      <div className={styles.intro}>
        <div>
          <h1>Things that last in a kitchen</h1>
          <p>Made in small runs, kept in two warehouses, sent the next day.</p>
        </div>
        {catalog?.notice ? <p className={styles.note}>{catalog.notice}</p> : null}
      </div>
      {problem && PROBLEMS[problem] ? <StoreProblem>{PROBLEMS[problem]}</StoreProblem> : null}
      {catalog === null ? (
        <StoreProblem>
          The shelves cannot be shown right now. Orders already placed are safe; their pages still answer. Please reload
          in a moment.
        </StoreProblem>
      ) : (
        <CatalogGrid products={onShelf(catalog.products, shelf)} recommended={recommended(catalog)} add={addOne} />
      )}
    </StoreShell>
  );
}
