import { ERROR_TABLE, type ErrorCode } from './error-table.ts';

/**
 * The one error class of the product. Match on `code`, never on `instanceof`: the installer's and the collector's bundle
 * each carry a copy of this class.
 *
 * `message` says what failed, on which value, by which rule; `hint` says what the user does next. Neither may hold a secret
 * or a token.
 */
export class O365WazuhError extends Error {
  override readonly name = 'O365WazuhError';
  readonly code: ErrorCode;
  readonly hint: string;
  /** Plain facts for `--json` output: paths, ids, numbers. Never secrets. */
  readonly details: Readonly<Record<string, unknown>>;

  /**
   * @param code a key of the error table.
   * @param message what, the value, the rule.
   * @param options `hint` overrides the table's cure; `cause` keeps the original error; `details` are facts for `--json`.
   */
  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string; cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? ERROR_TABLE[code].cure;
    this.details = options.details ?? {};
  }
}

/** True for any error of ours, also one that another bundle made. */
export function isO365WazuhError(error: unknown): error is O365WazuhError {
  return error instanceof Error && error.name === 'O365WazuhError' && 'code' in error;
}

/** Wraps anything thrown into our class: ours pass through, all else becomes `INTERNAL`. */
export function toO365WazuhError(error: unknown): O365WazuhError {
  if (isO365WazuhError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new O365WazuhError('INTERNAL', `Unexpected error: ${message}`, { cause: error });
}
