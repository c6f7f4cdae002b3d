/** Reasons that faults carry as short English phrases. What a system or a library says itself stays as it is. */
import { phraseBook } from '../../texts/phrase-book.ts';

/** A reason in German. */
export const sayReason = phraseBook(
  {
    // Of settings, by setting-complaint.ts.
    '{}: {}': '{}: {}',
    'it must be at least {}': 'es muss mindestens {} sein',
    'it must be at most {}': 'es darf höchstens {} sein',
    'it must have at least {} characters': 'es braucht mindestens {} Zeichen',
    'it must have at most {} characters': 'es darf höchstens {} Zeichen haben',
    'there may be at most {} of them': 'es dürfen höchstens {} sein',
    '{} bytes': '{} Byte',
    'it must be a whole number': 'es muss eine ganze Zahl sein',
    'it must be a number': 'es muss eine Zahl sein',
    'it must be yes or no': 'es muss ja oder nein sein',
    'it must be a text': 'es muss ein Text sein',
    'it must be a list': 'es muss eine Liste sein',
    'it must be one of {}': 'es muss eines von diesen sein: {}',
    'there is no such setting': 'eine solche Einstellung gibt es nicht',
    'not understood': 'nicht verstanden',
    'not a ws:// or wss:// address': 'keine Adresse mit ws:// oder wss://',
    'not host:port': 'nicht in der Form Host:Port',
    'not an IPv4 subnet': 'kein IPv4-Subnetz',
    'not a LANrage interface name': 'kein Name wie lanrage0',
    'not a divisor of a minute': 'kein Teiler von 60',
    'has characters that cannot be shown': 'es hat Zeichen, die sich nicht zeigen lassen',
    'shows as nothing': 'davon ist nichts zu sehen',
    // Of the helper and its service.
    'it is not running': 'er läuft nicht',
    'it was not set up': 'er wurde nicht eingerichtet',
    'your system’s question was declined': 'die Frage deines Systems wurde abgelehnt',
    'it was stopped': 'er wurde beendet',
    'it ended unexpectedly': 'er endete unerwartet',
    'it ended without an answer': 'er endete ohne Antwort',
    'its socket is not what it made': 'sein Socket ist nicht der, den er anlegte',
    'its own files cannot be read': 'seine eigenen Dateien sind nicht lesbar',
    'it runs from its sources; build it first (npm run build)':
      'es läuft aus den Quellen; bau es zuerst (npm run build)',
    'this user has no identifier': 'dieses Benutzerkonto hat keine Kennung',
    'this user cannot be told apart from others':
      'dieses Benutzerkonto ist von anderen nicht zu unterscheiden',
    // Of connections.
    'the connection was closed': 'die Verbindung wurde geschlossen',
    'no answer': 'keine Antwort',
    'no such name': 'diesen Namen gibt es nicht',
    'no connection': 'keine Verbindung',
    'it answers, and not to us': 'er antwortet, aber nicht uns',
    'it answers no ping': 'es antwortet auf kein Ping',
    '{} gets no answer from there': '{} bekommt von dort keine Antwort',
    // Of files.
    'not a file': 'keine Datei',
    'not a key': 'kein Schlüssel',
    'not a token': 'kein Token',
    'another owner': 'sie gehört jemand anderem',
    'the system’s key store does not open it': 'der Schlüsselspeicher des Systems öffnet es nicht',
    'the path is too long for a socket': 'der Pfad ist zu lang für einen Socket',
  },
  ',',
);
