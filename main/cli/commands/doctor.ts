import type { LanrageApi } from '../../../shared/ipc/api.ts';
import { type CheckId, checkIds, type DoctorProgress, type Finding } from '../../../shared/model/doctor.ts';
import { screenTexts } from '../../../shared/texts/screens.ts';
import { selectChecks } from '../../engine/diagnosis/checks/all-checks.ts';
import type { Arguments } from '../arguments.ts';
import {
  type Answer,
  type Command,
  type Context,
  done,
  failed,
  misused,
  type Outcome,
  unwell,
} from '../command.ts';
import { orderFindings } from '../finding-order.ts';
import { nearest } from '../nearest.ts';
import { doctorVerdict, findingText } from '../text/finding-text.ts';
import { withEngine } from '../with-engine.ts';

const { checks: checkNames, remedies } = screenTexts('en').fix;

interface Run {
  readonly findings: readonly Finding[];
  readonly tookMs: number;
  /** By Ctrl-C: what is missing was not looked at. */
  readonly stopped: boolean;
}

export const doctor: Command = {
  name: 'doctor',
  operands: '[CHECK …]',
  maxOperands: Number.POSITIVE_INFINITY,
  words: checkIds,
  summary: 'Find out what is wrong, why, and what helps',
  details: `Without CHECK it looks at everything: ${checkIds.join(', ')}. A check brings those that it depends on. Exit code 1: something failed.`,
  options: {
    fix: { text: 'Carry out what helps, one by one, after asking' },
    yes: { text: "With --fix: don't ask" },
    report: { text: 'Print a report that somebody else can help with, free of keys and codes' },
    'with-addresses': { text: 'With --report: leave addresses in it' },
    'with-connection-log': {
      text: 'With --with-addresses: add the log that a developer can replay; it holds addresses and times of all members, never keys',
    },
  },
  async run(args, context) {
    const { io } = context;
    const unknown = args.operands.find((word) => !isCheck(word));
    if (unknown !== undefined) {
      const close = nearest(unknown, checkIds);
      return misused(`There is no check "${unknown}".${close === null ? '' : ` Did you mean ${close}?`}`);
    }
    for (const [option, needed] of [
      ['yes', 'fix'],
      ['with-addresses', 'report'],
      ['with-connection-log', 'with-addresses'],
    ] as const) {
      if (args.has(option) && !args.has(needed)) return misused(`--${option} goes with --${needed}.`);
    }
    if (args.has('fix') && args.has('report')) return misused('--fix and --report are two things: do one.');
    return withEngine(context, async (api) => {
      const snapshot = await api.getSnapshot({});
      if (!snapshot.ok) return failed(snapshot.fault);
      const names = new Map(snapshot.value.party?.peers.map(({ id, name }) => [id, name]));
      const nameOf = (id: string): string => names.get(id) ?? id;
      const show = (finding: Finding): void => {
        if (!args.has('report') && !context.json) io.out(`${findingText(finding, nameOf, io)}\n`);
      };
      const run = await examine(api, args.operands.filter(isCheck), context, show);
      if ('kind' in run) return run;
      if (run.stopped) return unwell({ json: { ...run }, text: `\n${io.style('yellow', 'Stopped.')}` });
      if (args.has('report')) return tellReport(api, args, run);
      if (!args.has('fix')) {
        return end({ json: { ...run }, text: `\n${doctorVerdict(run.findings, run.tookMs, io)}` }, run);
      }
      return mend(api, run, args.has('yes'), nameOf, context);
    });
  },
};

function isCheck(word: string): word is CheckId {
  return checkIds.some((id) => id === word);
}

/** Runs the checks, and shows each finding as soon as those before it are there. */
async function examine(
  api: LanrageApi,
  wanted: readonly CheckId[],
  context: Context,
  show: (finding: Finding) => void,
): Promise<Run | Outcome> {
  const { io, json } = context;
  const checks = selectChecks(wanted.length === 0 ? checkIds : wanted).map(({ id }) => id);
  const order = orderFindings(checks);
  const under = new Set<CheckId>();
  const found: Finding[] = [];
  const finished = Promise.withResolvers<Pick<Run, 'tookMs' | 'stopped'>>();
  const early: DoctorProgress[] = [];
  let run: number | null = null;
  const take = (progress: DoctorProgress): void => {
    if (progress.run !== run) return;
    if (json) context.say({ json: progress, text: '' });
    if (progress.kind === 'finished') {
      finished.resolve(progress);
      return;
    }
    if (progress.kind === 'started') under.add(progress.check);
    else {
      under.delete(progress.finding.check);
      found.push(progress.finding);
      order.add(progress.finding).forEach(show);
    }
    const names = [...under].map((check) => checkNames[check]);
    if (names.length > 0) io.progress(`Looking at: ${names.join(', ')} …`);
  };
  api.on('doctorProgress', (progress) => (run === null ? early.push(progress) : take(progress)));
  const started = await api.startDoctor(wanted.length === 0 ? {} : { checks: [...wanted] });
  if (!started.ok) return failed(started.fault);
  run = started.value.run;
  io.onInterrupt(() => void api.stopDoctor({}));
  for (const progress of early) take(progress);
  const { tookMs, stopped } = await finished.promise;
  order.end().forEach(show);
  io.progress(null);
  const place = (finding: Finding): number => checks.indexOf(finding.check);
  return { findings: found.sort((a, b) => place(a) - place(b)), tookMs, stopped };
}

async function tellReport(api: LanrageApi, args: Arguments, run: Run): Promise<Outcome> {
  const bundle = await api.getSupportBundle({
    withAddresses: args.has('with-addresses'),
    withConnectionLog: args.has('with-connection-log'),
  });
  if (!bundle.ok) return failed(bundle.fault);
  return end({ json: { ...run, report: bundle.value.text }, text: bundle.value.text.trimEnd() }, run);
}

/** Carries remedies out, one by one; each is followed by its check again. */
async function mend(
  api: LanrageApi,
  run: Run,
  unasked: boolean,
  nameOf: (id: string) => string,
  context: Context,
): Promise<Outcome> {
  const { io } = context;
  const findings = [...run.findings];
  const curable = findings.filter(({ status, remedy }) => remedy !== null && status !== 'ok');
  for (const finding of curable) {
    const { check, peer, remedy } = finding;
    if (remedy === null) continue;
    const what = `${remedies[remedy]}${peer === null ? '' : ` (${nameOf(peer)})`}`;
    const wanted = unasked || (context.json ? null : await io.ask(`${what}?`));
    if (wanted === null) return misused('--fix asks first, which needs a terminal; or give --yes.');
    if (!wanted) continue;
    io.progress(`${what} …`);
    const outcome = await api.applyRemedy({ check, peer, remedy });
    if (!outcome.ok) return failed(outcome.fault);
    const { after } = outcome.value;
    findings[findings.indexOf(finding)] = after;
    context.say({ json: { kind: 'mended', ...outcome.value }, text: findingText(after, nameOf, io) });
  }
  const verdict = doctorVerdict(findings, run.tookMs, io);
  const text =
    curable.length === 0 ? `\n${verdict} There is nothing that can be mended from here.` : `\n${verdict}`;
  return end({ json: { findings, tookMs: run.tookMs }, text }, { ...run, findings });
}

function end(answer: Answer, { findings }: Run): Outcome {
  return findings.some(({ status }) => status === 'failed') ? unwell(answer) : done(answer);
}
