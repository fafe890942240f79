/** Where staff read everything about one order: what a page links to, and what an answer that is not known yet names to watch. */
export const orderHref = (orderId: string): string => `/console/orders/${encodeURIComponent(orderId)}`;
