// What Electron does in a utility process before the program begins: a parent port that starts with its first listener.
import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';

process.argv.splice(1, 1);
const parentPort = Object.assign(new EventEmitter(), { postMessage: (message) => process.send(message) });
parentPort.once('newListener', () => process.on('message', (data) => parentPort.emit('message', { data })));
process.parentPort = parentPort;
await import(pathToFileURL(process.argv[1]));
