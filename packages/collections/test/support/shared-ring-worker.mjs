/** A thread of `shared-ring-queue.test.ts`. Loads what was built, as workers load no TypeScript. */
import { parentPort, workerData } from 'node:worker_threads';
import { SharedRingConsumer, SharedRingProducer } from '../../dist/index.js';

const { role, token, count, takeOver = false, log } = workerData;
const { recordLength } = token;

if (role === 'async') {
  const timer = setInterval(() => {}, 1_000); // a wait does not keep a thread alive
  const producer = SharedRingProducer.attach(token);
  const consumer = SharedRingConsumer.attach(token);
  const answers = [await consumer.waitForRecordsAsync(1)];
  producer.offer(1);
  answers.push(await producer.waitForRoomAsync(1));
  const room = producer.waitForRoomAsync();
  consumer.poll();
  answers.push(await room);
  const records = consumer.waitForRecordsAsync();
  producer.offer(2);
  answers.push(await records);
  consumer.poll();
  const ended = consumer.waitForRecordsAsync();
  producer.close();
  answers.push(await ended);
  clearInterval(timer);
  parentPort.postMessage(answers);
} else if (role === 'producer') {
  const producer = SharedRingProducer.attach(token, { takeOver });
  const first = new Int32Array(token.buffer)[0]; // TAIL: what others had put in
  const record = new Int32Array(3);
  for (let i = first; i < count;) {
    record[0] = i;
    record[1] = ~i;
    record[2] = i ^ 0x5555;
    const isIn =
      recordLength === 1 ? producer.offer(i) : producer.offerFrom(record, 0, recordLength) === 1;
    if (isIn) i++;
    else producer.waitForRoom();
  }
  producer.close();
} else {
  const consumer = SharedRingConsumer.attach(token, { takeOver });
  const taken = log === undefined ? new Int32Array(2) : new Int32Array(log);
  const record = new Int32Array(recordLength);
  let wrong;
  let next = new Int32Array(token.buffer)[16]; // HEAD: what others had taken out
  while (wrong === undefined && consumer.waitForRecords()) {
    const value = recordLength === 1 ? consumer.poll() : undefined;
    if (value === undefined) consumer.pollInto(record);
    else record[0] = value;
    const isRight = record[0] === next && (recordLength === 1 || record[1] === ~next);
    if (!isRight) {
      wrong = `record ${next}: ${record.join()}`;
      Atomics.store(taken, 1, 1);
    }
    next++;
    Atomics.store(taken, 0, next);
  }
  parentPort.postMessage({ count: next, wrong });
}
