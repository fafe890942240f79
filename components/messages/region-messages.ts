/** What the messages page reads, by the names that its parts use. */
import type { Outputs } from '@/components/trpc';

type Overview = Outputs['messages']['overview'];
export type RegionAnswer = Overview['regions'][number];
export type RegionMessages = NonNullable<RegionAnswer['answer']>;
export type Letter = Outputs['messages']['letters']['letters'][number];
export type LetterContent = Outputs['messages']['letter'];
export type ReplayRegion = Outputs['messages']['replayPlan']['regions'][number];

/** Those that answered. */
export const reached = (regions: readonly RegionAnswer[]) =>
  regions.flatMap(({ answer, region }) => (answer === null ? [] : [{ region, ...answer }]));

/** Those that did not. */
export const away = (regions: readonly RegionAnswer[]) =>
  regions.flatMap(({ answer, region }) => (answer === null ? [region] : []));

export const letterKey = ({
  consumer,
  messageId,
  orderId,
  region,
}: Pick<Letter, 'region' | 'orderId' | 'messageId' | 'consumer'>) => `${region} ${orderId} ${messageId} ${consumer}`;
