/** What open pages are told, instead of asking every few seconds: that something changed, with its ids and nothing else of it. */
import { refuse } from './refusals';
import { router, withPermission } from './trpc';

export const newsRouter = router({
  listen: withPermission('orders:read').subscription(({ ctx, signal }) => {
    const news = ctx.services.news.listen(signal);
    if (news === null) throw refuse('too_many_listen', 'As many pages are told of changes as can be.');
    return news;
  }),
});
