import type { Reach } from '../../shared/inviting/judge-inviting.ts';
import { lineOf } from '../../shared/texts/say-inviting.ts';
import type { Shape, Tone } from './link-looks.ts';

type Line = ReturnType<typeof lineOf>;

/** Mark and colour of a verdict on who can join; a guess is drawn hollow. */
const looks: Readonly<Record<Line, { readonly shape: Shape; readonly tone: Tone }>> = {
  anywhere: { shape: 'dot', tone: 'good' },
  anywhereProbably: { shape: 'ring', tone: 'good' },
  most: { shape: 'dot', tone: 'good' },
  someIpv6: { shape: 'triangle', tone: 'fair' },
  fewRouters: { shape: 'triangle', tone: 'fair' },
  house: { shape: 'triangle', tone: 'fair' },
  houseProbably: { shape: 'triangle', tone: 'fair' },
  serverHouse: { shape: 'triangle', tone: 'fair' },
  checking: { shape: 'half', tone: 'busy' },
  unknown: { shape: 'ring', tone: 'off' },
  silent: { shape: 'triangle', tone: 'poor' },
};

export function invitingLooks(reach: Reach): (typeof looks)[Line] {
  return looks[lineOf(reach)];
}
