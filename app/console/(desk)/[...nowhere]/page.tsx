import { notFound } from 'next/navigation';

/** An address below /console that no page has is answered inside the console, not by the shop. */
export default function Nowhere(): never {
  notFound();
}
