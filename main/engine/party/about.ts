/** What a party says of itself, sealed: the server never learns its name. */
import { z } from 'zod';
import { transcript } from '../../../shared/control/transcripts.ts';
import { displayNameSchema } from '../../../shared/model/wire.ts';
import { parseJson } from '../../base/parse-json.ts';
import type { PartyKeys } from '../../crypto/party-keys.ts';
import { open, seal } from '../../crypto/seal.ts';

const aboutSchema = z.object({ name: displayNameSchema });

/** Seals the party's name. */
export function sealAbout(name: string, keys: PartyKeys): string {
  return seal(keys.sealKey, context(keys), new TextEncoder().encode(JSON.stringify({ name })));
}

/** Opens it; null when it isn't this party's. */
export function openAbout(sealed: string, keys: PartyKeys): string | null {
  const bytes = open(keys.sealKey, context(keys), sealed);
  const parsed = aboutSchema.safeParse(bytes === null ? undefined : parseJson(bytes));
  return parsed.success ? parsed.data.name : null;
}

function context({ partyId }: PartyKeys): Uint8Array {
  return transcript('lanrage/about/v1', partyId);
}
