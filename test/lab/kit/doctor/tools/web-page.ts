/** Answers every request over plain HTTP alike. Arguments: address, port, status, seconds by which its clock is wrong. */
import { createServer } from 'node:http';

const [address = '', port = '', status = '', seconds = '0'] = process.argv.slice(2);

createServer((_request, response) => {
  const date = new Date(Date.now() + Number(seconds) * 1000).toUTCString();
  response.writeHead(Number(status), { Date: date }).end();
}).listen(Number(port), address, () => console.log(JSON.stringify({ ready: true })));
