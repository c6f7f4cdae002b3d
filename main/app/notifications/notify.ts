import { Notification } from 'electron';
import type { Snapshot } from '../../../shared/model/snapshot.ts';
import type { DesktopTexts } from '../../../shared/texts/desktop.ts';
import type { Engine } from '../../engine/face.ts';
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

/** Tells of members that come, and of links that are lost and back. @returns its end. */
export function tellChanges({ engine, texts, wanted, open }: NotifyOptions): () => void {
  const worth = new WorthTelling();
  return engine.on('snapshotChanged', (snapshot: Snapshot) => {
    const tellings = worth.next(snapshot, performance.now());
    if (!wanted()) return;
    for (const telling of tellings) notify(titleOf(telling, texts()), '', open);
  });
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
