// replaced by the real service
import { AppError } from '../shared/errors.ts';
export function run(): never {
  throw new AppError('INTERNAL', 'being written');
}
export function of(): never {
  throw new AppError('INTERNAL', 'being written');
}
