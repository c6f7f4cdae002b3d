/** The words for a verdict on who can join: in windows, the tray, the command line and the doctor the same. */
import type { InHouseReason, InvitingVerdict, Reach } from '../inviting/judge-inviting.ts';
import type { inviting } from './en/inviting.ts';
import { brief } from './facts.ts';

export type InvitingWords = typeof inviting.inviting;
type Line = keyof InvitingWords['lines'];

/** Which sentence stands for a verdict. */
export function lineOf(verdict: Reach): Line {
  switch (verdict.reach) {
    case 'anywhere':
      return verdict.sure ? 'anywhere' : 'anywhereProbably';
    case 'most':
      return 'most';
    case 'few':
      return verdict.who === 'ipv6' ? 'someIpv6' : 'fewRouters';
    case 'house':
      if (verdict.why === 'server-in-house') return 'serverHouse';
      return verdict.why === 'kept-out' ? 'houseProbably' : 'house';
    case 'checking':
      return 'checking';
    case 'unknown':
      return verdict.because === 'server-silent' ? 'silent' : 'unknown';
  }
}

/** Why it is so, in a sentence or two; null: there is nothing to say beside the line. */
export function reasonOf(verdict: InvitingVerdict, words: InvitingWords): string | null {
  const { because, why } = words;
  switch (verdict.reach) {
    case 'anywhere':
      if (verdict.by === 'meeting') return because.meeting;
      return because[verdict.sure ? SEEN[verdict.by] : UNSEEN[verdict.by]];
    case 'most':
      return because.most;
    case 'few':
      return `${whyOf(verdict, words)} ${verdict.who === 'ipv6' ? why.ipv6 : why.openRouters}`;
    case 'house':
      return whyOf(verdict, words);
    case 'checking':
    case 'unknown':
      return null;
  }
}

const SEEN = { server: 'server', router: 'router', 'own-address': 'ownAddress' } as const;
const UNSEEN = {
  server: 'serverUntested',
  router: 'routerUntested',
  'own-address': 'ownAddressUntested',
} as const;

function whyOf(verdict: InHouseReason, { why }: InvitingWords): string {
  const { code, gateway } = whyCode(verdict);
  return sayWhy(code, gateway, why);
}

/** The reason as a key of its words, and the router that it names; empty: none. */
export function whyCode(reason: InHouseReason): { readonly code: string; readonly gateway: string } {
  if (reason.why !== 'router-refuses') return { code: reason.why, gateway: '' };
  const { fault } = reason;
  const gateway = fault?.code === 'portmap.none-found' ? fault.args.gateway : '';
  return { code: fault?.code ?? 'router', gateway };
}

/** Words for what {@link whyCode} told; of a code that only a newer version has, those for any router. */
export function sayWhy(code: string, gateway: string, why: InvitingWords['why']): string {
  const words = Object.hasOwn(why, code) ? why[code as keyof typeof why] : why.router;
  return typeof words === 'string' ? words : words(brief(gateway));
}
