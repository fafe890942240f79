/** What the address of the messages page says: which view, and which dead letters. */
import { createSerializer, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { REGIONS } from '@/server/domain/region';

export const VIEWS = ['queues', 'dead', 'versions', 'replay', 'mails'] as const;

const address = {
  view: parseAsStringLiteral(VIEWS).withDefault('queues'),
  code: parseAsString,
  schema: parseAsString,
  consumer: parseAsString,
  region: parseAsStringLiteral(REGIONS),
};

export const useMessagesAddress = () => useQueryStates(address, { history: 'push' });

const serialize = createSerializer(address);

export const messagesHref = (view: (typeof VIEWS)[number]): string => serialize('/console/messages', { view });
