/** The longest task of a page's main thread, from Chromium's own trace: also what it took of the processor. */
import type { Page } from '@playwright/test';

export interface LongestTask {
  readonly wallMs: number;
  /** Of the processor: what neighbours on this machine take does not count. */
  readonly processorMs: number;
}

/** As Chromium tells of a task; µs. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Traces the page while something happens. */
export async function longestTaskDuring(page: Page, happening: () => Promise<unknown>): Promise<LongestTask> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel'] },
  });
  await happening();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  const mains = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(threadOf),
  );
  const tasks = events.filter(
    (event) => event.name === 'ThreadControllerImpl::RunTask' && mains.has(threadOf(event)),
  );
  if (tasks.length === 0) throw new Error('the trace has no task of the page');
  const longest = (of: (event: TraceEvent) => number | undefined): number =>
    Math.max(...tasks.map((task) => of(task) ?? 0)) / 1000;
  return { wallMs: longest(({ dur }) => dur), processorMs: longest(({ tdur }) => tdur) };
}
