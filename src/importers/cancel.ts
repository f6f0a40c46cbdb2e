import { AppError } from '../shared/errors.ts';

/** The one thing that ends an import other than by findings. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AppError('CANCELLED', 'The import was cancelled; nothing was changed.');
}
