/** Metrics for Prometheus where no browser is served: a port of loopback that is open while the settings say so. */
import { createServer, type Server } from 'node:http';
import type { Settings } from '../../shared/model/settings.ts';
import { listenOnLoopback, loopbackHosts } from '../base/page/listen-on-loopback.ts';
import { SECURITY_HEADERS } from '../base/page/security-headers.ts';
import type { Engine } from '../engine/engine-contract.ts';
import type { EngineServer } from '../ipc/host-engine.ts';
import type { MetricsSource } from './answer-metrics.ts';
import { asksForMetrics, tellMetrics } from './tell-metrics.ts';

interface Opened {
  readonly port: number;
  readonly server: Server;
}

/** A port that is taken is logged, and tried again when the settings change: without metrics one can play all the same. */
export class MetricsServer implements EngineServer {
  readonly #source: MetricsSource;
  readonly #unfollow: () => void;
  #opened: Opened | null = null;
  #changes: Promise<unknown> = Promise.resolve();

  private constructor(engine: Engine, source: MetricsSource) {
    this.#source = source;
    this.#unfollow = engine.on('settingsChanged', (settings) => this.#follow(settings));
  }

  /** Opens it where the engine's settings say so, and follows them from then on. */
  static async open(engine: Engine, source: MetricsSource): Promise<MetricsServer> {
    const server = new MetricsServer(engine, source);
    const settings = await engine.handlers.getSettings({});
    if (settings.ok) server.#follow(settings.value);
    await server.#changes;
    return server;
  }

  async close(): Promise<void> {
    this.#unfollow();
    this.#queue(null);
    await this.#changes;
  }

  #follow({ metricsExport, apiPort }: Settings): void {
    this.#queue(metricsExport ? apiPort : null);
  }

  /** One change after the other, each from what the one before has left. */
  #queue(port: number | null): void {
    this.#changes = this.#changes.then(() => this.#change(port));
  }

  async #change(port: number | null): Promise<void> {
    if (this.#opened?.port === port) return;
    await this.#shut();
    if (port !== null) await this.#listen(port);
  }

  async #listen(wanted: number): Promise<void> {
    const { log } = this.#source;
    let hosts: ReadonlySet<string> = new Set();
    const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) => {
      if (asksForMetrics(request, hosts)) void tellMetrics(request, response, this.#source);
      else response.writeHead(404, { ...SECURITY_HEADERS, connection: 'close' }).end();
    });
    const port = await listenOnLoopback(server, wanted);
    if (port === null) {
      log.warn('metrics are not offered: the port is taken', { port: wanted });
      return;
    }
    hosts = loopbackHosts(port);
    log.info('metrics are offered', { port });
    server.on('error', (error) => log.warn('metrics port failed', { error }));
    this.#opened = { port: wanted, server };
  }

  async #shut(): Promise<void> {
    if (this.#opened === null) return;
    const { server } = this.#opened;
    this.#opened = null;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }
}
