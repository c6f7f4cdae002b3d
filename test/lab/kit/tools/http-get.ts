/** Fetches a page as a browser of this machine would. Argument: its address. Prints {status, bytes}. */
import { argv } from 'node:process';

const [url = ''] = argv.slice(2);

const answer = await fetch(url);
console.log(JSON.stringify({ status: answer.status, bytes: (await answer.arrayBuffer()).byteLength }));
