/** People who bought before; the domains are reserved for examples, so that no mail ever reaches anybody. */
import type { StoryRandom } from './story-random';

const FIRST = [
  'ines',
  'jonas',
  'lea',
  'tomas',
  'freya',
  'noor',
  'emil',
  'sofia',
  'arthur',
  'maja',
  'luca',
  'hanna',
  'pavel',
  'clara',
];
const LAST = [
  'moreau',
  'lindqvist',
  'weber',
  'novak',
  'rossi',
  'jansen',
  'kowalska',
  'silva',
  'berg',
  'dubois',
  'fischer',
  'haas',
];
const DOMAINS = ['example.org', 'example.com', 'example.net'];

export function customerMail(random: StoryRandom): string {
  return `${random.pick(FIRST)}.${random.pick(LAST)}@${random.pick(DOMAINS)}`;
}
