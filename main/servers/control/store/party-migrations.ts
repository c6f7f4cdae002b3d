/** Schema of the control server's database, one step per version; released steps never change. */
export const partyMigrations: readonly string[] = [
  `CREATE TABLE party (
     id TEXT PRIMARY KEY, member_auth TEXT NOT NULL, epoch INTEGER NOT NULL, subnet TEXT NOT NULL,
     about TEXT NOT NULL, relay TEXT, creator TEXT NOT NULL, active_at INTEGER NOT NULL, ended_at INTEGER
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX party_live ON party (creator) WHERE ended_at IS NULL;
   CREATE TABLE member (
     party TEXT NOT NULL REFERENCES party (id), peer TEXT NOT NULL, identity TEXT NOT NULL,
     wireguard_key TEXT NOT NULL, place INTEGER NOT NULL,
     seq INTEGER NOT NULL, sealed TEXT NOT NULL, signature TEXT NOT NULL,
     left_at INTEGER, token_hash TEXT, token_expires_at INTEGER,
     PRIMARY KEY (party, peer), UNIQUE (party, place), UNIQUE (party, wireguard_key)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX member_left ON member (left_at) WHERE left_at IS NOT NULL;`,
];
