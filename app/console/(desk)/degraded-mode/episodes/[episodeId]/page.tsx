import type { Metadata } from 'next';
import { EpisodeDesk } from './episode-desk';

export const metadata: Metadata = { title: 'Episode of degraded mode' };

export default async function EpisodePage({ params }: { params: Promise<{ episodeId: string }> }) {
  const { episodeId } = await params;
  return <EpisodeDesk episodeId={decodeURIComponent(episodeId)} />;
}
