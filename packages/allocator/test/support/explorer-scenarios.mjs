/**
 * What three threads do at once: `set` prepares it, thread after thread, `play` is what is
 * explored, with at most `bound` preemptions where nobody asks for more. Blocks of 3,000
 * bytes lie four to a slab, so that a slab is soon full and soon empty.
 */

const LENGTH = 3000;
const SEGMENT = 1 << 17;
const PARTICIPANTS = [2, 3, 4]; // of the threads; main is the first

/** A region of this thread with blocks whose addresses all threads know. */
function setBlocks(scene, lengths) {
  scene.region = scene.heap.createRegion(`region ${scene.me}`);
  lengths.forEach((length, i) => {
    scene.note(1, () => {
      scene.exchange[scene.me * 8 + i] = scene.region.allocate(length);
    });
  });
}

const setRegion = (scene) => setBlocks(scene, []);
const free = (scene, i) => scene.note(-1, () => scene.heap.free(scene.exchange[i]));

/** What `run` returns, or undefined if another thread has adopted or is adopting who is gone. */
function unlessAdopted(run) {
  try {
    return run();
  } catch (error) {
    if (error.code !== 'ERR_SANDY_INVALID_ARGUMENT') throw error;
    return undefined;
  }
}
const adopt = (scene) => unlessAdopted(() => scene.adoptThread(scene.heap, PARTICIPANTS[2])) ?? [];
const allocate = (scene, length) => scene.note(1, () => scene.region.allocate(length));

export const scenarios = [
  {
    bound: 2,
    name: 'one block freed by three threads at once',
    set: [(scene) => setBlocks(scene, [LENGTH, LENGTH])],
    play: [(scene) => free(scene, 0), (scene) => free(scene, 0), (scene) => free(scene, 0)],
  },
  {
    bound: 2,
    name: 'blocks freed while their owner needs room',
    set: [(scene) => setBlocks(scene, new Array(8).fill(LENGTH))], // two slabs
    play: [
      (scene) => {
        allocate(scene, LENGTH);
        free(scene, 2);
      },
      (scene) => free(scene, 0),
      (scene) => free(scene, 5), // in the other slab
    ],
  },
  {
    bound: 2,
    name: 'runs freed twice while their owner hears of it',
    set: [(scene) => setBlocks(scene, [20_000, 30_000])],
    play: [
      (scene) => {
        scene.region.stats();
        free(scene, 1);
      },
      (scene) => free(scene, 0),
      (scene) => {
        free(scene, 0);
        free(scene, 1);
      },
    ],
  },
  {
    bound: 1,
    name: 'segments claimed by three threads',
    set: [setRegion, setRegion, setRegion],
    play: [
      (scene) => allocate(scene, 2 * SEGMENT),
      (scene) => allocate(scene, 100),
      (scene) => allocate(scene, SEGMENT + 1),
    ],
  },
  {
    bound: 1,
    name: 'segments given back while others claim them',
    set: [(scene) => setBlocks(scene, [2 * SEGMENT]), setRegion, setRegion],
    play: [
      (scene) => free(scene, 0),
      (scene) => allocate(scene, SEGMENT),
      (scene) => allocate(scene, SEGMENT + 1),
    ],
  },
  {
    bound: 1,
    name: 'blocks of a thread that has ended, freed while another adopts them',
    gone: 2, // checks nothing in the end
    set: [setRegion, undefined, (scene) => setBlocks(scene, [LENGTH, LENGTH, 20_000])],
    play: [
      (scene) => {
        const [adopted] = scene.adoptThread(scene.heap, PARTICIPANTS[2]);
        scene.note(-1, () => adopted.free(scene.exchange[16]));
      },
      (scene) => {
        free(scene, 16);
        free(scene, 18);
      },
      () => undefined,
    ],
  },
  {
    bound: 1,
    name: 'a thread that has ended, adopted by two at once, and another started in its place',
    gone: 2,
    check: ({ newcomer }) => newcomer?.trim(), // fails if it was taken for the one who is gone
    set: [undefined, undefined, (scene) => setBlocks(scene, [LENGTH])],
    play: [
      (scene) => {
        const adopted = adopt(scene);
        scene.newcomer = scene.ThreadHeap.attach(scene.heap.issueToken());
        scene.note(1, () => scene.newcomer.createRegion('newcomer').allocate(LENGTH));
        for (const region of adopted) scene.note(-1, () => region.free(scene.exchange[16]));
      },
      (scene) => {
        for (const region of adopt(scene)) scene.note(-1, () => region.free(scene.exchange[16]));
      },
      () => undefined,
    ],
  },
  {
    bound: 1,
    name: 'a thread that has ended, disposed of while another needs its memory',
    gone: 2,
    set: [setRegion, undefined, (scene) => setBlocks(scene, [3 * SEGMENT])],
    play: [
      (scene) => {
        allocate(scene, SEGMENT);
        allocate(scene, SEGMENT);
      },
      (scene) => {
        scene.note(-1, () => scene.disposeThread(scene.heap, PARTICIPANTS[2]));
      },
      () => undefined,
    ],
  },
];
