import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { inTransaction } from '../../../base/transaction.ts';
import type { PartyStore, StoredMember, StoredParty } from './party-store.ts';

interface PartyRow {
  id: string;
  member_auth: string;
  epoch: number;
  subnet: string;
  about: string;
  relay: string | null;
  creator: string;
  active_at: number;
  ended_at: number | null;
}

interface MemberRow {
  party: string;
  peer: string;
  identity: string;
  wireguard_key: string;
  place: number;
  seq: number;
  sealed: string;
  signature: string;
  left_at: number | null;
  token_hash: string | null;
  token_expires_at: number | null;
}

/**
 * Keeps parties in SQLite. Owns the database, whose schema is `partyMigrations` and which writes with
 * synchronous=FULL, so that an answered change also outlives a power cut.
 */
export function openSqlitePartyStore(database: DatabaseSync): PartyStore {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const made = database.prepare(sql);
    statements.set(sql, made);
    return made;
  };
  const run = (sql: string, ...values: SQLInputValue[]): void => {
    prepared(sql).run(...values);
  };
  // The schema is STRICT and ours alone, so that a row is what its columns say.
  const rows = <Row>(sql: string, ...values: SQLInputValue[]): Row[] =>
    prepared(sql).all(...values) as unknown as Row[];
  const count = (sql: string, ...values: SQLInputValue[]): number =>
    rows<{ count: number }>(sql, ...values)[0]?.count ?? 0;

  return {
    transaction(work) {
      return database.isTransaction ? work() : inTransaction(database, work);
    },
    party: (id) => rows<PartyRow>('SELECT * FROM party WHERE id = ?', id).map(toParty)[0] ?? null,
    addParty: (party) =>
      run(
        'INSERT INTO party VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
        party.id,
        party.memberAuth,
        party.epoch,
        party.subnet,
        party.about,
        party.relay,
        party.creator,
        party.activeAt,
        party.endedAt,
      ),
    setRelay: (party, relay) => run('UPDATE party SET relay = ? WHERE id = ?', relay, party),
    touchParty: (party, at) => run('UPDATE party SET active_at = ? WHERE id = ?', at, party),
    endParty(party, at) {
      run('DELETE FROM member WHERE party = ?', party);
      run("UPDATE party SET ended_at = ?, about = '', relay = NULL WHERE id = ?", at, party);
    },
    dropParty(party) {
      run('DELETE FROM member WHERE party = ?', party);
      run('DELETE FROM party WHERE id = ?', party);
    },
    liveParties: () => rows<PartyRow>('SELECT * FROM party WHERE ended_at IS NULL').map(toParty),
    countParties: () => count('SELECT count(*) AS count FROM party WHERE ended_at IS NULL'),
    countPartiesOf: (creator) =>
      count('SELECT count(*) AS count FROM party WHERE creator = ? AND ended_at IS NULL', creator),
    member: (party, peer) =>
      rows<MemberRow>('SELECT * FROM member WHERE party = ? AND peer = ?', party, peer).map(toMember)[0] ??
      null,
    members: (party) =>
      rows<MemberRow>('SELECT * FROM member WHERE party = ? ORDER BY place', party).map(toMember),
    putMember: (member) =>
      run(
        `INSERT INTO member VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (party, peer) DO UPDATE SET identity = excluded.identity,
           wireguard_key = excluded.wireguard_key, place = excluded.place, seq = excluded.seq,
           sealed = excluded.sealed, signature = excluded.signature, left_at = excluded.left_at,
           token_hash = excluded.token_hash, token_expires_at = excluded.token_expires_at`,
        member.party,
        member.peer,
        member.identity,
        member.wireguardKey,
        member.index,
        member.record.seq,
        member.record.sealed,
        member.record.signature,
        member.leftAt,
        member.token?.hash ?? null,
        member.token?.expiresAt ?? null,
      ),
    freePlaces: (leftBefore) => run('DELETE FROM member WHERE left_at < ?', leftBefore),
    forgetEnded: (endedBefore) => run('DELETE FROM party WHERE ended_at < ?', endedBefore),
    close: () => database.close(),
  };
}

function toParty(row: PartyRow): StoredParty {
  return {
    id: row.id,
    memberAuth: row.member_auth,
    epoch: row.epoch,
    subnet: row.subnet,
    about: row.about,
    relay: row.relay,
    creator: row.creator,
    activeAt: row.active_at,
    endedAt: row.ended_at,
  };
}

function toMember(row: MemberRow): StoredMember {
  return {
    party: row.party,
    peer: row.peer,
    identity: row.identity,
    wireguardKey: row.wireguard_key,
    index: row.place,
    record: { seq: row.seq, sealed: row.sealed, signature: row.signature },
    leftAt: row.left_at,
    token: row.token_hash === null ? null : { hash: row.token_hash, expiresAt: row.token_expires_at ?? 0 },
  };
}
