/** A set of rows by key that costs eight bytes a slot: the keys themselves stay in the rows. */
import { randomBytes } from 'node:crypto';

type Keyed = Readonly<Record<string, unknown>>;

const FIRST_SIZE = 1024;
const EMPTY = -1;
/** Differs in every process, so that no file can be written whose keys all fall into one slot. */
const SEED = randomBytes(4).readInt32LE();

export class KeyIndex {
  readonly #fields: readonly string[];
  readonly #rowAt: (index: number) => Keyed | undefined;
  /** Row index by slot, and the hash beside it so that most unequal keys need no look at the row. */
  #slots = new Int32Array(FIRST_SIZE).fill(EMPTY);
  #hashes = new Int32Array(FIRST_SIZE);
  #count = 0;

  constructor(fields: readonly string[], rowAt: (index: number) => Keyed | undefined) {
    this.#fields = fields;
    this.#rowAt = rowAt;
  }

  /** Index of the row that already has the key of `row`; −1 when there is none, and `row` is then known as `index`. */
  findOrAdd(row: Keyed, index: number): number {
    const hash = this.#hashOf(row);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let other = this.#slots[slot] ?? EMPTY; other !== EMPTY; other = this.#slots[slot] ?? EMPTY) {
      if (this.#hashes[slot] === hash && this.#sameKey(row, this.#rowAt(other))) return other;
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = index;
    this.#hashes[slot] = hash;
    this.#count += 1;
    if (this.#count * 2 > this.#slots.length) this.#grow();
    return EMPTY;
  }

  #sameKey(row: Keyed, other: Keyed | undefined): boolean {
    if (other === undefined) return false;
    for (const field of this.#fields) if (row[field] !== other[field]) return false;
    return true;
  }

  /** FNV-1a (seeded) over the UTF-16 units of the key fields, each ended by a zero. */
  #hashOf(row: Keyed): number {
    let hash = SEED;
    for (const field of this.#fields) {
      const text = row[field];
      if (typeof text !== 'string') continue;
      for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
      hash = Math.imul(hash, 0x01000193);
    }
    // FNV's low bits are weak on short keys that differ at the end.
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return hash ^ (hash >>> 13);
  }

  #grow(): void {
    const [slots, hashes] = [this.#slots, this.#hashes];
    this.#slots = new Int32Array(slots.length * 2).fill(EMPTY);
    this.#hashes = new Int32Array(slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let at = 0; at < slots.length; at++) {
      const index = slots[at] ?? EMPTY;
      if (index === EMPTY) continue;
      const hash = hashes[at] ?? 0;
      let slot = hash & mask;
      while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      this.#slots[slot] = index;
      this.#hashes[slot] = hash;
    }
  }
}
