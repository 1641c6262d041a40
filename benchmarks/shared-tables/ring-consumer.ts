/** A thread that adds up what comes, through a ring or by messages. */
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { SharedRingConsumer } from '@sandy/collections';
import type { SharedRingToken } from '@sandy/collections';
import { DONE, SUM } from './pair.js';

/** How many ints make a round, and how they come. */
export interface ConsumerOrder {
  readonly control: SharedArrayBuffer;
  readonly count: number;
  readonly token?: SharedRingToken | undefined;
  readonly port?: MessagePort | undefined;
}

const { control: buffer, count, token, port } = workerData as ConsumerOrder;
const control = new Int32Array(buffer);
let sum = 0;
let seen = 0;

function finishRound(): void {
  control[SUM] = sum;
  sum = seen = 0;
  Atomics.add(control, DONE, 1);
  Atomics.notify(control, DONE);
}

if (token !== undefined) {
  const consumer = SharedRingConsumer.attach(token);
  const target = new Int32Array(256);
  while (consumer.waitForRecords()) {
    const taken = consumer.pollInto(target);
    for (let i = 0; i < taken; i++) sum = (sum + target[i]!) | 0;
    seen += taken;
    if (seen === count) finishRound();
  }
} else if (port !== undefined) {
  port.on('message', (first: number | Int32Array) => {
    for (
      let next: { message: number | Int32Array } | undefined = { message: first };
      next !== undefined;
      next = receiveMessageOnPort(port) as { message: number | Int32Array } | undefined
    ) {
      const { message } = next;
      if (typeof message === 'number') {
        sum = (sum + message) | 0;
        seen++;
      } else {
        for (let i = 0; i < message.length; i++) sum = (sum + message[i]!) | 0;
        seen += message.length;
      }
      if (seen === count) finishRound();
    }
  });
}
