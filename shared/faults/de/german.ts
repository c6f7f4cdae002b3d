/** The advice in German: words alone. How grave a thing is and what helps is the same in every language. */
import type { LabelWords, WordsFor } from '../advice-entry.ts';
import type { FaultCode } from '../fault.ts';
import { appWords } from './app-words.ts';
import { doctorWords } from './doctor-words.ts';
import { meetingWords } from './meeting-words.ts';
import { partyWords } from './party-words.ts';
import { probeWords } from './probe-words.ts';
import { serverWords } from './server-words.ts';
import { tunnelWords } from './tunnel-words.ts';

export const germanWords: WordsFor<FaultCode> = {
  ...appWords,
  ...tunnelWords,
  ...meetingWords,
  ...partyWords,
  ...serverWords,
  ...probeWords,
  ...doctorWords,
};

export const germanLabels: LabelWords = {
  'Copy its address': 'Adresse kopieren',
  'Copy the command': 'Befehl kopieren',
  'Copy the path': 'Pfad kopieren',
  'Copy the reference': 'Kennung kopieren',
  'Create a party': 'Party anlegen',
  'Join a party': 'Party beitreten',
  'Join again': 'Wieder beitreten',
  'Leave the party': 'Party verlassen',
  'Open settings': 'Einstellungen öffnen',
  'Set up': 'Einrichten',
  'Try again': 'Noch einmal',
};
