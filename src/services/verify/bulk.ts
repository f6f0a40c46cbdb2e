/** Whole columns come out of the database as one JSON array: row by row, handing them over would cost more than the work on them. */
export const numbers = (json: string | undefined): number[] => JSON.parse(json ?? '[]') as number[];

/** Numbers of deals up to which a place is kept for each. */
export const LARGEST_PLACED = 50_000_000;
