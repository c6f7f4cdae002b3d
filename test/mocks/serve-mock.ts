/** The built renderer over a mock engine, through the real headless server. */
import path from 'node:path';
import { type BrowserServer, serveBrowser } from '../../main/headless/browser.ts';
import { createDispatcher } from '../../main/ipc/dispatch.ts';
import { type MockEngine, type MockOptions, mockEngine } from './mock-engine.ts';
import { recordingLog } from './recording-log.ts';

const RENDERER = path.join(import.meta.dirname, '../../out/renderer');

export interface MockHost {
  readonly url: string;
  readonly engine: MockEngine;
  /** Ends the server alone, as a crash of the engine would; the port is free afterwards. */
  drop(): Promise<void>;
  /** Opens it again on the same port and with the same token. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/** Serves on a free loopback port; needs `npm run build` to have run. */
export async function serveMock(options: MockOptions): Promise<MockHost> {
  const engine = mockEngine(options);
  await engine.start();
  let server = await open(engine, 0);
  return {
    url: server.url,
    engine,
    drop: () => server.close(),
    async reopen() {
      server = await open(engine, server.port);
    },
    async close() {
      await server.close();
      await engine.stop();
    },
  };
}

async function open(engine: MockEngine, port: number): Promise<BrowserServer> {
  const log = recordingLog();
  const result = await serveBrowser({
    engine,
    dispatcher: createDispatcher(engine.handlers, log),
    rendererDir: RENDERER,
    port,
    token: 'mock-engine-token',
    log,
  });
  if (!result.ok) throw new Error(`the mock is not served: ${result.fault.code}`);
  return result.value;
}
