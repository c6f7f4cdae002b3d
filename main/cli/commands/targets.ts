/** `lanrage targets …`: what is watched beside the players. */
import { fault } from '../../../shared/faults/fault.ts';
import type { LanrageApi } from '../../../shared/ipc/api.ts';
import {
  probeKinds,
  type TargetDraft,
  type TargetView,
  targetDraftSchema,
  targetPatchSchema,
} from '../../../shared/model/target.ts';
import { fail, type Result } from '../../../shared/result.ts';
import type { Arguments, OptionSpecs } from '../arguments.ts';
import { type Answer, type Command, type Context, misused } from '../command.ts';
import { readNumbers } from '../options.ts';
import { complaintText } from '../text/complaint-text.ts';
import { SHOWN_ID, targetsText } from '../text/target-text.ts';
import { askEngine } from '../with-engine.ts';

const FAMILIES = ['any', 'ipv4', 'ipv6'] as const;
const OPTIONS: OptionSpecs = {
  name: { value: 'NAME', text: 'How it is called; the address by default' },
  port: { value: 'PORT', text: 'Of tcp and udp; may also follow the address: example.org:443' },
  interval: { value: 'SECONDS', text: 'How often, 1 to 3600; 1 by default' },
  timeout: { value: 'SECONDS', text: 'How long an answer is waited for, 0.1 to 60; 2 by default' },
  family: { value: 'FAMILY', words: FAMILIES, text: 'any (default), ipv4 or ipv6' },
};
const NAME_LENGTH = 40;

const list: Command = {
  name: 'targets',
  operands: '[list]',
  maxOperands: 1,
  words: ['list'],
  summary: 'Show what is watched beside the players',
  details: 'Your router and two hosts of the Internet to begin with.',
  options: {},
  async run({ operands: [word = 'list'] }, context) {
    if (word !== 'list') return misused(`Targets are listed, added, set and removed, not "${word}".`);
    return askEngine(
      context,
      (api) => api.getTargets({}),
      (targets) => ({ json: { targets }, text: targetsText(targets, context.io) }),
    );
  },
};

const add: Command = {
  name: 'targets add',
  operands: 'KIND ADDRESS',
  maxOperands: 2,
  words: probeKinds,
  summary: 'Watch a host, a port, a page or a name',
  details:
    'KIND is icmp (ping), tcp, udp, http or dns. ADDRESS is a name or an address; for http a whole URL, for dns the name to resolve.',
  options: OPTIONS,
  async run(args, context) {
    const [kind, address] = args.operands;
    if (kind === undefined || address === undefined) {
      return misused('Say what to watch: lanrage targets add KIND ADDRESS');
    }
    if (!probeKinds.some((one) => one === kind)) {
      return misused(`KIND is ${probeKinds.join(', ')}, not "${kind}".`);
    }
    const fields = readFields(args);
    if (typeof fields === 'string') return misused(fields);
    const split = kind === 'tcp' || kind === 'udp' ? splitPort(address) : { address };
    const name = { name: address.slice(0, NAME_LENGTH) };
    const draft = targetDraftSchema.safeParse({ ...name, kind, ...split, ...fields });
    if (!draft.success) return misused(`${complaintText(draft.error)}.`);
    return askEngine(context, (api) => api.addTarget(draft.data as TargetDraft), told(context));
  },
};

const set: Command = {
  name: 'targets set',
  operands: 'ID',
  maxOperands: 1,
  summary: 'Change something that is watched',
  details: 'ID or name as "lanrage targets" shows them. What has no option stays.',
  options: { ...OPTIONS, address: { value: 'ADDRESS', text: 'Another address' } },
  async run(args, context) {
    const [wanted] = args.operands;
    if (wanted === undefined) return misused('Say which: lanrage targets set ID');
    const fields = readFields(args);
    if (typeof fields === 'string') return misused(fields);
    const address = args.value('address');
    const patch = targetPatchSchema.safeParse({ ...fields, ...(address !== null && { address }) });
    if (!patch.success) return misused(`${complaintText(patch.error)}.`);
    if (Object.keys(patch.data).length === 0) return misused('Say what to change, e.g. --interval 5.');
    return askEngine(
      context,
      async (api) => {
        const found = await find(api, wanted);
        return found.ok ? api.updateTarget({ id: found.value.target.id, patch: patch.data }) : found;
      },
      told(context),
    );
  },
};

const remove: Command = {
  name: 'targets remove',
  operands: 'ID',
  maxOperands: 1,
  summary: 'Stop watching something',
  details: 'ID or name as "lanrage targets" shows them. Its history stays.',
  options: {},
  async run({ operands: [wanted] }, context) {
    if (wanted === undefined) return misused('Say which: lanrage targets remove ID');
    return askEngine(
      context,
      async (api) => {
        const found = await find(api, wanted);
        if (!found.ok) return found;
        const removed = await api.removeTarget({ id: found.value.target.id });
        return removed.ok ? found : removed;
      },
      ({ target }) => ({ json: { id: target.id }, text: `"${target.name}" is not watched any more.` }),
    );
  },
};

export const targets: readonly Command[] = [list, add, set, remove];

function told({ io }: Context): (view: TargetView) => Answer {
  return (view) => ({ json: { ...view }, text: targetsText([view], io) });
}

/** The fields that options give, or a sentence on what is wrong with them. */
function readFields(args: Arguments): object | string {
  const numbers = readNumbers(args, {
    port: { min: 1, max: 65_535 },
    interval: { min: 1, max: 3600, fraction: true },
    timeout: { min: 0.1, max: 60, fraction: true },
  });
  if (typeof numbers === 'string') return numbers;
  const { port, interval, timeout } = numbers;
  const [name, family] = [args.value('name'), args.value('family')];
  if (family !== null && !FAMILIES.some((one) => one === family)) {
    return `--family takes ${FAMILIES.join(', ')}, not "${family}".`;
  }
  return {
    ...(name !== null && { name }),
    ...(family !== null && { family }),
    ...(port !== undefined && { port }),
    ...(interval !== undefined && { intervalMs: Math.round(interval * 1000) }),
    ...(timeout !== undefined && { timeoutMs: Math.round(timeout * 1000) }),
  };
}

/** `example.org:443` and `[2001:db8::1]:443`; a bare IPv6 address keeps its colons. */
function splitPort(text: string): { readonly address: string; readonly port?: number } {
  const [, bracketed, name, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const address = bracketed ?? name;
  return address === undefined ? { address: text } : { address, port: Number(port) };
}

async function find(api: LanrageApi, wanted: string): Promise<Result<TargetView>> {
  const views = await api.getTargets({});
  if (!views.ok) return views;
  const found =
    views.value.find(({ target }) => target.id === wanted) ??
    views.value.find(({ target }) => target.name === wanted) ??
    onlyOne(views.value.filter(({ target }) => wanted.length >= SHOWN_ID && target.id.startsWith(wanted)));
  return found === undefined ? fail(fault('target.not-found', { id: wanted })) : { ok: true, value: found };
}

function onlyOne<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}
