import type { LagReport } from '../../../shared/model/insight.ts';
import { type Command, done, failed } from '../command.ts';
import { lagText } from '../text/lag-text.ts';
import { withEngine } from '../with-engine.ts';

/** 30 s of it are still to be recorded, and what was sent in them is waited for. */
const REPORT_AFTER_S = 32;

export const lag: Command = {
  name: 'lag',
  operands: '',
  maxOperands: 0,
  summary: 'Tell why it lagged just now',
  details:
    'Keeps the last 30 s and the next 30 s of all that is measured, then names what most likely was to blame.',
  options: {},
  run: (_, { io, dataDir }) =>
    withEngine({ dataDir }, async (api) => {
      const reports = new Map<number, LagReport>();
      const recorded = Promise.withResolvers<LagReport>();
      let id: number | null = null;
      api.on('lagRecorded', (report) => {
        reports.set(report.id, report);
        if (report.id === id) recorded.resolve(report);
      });
      const pressed = await api.recordLag({});
      if (!pressed.ok) return failed(pressed.fault);
      id = pressed.value.id;
      const early = reports.get(id);
      if (early !== undefined) recorded.resolve(early);
      let left = REPORT_AFTER_S;
      const tell = (): void => io.progress(`Recording the next 30 s: ${Math.max(0, left--)} s …`);
      tell();
      // The engine may end first: it must not keep a finished command alive.
      const ticking = setInterval(tell, 1000).unref();
      const report = await recorded.promise;
      clearInterval(ticking);
      io.progress(null);
      return done({ json: { report }, text: lagText(report, io) });
    }),
};
