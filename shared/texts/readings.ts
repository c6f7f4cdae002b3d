/**
 * Figures and short answers of the doctor and of tests, in the person's language. The engine writes them in English, for
 * logs and reports as well.
 */
import type { Language } from './language.ts';
import { phraseBook } from './phrase-book.ts';

const german: Readonly<Record<string, string>> = {
  '{} ms': '{} ms',
  '{} s': '{} s',
  '{} s ago': 'vor {} s',
  'none so far': 'noch keiner',
  'no large packet came back': 'kein großes Paket kam zurück',
  '{}: {}': '{}: {}',
  handshake: 'Handshake',
  echo: 'Echo',
  traffic: 'Spielverkehr',
  '{} %': '{} %',
  '{} % lost': '{} % verloren',
  '{} % lost, {}': '{} % verloren, {}',
  '{} % of {}': '{} % von {}',
  '{} of {} lost': '{} von {} verloren',
  '{} ms, {}': '{} ms, {}',
  '{} bytes': '{} Byte',
  '{} MiB': '{} MiB',
  '{} MiB free': '{} MiB frei',
  '{} % of the processor, {} ms late': '{} % des Prozessors, {} ms zu spät',
  '{} of {} servers answered': '{} von {} Servern antworteten',
  '{} mapping, {} filtering': 'Zuordnung {}, Filter {}',
  '{} mapping': 'Zuordnung {}',
  'another one, {}': 'ein anderes, {}',
  '{}, open to neighbours on the LAN (nft is missing)': '{}, im LAN für Nachbarn offen (nft fehlt)',
  'below {} ms': 'unter {} ms',
  'below {} s': 'unter {} s',
  'below {} %': 'unter {} %',
  'within {} s': 'binnen {} s',
  'not {}': 'nicht {}',
  any: 'mindestens einer',
  none: 'keiner',
  'none lost': 'nichts verloren',
  'no answer': 'keine Antwort',
  'no answer in 10 s': 'keine Antwort binnen 10 s',
  'an answer': 'eine Antwort',
  'over TCP': 'über TCP',
  'no names are needed': 'Namen werden nicht gebraucht',
  'nobody to look at': 'niemand da',
  'no party': 'keine Party',
  'no party and no server': 'keine Party und kein Server',
  'no server to compare with': 'kein Server zum Vergleichen',
  'the helper does not answer': 'der Helfer antwortet nicht',
  'chosen by the system': 'vom System gewählt',
  'endpoint-independent': 'unabhängig vom Ziel',
  'address-dependent': 'abhängig von der Adresse',
  'address-and-port-dependent': 'abhängig von Adresse und Port',
  unknown: 'unbekannt',
  declined: 'abgelehnt',
  'the test port is taken on this computer': 'der Testport ist auf diesem Computer belegt',
};

const inGerman = phraseBook(german, ',');

/** A reading in the person's language. */
export function sayReading(reading: string, language: Language): string {
  return language === 'de' ? inGerman(reading) : reading;
}
