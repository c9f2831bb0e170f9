import { type DestinationStream, type Logger, pino } from 'pino';

/** Where a secret would stand if somebody logged the settings or a request whole. An object's `key` is none. */
const SECRETS = [
  'config.key',
  'settings.key',
  'config.proxy',
  'settings.proxy',
  'authorization',
  '*.authorization',
  '*.headers.authorization',
  '*.secretAccessKey',
  '*.sessionToken',
];

/**
 * The log of a process: lines of JSON with the fields that tell what a line is about. Secrets are not written.
 * @param level of the least severe line, or `silent`.
 */
export function openLog(level: string, to: DestinationStream): Logger {
  return pino({ level, redact: { paths: SECRETS, censor: '(secret)' } }, to);
}
