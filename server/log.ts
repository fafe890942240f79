/** Logs explain local outcomes; they prove nothing and hold no personal data, token or secret. */
import { pino } from 'pino';

export type Logger = ReturnType<typeof pino>;

const REDACTED = [
  'email',
  '*.email',
  'status_token',
  '*.status_token',
  'authorization',
  '*.authorization',
  'cookie',
  '*.cookie',
  'password',
  '*.password',
];

export function logger(processName: string, settings: { readonly region: string; readonly logLevel: string }): Logger {
  return pino({
    level: settings.logLevel,
    base: { process: processName, region: settings.region },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: REDACTED, censor: '[redacted]' },
  });
}
