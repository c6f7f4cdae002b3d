import { Notification } from 'electron';
import type { Alert } from '../../../shared/model/insight.ts';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import type { DesktopTexts } from '../../../shared/texts/desktop.ts';
import type { Engine } from '../../engine/engine-contract.ts';
import { type Telling, WorthTelling } from './worth-telling.ts';

export interface NotifyOptions {
  readonly engine: Pick<Engine, 'on'>;
  readonly texts: () => DesktopTexts['notify'];
  /** The setting; and nothing is told to somebody who looks at the window. */
  wanted(): boolean;
  /** The person followed a notification. */
  open(): void;
}

/** Shows one notification. @param open - called when it is clicked. */
export function notify(title: string, body: string, open: () => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title, body });
  notification.on('click', open);
  notification.show();
}

/** Tells of members that come, of links that are lost and back, and of alerts. @returns its end. */
export function tellChanges({ engine, texts, wanted, open }: NotifyOptions): () => void {
  const worth = new WorthTelling();
  let lastAlert = 0;
  const tell = (titles: readonly string[]): void => {
    if (!wanted()) return;
    for (const title of titles) notify(title, '', open);
  };
  const stops = [
    engine.on('snapshotChanged', (snapshot: Snapshot) => {
      tell(worth.next(snapshot, performance.now()).map((telling) => titleOf(telling, texts())));
    }),
    engine.on('insight', ({ alerts }) => {
      const raised = alerts.filter(({ id, clearedAt }) => id > lastAlert && clearedAt === null);
      lastAlert = Math.max(lastAlert, ...alerts.map(({ id }) => id));
      tell(raised.map((alert) => alertTitle(alert, texts().alert)));
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** One line of an alert. */
export function alertTitle({ rule, name, value }: Alert, texts: DesktopTexts['notify']['alert']): string {
  return rule.metric === 'down' ? texts.down(name) : texts[rule.metric](name, value);
}

function titleOf(telling: Telling, texts: DesktopTexts['notify']): string {
  switch (telling.kind) {
    case 'joined':
      return texts.joined(telling.name, telling.party);
    case 'lost':
      return texts.lost(telling.name);
    case 'back':
      return texts.back(telling.name);
  }
}
