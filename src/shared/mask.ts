/** Hides all but the last four characters of a bank, tax or identity number: `•••• 6702`. */
export function maskIdentifier(value: string): string {
  return `•••• ${value.slice(-4)}`;
}
