/** The last way to ping: the system's program, a process for each probe. */
import type { ProbeOutcome } from '../../../../shared/model/target.ts';
import type { Log } from '../../../base/log/log.ts';
import { type CommandOutput, runCommand } from '../../../base/run-command.ts';
import type { NoWay, PingRequest, PingWay } from '../icmp/ping-way.ts';
import { PLAIN_ANSWER } from '../probes/probe.ts';
import { parsePing } from './parse-ping.ts';
import { type PingSettings, pingCommand } from './ping-command.ts';

export interface PingProgramOptions {
  readonly log: Log;
  readonly settings?: PingSettings;
  readonly platform?: NodeJS.Platform;
  readonly run?: typeof runCommand;
}

const REASON_LIMIT = 200;

/** Runs `ping` once for each probe. */
export function createPingProgram({
  log,
  settings = {},
  platform = process.platform,
  run = runCommand,
}: PingProgramOptions): PingWay {
  return {
    via: 'ping',
    needsWorker: true,
    async ping(request) {
      const command = pingCommand(request, settings, platform);
      const ran = await runUntilAborted(run, { ...command, signal: request.signal });
      if (ran === null) return { outcome: 'timeout' };
      if (!ran.ok) {
        if (ran.fault.code === 'command.timed-out') return { outcome: 'timeout' };
        return { outcome: 'no-way', reason: ran.fault.code, lasting: true };
      }
      if (settings.verbose) log.debug('ping printed', { ...ran.value });
      return judge(ran.value, request, platform);
    },
    close: () => undefined,
  };
}

async function runUntilAborted(run: typeof runCommand, command: Parameters<typeof runCommand>[0]) {
  try {
    return await run(command);
  } catch (error) {
    // Called off: nobody waits for the result any more.
    if (command.signal?.aborted) return null;
    throw error;
  }
}

function judge(
  { exitCode, stdout, stderr }: CommandOutput,
  { to, timeoutMs }: PingRequest,
  platform: NodeJS.Platform,
): ProbeOutcome | NoWay {
  const reading = parsePing(stdout, to, platform) ?? parsePing(stderr, to, platform);
  if (reading?.kind === 'answered') {
    // Whole seconds is all that some of them can wait.
    if (reading.rttMs > timeoutMs) return { outcome: 'timeout' };
    return { ...PLAIN_ANSWER, rttMs: reading.rttMs, ttl: reading.ttl, addresses: [] };
  }
  if (reading !== null) return { outcome: 'unreachable', code: reading.code, from: reading.from };
  if (/not permitted|permission denied/i.test(stderr)) {
    return { outcome: 'no-way', reason: firstLine(stderr), lasting: false };
  }
  // 1: no answer, on every system. Others: it could not even ask.
  if (exitCode <= 1) return { outcome: 'timeout' };
  const text = firstLine(stderr);
  const why =
    text === ''
      ? ({ reason: 'exited', exitCode } as const)
      : ({ reason: 'said', program: 'ping', text } as const);
  return { outcome: 'error', why };
}

function firstLine(text: string): string {
  return (text.trim().split('\n')[0] ?? '').slice(0, REASON_LIMIT);
}
