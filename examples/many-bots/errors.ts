import { stripVTControlCharacters } from 'node:util';

/**
 * A failure that the job can explain: its message is one line that says what is wrong and where,
 * and is all that the user sees of it. Anything else that is thrown is a defect of the job.
 */
export class JobError extends Error {
  override readonly name = 'JobError';
  /** What the process ended with says it, e.g. lines that a child printed before it died. */
  readonly log: readonly string[];

  constructor(message: string, options: { log?: readonly string[]; cause?: unknown } = {}) {
    super(oneLine(message), options.cause === undefined ? {} : { cause: options.cause });
    this.log = options.log ?? [];
  }
}

/** First line of `text`, without colours and control characters. */
export function oneLine(text: string): string {
  const first = text.split(/\r?\n/).find((line) => line.trim() !== '') ?? '';
  return stripControls(first).trim();
}

/**
 * `text` without ANSI sequences and control characters, so that a hostile name cannot move the
 * cursor.
 */
export function stripControls(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}/gu, ' ');
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message === '' ? error.name : error.message;
  return String(error);
}
