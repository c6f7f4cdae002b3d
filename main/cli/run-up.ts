/** `lanrage up` in this process: the host of an engine, until a signal or `lanrage down`. */
import { randomUUID } from 'node:crypto';
import { type Fault, fault } from '../../shared/faults/fault.ts';
import type { SettingsPatch } from '../../shared/model/settings.ts';
import type { Result } from '../../shared/result.ts';
import { readEnvironment } from '../base/environment.ts';
import { type EngineLog, openEngineLog } from '../base/log/engine-log.ts';
import type { Engine } from '../engine/engine-contract.ts';
import { followSettings } from '../engine/follow-settings.ts';
import { type HeadlessHost, runHeadless } from '../headless/host.ts';
import { stopOnSignals } from '../headless/stop-signals.ts';
import { type Context, done, failed, type Outcome } from './command.ts';
import { openBrowser } from './open-browser.ts';
import { upAnswer } from './up-answer.ts';
import { version } from './version.ts';

export interface UpOptions {
  /** Settings to change before the engine starts. */
  readonly patch: SettingsPatch;
  readonly mayOpenBrowser: boolean;
}

/** Hosts an engine; ends when the engine has. */
export async function runUp(context: Context, { patch, mayOpenBrowser }: UpOptions): Promise<Outcome> {
  const environment = readEnvironment();
  if (!environment.ok) return failed(environment.fault);
  const { dataDir, parts } = context;
  const { helperScript, rendererDir } = parts.resources;
  const engineLog = openEngineLog(dataDir, environment.value.logLevel);
  const { log } = engineLog;

  let host: HeadlessHost | null = null;
  let stopAsked = false;
  const stop = (): void => {
    stopAsked = true;
    void host?.stop();
  };
  stopOnSignals(stop);
  let reference: string | null = null;
  process.on('uncaughtException', (error) => {
    reference = randomUUID().slice(0, 8);
    log.error('engine broke', { reference, error });
    stop();
  });

  const createEngine = async (): Promise<Result<Engine>> => {
    const engine = await parts.createEngine({
      dataDir,
      host: 'headless',
      version,
      helperScript,
      log,
      recentLog: engineLog.recent,
      proxies: environment.value.proxies,
      publicPlaces: environment.value.publicPlaces,
    });
    return engine.ok ? prepare(engine.value, patch, engineLog) : engine;
  };
  const started = await runHeadless({ dataDir, createEngine, rendererDir, log });
  if (!started.ok) return failed(started.fault);
  host = started.value;
  if (stopAsked) stop();
  else {
    const { browser, engine } = host;
    const notices = await noticesOf(engine);
    context.say(upAnswer({ url: browser.url, pid: process.pid, notices }, context.io));
    if (mayOpenBrowser && context.io.interactive && !context.json && !environment.value.noBrowser) {
      openBrowser(browser.makeOpeningUrl(), (error) => log.debug('no browser was opened', { error }));
    }
  }
  await host.stopped;
  return reference === null ? done() : failed(fault('engine.unexpected', { reference }));
}

async function noticesOf(engine: Engine): Promise<Fault[]> {
  const snapshot = await engine.handlers.getSnapshot({});
  return snapshot.ok ? snapshot.value.notices.map(({ fault }) => fault) : [];
}

/** Changes the settings that the command line names, and has the log follow them from now on. */
async function prepare(engine: Engine, patch: SettingsPatch, log: EngineLog): Promise<Result<Engine>> {
  const settings = await engine.handlers.updateSettings(patch);
  if (settings.ok) return followSettings(engine, log);
  await engine.stop();
  return settings;
}
