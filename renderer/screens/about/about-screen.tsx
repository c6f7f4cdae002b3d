import { CopyButton } from '../../components/copy-button.tsx';
import { type Fact, FactList } from '../../components/fact-list.tsx';
import { Panel } from '../../components/panel.tsx';
import { Screen } from '../../components/screen.tsx';
import { useEngine } from '../../stores/engine-store.ts';
import { texts } from '../../texts.ts';
import { LicencesPanel } from './licences-panel.tsx';
import { SupportBundle } from './support-bundle.tsx';

/** What this is, and what somebody who helps has to know. */
export function AboutScreen() {
  const version = useEngine(({ snapshot }) => snapshot?.version ?? '');
  const platform = useEngine(({ snapshot }) => snapshot?.platform ?? '');
  const host = useEngine(({ snapshot }) => snapshot?.host ?? 'headless');
  const backend = useEngine(({ snapshot }) => snapshot?.tunnel.backend ?? null);
  const words = texts().about;
  const facts: readonly Fact[] = [
    [words.version, version],
    [words.host, words.hosts[host]],
    [words.platform, (words.platforms as Readonly<Record<string, string>>)[platform] ?? platform],
    [words.backend, backend === null ? words.noBackend : words.backendOf(backend)],
  ];

  return (
    <Screen title={words.title} text={words.text}>
      <Panel title={`LANrage ${version}`}>
        <FactList facts={facts} />
        <div>
          <CopyButton
            value={facts.map(([name, value]) => `${name}: ${value}`).join('\n')}
            label={texts().actions.copy}
          />
        </div>
      </Panel>
      <SupportBundle />
      <LicencesPanel />
    </Screen>
  );
}
