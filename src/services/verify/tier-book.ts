import type { Known } from './known.ts';
import type { Scope } from './scope.ts';
import { type Deed, type Floor, type Replayed, replayTiers } from './tier-replay.ts';

interface PartnerFacts {
  readonly id: number;
  readonly code: string;
  readonly openedOn: string;
  readonly openingTier: string;
}

interface DealFact {
  readonly code: string;
  readonly on: string;
  readonly recordedSeq: number;
  readonly clawedFrom: string | null;
  readonly cancellationSeq: number | null;
  readonly voidedOn: string | null;
}

interface LeadFact {
  readonly code: string;
  readonly submittedOn: string;
  readonly qualifiedOn: string | null;
  readonly recordedSeq: number;
  readonly version: number;
}

type FloorFact = Floor & { readonly recordedSeq: number };

/** Every partner's tier facts and paths worked out from them: as known now, and as known at an audit number. */
export class TierBook {
  readonly #scope: Scope;
  readonly #known: Known;
  readonly #deals: Map<number, DealFact[]>;
  readonly #leads: Map<number, LeadFact[]>;
  readonly #floors: Map<number, FloorFact[]>;
  readonly #now = new Map<number, Replayed>();
  readonly #then = new Map<string, Replayed | null>();
  readonly partners: ReadonlyMap<number, PartnerFacts>;

  constructor(scope: Scope, known: Known) {
    this.#scope = scope;
    this.#known = known;
    const { db } = scope;
    this.partners = new Map(
      db.all<PartnerFacts>('SELECT id, code, opened_on AS openedOn, opening_tier AS openingTier FROM partners').map((row) => [row.id, row]),
    );
    this.#deals = grouped(
      db.all<DealFact & { partnerId: number }>(
        `SELECT partner_id AS partnerId, code, signed_on AS "on", recorded_seq AS recordedSeq, CASE WHEN clawed_back = 1 THEN cancelled_on END AS clawedFrom, cancellation_seq AS cancellationSeq, voided_on AS voidedOn FROM deals`,
      ),
    );
    this.#leads = grouped(
      scope.versions.some((version) => version.referralBasis !== 'won')
        ? db.all<LeadFact & { partnerId: number }>(
            `SELECT partner_id AS partnerId, 'L-' || id AS code, submitted_on AS submittedOn, qualified_on AS qualifiedOn, recorded_seq AS recordedSeq, version FROM leads WHERE status <> 'draft'`,
          )
        : [],
    );
    this.#floors = grouped(
      db.all<FloorFact & { partnerId: number }>(
        "SELECT partner_id AS partnerId, from_on AS fromOn, to_on AS toOn, tier, recorded_seq AS recordedSeq FROM negotiated_terms WHERE kind = 'tier'",
      ),
    );
  }

  /** The path by all that is known now. */
  now(partnerId: number): Replayed {
    const found = this.#now.get(partnerId) ?? this.#replay(partnerId, Number.MAX_SAFE_INTEGER);
    this.#now.set(partnerId, found);
    return found;
  }

  /** The path by what was known at an audit number; null when that can no longer be told (a lead was written over since). */
  knownAt(partnerId: number, at: number): Replayed | null {
    const key = `${partnerId} ${at}`;
    const kept = this.#then.get(key);
    if (kept !== undefined) return kept;
    const lost = (this.#leads.get(partnerId) ?? []).some((lead) => lead.version > 1 && lead.recordedSeq > at);
    const replayed = lost ? null : this.#replay(partnerId, at);
    this.#then.set(key, replayed);
    return replayed;
  }

  /** The tier held at a month's end for each stretch of months, for SQL to join. */
  stretches(): { partnerId: number; from: string; to: string; tier: string }[] {
    const found: { partnerId: number; from: string; to: string; tier: string }[] = [];
    for (const id of this.partners.keys()) {
      const byMonth = new Map<string, string>();
      for (const step of this.now(id).steps) byMonth.set(step.onDate.slice(0, 7), step.toTier);
      const months = [...byMonth.keys()].sort();
      for (const [index, from] of months.entries()) found.push({ partnerId: id, from, to: months[index + 1] ?? '9999-99', tier: byMonth.get(from) ?? '' });
    }
    return found;
  }

  #replay(partnerId: number, at: number): Replayed {
    const partner = this.partners.get(partnerId);
    if (partner === undefined) return { steps: [], spans: [], after: new Map() };
    const deeds: Deed[] = (this.#deals.get(partnerId) ?? [])
      .filter((deal) => deal.recordedSeq <= at)
      .map((deal) => ({ code: deal.code, on: deal.on, goneOn: goneOn(deal, at), basis: 'won' as const }));
    for (const lead of this.#leads.get(partnerId) ?? []) {
      if (lead.recordedSeq > at) continue;
      deeds.push({ code: lead.code, on: lead.submittedOn, goneOn: null, basis: 'submitted' });
      if (lead.qualifiedOn !== null) deeds.push({ code: lead.code, on: lead.qualifiedOn, goneOn: null, basis: 'qualified' });
    }
    return replayTiers({
      openedOn: this.#known.partnerField(partner.code, 'openedOn', partner.openedOn, at),
      openingTier: this.#known.partnerField(partner.code, 'openingTier', partner.openingTier, at),
      deeds,
      floors: (this.#floors.get(partnerId) ?? []).filter((floor) => floor.recordedSeq <= at),
      versions: this.#scope.versions.filter((version) => version.recordedSeq <= at),
    });
  }
}

/** A void is dated the day it was made, so it changes nothing dated before; a clawback is known from its own number on. */
function goneOn(deal: DealFact, at: number): string | null {
  const clawed = deal.clawedFrom !== null && (deal.cancellationSeq ?? 0) <= at ? deal.clawedFrom : null;
  if (clawed === null || deal.voidedOn === null) return clawed ?? deal.voidedOn;
  return clawed < deal.voidedOn ? clawed : deal.voidedOn;
}

function grouped<T extends { readonly partnerId: number }>(rows: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(row.partnerId);
    if (group) group.push(row);
    else groups.set(row.partnerId, [row]);
  }
  return groups;
}
